//! The inner product itself in Rust, over slices that the `numpy` crate borrows.

use numpy::PyReadonlyArray1;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

fn inner_product(a: &[f64], b: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (x, y) in a.iter().zip(b) {
        sum += x * y;
    }
    sum
}

/// Inner product of two arrays.
#[pyfunction]
fn dot(a: PyReadonlyArray1<'_, f64>, b: PyReadonlyArray1<'_, f64>) -> PyResult<f64> {
    let (a, b) = (a.as_slice()?, b.as_slice()?);
    if a.len() != b.len() {
        return Err(PyValueError::new_err("the arrays differ in length"));
    }
    Ok(inner_product(a, b))
}

/// The inner product for Python.
#[pymodule]
mod native_pyo3 {
    #[pymodule_export]
    use super::dot;
}
