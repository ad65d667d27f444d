//! Memory that grows, and stays where it is while anybody looks at it.
//!
//! The lock is a count of exports, as `bytearray` has one: while it is above 0 every change of size
//! is refused, also one that would fit. It does not order reads and writes of elements.
#![allow(unsafe_code)]

use std::sync::{Arc, PoisonError};

use crate::device::Device;
use crate::dims::Dims;
use crate::element::Element;
use crate::memory::block::{Block, NoMemory};
use crate::memory::export::Export;
use crate::meta::{Claimed, Meta};
use crate::sync::{Mutex, MutexGuard};

/// A one-dimensional array that can grow while nobody has it.
pub struct Growable<T: Element> {
    state: Mutex<State>,
    element: std::marker::PhantomData<T>,
}

struct State {
    block: Block,
    len: usize,
    capacity: usize,
    exports: usize,
}

/// Why the size did not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResizeError {
    /// That many consumers hold the memory, which must not move under them.
    Exported(usize),
    /// There is not so much memory.
    NoMemory(NoMemory),
}

impl std::fmt::Display for ResizeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ResizeError::Exported(exports) => {
                write!(
                    f,
                    "the memory is lent out {exports} times and must not move; let the views go first"
                )
            }
            ResizeError::NoMemory(no_memory) => no_memory.fmt(f),
        }
    }
}

impl std::error::Error for ResizeError {}

impl<T: Element> Growable<T> {
    /// An empty array.
    ///
    /// # Errors
    /// [`NoMemory`] where there is none at all.
    pub fn new() -> Result<Arc<Self>, NoMemory> {
        let state = State {
            block: Block::zeroed(0)?,
            len: 0,
            capacity: 0,
            exports: 0,
        };
        Ok(Arc::new(Growable {
            state: Mutex::new(state),
            element: std::marker::PhantomData,
        }))
    }

    /// Number of elements.
    pub fn len(&self) -> usize {
        self.lock().len
    }

    /// Whether there is no element.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many exports are alive.
    pub fn exports(&self) -> usize {
        self.lock().exports
    }

    /// Adds elements at the end.
    ///
    /// # Errors
    /// [`ResizeError`] while the memory is lent out, or where there is no more.
    pub fn extend(&self, elements: &[T]) -> Result<(), ResizeError> {
        let mut state = self.unlent()?;
        let overflow = ResizeError::NoMemory(NoMemory {
            size_bytes: usize::MAX,
        });
        let len = state.len.checked_add(elements.len()).ok_or(overflow)?;
        if len > state.capacity {
            let capacity = len.max(state.capacity.saturating_mul(2)).max(16);
            let size_bytes = capacity.checked_mul(size_of::<T>()).ok_or(overflow)?;
            let block = Block::zeroed(size_bytes).map_err(ResizeError::NoMemory)?;
            // SAFETY: both blocks hold `state.len` elements, and are two allocations.
            unsafe {
                block
                    .start()
                    .copy_from_nonoverlapping(state.block.start(), state.len * size_of::<T>())
            }
            state.block = block;
            state.capacity = capacity;
        }
        // SAFETY: the block holds `len` elements, the first of which stay; `elements` is borrowed
        // from safe code, so it cannot lie in a block that nobody has a reference to.
        unsafe {
            let end = state.block.start().cast::<T>().add(state.len);
            end.copy_from_nonoverlapping(elements.as_ptr(), elements.len());
        }
        state.len = len;
        Ok(())
    }

    /// Adds one element at the end.
    ///
    /// # Errors
    /// [`ResizeError`] while the memory is lent out, or where there is no more.
    pub fn push(&self, element: T) -> Result<(), ResizeError> {
        self.extend(&[element])
    }

    /// Drops the elements from `len` on.
    ///
    /// # Errors
    /// [`ResizeError`] while the memory is lent out.
    pub fn truncate(&self, len: usize) -> Result<(), ResizeError> {
        let mut state = self.unlent()?;
        state.len = state.len.min(len);
        Ok(())
    }

    /// The element at `index`, if there is one.
    pub fn get(&self, index: usize) -> Option<T> {
        let state = self.lock();
        // SAFETY: the index is below the length, and the lock keeps the block in place; a consumer
        // that writes at this moment gives a torn value, and every pattern is a value of `T`.
        (index < state.len).then(|| unsafe { state.block.start().cast::<T>().add(index).read() })
    }

    /// Lends the memory out as it is now; until the export is dropped the size stays.
    ///
    /// # Errors
    /// [`NoMemory`] where the length cannot be described, which no length of ours is.
    pub fn export(self: &Arc<Self>) -> Result<Export, NoMemory> {
        let mut state = self.lock();
        let claimed = Claimed {
            address: state.block.start().expose_provenance(),
            dtype: T::DTYPE,
            shape: Dims::copy_of(&[state.len as i64]),
            strides: None,
            device: Device::CPU,
            is_readonly: false,
        };
        let meta = Meta::prove(claimed).map_err(|_| NoMemory {
            size_bytes: usize::MAX,
        })?;
        state.exports += 1;
        drop(state);
        let lent = Arc::new(Lent(Arc::clone(self)));
        // SAFETY: while `lent` lives the count is above 0, and `unlent` refuses to move the block.
        Ok(unsafe { Export::new(meta, lent) })
    }

    /// The state, while nobody has the memory.
    fn unlent(&self) -> Result<MutexGuard<'_, State>, ResizeError> {
        let state = self.lock();
        if state.exports > 0 {
            return Err(ResizeError::Exported(state.exports));
        }
        Ok(state)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One export that is alive.
struct Lent<T: Element>(Arc<Growable<T>>);

impl<T: Element> Drop for Lent<T> {
    fn drop(&mut self) {
        self.0.lock().exports -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_is_locked_while_exported() {
        let samples = Growable::<f32>::new().unwrap();
        samples.extend(&[1.0, 2.0]).unwrap();
        let first = samples.export().unwrap();
        let second = first.clone();
        assert_eq!(samples.push(3.0), Err(ResizeError::Exported(1)));
        assert_eq!(samples.truncate(1), Err(ResizeError::Exported(1)));
        drop(first);
        assert_eq!(samples.exports(), 1, "a clone is the same export");
        drop(second);
        samples.push(3.0).unwrap();
        assert_eq!(
            (samples.len(), samples.get(2), samples.get(3)),
            (3, Some(3.0), None)
        );
        samples.truncate(1).unwrap();
        assert_eq!(samples.len(), 1);
    }

    #[test]
    fn growing_keeps_the_elements() {
        let numbers = Growable::<u16>::new().unwrap();
        assert!(numbers.is_empty());
        let many: u16 = if cfg!(miri) { 40 } else { 1000 };
        for number in 0..many {
            numbers.push(number).unwrap();
        }
        assert!((0..usize::from(many)).all(|at| numbers.get(at) == Some(at as u16)));
        let export = numbers.export().unwrap();
        assert_eq!(
            (export.meta().shape(), export.meta().address() % 64),
            (&[usize::from(many)][..], 0)
        );
    }
}
