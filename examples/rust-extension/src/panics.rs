//! Panics: what Python sees of one, and the error that should have been returned.
//!
//! PyO3 catches a panic at the boundary and raises `PanicException`. That is a `BaseException`, so
//! `except Exception` lets it pass, as it should: a panic says that the program is wrong, not its
//! input. What input can reach has to be a `PyResult`.

use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;

/// The element at `index`; `IndexError` where there is none.
#[pyfunction]
pub(crate) fn element(values: Vec<i64>, index: usize) -> PyResult<i64> {
    values
        .get(index)
        .copied()
        .ok_or_else(|| PyIndexError::new_err(format!("index {index} of {} values", values.len())))
}

/// The same without a check: an index that is too large panics.
#[pyfunction]
#[allow(clippy::indexing_slicing, reason = "the panic is what is shown")]
pub(crate) fn element_or_panic(values: Vec<i64>, index: usize) -> i64 {
    values[index]
}
