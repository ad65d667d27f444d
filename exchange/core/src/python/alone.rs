//! A value of the process that one attached thread at a time touches.
//!
//! Where there is a GIL, being attached is enough, and costs nothing; without one there is a lock.
#![allow(unsafe_code)]

#[cfg(not(Py_GIL_DISABLED))]
use std::cell::UnsafeCell;
#[cfg(Py_GIL_DISABLED)]
use std::sync::{Mutex, PoisonError};

use pyo3::Python;

pub(super) struct Alone<T> {
    #[cfg(not(Py_GIL_DISABLED))]
    value: UnsafeCell<T>,
    #[cfg(Py_GIL_DISABLED)]
    value: Mutex<T>,
}

// SAFETY: `with` hands the value out to one attached thread at a time. PyO3 lets an extension module
// into one interpreter only, so there is one GIL.
#[cfg(not(Py_GIL_DISABLED))]
unsafe impl<T: Send> Sync for Alone<T> {}

impl<T> Alone<T> {
    pub(super) const fn new(value: T) -> Self {
        Alone {
            #[cfg(not(Py_GIL_DISABLED))]
            value: UnsafeCell::new(value),
            #[cfg(Py_GIL_DISABLED)]
            value: Mutex::new(value),
        }
    }

    /// Lends the value.
    ///
    /// # Safety
    /// `work` neither calls Python, which may let another thread in, nor comes here again.
    #[inline(always)]
    pub(super) unsafe fn with<R>(&self, _: Python<'_>, work: impl FnOnce(&mut T) -> R) -> R {
        #[cfg(not(Py_GIL_DISABLED))]
        {
            // SAFETY: attached, and so alone with the value until `work` returns, by its promise.
            work(unsafe { &mut *self.value.get() })
        }
        #[cfg(Py_GIL_DISABLED)]
        work(&mut self.value.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Lends the value for longer.
    ///
    /// # Safety
    /// While it is lent, this thread neither calls Python nor comes here again.
    #[cfg(not(Py_GIL_DISABLED))]
    #[inline(always)]
    pub(super) unsafe fn lock<'a>(&'a self, _: Python<'a>) -> &'a mut T {
        // SAFETY: attached, and so alone with the value while it is lent, by the promise.
        unsafe { &mut *self.value.get() }
    }

    /// Lends the value for longer.
    ///
    /// # Safety
    /// While it is lent, this thread neither calls Python nor comes here again.
    #[cfg(Py_GIL_DISABLED)]
    pub(super) unsafe fn lock<'a>(&'a self, _: Python<'a>) -> std::sync::MutexGuard<'a, T> {
        self.value.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
