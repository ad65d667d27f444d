//! Arrays that come as DLPack capsules, with a version or without, handed in or asked for.
//!
//! A capsule is taken by giving it its used name; one that is refused keeps its name, so that it
//! stays usable and its own destructor frees it.
#![allow(unsafe_code)]

use std::ffi::CStr;
use std::ptr::NonNull;

use pyo3::exceptions::{PyBufferError, PyTypeError};
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

use super::request::{CopyRule, Outcome, Request};
use crate::dlpack::{self, Described};
use crate::foreign::{Foreign, Hold, Route};
use crate::{Device, Failed, Malformed};

pub(super) const VERSIONED: &CStr = c"dltensor_versioned";
pub(super) const LEGACY: &CStr = c"dltensor";
const USED_VERSIONED: &CStr = c"used_dltensor_versioned";
const USED_LEGACY: &CStr = c"used_dltensor";

/// Whether the object is a capsule of that name that has not been used.
#[inline]
pub(super) fn is_valid(object: &Bound<'_, PyAny>, name: &CStr) -> bool {
    // SAFETY: attached; any object may be asked.
    unsafe { ffi::PyCapsule_IsValid(object.as_ptr(), name.as_ptr()) == 1 }
}

/// The capsule itself, where the object is one.
pub(super) fn accept_capsule(object: &Bound<'_, PyAny>, request: &Request) -> Outcome {
    // SAFETY: attached; any object may be asked.
    if unsafe { ffi::PyCapsule_CheckExact(object.as_ptr()) } == 0 {
        return Outcome::Absent;
    }
    if is_valid(object, USED_VERSIONED) || is_valid(object, USED_LEGACY) {
        return Outcome::Useless(
            "the capsule has been used; ask its producer for a new one, or hand in the object"
                .into(),
        );
    }
    take(object, request)
}

/// The array of an object that offers `__dlpack__`.
pub(super) fn accept_object(object: &Bound<'_, PyAny>, request: &Request) -> PyResult<Outcome> {
    let method = match object.getattr(intern!(object.py(), "__dlpack__")) {
        Ok(method) => method,
        Err(_) => return Ok(Outcome::Absent),
    };
    let capsule = match ask(&method, request.copy) {
        Ok(capsule) => capsule,
        Err(error) => return Outcome::of_exception(object.py(), error),
    };
    let outcome = take(&capsule, request);
    match outcome {
        Outcome::Unfit(meta, failed) if moves(&failed, request.copy) => {
            let moved = ask_moved(&method, request.copy);
            Ok(moved.map_or(Outcome::Unfit(meta, failed), |capsule| {
                take(&capsule, request)
            }))
        }
        other => Ok(other),
    }
}

/// Asks for a capsule, in the words of ever older versions of the protocol.
fn ask<'py>(method: &Bound<'py, PyAny>, copy: CopyRule) -> PyResult<Bound<'py, PyAny>> {
    static STRICT: PyOnceLock<Py<PyDict>> = PyOnceLock::new();
    static VERSION: PyOnceLock<Py<PyDict>> = PyOnceLock::new();
    let py = method.py();
    let is_about_words = |error: &PyErr| {
        error.is_instance_of::<PyTypeError>(py) || error.is_instance_of::<PyBufferError>(py)
    };
    // Without `copy=False` a producer may copy where it finds that easier.
    if copy == CopyRule::Never {
        let strict = STRICT.get_or_try_init(py, || {
            let words = version(py)?;
            words.set_item("copy", false)?;
            PyResult::Ok(words.unbind())
        })?;
        match method.call((), Some(strict.bind(py))) {
            Err(error) if is_about_words(&error) => {}
            other => return other,
        }
    }
    let words = VERSION.get_or_try_init(py, || version(py).map(Bound::unbind))?;
    match method.call((), Some(words.bind(py))) {
        Err(error) if is_about_words(&error) => method.call0().map_err(|second| {
            // What the older words meet says less, unless they were the ones understood.
            if error.is_instance_of::<PyTypeError>(py) {
                second
            } else {
                error
            }
        }),
        other => other,
    }
}

