//! The C exchange table that our type offers.
//!
//! Every function is called attached and tells failure by -1 with an exception pending. None of
//! them panics: what can fail is a result.
#![allow(unsafe_code)]

use std::ffi::{CString, c_int, c_void};
use std::mem::MaybeUninit;
use std::ptr::{NonNull, null_mut};

use pyo3::exceptions::{PyBufferError, PyTypeError};
use pyo3::ffi;
use pyo3::prelude::*;

use super::array::Array;
use super::capsule_out::capsule;
use super::table_in::TABLE;
use crate::dlpack::abi::{
    DLManagedTensorVersioned, DLPackExchangeAPI, DLPackExchangeAPIHeader, DLTensor, SetError,
    VERSION,
};
use crate::dlpack::{Versioned, describe_versioned, versioned};
use crate::foreign::{Foreign, Route};
use crate::{DType, Device, MAX_RANK, zeroed};

struct Table(DLPackExchangeAPI);

// SAFETY: nothing in the table is ever written.
unsafe impl Sync for Table {}

static OURS: Table = Table(DLPackExchangeAPI {
    header: DLPackExchangeAPIHeader {
        version: VERSION,
        prev_api: null_mut(),
    },
    managed_tensor_allocator: Some(allocate),
    managed_tensor_from_py_object_no_sync: Some(from_object),
    managed_tensor_to_py_object_no_sync: Some(to_object),
    dltensor_from_py_object_no_sync: Some(view_of_object),
    current_work_stream: Some(current_stream),
});

/// The table in its capsule, for the type's attribute.
pub(super) fn table(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    unsafe extern "C" fn keep(_: *mut ffi::PyObject) {}
    let pointer = (&raw const OURS.0).cast_mut().cast();
    // SAFETY: the table is static, so there is nothing to free.
    unsafe { capsule(py, pointer, TABLE, keep) }
}

/// Runs `work` attached, with its error as the pending exception.
///
/// # Safety
/// Called through the table, so attached.
unsafe fn told(work: impl FnOnce(Python<'_>) -> PyResult<()>) -> c_int {
    // SAFETY: the table's functions are called attached, by the protocol.
    let py = unsafe { Python::assume_attached() };
    match work(py) {
        Ok(()) => 0,
        Err(error) => {
            error.restore(py);
            -1
        }
    }
}

/// # Safety
/// `object` points to an object that is alive.
unsafe fn array<'py>(py: Python<'py>, object: *mut c_void) -> PyResult<Bound<'py, Array>> {
    // SAFETY: the caller's promise.
    let object = unsafe { Bound::from_borrowed_ptr_or_opt(py, object.cast()) };
    let object = object.ok_or_else(|| PyTypeError::new_err("there is no object"))?;
    Ok(object.cast_into::<Array>()?)
}

unsafe extern "C" fn from_object(
    object: *mut c_void,
    out: *mut *mut DLManagedTensorVersioned,
) -> c_int {
    // SAFETY: called through the table, with an object of our type and a place for the result.
    unsafe {
        told(|py| {
            let export = array(py, object)?.get().export(py)?;
            let tensor =
                versioned(export).map_err(|error| PyBufferError::new_err(error.to_string()))?;
            *out = tensor.as_ptr();
            Ok(())
        })
    }
}

unsafe extern "C" fn to_object(
    tensor: *mut DLManagedTensorVersioned,
    out: *mut *mut c_void,
) -> c_int {
    // SAFETY: called through the table, with a tensor that is given up to us and a place for the
    // result. Whatever follows, the tensor is deleted once.
    unsafe {
        told(|py| {
            let tensor =
                NonNull::new(tensor).ok_or_else(|| PyBufferError::new_err("there is no tensor"))?;
            let hold = Versioned::take(tensor);
            let mut place = MaybeUninit::uninit();
            let is_copy = describe_versioned(tensor, &mut place)
                .map_err(|malformed| PyBufferError::new_err(malformed.to_string()))?;
            let meta = place.assume_init();
            let foreign = Foreign::new(meta, Route::ExchangeTable, is_copy, hold);
            let array = Bound::new(py, Array::from_foreign(foreign))?;
            *out = array.into_ptr().cast();
            Ok(())
        })
    }
}

unsafe extern "C" fn view_of_object(object: *mut c_void, out: *mut DLTensor) -> c_int {
    // SAFETY: called through the table, with an object of our type and a place for the result; the
    // numbers live in the object, which the caller keeps alive while it looks.
    unsafe {
        told(|py| {
            *out = array(py, object)?.get().tensor(py)?;
            Ok(())
        })
    }
}

unsafe extern "C" fn current_stream(
    device_type: i32,
    _device_id: i32,
    out: *mut *mut c_void,
) -> c_int {
    // SAFETY: called through the table, with a place for the result.
    unsafe {
        told(|_| {
            if !(Device {
                kind: device_type,
                id: 0,
            })
            .is_cpu()
            {
                return Err(PyBufferError::new_err(
                    "only the processor's memory is produced here, which has no stream",
                ));
            }
            *out = null_mut();
            Ok(())
        })
    }
}

/// Makes an array as asked. It may be called detached, so it tells failure through `set_error`.
unsafe extern "C" fn allocate(
    prototype: *mut DLTensor,
    out: *mut *mut DLManagedTensorVersioned,
    context: *mut c_void,
    set_error: Option<SetError>,
) -> c_int {
    // SAFETY: called through the table, with a prototype whose shape is as long as it says.
    match unsafe { allocated(prototype) } {
        Ok(tensor) => {
            // SAFETY: called through the table, with a place for the result.
            unsafe { *out = tensor.as_ptr() };
            0
        }
        Err((kind, said)) => {
            let said = CString::new(said).unwrap_or_default();
            if let Some(set_error) = set_error {
                // SAFETY: the caller's own function, with its own context.
                unsafe { set_error(context, kind.as_ptr(), said.as_ptr()) };
            }
            -1
        }
    }
}

/// # Safety
/// `prototype` is null, or its shape is as long as it says.
unsafe fn allocated(
    prototype: *const DLTensor,
) -> Result<NonNull<DLManagedTensorVersioned>, (&'static std::ffi::CStr, String)> {
    let refused = |said: &str| (c"BufferError", said.to_owned());
    if prototype.is_null() {
        return Err(refused("there is no prototype"));
    }
    // SAFETY: not null, and whole by the caller's promise.
    let asked = unsafe { *prototype };
    let dtype =
        DType::from_code(asked.dtype.code, asked.dtype.bits).filter(|_| asked.dtype.lanes == 1);
    let dtype = dtype.ok_or_else(|| refused("that element type is not known here"))?;
    let rank = usize::try_from(asked.ndim)
        .ok()
        .filter(|rank| *rank <= MAX_RANK);
    let rank = rank.ok_or_else(|| refused("that number of dimensions is not possible"))?;
    let device = Device {
        kind: asked.device.device_type,
        id: asked.device.device_id,
    };
    if !device.is_cpu() || (rank > 0 && asked.shape.is_null()) {
        return Err(refused(
            "only the processor's memory, in a shape that is given, is made here",
        ));
    }
    // SAFETY: `rank` numbers by the caller's promise.
    let lengths = (0..rank).map(|at| usize::try_from(unsafe { *asked.shape.add(at) }).ok());
    let shape: Option<Vec<usize>> = lengths.collect();
    let shape = shape.ok_or_else(|| refused("a length is below zero"))?;
    let export = zeroed(dtype, &shape).map_err(|error| (c"MemoryError", error.to_string()))?;
    versioned(export).map_err(|error| refused(&error.to_string()))
}
