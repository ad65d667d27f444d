//! Memory that Rust owns and hands out: shared by many for reading, or given to one.
//!
//! What is handed out can no longer be changed from Rust: [`Owned::share`] and [`Owned::give`] take
//! the array. Its size never changes; memory that grows is `growable.rs`.
#![allow(unsafe_code)]

use std::sync::Arc;

use crate::device::Device;
use crate::dims::Dims;
use crate::dtype::DType;
use crate::element::Element;
use crate::layout;
use crate::malformed::Malformed;
use crate::memory::block::{Block, NoMemory};
use crate::memory::export::Export;
use crate::meta::{Claimed, Meta};

/// An array in C order that Rust owns.
pub struct Owned<T: Element> {
    store: Store<T>,
    start: *mut T,
    shape: Dims<usize>,
    count: usize,
}

/// What is freed with the array; `start` points into it.
enum Store<T> {
    Block(#[expect(dead_code, reason = "held for its drop")] Block),
    Adopted(Vec<T>),
}

// SAFETY: `start` points into `store`, which is plain memory owned by this value alone.
unsafe impl<T: Element> Send for Owned<T> {}
// SAFETY: as above; `&Owned` only reads.
unsafe impl<T: Element> Sync for Owned<T> {}

impl<T: Element> Owned<T> {
    /// Zeros in that shape, aligned to 64 bytes, as JAX asks for.
    ///
    /// # Errors
    /// [`NoMemory`] where there is not so much.
    pub fn zeroed(shape: &[usize]) -> Result<Self, NoMemory> {
        let overflow = NoMemory {
            size_bytes: usize::MAX,
        };
        let count = layout::count(shape).ok_or(overflow)?;
        let size_bytes = layout::size_bytes(shape, size_of::<T>()).ok_or(overflow)?;
        let block = Block::zeroed(size_bytes)?;
        let start = block.start().cast::<T>();
        Ok(Owned {
            store: Store::Block(block),
            start,
            shape: Dims::copy_of(shape),
            count,
        })
    }

    /// A copy of the elements, one dimension, aligned to 64 bytes.
    ///
    /// # Errors
    /// [`NoMemory`] where there is not so much.
    pub fn copy_of(elements: &[T]) -> Result<Self, NoMemory> {
        let mut owned = Owned::zeroed(&[elements.len()])?;
        owned.as_mut_slice().copy_from_slice(elements);
        Ok(owned)
    }

    /// Takes the vector as it is, with its alignment: JAX will copy it where that is not 64 bytes.
    pub fn adopt(mut elements: Vec<T>) -> Self {
        let (start, count) = (elements.as_mut_ptr(), elements.len());
        start.expose_provenance();
        Owned {
            store: Store::Adopted(elements),
            start,
            shape: Dims::copy_of(&[count]),
            count,
        }
    }

    /// The same elements in another shape, C order.
    ///
    /// # Errors
    /// The array itself where the number of elements differs.
    pub fn reshape(mut self, shape: &[usize]) -> Result<Self, Self> {
        if layout::count(shape) != Some(self.count) {
            return Err(self);
        }
        self.shape = Dims::copy_of(shape);
        Ok(self)
    }

    /// Lengths, the slowest dimension first.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The elements in C order.
    pub fn as_slice(&self) -> &[T] {
        // SAFETY: `start` points to `count` initialised elements of `store`, which nobody else has
        // a pointer to write through: what is lent out for writing was given away.
        unsafe { std::slice::from_raw_parts(self.start, self.count) }
    }

    /// The elements in C order, to be written.
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        // SAFETY: as in `as_slice`, and `&mut self` is the only access.
        unsafe { std::slice::from_raw_parts_mut(self.start, self.count) }
    }

    /// Hands the array to any number of consumers, for reading.
    pub fn share(self) -> Shared<T> {
        let meta = self.meta().map(Meta::readonly);
        Shared {
            owned: Arc::new(self),
            meta,
        }
    }

    /// Moves the array out to one consumer, who may write it.
    pub fn give(self) -> Given {
        let given = self.meta().map(|meta| {
            // SAFETY: the array moves into `keep`, whole, and no reference to it is left.
            unsafe { Export::new(meta, Arc::new(self)) }
        });
        Given { export: given.ok() }
    }

    /// What a consumer will see. It can only fail where `shape` overflows, and `count` proved it.
    fn meta(&self) -> Result<Meta, Malformed> {
        Meta::prove(Claimed {
            address: self.start.expose_provenance(),
            dtype: T::DTYPE,
            shape: Dims::build(self.shape.len(), |at| {
                self.shape.get(at).map_or(0, |len| *len as i64)
            }),
            strides: None,
            device: Device::CPU,
            is_readonly: false,
        })
    }
}

