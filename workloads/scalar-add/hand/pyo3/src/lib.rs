//! The C function through PyO3.

use std::ffi::c_int;

use pyo3::prelude::*;

mod kernel {
    use super::c_int;

    unsafe extern "C" {
        pub(crate) fn add(a: c_int, b: c_int) -> c_int;
    }
}

/// Adds two integers.
#[pyfunction]
fn add(a: i32, b: i32) -> i32 {
    // SAFETY: `add` takes two integers by value and touches no memory.
    unsafe { kernel::add(a, b) }
}

/// The hand-written binding.
#[pymodule]
mod hand_pyo3 {
    #[pymodule_export]
    use super::add;
}
