//! What a Rust author writes to take an array: the functions that the bench measures.

use fishplate_exchange::python::{In, InOut, Rank, Request, accept};
use fishplate_exchange::{Spec, functions};
use pyo3::prelude::*;

/// A row of floats, to be read.
fn take(x: In<f32, Rank<1>>) {
    let _ = x;
}

/// A row of floats, to be written.
fn take_writable(x: InOut<f32, Rank<1>>) {
    let _ = x;
}

/// A row of floats, claimed for reading as a function with an output would.
fn take_claimed(x: In<f32, Rank<1>>) -> PyResult<usize> {
    Ok(x.reading()?.len())
}

/// A row of floats at an address that the caller vouches for.
fn take_trusted(x: Bound<'_, PyAny>) -> PyResult<()> {
    const TRUSTED: Request = {
        let mut request = Request::new(Spec::of::<f32>().rank(1));
        request.trust_pointer = true;
        request
    };
    accept(&x, &TRUSTED)?.let_go(x.py());
    Ok(())
}

/// Any object, of which nothing is asked: what a call costs by itself.
fn nothing(x: Bound<'_, PyAny>) {
    let _ = x;
}

/// The same as functions of PyO3.
mod of_pyo3 {
    use super::{In, PyAny, Rank};
    use pyo3::prelude::*;

    #[pyfunction]
    pub(super) fn pyo3_take(x: In<f32, Rank<1>>) {
        super::take(x);
    }

    #[pyfunction]
    pub(super) fn pyo3_nothing(x: Bound<'_, PyAny>) {
        super::nothing(x);
    }
}

/// The functions.
#[pymodule]
mod ours {
    use super::*;

    #[pymodule_export]
    use super::of_pyo3::{pyo3_nothing, pyo3_take};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        functions!(module, {
            "A row of floats, to be read." take(x);
            "A row of floats, to be written." take_writable(x);
            "A row of floats, claimed for reading." take_claimed(x);
            "A row of floats at an address that the caller vouches for." take_trusted(x);
            "Any object." nothing(x);
        })
    }
}