fn version(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let words = PyDict::new(py);
    words.set_item(
        "max_version",
        (dlpack::abi::VERSION.major, dlpack::abi::VERSION.minor),
    )?;
    Ok(words)
}

/// Whether the producer should be asked to bring the memory to the processor.
fn moves(failed: &[Failed], copy: CopyRule) -> bool {
    copy != CopyRule::Never
        && failed
            .iter()
            .any(|failed| matches!(failed, Failed::Device(asked, _) if asked.is_cpu()))
}

fn ask_moved<'py>(method: &Bound<'py, PyAny>, copy: CopyRule) -> Option<Bound<'py, PyAny>> {
    let words = version(method.py()).ok()?;
    words
        .set_item("dl_device", (Device::CPU.kind, Device::CPU.id))
        .ok()?;
    words
        .set_item("copy", (copy == CopyRule::Always).then_some(true))
        .ok()?;
    method.call((), Some(&words)).ok()
}

/// Describes the capsule, and takes it where it is what was asked.
fn take(capsule: &Bound<'_, PyAny>, request: &Request) -> Outcome {
    if let Some(pointer) = pointer::<dlpack::abi::DLManagedTensorVersioned>(capsule, VERSIONED) {
        // SAFETY: the name says what the capsule holds, and that nobody has taken it.
        let described = unsafe { dlpack::describe_versioned(pointer) };
        // SAFETY: `take_as` has given the capsule its used name, so its destructor keeps away.
        let hold = || unsafe { dlpack::Versioned::take(pointer) };
        return take_as(
            capsule,
            request,
            described,
            Route::Dlpack,
            USED_VERSIONED,
            hold,
        );
    }
    if let Some(pointer) = pointer::<dlpack::abi::DLManagedTensor>(capsule, LEGACY) {
        // SAFETY: as above, for the flavour without a version.
        let described = unsafe { dlpack::describe_legacy(pointer) };
        // SAFETY: as above.
        let hold = || unsafe { dlpack::Legacy::take(pointer) };
        return take_as(
            capsule,
            request,
            described,
            Route::DlpackLegacy,
            USED_LEGACY,
            hold,
        );
    }
    Outcome::Useless("there is no DLPack capsule in what `__dlpack__` gives".to_owned())
}

fn pointer<T>(capsule: &Bound<'_, PyAny>, name: &CStr) -> Option<NonNull<T>> {
    if !is_valid(capsule, name) {
        return None;
    }
    // SAFETY: a valid capsule of that name.
    NonNull::new(unsafe { ffi::PyCapsule_GetPointer(capsule.as_ptr(), name.as_ptr()) }.cast())
}

fn take_as<H: Hold>(
    capsule: &Bound<'_, PyAny>,
    request: &Request,
    described: Result<Described, Malformed>,
    route: Route,
    used: &'static CStr,
    hold: impl FnOnce() -> H,
) -> Outcome {
    let Described { mut meta, is_copy } = match described {
        Ok(described) => described,
        Err(malformed) => return malformed.into(),
    };
    match request.fit(&mut meta) {
        Ok(failed) if failed.is_empty() => {}
        Ok(failed) => return Outcome::Unfit(meta, failed),
        Err(malformed) => return malformed.into(),
    }
    if is_copy && request.copy == CopyRule::Never {
        return Outcome::Useless(
            "the producer copies the memory; allow it with `copy=None`".to_owned(),
        );
    }
    // SAFETY: attached; the name is static. Only a capsule that took the name is ours.
    if unsafe { ffi::PyCapsule_SetName(capsule.as_ptr(), used.as_ptr()) } != 0 {
        drop(PyErr::take(capsule.py()));
        return Outcome::Useless("the capsule cannot be marked as used".to_owned());
    }
    Outcome::Taken(Foreign::new(meta, route, is_copy, hold()))
}
