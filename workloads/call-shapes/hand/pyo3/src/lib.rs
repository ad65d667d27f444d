//! The C functions through PyO3.

use std::ffi::c_int;

use pyo3::prelude::*;

mod kernel {
    use super::c_int;

    unsafe extern "C" {
        pub(crate) fn zero() -> c_int;
        pub(crate) fn one(a: c_int) -> c_int;
        pub(crate) fn two(a: c_int, b: c_int) -> c_int;
        pub(crate) fn eight(
            a: c_int,
            b: c_int,
            c: c_int,
            d: c_int,
            e: c_int,
            f: c_int,
            g: c_int,
            h: c_int,
        ) -> c_int;
    }
}

/// Gives a constant.
#[pyfunction]
fn zero() -> i32 {
    // SAFETY: `zero` takes nothing and touches no memory.
    unsafe { kernel::zero() }
}

/// Gives its argument.
#[pyfunction]
fn one(a: i32) -> i32 {
    // SAFETY: `one` takes an integer by value and touches no memory.
    unsafe { kernel::one(a) }
}

/// Adds two integers.
#[pyfunction]
fn two(a: i32, b: i32) -> i32 {
    // SAFETY: `two` takes integers by value and touches no memory.
    unsafe { kernel::two(a, b) }
}

/// Adds eight integers.
#[pyfunction]
#[pyo3(signature = (a, b, c = 3000, d = 4000, e = 5000, f = 6000, g = 7000, h = 8000))]
#[expect(clippy::too_many_arguments, reason = "the C function has as many")]
fn eight(a: i32, b: i32, c: i32, d: i32, e: i32, f: i32, g: i32, h: i32) -> i32 {
    // SAFETY: `eight` takes integers by value and touches no memory.
    unsafe { kernel::eight(a, b, c, d, e, f, g, h) }
}

/// The hand-written binding.
#[pymodule]
mod hand_pyo3 {
    #[pymodule_export]
    use super::{eight, one, two, zero};
}
