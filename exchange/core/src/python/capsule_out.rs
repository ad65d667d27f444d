//! Arrays that leave as capsules: DLPack in both flavours, and Arrow.
//!
//! A capsule that nobody takes is freed by its destructor, which looks at the name: whoever takes
//! the tensor renames the capsule first.
#![allow(unsafe_code)]

use std::ffi::CStr;

use pyo3::exceptions::PyBufferError;
use pyo3::ffi;
use pyo3::prelude::*;

use super::arrow_in::{ARRAY, SCHEMA};
use super::attach::keeping_exception;
use super::capsule_in::{LEGACY, VERSIONED};
use crate::arrow::abi::{ArrowArray, ArrowSchema};
use crate::dlpack::abi::{DLManagedTensor, DLManagedTensorVersioned};
use crate::dlpack::{Legacy, Versioned, legacy, versioned};
use crate::{Export, arrow};

/// The array as a DLPack capsule, with a version or without.
pub(super) fn dlpack(
    py: Python<'_>,
    export: Export,
    has_version: bool,
) -> PyResult<Bound<'_, PyAny>> {
    if has_version {
        let tensor =
            versioned(export).map_err(|error| PyBufferError::new_err(error.to_string()))?;
        // SAFETY: the destructor frees what is still in a capsule of that name.
        unsafe { capsule(py, tensor.as_ptr().cast(), VERSIONED, destroy_versioned) }.inspect_err(
            |_| {
                // SAFETY: there is no capsule, so the tensor is nobody else's.
                drop(unsafe { Versioned::take(tensor) });
            },
        )
    } else {
        let tensor = legacy(export).map_err(|error| PyBufferError::new_err(error.to_string()))?;
        // SAFETY: as above, for the flavour without a version.
        unsafe { capsule(py, tensor.as_ptr().cast(), LEGACY, destroy_legacy) }.inspect_err(|_| {
            // SAFETY: as above.
            drop(unsafe { Legacy::take(tensor) });
        })
    }
}

/// The array as the two capsules of Arrow.
pub(super) fn arrow<'py>(
    py: Python<'py>,
    export: Export,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    let (schema, array) =
        arrow::export(export).map_err(|error| PyBufferError::new_err(error.to_string()))?;
    let schema = Box::into_raw(Box::new(schema));
    let array = Box::into_raw(Box::new(array));
    // SAFETY: each destructor releases what is still live in its capsule, and frees the box.
    let schema =
        unsafe { capsule(py, schema.cast(), SCHEMA, destroy_schema) }.inspect_err(|_| {
            // SAFETY: there is no capsule, so both are nobody else's.
            unsafe { (free_schema(schema), free_array(array)) };
        })?;
    // SAFETY: as above.
    let array = unsafe { capsule(py, array.cast(), ARRAY, destroy_array) }.inspect_err(|_| {
        // SAFETY: there is no capsule, so it is nobody else's.
        unsafe { free_array(array) };
    })?;
    Ok((schema, array))
}

/// # Safety
/// `destructor` frees what `pointer` points to, as a capsule of that name holds it.
pub(super) unsafe fn capsule<'py>(
    py: Python<'py>,
    pointer: *mut std::ffi::c_void,
    name: &'static CStr,
    destructor: ffi::PyCapsule_Destructor,
) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: attached; the pointer is not null, the name static; a new reference or null.
    unsafe {
        Bound::from_owned_ptr_or_err(
            py,
            ffi::PyCapsule_New(pointer, name.as_ptr(), Some(destructor)),
        )
    }
}

/// Runs `free` on what the capsule still holds under that name.
///
/// # Safety
/// Called by Python as the destructor of a capsule.
unsafe fn destroy<T>(capsule: *mut ffi::PyObject, name: &CStr, free: unsafe fn(*mut T)) {
    // SAFETY: a capsule that is dying may be asked; that raises nothing.
    if unsafe { ffi::PyCapsule_IsValid(capsule, name.as_ptr()) } == 0 {
        return;
    }
    // SAFETY: Python calls destructors attached.
    let py = unsafe { Python::assume_attached() };
    // An exception may be pending while a capsule dies, and must still be there afterwards.
    // SAFETY: attached, and a valid capsule of that name.
    keeping_exception(py, || unsafe {
        free(ffi::PyCapsule_GetPointer(capsule, name.as_ptr()).cast());
    });
}

unsafe extern "C" fn destroy_versioned(capsule: *mut ffi::PyObject) {
    unsafe fn free(tensor: *mut DLManagedTensorVersioned) {
        // SAFETY: the capsule has its unused name, so nobody has taken the tensor.
        std::ptr::NonNull::new(tensor).map(|tensor| unsafe { Versioned::take(tensor) });
    }
    // SAFETY: called by Python as a destructor.
    unsafe { destroy(capsule, VERSIONED, free) }
}

unsafe extern "C" fn destroy_legacy(capsule: *mut ffi::PyObject) {
    unsafe fn free(tensor: *mut DLManagedTensor) {
        // SAFETY: as above.
        std::ptr::NonNull::new(tensor).map(|tensor| unsafe { Legacy::take(tensor) });
    }
    // SAFETY: called by Python as a destructor.
    unsafe { destroy(capsule, LEGACY, free) }
}

unsafe extern "C" fn destroy_schema(capsule: *mut ffi::PyObject) {
    // SAFETY: called by Python as a destructor.
    unsafe { destroy(capsule, SCHEMA, free_schema) }
}

unsafe extern "C" fn destroy_array(capsule: *mut ffi::PyObject) {
    // SAFETY: called by Python as a destructor.
    unsafe { destroy(capsule, ARRAY, free_array) }
}

/// # Safety
/// `schema` is a box that `arrow` made, which nobody else frees.
unsafe fn free_schema(schema: *mut ArrowSchema) {
    // SAFETY: the caller's promise; a consumer that moved the schema out has set `release` to null.
    unsafe {
        if let Some(release) = (*schema).release {
            release(schema);
        }
        drop(Box::from_raw(schema));
    }
}

/// # Safety
/// `array` is a box that `arrow` made, which nobody else frees.
unsafe fn free_array(array: *mut ArrowArray) {
    // SAFETY: as above.
    unsafe {
        if let Some(release) = (*array).release {
            release(array);
        }
        drop(Box::from_raw(array));
    }
}
