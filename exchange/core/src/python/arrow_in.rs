//! Arrays that come through the Arrow PyCapsule interface.
#![allow(unsafe_code)]

use std::ffi::CStr;
use std::ptr::NonNull;

use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;

use super::request::{Outcome, Request};
use crate::arrow;
use crate::foreign::{Foreign, Route};

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
    let (Some(schema), Some(array)) = (pointer(&schema, SCHEMA), pointer(&array, ARRAY)) else {
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

fn pointer<T>(capsule: &Bound<'_, PyAny>, name: &CStr) -> Option<NonNull<T>> {
    // SAFETY: attached; any object may be asked.
    let is_valid = unsafe { ffi::PyCapsule_IsValid(capsule.as_ptr(), name.as_ptr()) } == 1;
    // SAFETY: a valid capsule of that name.
    NonNull::new(
        is_valid
            .then(|| unsafe { ffi::PyCapsule_GetPointer(capsule.as_ptr(), name.as_ptr()) })?
            .cast(),
    )
}
