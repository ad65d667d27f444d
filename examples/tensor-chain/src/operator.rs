//! Operators as Python sees them: looked up, called by their handle, defined, and given kernels.

use std::sync::Arc;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use tensor_chain_core::{Call, Dispatcher, Fault, Kernel, Key, Operator, Output, Tensor};

use crate::failure::exception;
use crate::functions::tensor;
use crate::tensor::PyTensor;

/// An operator: a handle to keep, since looking it up costs more than calling it.
#[pyclass(frozen, name = "Operator", module = "tensor_chain._native")]
pub(crate) struct PyOperator(Arc<Operator>);

/// Look an operator up by its name; `ValueError` where there is none.
#[pyfunction]
pub(crate) fn operator(name: &str) -> PyResult<PyOperator> {
    let dispatcher = Dispatcher::process().map_err(exception)?;
    dispatcher.operator(name).map(PyOperator).map_err(exception)
}

/// The names of all operators.
#[pyfunction]
pub(crate) fn operators() -> PyResult<Vec<String>> {
    Ok(Dispatcher::process().map_err(exception)?.names())
}

/// Define an operator that takes so many tensors; `ValueError` where the name is taken.
#[pyfunction]
#[pyo3(signature = (name, tensors, in_place = false))]
pub(crate) fn define(name: &str, tensors: usize, in_place: bool) -> PyResult<PyOperator> {
    let dispatcher = Dispatcher::process().map_err(exception)?;
    let made = dispatcher.define(name, tensors, in_place);
    made.map(PyOperator).map_err(exception)
}

#[pymethods]
impl PyOperator {
    /// The name: `namespace::name`.
    #[getter]
    fn name(&self) -> &str {
        self.0.name()
    }

    /// How many tensors it takes.
    #[getter]
    fn tensors(&self) -> usize {
        self.0.tensors()
    }

    /// Whether it changes its first tensor.
    #[getter]
    fn in_place(&self) -> bool {
        self.0.is_in_place()
    }

    /// The keys that have a kernel.
    #[getter]
    fn keys(&self) -> Vec<&'static str> {
        self.0.keys().map(Key::name).collect()
    }

    /// Register a function as the kernel for `cpu` or `fake`.
    fn register(&self, key: &str, kernel: Bound<'_, PyAny>) -> PyResult<()> {
        let backend = Key::parse(key).filter(|key| matches!(key, Key::Cpu | Key::Fake));
        let backend = backend.ok_or_else(|| {
            PyValueError::new_err(format!(
                "a kernel in Python is for `cpu` or `fake`, not `{}`",
                key.escape_debug()
            ))
        })?;
        if !kernel.is_callable() {
            return Err(PyTypeError::new_err(
                "the kernel cannot be called; give a function",
            ));
        }
        let kernel = kernel.unbind();
        let body = move |call: &Call<'_>| Python::attach(|py| in_python(py, &kernel, call));
        let registered = self.0.register(backend, Kernel::new(body).guarded());
        registered.map_err(exception)
    }

    #[pyo3(signature = (*tensors))]
    fn __call__<'py>(
        &self,
        py: Python<'py>,
        tensors: &Bound<'py, PyTuple>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let given: Vec<&Tensor> = (tensors.iter_borrowed())
            .map(|object| tensor(object, self.0.name()))
            .collect::<PyResult<_>>()?;
        match self.0.call(&given).map_err(exception)? {
            Output::Fresh(made) => Ok(Bound::new(py, PyTensor::new(made))?.into_any()),
            Output::First => tensors.get_item(0),
        }
    }

    fn __repr__(&self) -> String {
        format!("<tensor_chain.Operator {}>", self.0.name())
    }
}

/// A kernel that is a function of Python.
fn in_python(py: Python<'_>, kernel: &Py<PyAny>, call: &Call<'_>) -> Result<Output, Fault> {
    let failed = |error: PyErr| Fault::Kernel(Box::new(error));
    let given = (call.tensors().iter()).map(|one| PyTensor::new((*one).clone()));
    let given: Vec<Bound<'_, PyTensor>> = given
        .map(|tensor| Bound::new(py, tensor))
        .collect::<PyResult<_>>()
        .map_err(failed)?;
    let given = PyTuple::new(py, given).map_err(failed)?;
    let made = kernel.bind(py).call1(given).map_err(failed)?;
    let name = call.operator().name();
    if call.operator().is_in_place() {
        return match made.is_none() {
            true => Ok(Output::First),
            false => Err(Fault::Type(format!(
                "`{name}` changes its first tensor, so its kernel gives back None"
            ))),
        };
    }
    match made.cast::<PyTensor>() {
        Ok(tensor) => Ok(Output::Fresh(tensor.get().inner().clone())),
        Err(_) => Err(Fault::Type(format!(
            "the kernel of `{name}` gave {}, not a tensor",
            made.get_type()
                .name()
                .map_or_else(|_| "an object".to_owned(), |kind| kind.to_string())
        ))),
    }
}
