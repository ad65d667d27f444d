//! Letting go of what Python owns, from any thread and at any time.
//!
//! A deleter may run without the interpreter's leave, with an exception pending, or after the
//! interpreter has ended. What cannot be let go then is leaked: the process is about to end.
#![allow(unsafe_code)]

use pyo3::ffi;
use pyo3::prelude::*;

/// Runs `let_go` attached, and leaves a pending exception as it was.
pub(super) fn detached(let_go: impl FnOnce(Python<'_>)) {
    let _ = Python::try_attach(|py| keeping_exception(py, || let_go(py)));
}

/// Runs `call` and leaves a pending exception as it was; an exception of its own is dropped.
pub(super) fn keeping_exception<R>(_py: Python<'_>, call: impl FnOnce() -> R) -> R {
    let (mut kind, mut value, mut trace) = (
        std::ptr::null_mut(),
        std::ptr::null_mut(),
        std::ptr::null_mut(),
    );
    // `PyErr_GetRaisedException` does the same from 3.12 on; these do it in every version.
    #[allow(deprecated)]
    // SAFETY: attached; three places to write to.
    unsafe {
        ffi::PyErr_Fetch(&raw mut kind, &raw mut value, &raw mut trace);
    }
    let result = call();
    #[allow(deprecated)]
    // SAFETY: attached; what was fetched is given back, and whatever is pending now is replaced.
    unsafe {
        ffi::PyErr_Restore(kind, value, trace);
    }
    result
}

/// A reference to a Python object that may be dropped on any thread.
pub(super) struct Reference {
    object: Option<Py<PyAny>>,
    is_dropped_attached: bool,
}

impl Reference {
    pub(super) fn new(object: Py<PyAny>) -> Self {
        Reference {
            object: Some(object),
            is_dropped_attached: false,
        }
    }
}

impl Drop for Reference {
    fn drop(&mut self) {
        if let Some(object) = self.object.take() {
            if self.is_dropped_attached {
                // SAFETY: whoever set the flag said so.
                return object.drop_ref(unsafe { Python::assume_attached() });
            }
            let mut object = Some(object);
            detached(|py| {
                if let Some(object) = object.take() {
                    object.drop_ref(py);
                }
            });
            // Without an interpreter there is no object left to count down.
            std::mem::forget(object);
        }
    }
}

impl crate::Hold for Reference {
    fn is_dropped_attached(&mut self) {
        self.is_dropped_attached = true;
    }
}
