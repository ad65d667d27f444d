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
use pyo3::types::{PyDict, PyTuple};

use super::request::{CopyRule, Outcome, Quick, Request, Untaken};
use crate::dlpack::{self, Legacy, Tensor, Versioned};
use crate::foreign::{Foreign, Pending, Route};
use crate::{Device, Failed, Meta};

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
/// the way, which [`accept_object`] then tells. Inlined, as the buffer's is.
#[inline(always)]
pub(super) fn accept_quickly(object: &Bound<'_, PyAny>, request: &Request) -> Quick {
    let Some(words) = words(object.py()) else {
        return Quick::Unclear;
    };
    let Some(capsule) = ask_quickly(object, words) else {
        return Quick::Raised;
    };
    take_or(&capsule, request, drop).map_or(Quick::Unclear, Quick::Taken)
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

/// The names of today's words, and the version that is asked for; nothing where the stable ABI has
/// no call that takes them.
type Words<'py> = (Borrowed<'py, 'py, PyTuple>, Borrowed<'py, 'py, PyTuple>);

#[cfg(any(Py_3_12, not(Py_LIMITED_API)))]
#[inline(always)]
fn words(py: Python<'_>) -> Option<Words<'_>> {
    static WORDS: PyOnceLock<(Py<PyTuple>, Py<PyTuple>)> = PyOnceLock::new();
    #[cold]
    fn make(py: Python<'_>) -> PyResult<(Py<PyTuple>, Py<PyTuple>)> {
        let names = PyTuple::new(py, [intern!(py, "max_version"), intern!(py, "copy")])?;
        let version = dlpack::abi::VERSION;
        let version = PyTuple::new(py, [version.major, version.minor])?;
        Ok((names.unbind(), version.unbind()))
    }
    let words = WORDS
        .get(py)
        .or_else(|| WORDS.get_or_try_init(py, || make(py)).ok());
    words.map(|(names, version)| (names.bind_borrowed(py), version.bind_borrowed(py)))
}

/// Asks through the vector call, which makes no method and no dictionary; nothing with an exception
/// pending.
#[cfg(any(Py_3_12, not(Py_LIMITED_API)))]
#[inline(always)]
fn ask_quickly<'py>(
    object: &Bound<'py, PyAny>,
    (names, version): Words<'py>,
) -> Option<Bound<'py, PyAny>> {
    let py = object.py();
    // SAFETY: attached, and the constant is alive as long as the interpreter.
    let no = unsafe { ffi::Py_False() };
    // The place before the first argument is the callee's to use, by the flag.
    let mut arguments = [std::ptr::null_mut(), object.as_ptr(), version.as_ptr(), no];
    // SAFETY: attached; one positional argument and one for each name, all alive during the call.
    unsafe {
        let given = ffi::PyObject_VectorcallMethod(
            intern!(py, "__dlpack__").as_ptr(),
            arguments.as_mut_ptr().add(1),
            1 | ffi::PY_VECTORCALL_ARGUMENTS_OFFSET,
            names.as_ptr(),
        );
        Bound::from_owned_ptr_or_opt(py, given)
    }
}

#[cfg(not(any(Py_3_12, not(Py_LIMITED_API))))]
fn words(_py: Python<'_>) -> Option<Words<'_>> {
    None
}

#[cfg(not(any(Py_3_12, not(Py_LIMITED_API))))]
fn ask_quickly<'py>(_object: &Bound<'py, PyAny>, _words: Words<'py>) -> Option<Bound<'py, PyAny>> {
    None
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
    take_or(capsule, request, Outcome::from).map_or_else(|outcome| outcome, Outcome::Taken)
}

/// [`take`], with `fail` making the answer where there is no array.
#[inline(always)]
fn take_or<F>(
    capsule: &Bound<'_, PyAny>,
    request: &Request,
    fail: impl Fn(Untaken) -> F,
) -> Result<Foreign, F> {
    let taken = match beginning(capsule) {
        Some(Name::Versioned) => {
            take_as::<Versioned>(capsule, request, VERSIONED, (Route::Dlpack, USED_VERSIONED))
        }
        Some(Name::Legacy) => {
            take_as::<Legacy>(capsule, request, LEGACY, (Route::DlpackLegacy, USED_LEGACY))
        }
        None => Err(NO_CAPSULE),
    };
    taken.map_err(fail)
}

const NO_CAPSULE: Untaken =
    Untaken::Useless("there is no DLPack capsule in what `__dlpack__` gives");

/// The two names of unused capsules.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    Versioned,
    Legacy,
}

