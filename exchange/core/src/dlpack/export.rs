//! Arrays that leave as DLPack, in both flavours.
//!
//! The deleter drops the [`Export`]: it may run on any thread, it never unwinds, and it needs no
//! interpreter unless the export's own owner does, who then sees to it.
#![allow(unsafe_code)]

use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::{NonNull, null_mut};

use crate::dims::Dims;
use crate::dlpack::abi::{
    DLDataType, DLDevice, DLManagedTensor, DLManagedTensorVersioned, DLTensor, FLAG_IS_COPIED,
    FLAG_IS_SUBBYTE_PADDED, FLAG_READ_ONLY, VERSION,
};
use crate::memory::Export;
use crate::meta::Meta;

/// Why an array cannot leave as DLPack.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotDlpack {
    /// The flavour without a version cannot say that it is read-only.
    ReadOnly,
    /// DLPack counts strides in elements.
    Stride(isize, usize),
    /// DLPack knows this machine's byte order only.
    Swapped,
}

impl std::fmt::Display for NotDlpack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NotDlpack::ReadOnly => f.write_str(
                "the memory is read-only, which DLPack without a version cannot say; ask with `max_version=(1, 0)`",
            ),
            NotDlpack::Stride(stride, item_bytes) => write!(
                f,
                "a stride of {stride} bytes is no multiple of the {item_bytes} bytes of an element, as DLPack needs it; \
                 make a copy"
            ),
            NotDlpack::Swapped => f.write_str("DLPack knows no swapped bytes; convert the elements first"),
        }
    }
}

impl std::error::Error for NotDlpack {}

/// The array as DLPack says it, with the numbers that it points to.
#[derive(Clone, Debug)]
pub struct TensorParts {
    shape: Dims<i64>,
    strides: Dims<i64>,
}

impl TensorParts {
    /// The numbers of that array.
    ///
    /// # Errors
    /// [`NotDlpack`] where DLPack cannot say them.
    pub fn of(meta: &Meta) -> Result<Self, NotDlpack> {
        if meta.dtype().is_swapped() {
            return Err(NotDlpack::Swapped);
        }
        let item_bytes = meta.dtype().size_bytes();
        let whole = item_bytes as isize;
        let mut odd = None;
        let strides = Dims::build(meta.rank(), |at| {
            let (len, stride) = (
                meta.shape().get(at).copied(),
                meta.strides().get(at).copied().unwrap_or(0),
            );
            // A stride that is never walked may be anything; 1 misleads nobody.
            if len.is_none_or(|len| len <= 1) || meta.count() == 0 {
                return if stride % whole == 0 {
                    (stride / whole) as i64
                } else {
                    1
                };
            }
            if stride % whole != 0 {
                odd = Some(stride);
            }
            (stride / whole) as i64
        });
        if let Some(stride) = odd {
            return Err(NotDlpack::Stride(stride, item_bytes));
        }
        let shape = Dims::build(meta.rank(), |at| {
            meta.shape().get(at).map_or(0, |len| *len as i64)
        });
        Ok(TensorParts { shape, strides })
    }

    /// The C structure, whose pointers are into `self`: it must stay where it is.
    pub fn tensor(&self, meta: &Meta) -> DLTensor {
        let dtype = meta.dtype();
        DLTensor {
            data: if meta.count() == 0 {
                null_mut()
            } else {
                std::ptr::with_exposed_provenance_mut(meta.address())
            },
            device: DLDevice {
                device_type: meta.device().kind,
                device_id: meta.device().id,
            },
            ndim: meta.rank() as i32,
            dtype: DLDataType {
                code: dtype.kind() as u8,
                bits: dtype.bits(),
                lanes: 1,
            },
            shape: self.shape.as_ptr().cast_mut(),
            strides: self.strides.as_ptr().cast_mut(),
            byte_offset: 0,
        }
    }
}

/// What a consumer points to; the numbers of shape and strides live in the export.
struct Sent<M> {
    managed: M,
    export: Export,
}

fn sent<M>(
    export: Export,
    managed: impl FnOnce(DLTensor, *mut c_void) -> M,
) -> Result<NonNull<M>, NotDlpack> {
    let tensor = match export.parts() {
        Some(parts) => parts.tensor(export.meta()),
        None => {
            return Err(TensorParts::of(export.meta())
                .err()
                .unwrap_or(NotDlpack::Swapped));
        }
    };
    // Given up before any pointer into it is made: a box that moves ends those that came before.
    let sent = Box::into_raw(Box::<Sent<M>>::new_uninit()).cast::<Sent<M>>();
    // SAFETY: memory for a `Sent`, whose two fields are written before anybody reads them; the
    // deleter makes it a box again.
    unsafe {
        (&raw mut (*sent).export).write(export);
        (&raw mut (*sent).managed).write(managed(tensor, sent.cast()));
        Ok(NonNull::new_unchecked(&raw mut (*sent).managed))
    }
}

/// # Safety
/// `context` is the `manager_ctx` that `sent` made, and this is the first and only call.
unsafe fn drop_sent<M>(context: *mut c_void) {
    // SAFETY: made by `Box::into_raw` in `sent`; the consumer calls the deleter once.
    let sent = unsafe { Box::from_raw(context.cast::<Sent<M>>()) };
    // A panic must not reach the consumer's frames; there is nobody to tell about it.
    let _ = catch_unwind(AssertUnwindSafe(|| drop(sent)));
}

unsafe extern "C" fn delete_versioned(tensor: *mut DLManagedTensorVersioned) {
    if !tensor.is_null() {
        // SAFETY: the consumer hands back, once, what `versioned` gave it.
        unsafe { drop_sent::<DLManagedTensorVersioned>((*tensor).manager_ctx) }
    }
}

unsafe extern "C" fn delete_legacy(tensor: *mut DLManagedTensor) {
    if !tensor.is_null() {
        // SAFETY: the consumer hands back, once, what `legacy` gave it.
        unsafe { drop_sent::<DLManagedTensor>((*tensor).manager_ctx) }
    }
}

/// The array as a versioned tensor, which the consumer deletes.
///
/// # Errors
/// [`NotDlpack`] where DLPack cannot say what it is.
pub fn versioned(export: Export) -> Result<NonNull<DLManagedTensorVersioned>, NotDlpack> {
    let mut flags = 0;
    flags |= if export.meta().is_readonly() {
        FLAG_READ_ONLY
    } else {
        0
    };
    flags |= if export.is_copy() { FLAG_IS_COPIED } else { 0 };
    flags |= if export.meta().dtype().bits() < 8 {
        FLAG_IS_SUBBYTE_PADDED
    } else {
        0
    };
    let of = |dl_tensor, manager_ctx| DLManagedTensorVersioned {
        version: VERSION,
        manager_ctx,
        deleter: Some(delete_versioned),
        flags,
        dl_tensor,
    };
    sent(export, of)
}

/// The array as a tensor without a version, which the consumer deletes.
///
/// # Errors
/// [`NotDlpack`] where DLPack cannot say what it is, as for all read-only memory.
pub fn legacy(export: Export) -> Result<NonNull<DLManagedTensor>, NotDlpack> {
    if export.meta().is_readonly() {
        return Err(NotDlpack::ReadOnly);
    }
    let of = |dl_tensor, manager_ctx| DLManagedTensor {
        dl_tensor,
        manager_ctx,
        deleter: Some(delete_legacy),
    };
    sent(export, of)
}
