//! The C functions through PyO3, with its own buffer type for the array.

use std::ffi::{c_double, c_int, c_long};

use pyo3::buffer::PyBuffer;
use pyo3::exceptions::PyBufferError;
use pyo3::prelude::*;

mod kernel {
    use super::{c_double, c_int, c_long};

    unsafe extern "C" {
        pub(crate) fn take(a: c_int) -> c_int;
        pub(crate) fn kind(a: c_int) -> c_int;
        pub(crate) fn narrow(a: c_int) -> c_int;
        pub(crate) fn total(x: *const c_double, n: c_long) -> c_double;
    }
}

/// Gives its argument.
#[pyfunction]
fn take(a: i32) -> i32 {
    // SAFETY: the function takes an integer by value and touches no memory.
    unsafe { kernel::take(a) }
}

/// Gives its argument.
#[pyfunction]
fn kind(a: i32) -> i32 {
    // SAFETY: as in `take`.
    unsafe { kernel::kind(a) }
}

/// Gives its argument.
#[pyfunction]
fn narrow(a: i32) -> i32 {
    // SAFETY: as in `take`.
    unsafe { kernel::narrow(a) }
}

/// Adds an array.
#[pyfunction]
fn total(x: PyBuffer<f64>) -> PyResult<f64> {
    if !x.is_c_contiguous() {
        return Err(PyBufferError::new_err("expected a contiguous array"));
    }
    // SAFETY: the buffer holds its items, which are contiguous, until it is dropped.
    Ok(unsafe { kernel::total(x.buf_ptr().cast(), x.item_count() as c_long) })
}

/// The hand-written binding.
#[pymodule]
mod hand_pyo3 {
    #[pymodule_export]
    use super::{kind, narrow, take, total};
}
