//! Our arrays as Arrow: one dimension, plain numbers, no nulls, one behind the other.
#![allow(unsafe_code)]

use std::ffi::{CStr, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::{null, null_mut};

use crate::arrow::abi::{ArrowArray, ArrowSchema};
use crate::dtype::{DType, Kind};
use crate::memory::Export;

/// Why an array cannot leave as Arrow.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotArrow {
    /// Arrow has no such plain number.
    ElementType(DType),
    /// Arrow arrays have one dimension.
    Rank(usize),
    /// Arrow values lie one behind the other.
    Strided,
    /// Arrow through this interface is memory of the CPU.
    Device,
}

impl std::fmt::Display for NotArrow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NotArrow::ElementType(dtype) => write!(
                f,
                "Arrow has no plain number like {dtype}; convert the elements"
            ),
            NotArrow::Rank(rank) => {
                write!(f, "Arrow arrays have one dimension, not {rank}; flatten it")
            }
            NotArrow::Strided => f.write_str("Arrow values lie one behind the other; make a copy"),
            NotArrow::Device => {
                f.write_str("the memory is not the CPU's; move it there with its own library")
            }
        }
    }
}

impl std::error::Error for NotArrow {}

fn format_of(dtype: DType) -> Option<&'static CStr> {
    Some(match (dtype.kind(), dtype.bits()) {
        _ if dtype.is_swapped() => return None,
        (Kind::Int, 8) => c"c",
        (Kind::UInt, 8) => c"C",
        (Kind::Int, 16) => c"s",
        (Kind::UInt, 16) => c"S",
        (Kind::Int, 32) => c"i",
        (Kind::UInt, 32) => c"I",
        (Kind::Int, 64) => c"l",
        (Kind::UInt, 64) => c"L",
        (Kind::Float, 16) => c"e",
        (Kind::Float, 32) => c"f",
        (Kind::Float, 64) => c"g",
        _ => return None,
    })
}

/// What `private_data` of an array of ours points to.
struct Sent {
    /// Held for its drop.
    _export: Export,
    buffers: [*const c_void; 2],
}

/// Both structures, for the caller to hand on; each is released by whoever gets it.
///
/// # Errors
/// [`NotArrow`] where Arrow cannot say what it is.
pub fn export(export: Export) -> Result<(ArrowSchema, ArrowArray), NotArrow> {
    let meta = export.meta();
    let format = format_of(meta.dtype()).ok_or(NotArrow::ElementType(meta.dtype()))?;
    if meta.rank() != 1 {
        return Err(NotArrow::Rank(meta.rank()));
    }
    if !meta.is_c_contiguous() {
        return Err(NotArrow::Strided);
    }
    if !meta.device().is_cpu() {
        return Err(NotArrow::Device);
    }
    let (length, address) = (meta.count() as i64, meta.address());
    let buffers = [null(), std::ptr::with_exposed_provenance::<c_void>(address)];
    let sent = Box::into_raw(Box::new(Sent {
        _export: export,
        buffers,
    }));
    let schema = ArrowSchema {
        format: format.as_ptr(),
        name: c"".as_ptr(),
        metadata: null(),
        flags: 0,
        n_children: 0,
        children: null_mut(),
        dictionary: null_mut(),
        release: Some(release_schema),
        private_data: null_mut(),
    };
    let array = ArrowArray {
        length,
        null_count: 0,
        offset: 0,
        n_buffers: 2,
        n_children: 0,
        // SAFETY: `sent` was just made; it lives until `release_array`.
        buffers: unsafe { (&raw mut (*sent).buffers).cast() },
        children: null_mut(),
        dictionary: null_mut(),
        release: Some(release_array),
        private_data: sent.cast(),
    };
    Ok((schema, array))
}

unsafe extern "C" fn release_schema(schema: *mut ArrowSchema) {
    if !schema.is_null() {
        // SAFETY: the consumer hands back a schema that `export` made, perhaps moved; all that it
        // points to is static.
        unsafe { (*schema).release = None }
    }
}

unsafe extern "C" fn release_array(array: *mut ArrowArray) {
    if array.is_null() {
        return;
    }
    // SAFETY: the consumer hands back an array that `export` made, perhaps moved, while its
    // `release` is not null: so this is the first call, and `private_data` is what `export` put in.
    unsafe {
        if (*array).release.take().is_some() {
            let sent = Box::from_raw((*array).private_data.cast::<Sent>());
            (*array).private_data = null_mut();
            // A panic must not reach the consumer's frames; there is nobody to tell about it.
            let _ = catch_unwind(AssertUnwindSafe(|| drop(sent)));
        }
    }
}