/// Which of the two names of unused capsules this one's begins like, if it is a capsule.
#[inline(always)]
fn beginning(capsule: &Bound<'_, PyAny>) -> Option<Name> {
    // SAFETY: attached; any object may be asked.
    let name = unsafe { ffi::PyCapsule_GetName(capsule.as_ptr()) };
    if name.is_null() {
        forget_exception(capsule.py());
        return None;
    }
    let same = |at: usize, byte: u8| {
        // SAFETY: the name ends in a zero byte, and all bytes before this one are of our name,
        // which has none.
        (unsafe { *name.cast::<u8>().add(at) }) == byte
    };
    let stem = LEGACY.to_bytes();
    if !stem.iter().enumerate().all(|(at, byte)| same(at, *byte)) {
        return None;
    }
    // What comes then is compared by Python, with the pointer.
    Some(if same(stem.len(), 0) {
        Name::Legacy
    } else {
        Name::Versioned
    })
}

/// What an unused capsule of that name holds.
#[inline(always)]
fn pointer<T>(capsule: &Bound<'_, PyAny>, name: &CStr) -> Option<NonNull<T>> {
    // SAFETY: attached; any object may be asked.
    let pointer = unsafe { ffi::PyCapsule_GetPointer(capsule.as_ptr(), name.as_ptr()) };
    if pointer.is_null() {
        forget_exception(capsule.py());
    }
    NonNull::new(pointer.cast())
}

#[cold]
pub(super) fn forget_exception(_: Python<'_>) {
    // Cleared in place: a `PyErr` would be let go later where PyO3 has not counted the call.
    // SAFETY: attached.
    unsafe { ffi::PyErr_Clear() }
}

/// Takes the tensor of a capsule whose name begins as it should. One dimension has a short way.
#[inline(always)]
fn take_as<T: Tensor>(
    capsule: &Bound<'_, PyAny>,
    request: &Request,
    name: &CStr,
    (route, used): (Route, &'static CStr),
) -> Result<Foreign, Untaken> {
    let tensor = pointer::<T::Managed>(capsule, name).ok_or(NO_CAPSULE)?;
    let mut pending = Pending::<Option<T>>::new(capsule.py(), route, || None);
    let (holder, place) = pending.parts();
    if request.reinterpret.is_none()
        // SAFETY: the name says what the capsule holds, and that nobody has taken it.
        && let Some((meta, false)) = unsafe { T::row(tensor, request.spec.asked_dtype(), place) }
        && request.spec.fits_row(meta)
        && mark_used(capsule, used)
    {
        // SAFETY: the capsule has its used name, so its destructor keeps away.
        *holder = Some(unsafe { T::take(tensor) });
        // SAFETY: `row` gave what it has written into the place of the description.
        return Ok(unsafe { pending.finish() });
    }
    // What may be in the place is a row, which has nothing to drop.
    take_rest(capsule, request, tensor, used, pending)
}

/// The same for what [`take_as`] has no short way for.
#[inline(never)]
fn take_rest<T: Tensor>(
    capsule: &Bound<'_, PyAny>,
    request: &Request,
    tensor: NonNull<T::Managed>,
    used: &'static CStr,
    mut pending: Pending<'_, Option<T>>,
) -> Result<Foreign, Untaken> {
    let (holder, place) = pending.parts();
    // SAFETY: as in `take_as`.
    let is_copy = unsafe { T::describe(tensor, place) }.map_err(Untaken::Malformed)?;
    // SAFETY: `describe` gave no error, so it has written the place.
    let meta = unsafe { place.assume_init_mut() };
    if let Err(untaken) = finish_taking(capsule, request, meta, used, is_copy) {
        // The place is not dropped, and a long list of lengths is on the heap.
        *meta = Meta::nothing();
        return Err(untaken);
    }
    // SAFETY: as in `take_as`.
    *holder = Some(unsafe { T::take(tensor) });
    pending.set_copied(is_copy);
    // SAFETY: the place was written, as above.
    Ok(unsafe { pending.finish() })
}

/// Gives the capsule its used name, where the array is what was asked.
fn finish_taking(
    capsule: &Bound<'_, PyAny>,
    request: &Request,
    meta: &mut Meta,
    used: &'static CStr,
    is_copy: bool,
) -> Result<(), Untaken> {
    request.fit(meta).map_err(Untaken::Unfit)?;
    if is_copy && request.copy == CopyRule::Never {
        let said = "the producer copies the memory; allow it with `copy=None`";
        return Err(Untaken::Useless(said));
    }
    if mark_used(capsule, used) {
        Ok(())
    } else {
        Err(Untaken::Useless("the capsule cannot be marked as used"))
    }
}

/// Only a capsule that took the name is ours.
#[inline(always)]
fn mark_used(capsule: &Bound<'_, PyAny>, used: &'static CStr) -> bool {
    // SAFETY: attached; the name is static.
    let is_marked = unsafe { ffi::PyCapsule_SetName(capsule.as_ptr(), used.as_ptr()) } == 0;
    if !is_marked {
        forget_exception(capsule.py());
    }
    is_marked
}