impl<T: Element> std::fmt::Debug for Owned<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let is_adopted = matches!(&self.store, Store::Adopted(vector) if vector.capacity() > 0);
        let mut text = f.debug_struct("Owned");
        text.field("dtype", &T::DTYPE)
            .field("shape", &self.shape)
            .field("is_adopted", &is_adopted)
            .finish()
    }
}

/// Memory that many may read. Clones are the same memory.
#[derive(Clone, Debug)]
pub struct Shared<T: Element> {
    owned: Arc<Owned<T>>,
    meta: Result<Meta, Malformed>,
}

impl<T: Element> Shared<T> {
    /// The elements in C order. Consumers are told that they must not write.
    pub fn as_slice(&self) -> &[T] {
        self.owned.as_slice()
    }

    /// One more consumer, read-only.
    ///
    /// # Errors
    /// [`Malformed`] where the shape cannot be described, which no shape of `Owned` is.
    pub fn export(&self) -> Result<Export, Malformed> {
        let keep: Arc<Owned<T>> = Arc::clone(&self.owned);
        // SAFETY: `keep` owns the memory; it is exported read-only, so shared slices stay valid.
        Ok(unsafe { Export::new(self.meta.clone()?, keep) }.readonly())
    }
}

/// Memory that is moved out to the first who asks.
#[derive(Debug)]
pub struct Given {
    export: Option<Export>,
}

/// The memory has been given away already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlreadyGiven;

impl std::fmt::Display for AlreadyGiven {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the memory was given away already, to one consumer for good; to lend it to many, use `share`")
    }
}

impl std::error::Error for AlreadyGiven {}

impl Given {
    /// The one export, writable.
    ///
    /// # Errors
    /// [`AlreadyGiven`] from the second call on.
    pub fn export(&mut self) -> Result<Export, AlreadyGiven> {
        self.export.take().ok_or(AlreadyGiven)
    }
}

/// Zeros of a type that is known at run time only, writable and aligned to 64 bytes.
///
/// # Errors
/// [`NoMemory`] where there is not so much, or the shape overflows.
pub fn zeroed(dtype: DType, shape: &[usize]) -> Result<Export, NoMemory> {
    let overflow = NoMemory {
        size_bytes: usize::MAX,
    };
    let size_bytes = layout::size_bytes(shape, dtype.size_bytes()).ok_or(overflow)?;
    let block = Block::zeroed(size_bytes)?;
    let meta = Meta::prove(Claimed {
        address: block.start().expose_provenance(),
        dtype,
        shape: Dims::build(shape.len(), |at| shape.get(at).map_or(0, |len| *len as i64)),
        strides: None,
        device: Device::CPU,
        is_readonly: false,
    });
    // SAFETY: the block is `size_bytes` long, which is what the shape needs, and moves into `keep`.
    Ok(unsafe { Export::new(meta.map_err(|_| overflow)?, Arc::new(block)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_memory_is_read_only_and_lives_as_long_as_its_last_export() {
        let mut owned = Owned::<f32>::zeroed(&[2, 3]).unwrap();
        owned.as_mut_slice()[4] = 5.0;
        let shared = owned.share();
        let (first, second) = (shared.export().unwrap(), shared.export().unwrap());
        assert!(first.meta().is_readonly());
        assert_eq!(first.meta().address(), second.meta().address());
        assert_eq!(first.meta().address() % 64, 0);
        assert_eq!(shared.as_slice()[4], 5.0);
        drop((shared, first));
        assert_eq!(second.meta().shape(), [2, 3]);
        assert_eq!(second.holders(), 1);
    }

    #[test]
    fn given_memory_goes_once_and_is_writable() {
        let mut given = Owned::copy_of(&[1i16, 2, 3]).unwrap().give();
        let export = given.export().unwrap();
        assert!(!export.meta().is_readonly());
        assert!(!export.is_copy(), "moving is no copy");
        assert_eq!(given.export().unwrap_err(), AlreadyGiven);
    }

    #[test]
    fn adopted_vectors_stay_where_they_are() {
        let vector = vec![1.0f64, 2.0];
        let address = vector.as_ptr().addr();
        let shared = Owned::adopt(vector).share();
        assert_eq!(shared.export().unwrap().meta().address(), address);
        assert!(
            Owned::<u8>::adopt(Vec::new())
                .give()
                .export()
                .unwrap()
                .meta()
                .range()
                .is_empty()
        );
    }

    #[test]
    fn shapes_that_cannot_be_are_errors() {
        assert!(Owned::<f32>::zeroed(&[1 << 62, 4]).is_err());
        assert!(zeroed(DType::parse("float64").unwrap(), &[1 << 61]).is_err());
        let owned = Owned::<u8>::zeroed(&[6]).unwrap();
        assert_eq!(owned.reshape(&[2, 3]).unwrap().shape(), [2, 3]);
        assert!(Owned::<u8>::zeroed(&[6]).unwrap().reshape(&[7]).is_err());
    }
}
