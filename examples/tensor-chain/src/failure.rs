//! What went wrong, as Python's exceptions.

use std::any::Any;

use pyo3::exceptions::{PyBufferError, PyMemoryError, PyRuntimeError, PyTypeError, PyValueError};
use pyo3::panic::PanicException;
use pyo3::prelude::*;
use tensor_chain_core::Fault;

/// The exception of a fault; a kernel in Python gets its own back.
#[cold]
pub(crate) fn exception(fault: Fault) -> PyErr {
    match fault {
        Fault::Type(text) => PyTypeError::new_err(text),
        Fault::Value(text) => PyValueError::new_err(text),
        Fault::Memory(text) => PyBufferError::new_err(text),
        Fault::NoMemory(error) => PyMemoryError::new_err(error.to_string()),
        Fault::Kernel(error) => match error.downcast::<PyErr>() {
            Ok(error) => *error,
            Err(error) => PyRuntimeError::new_err(error.to_string()),
        },
        other => PyRuntimeError::new_err(other.to_string()),
    }
}

/// The exception of a panic.
#[cold]
pub(crate) fn panicked(payload: &(dyn Any + Send)) -> PyErr {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned());
    PanicException::new_err(text.unwrap_or_else(|| "a panic without a text".to_owned()))
}
