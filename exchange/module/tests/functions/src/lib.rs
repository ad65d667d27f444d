//! What the tests call to see how functions of `functions!` behave, the bad ones too.

use fishplate_exchange::functions;
use fishplate_exchange::python::{Array, In, InOut, Rank};
use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;

fn lengths(a: In<f32, Rank<1>>, b: In<f32, Rank<1>>) -> usize {
    10 * a.elements().len() + b.elements().len()
}

fn panics(x: In<f32, Rank<1>>) {
    let first = x.elements().get(0);
    assert!(first.is_none(), "there is a first element");
}

fn raises(x: In<f32, Rank<1>>) -> PyResult<()> {
    Err(PyKeyError::new_err(x.elements().len()))
}

/// Lets go of a reference without the token, as code within a function may.
fn drops(x: Py<PyAny>) {
    drop(x);
}

/// Calls back while the array is claimed for writing.
fn writing(x: InOut<f32, Rank<1>>, then: Bound<'_, PyAny>) -> PyResult<()> {
    let mut x = x;
    let _claimed = x.writing()?;
    then.call0().map(drop)
}

fn twice(x: In<f32, Rank<1>>, factor: f32) -> PyResult<Array> {
    let values = x.elements().iter().map(|value| value * factor).collect();
    Array::give(fishplate_exchange::Owned::adopt(values))
}

/// Functions that the tests call.
#[pymodule]
mod exchange_functions {
    use super::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        functions!(module, {
            "Both lengths." lengths(a, b);
            "Panics where there is an element." panics(x);
            "Raises `KeyError`." raises(x);
            "Drops its argument." drops(x);
            "Calls `then` while `x` is written." writing(x, then);
            "The elements times `factor`, in memory of its own." twice(x, factor);
        })
    }
}
