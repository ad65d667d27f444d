//! Arrays that come as DLPack capsules, with a version or without, handed in or asked for.
//!
//! A capsule is taken by giving it its used name; one that is refused keeps its name, so that it
//! stays usable and its own destructor frees it.
#![allow(unsafe_code)]

use std::ffi::CStr;
use std::mem::MaybeUninit;
use std::ptr::NonNull;

use pyo3::exceptions::{PyBufferError, PyTypeError};
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;
#[cfg(any(Py_3_12, not(Py_LIMITED_API)))]
use pyo3::types::PyTuple;

use super::request::{CopyRule, Outcome, Request};
use crate::dlpack;
use crate::foreign::{Foreign, Hold, Pending, Route};
use crate::{Device, Failed, Malformed, Meta};

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

/// The array of an object that offers `__dlpack__` in today's words; nothing where anything is in
/// the way, which [`accept_object`] then tells.
#[inline]
pub(super) fn accept_quickly(
    object: &Bound<'_, PyAny>,
    request: &Request,
) -> PyResult<Option<Foreign>> {
    let Some(capsule) = ask_quickly(object, request.copy)? else {
        return Ok(None);
    };
    match take(&capsule, request) {
        Outcome::Taken(foreign) => Ok(Some(foreign)),
        _ => Ok(None),
    }
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
        Outcome::Unfit(unfit) if moves(&unfit.1, request.copy) => {
            let moved = ask_moved(&method, request.copy);
            Ok(moved.map_or(Outcome::Unfit(unfit), |capsule| take(&capsule, request)))
        }
        other => Ok(other),
    }
}

/// Asks in today's words through the vector call, which makes no method and no dictionary; nothing
/// where that is not understood, or not to be had in the stable ABI.
#[cfg(any(Py_3_12, not(Py_LIMITED_API)))]
#[inline]
fn ask_quickly<'py>(
    object: &Bound<'py, PyAny>,
    copy: CopyRule,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    static NAMES: PyOnceLock<Py<PyTuple>> = PyOnceLock::new();
    static VERSION: PyOnceLock<Py<PyTuple>> = PyOnceLock::new();
    if copy != CopyRule::Never {
        return Ok(None);
    }
    let py = object.py();
    let names = NAMES.get_or_try_init(py, || {
        let names = [intern!(py, "max_version"), intern!(py, "copy")];
        PyTuple::new(py, names).map(Bound::unbind)
    })?;
    let pair = VERSION.get_or_try_init(py, || {
        let version = dlpack::abi::VERSION;
        PyTuple::new(py, [version.major, version.minor]).map(Bound::unbind)
    })?;
    // SAFETY: attached, and the constant is alive as long as the interpreter.
    let no = unsafe { ffi::Py_False() };
    // The place before the first argument is the callee's to use, by the flag.
    let mut arguments = [std::ptr::null_mut(), object.as_ptr(), pair.as_ptr(), no];
    // SAFETY: attached; one positional argument and one for each name, all alive during the call.
    let capsule = unsafe {
        let given = ffi::PyObject_VectorcallMethod(
            intern!(py, "__dlpack__").as_ptr(),
            arguments.as_mut_ptr().add(1),
            1 | ffi::PY_VECTORCALL_ARGUMENTS_OFFSET,
            names.as_ptr(),
        );
        Bound::from_owned_ptr_or_opt(py, given)
    };
    if capsule.is_none() {
        let error = PyErr::fetch(py);
        // Whatever is about the words or the array is asked again, and told, the slow way.
        return Outcome::of_exception(py, error).map(|_| None);
    }
    Ok(capsule)
}

#[cfg(not(any(Py_3_12, not(Py_LIMITED_API))))]
fn ask_quickly<'py>(
    _object: &Bound<'py, PyAny>,
    _copy: CopyRule,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    Ok(None)
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
        let names = (Route::Dlpack, USED_VERSIONED);
        // SAFETY: the name says what the capsule holds, and that nobody has taken it.
        let describe = |place: &mut _| unsafe { dlpack::describe_versioned(pointer, place) };
        // SAFETY: `take_as` has given the capsule its used name, so its destructor keeps away.
        return take_as(capsule, request, names, describe, || unsafe {
            dlpack::Versioned::take(pointer)
        });
    }
    if let Some(pointer) = pointer::<dlpack::abi::DLManagedTensor>(capsule, LEGACY) {
        let names = (Route::DlpackLegacy, USED_LEGACY);
        // SAFETY: as above, for the flavour without a version.
        let describe = |place: &mut _| unsafe { dlpack::describe_legacy(pointer, place) };
        // SAFETY: as above.
        return take_as(capsule, request, names, describe, || unsafe {
            dlpack::Legacy::take(pointer)
        });
    }
    Outcome::Useless("there is no DLPack capsule in what `__dlpack__` gives".to_owned())
}

/// What an unused capsule of that name holds.
#[inline]
fn pointer<T>(capsule: &Bound<'_, PyAny>, name: &CStr) -> Option<NonNull<T>> {
    if !is_valid(capsule, name) {
        return None;
    }
    // SAFETY: a valid capsule of that name.
    NonNull::new(unsafe { ffi::PyCapsule_GetPointer(capsule.as_ptr(), name.as_ptr()) }.cast())
}

/// `describe` writes the place where it gives no error; `hold` takes the tensor over.
#[inline]
fn take_as<H: Hold>(
    capsule: &Bound<'_, PyAny>,
    request: &Request,
    (route, used): (Route, &'static CStr),
    describe: impl FnOnce(&mut MaybeUninit<Meta>) -> Result<bool, Malformed>,
    hold: impl FnOnce() -> H,
) -> Outcome {
    let mut pending = Pending::<Option<H>>::new(route, None);
    let (holder, place) = pending.parts();
    let is_copy = match describe(place) {
        Ok(is_copy) => is_copy,
        Err(malformed) => return malformed.into(),
    };
    // SAFETY: `describe` gave no error, so it has written the place.
    let meta = unsafe { place.assume_init_mut() };
    if let Err(outcome) = finish_taking(capsule, request, meta, used, is_copy) {
        // The place is not dropped, and a long list of lengths is on the heap.
        *meta = Meta::nothing();
        return outcome;
    }
    *holder = Some(hold());
    pending.set_copied(is_copy);
    // SAFETY: the place was written, as above.
    Outcome::Taken(unsafe { pending.finish() })
}

/// Gives the capsule its used name, where the array is what was asked.
#[inline]
fn finish_taking(
    capsule: &Bound<'_, PyAny>,
    request: &Request,
    meta: &mut Meta,
    used: &'static CStr,
    is_copy: bool,
) -> Result<(), Outcome> {
    request.fit(meta)?;
    if is_copy && request.copy == CopyRule::Never {
        let said = "the producer copies the memory; allow it with `copy=None`";
        return Err(Outcome::Useless(said.to_owned()));
    }
    // SAFETY: attached; the name is static. Only a capsule that took the name is ours.
    if unsafe { ffi::PyCapsule_SetName(capsule.as_ptr(), used.as_ptr()) } != 0 {
        drop(PyErr::take(capsule.py()));
        return Err(Outcome::Useless(
            "the capsule cannot be marked as used".to_owned(),
        ));
    }
    Ok(())
}
