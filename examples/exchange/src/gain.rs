//! `gain`: one array in, one array out, with the interpreter free for others meanwhile.
//!
//! The claims find arguments that share memory, by whichever objects and protocols they came.

use fishplate_exchange::python::{In, InOut, Rank};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Write `x` times `factor` to `out`. `functions!` makes a function for Python of it.
pub(crate) fn gain(x: In<f32, Rank<1>>, mut out: InOut<f32, Rank<1>>, factor: f32) -> PyResult<()> {
    let py = x.py();
    let (x, mut out) = (x.reading()?, out.writing()?);
    if x.len() != out.read().len() {
        let lengths = format!(
            "`x` has {} elements and `out` {}",
            x.len(),
            out.read().len()
        );
        return Err(PyValueError::new_err(format!(
            "{lengths}; hand in an `out` of the same length"
        )));
    }
    py.detach(|| out.set_from(*x, |value| value * factor));
    Ok(())
}

/// Multiply every element by `factor`, in place and in any shape.
#[pyfunction]
pub(crate) fn scale(py: Python<'_>, mut x: InOut<f32>, factor: f32) -> PyResult<()> {
    let mut x = x.writing()?;
    py.detach(|| x.update(|value| value * factor));
    Ok(())
}
