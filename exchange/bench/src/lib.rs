//! What a Rust author writes to take an array: the functions that the bench measures.

use fishplate_exchange::python::{In, InOut, Rank};
use pyo3::prelude::*;

/// A row of floats, to be read.
#[pyfunction]
fn take(x: In<f32, Rank<1>>) {
    let _ = x;
}

/// A row of floats, to be written.
#[pyfunction]
fn take_writable(x: InOut<f32, Rank<1>>) {
    let _ = x;
}

/// A row of floats, claimed for reading as a function with an output would.
#[pyfunction]
fn take_claimed(x: In<f32, Rank<1>>) -> PyResult<usize> {
    Ok(x.reading()?.len())
}

/// Any object, of which nothing is asked: what a call costs by itself.
#[pyfunction]
fn nothing(x: &Bound<'_, PyAny>) {
    let _ = x;
}

/// The functions.
#[pymodule]
mod ours {
    #[pymodule_export]
    use super::{nothing, take, take_claimed, take_writable};
}
