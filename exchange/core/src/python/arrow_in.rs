//! Arrays that come through the Arrow PyCapsule interface.
#![allow(unsafe_code)]

use std::ffi::CStr;
use std::ptr::NonNull;

use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::capsule_in::forget_exception;
use super::request::{Outcome, Quick, Request};
use crate::arrow;
use crate::arrow::abi::{ArrowArray, ArrowSchema};
use crate::foreign::{Foreign, Pending, Route};

pub(super) const SCHEMA: &CStr = c"arrow_schema";
pub(super) const ARRAY: &CStr = c"arrow_array";

/// The array of an object that offers `__arrow_c_array__`.
pub(super) fn accept(object: &Bound<'_, PyAny>, request: &Request) -> PyResult<Outcome> {
    let Ok(method) = object.getattr(intern!(object.py(), "__arrow_c_array__")) else {
        return Ok(Outcome::Absent);
    };
    let pair = method
        .call0()
        .and_then(|pair| pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>());
    let (schema, array) = match pair {
        Ok(pair) => pair,
        Err(error) => return Outcome::of_exception(object.py(), error),
    };
    let (Some(schema), Some(array)) = (named(&schema, SCHEMA), named(&array, ARRAY)) else {
        return Ok(Outcome::Useless(
            "`__arrow_c_array__` does not give a schema and an array".to_owned(),
        ));
    };
    // SAFETY: the names say what the capsules hold; both are alive for this call.
    let mut meta = match unsafe { arrow::describe(schema, array) } {
        Ok(meta) => meta,
        Err(malformed) => return Ok(malformed.into()),
    };
    Ok(match request.fit(&mut meta) {
        Ok(()) => {
            // SAFETY: a live array, as `describe` found, that the capsule gives up by the protocol.
            let hold = unsafe { arrow::Taken::take(array) };
            Outcome::Taken(Foreign::new(meta, Route::Arrow, false, hold))
        }
        Err(outcome) => outcome,
    })
}

/// The array of an object whose type offers `__arrow_c_array__`, in a hurry. Inlined, so that a
/// constant request is checked as such.
#[inline(always)]
pub(super) fn accept_quickly(object: &Bound<'_, PyAny>, request: &Request) -> Quick {
    let Some(pair) = ask_quickly(object) else {
        return Quick::Raised;
    };
    let Ok(pair) = pair.cast_exact::<PyTuple>() else {
        return Quick::Unclear;
    };
    let [Ok(schema), Ok(array)] = [0, 1].map(|at| pair.get_borrowed_item(at)) else {
        return Quick::Unclear;
    };
    let (Some(schema), Some(array)) = (
        named::<ArrowSchema>(&schema, SCHEMA),
        named::<ArrowArray>(&array, ARRAY),
    ) else {
        return Quick::Unclear;
    };
    let mut pending = Pending::<Option<arrow::Taken>>::new(object.py(), Route::Arrow, || None);
    let (holder, place) = pending.parts();
    if request.reinterpret.is_none()
        // SAFETY: the names say what the capsules hold; both are alive for this call.
        && let Some(meta) = unsafe { arrow::row(schema, array, request.spec.asked_dtype(), place) }
        && request.spec.fits_row(meta)
    {
        // SAFETY: a live array, as `row` found, that the capsule gives up by the protocol.
        *holder = Some(unsafe { arrow::Taken::take(array) });
        // SAFETY: `row` gave what it has written into the place of the description.
        return Quick::Taken(unsafe { pending.finish() });
    }
    // What may be in the place is a row, which has nothing to drop.
    Quick::Unclear
}

/// What the method gives; nothing with an exception pending.
#[inline(always)]
fn ask_quickly<'py>(object: &Bound<'py, PyAny>) -> Option<Bound<'py, PyAny>> {
    let name = intern!(object.py(), "__arrow_c_array__").as_ptr();
    // SAFETY: attached; the object and the name are alive, and there are no more arguments.
    unsafe {
        #[cfg(not(Py_LIMITED_API))]
        let given = ffi::PyObject_CallMethodNoArgs(object.as_ptr(), name);
        #[cfg(Py_LIMITED_API)]
        let given = ffi::PyObject_CallMethodObjArgs(
            object.as_ptr(),
            name,
            std::ptr::null_mut::<ffi::PyObject>(),
        );
        Bound::from_owned_ptr_or_opt(object.py(), given)
    }
}

/// What a capsule of that name holds.
#[inline(always)]
fn named<T>(capsule: &Bound<'_, PyAny>, name: &CStr) -> Option<NonNull<T>> {
    // SAFETY: attached; any object may be asked.
    let pointer = unsafe { ffi::PyCapsule_GetPointer(capsule.as_ptr(), name.as_ptr()) };
    if pointer.is_null() {
        forget_exception(capsule.py());
    }
    NonNull::new(pointer.cast())
}
