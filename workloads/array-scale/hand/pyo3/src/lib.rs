//! The C function through PyO3, with the `numpy` crate's array type.

use std::ffi::{c_double, c_long};

use numpy::PyReadwriteArray1;
use pyo3::prelude::*;

mod kernel {
    use super::{c_double, c_long};

    unsafe extern "C" {
        pub(crate) fn scale(a: *mut c_double, n: c_long, k: c_double);
    }
}

/// Multiplies an array in place.
#[pyfunction]
fn scale(mut a: PyReadwriteArray1<'_, f64>, k: f64) -> PyResult<()> {
    let a = a.as_slice_mut()?;
    // SAFETY: the slice is borrowed for the call, and by nobody else.
    unsafe { kernel::scale(a.as_mut_ptr(), a.len() as c_long, k) };
    Ok(())
}

/// The hand-written binding.
#[pymodule]
mod hand_pyo3 {
    #[pymodule_export]
    use super::scale;
}
