//! The C function through PyO3, with the `numpy` crate's array type.

use std::ffi::{c_double, c_long};

use numpy::PyReadonlyArray1;
use pyo3::prelude::*;

mod kernel {
    use super::{c_double, c_long};

    unsafe extern "C" {
        pub(crate) fn dot(a: *const c_double, b: *const c_double, n: c_long) -> c_double;
    }
}

/// Inner product of two arrays.
#[pyfunction]
fn dot(a: PyReadonlyArray1<'_, f64>, b: PyReadonlyArray1<'_, f64>) -> PyResult<f64> {
    let (a, b) = (a.as_slice()?, b.as_slice()?);
    // SAFETY: both slices are borrowed for the call; as in the other idioms the caller
    // answers for equal lengths.
    Ok(unsafe { kernel::dot(a.as_ptr(), b.as_ptr(), a.len() as c_long) })
}

/// The hand-written binding.
#[pymodule]
mod hand_pyo3 {
    #[pymodule_export]
    use super::dot;
}
