//! Raw memory of our own: zeroed, aligned to 64 bytes, freed once.
//!
//! 64 bytes is what JAX asks for before it takes memory without a copy, and a cache line. A block
//! never grows: growing is making another one.
#![allow(unsafe_code)]

use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::ptr::NonNull;

/// The alignment of every block, in bytes.
pub const ALIGN_BYTES: usize = 64;

/// There is not so much memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoMemory {
    /// Bytes that were asked for; the largest number where that overflows.
    pub size_bytes: usize,
}

impl std::fmt::Display for NoMemory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} bytes of memory are not to be had; ask for less",
            self.size_bytes
        )
    }
}

impl std::error::Error for NoMemory {}

/// Zeroed memory aligned to [`ALIGN_BYTES`].
#[derive(Debug)]
pub(crate) struct Block {
    start: NonNull<u8>,
    layout: Layout,
}

// SAFETY: a block is the only owner of plain memory; whoever shares it orders its own accesses.
unsafe impl Send for Block {}
// SAFETY: as above; `&Block` gives an address and no access.
unsafe impl Sync for Block {}

impl Block {
    /// That many zeroed bytes; none have an address of their own too.
    pub(crate) fn zeroed(size_bytes: usize) -> Result<Self, NoMemory> {
        let no_memory = NoMemory { size_bytes };
        let layout =
            Layout::from_size_align(size_bytes.max(1), ALIGN_BYTES).map_err(|_| no_memory)?;
        // SAFETY: the size is not 0.
        let start = unsafe { alloc_zeroed(layout) };
        NonNull::new(start)
            .map(|start| Block { start, layout })
            .ok_or(no_memory)
    }

    /// The first byte; its provenance is exposed, since foreign code will come with the address.
    pub(crate) fn start(&self) -> *mut u8 {
        let start = self.start.as_ptr();
        start.expose_provenance();
        start
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        // SAFETY: allocated in `zeroed` with this layout, and freed here alone.
        unsafe { dealloc(self.start.as_ptr(), self.layout) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_aligned_and_zero() {
        for size in [0, 1, 63, 64, 4096] {
            let block = Block::zeroed(size).unwrap();
            assert_eq!(block.start().addr() % ALIGN_BYTES, 0);
            // SAFETY: `size` bytes were allocated, and nobody else has them.
            let bytes = unsafe { std::slice::from_raw_parts(block.start(), size) };
            assert!(bytes.iter().all(|byte| *byte == 0));
        }
    }

    #[test]
    #[cfg_attr(miri, ignore = "Miri stops where there is no more memory")]
    fn too_much_memory_is_an_error() {
        assert_eq!(
            Block::zeroed(usize::MAX).unwrap_err(),
            NoMemory {
                size_bytes: usize::MAX
            }
        );
        assert!(Block::zeroed(isize::MAX as usize - 63).is_err());
    }
}
