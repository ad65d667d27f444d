//! The addition itself in Rust, as PyO3's users write it: no C function stands behind it.

use pyo3::prelude::*;

/// Adds two integers, whose sum must fit; the release profile does not check that it does.
#[pyfunction]
fn add(a: i32, b: i32) -> i32 {
    a + b
}

/// The addition for Python.
#[pymodule]
mod native_pyo3 {
    #[pymodule_export]
    use super::add;
}
