//! A copy of an array, in C order, in memory of our own: the only place where elements are copied.
#![allow(unsafe_code)]

use crate::elements::Offsets;
use crate::memory::export::Export;
use crate::memory::{NoMemory, zeroed};
use crate::meta::Meta;

/// A copy of the array in C order, writable.
///
/// # Safety
/// `meta` describes memory of this process that stays where it is, and may be read, during the call.
///
/// # Errors
/// [`NoMemory`] where there is not so much.
pub unsafe fn copy_of(meta: &Meta) -> Result<Export, NoMemory> {
    let copy = zeroed(meta.dtype(), meta.shape())?;
    if meta.count() == 0 {
        return Ok(copy);
    }
    let from: *const u8 = std::ptr::with_exposed_provenance(meta.address());
    let to: *mut u8 = std::ptr::with_exposed_provenance_mut(copy.meta().address());
    if meta.is_c_contiguous() {
        // SAFETY: both are `size_bytes` in a row, and a fresh block overlaps nothing.
        unsafe { to.copy_from_nonoverlapping(from, meta.size_bytes()) }
        return Ok(copy);
    }
    let item_bytes = meta.dtype().size_bytes();
    for (at, offset) in Offsets::of(meta).enumerate() {
        // SAFETY: the offset is that of an element, and `at` counts no further than there are any.
        unsafe {
            to.add(at * item_bytes)
                .copy_from_nonoverlapping(from.offset(offset), item_bytes)
        }
    }
    Ok(copy)
}
