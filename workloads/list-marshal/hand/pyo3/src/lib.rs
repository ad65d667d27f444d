//! The C function through PyO3, which makes a vector of the list.

use std::ffi::{c_double, c_long};

use pyo3::prelude::*;

mod kernel {
    use super::{c_double, c_long};

    unsafe extern "C" {
        pub(crate) fn total(values: *const c_double, n: c_long) -> c_double;
    }
}

/// The sum of the numbers of a list.
#[pyfunction]
fn total(values: Vec<f64>) -> f64 {
    // SAFETY: the vector is ours until the call returns, and has as many elements as it says.
    unsafe { kernel::total(values.as_ptr(), values.len() as c_long) }
}

/// The hand-written binding.
#[pymodule]
mod hand_pyo3 {
    #[pymodule_export]
    use super::total;
}
