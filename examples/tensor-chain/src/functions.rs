//! `add`, `mul`, `matmul`, `add_`, `mul_`: the operators as functions, by handles that are kept.

use std::sync::{Arc, OnceLock};

use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::prelude::*;
use tensor_chain_core::{Dispatcher, Operator, Output, Tensor};

use crate::convention::{Body, Convention, function};
use crate::failure::exception;
use crate::tensor::PyTensor;

/// The operator's name, and the handle once it has been looked up.
pub(crate) struct Handle {
    name: &'static str,
    found: OnceLock<Arc<Operator>>,
}

impl Handle {
    pub(crate) const fn of(name: &'static str) -> Self {
        Handle {
            name,
            found: OnceLock::new(),
        }
    }

    /// The operator: looked up by its name the first time, and kept.
    #[inline(always)]
    pub(crate) fn get(&self) -> PyResult<&Operator> {
        match self.found.get() {
            Some(operator) => Ok(operator),
            None => self.look_up(),
        }
    }

    #[cold]
    fn look_up(&self) -> PyResult<&Operator> {
        let dispatcher = Dispatcher::process().map_err(exception)?;
        let found = dispatcher.operator(self.name).map_err(exception)?;
        Ok(self.found.get_or_init(|| found))
    }
}

/// The tensor in an object.
///
/// # Errors
/// `TypeError` for another object; the message names the function.
#[inline(always)]
pub(crate) fn tensor<'a>(object: Borrowed<'a, '_, PyAny>, function: &str) -> PyResult<&'a Tensor> {
    match object.cast::<PyTensor>() {
        Ok(tensor) => Ok(tensor.get().inner()),
        Err(_) => Err(no_tensor(object, function)),
    }
}

#[cold]
fn no_tensor(object: Borrowed<'_, '_, PyAny>, function: &str) -> PyErr {
    let kind = object.get_type().fully_qualified_name();
    let kind = kind.map_or_else(|_| "object".to_owned(), |kind| kind.to_string());
    PyTypeError::new_err(format!(
        "{function}() takes tensors, not {kind}; make one with `tensor_chain.tensor` or `asarray`"
    ))
}

/// What a call gave, as a new reference.
#[inline(always)]
pub(crate) fn answer(
    py: Python<'_>,
    output: Output,
    first: Borrowed<'_, '_, PyAny>,
) -> PyResult<*mut ffi::PyObject> {
    match output {
        Output::First => Ok(first.to_owned().into_any().unbind().into_ptr()),
        Output::Fresh(tensor) => Ok(Bound::new(py, PyTensor::new(tensor))?.into_ptr()),
    }
}

macro_rules! operators {
    ($($body:ident $name:literal $operator:literal;)*) => {$(
        /// The function of that name.
        pub(crate) struct $body;

        impl Body for $body {
            const NAME: &'static str = $name;

            #[inline(always)]
            fn run(
                py: Python<'_>,
                first: Borrowed<'_, '_, PyAny>,
                second: Borrowed<'_, '_, PyAny>,
            ) -> PyResult<*mut ffi::PyObject> {
                static HANDLE: Handle = Handle::of($operator);
                let tensors = [tensor(first, $name)?, tensor(second, $name)?];
                let output = HANDLE.get()?.call(&tensors).map_err(exception)?;
                answer(py, output, first)
            }
        }
    )*};
}

operators! {
    Add "add" "chain::add";
    Mul "mul" "chain::mul";
    Matmul "matmul" "chain::matmul";
    AddInPlace "add_" "chain::add_";
    MulInPlace "mul_" "chain::mul_";
}

/// Adds the functions, and those in place as methods too.
pub(crate) fn add_to(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let fast = Convention::FastKeywords;
    module.add(
        "add",
        function::<Add>(module, fast, "The sum of two tensors.")?,
    )?;
    module.add(
        "mul",
        function::<Mul>(module, fast, "The product of each pair of elements.")?,
    )?;
    module.add(
        "matmul",
        function::<Matmul>(module, fast, "The product of two matrices.")?,
    )?;
    let (add, mul) = (
        "Add the second to the first, in place.",
        "Multiply the first by the second, in place.",
    );
    module.add("add_", function::<AddInPlace>(module, fast, add)?)?;
    module.add("mul_", function::<MulInPlace>(module, fast, mul)?)?;
    // One argument beside the object itself is what `METH_O` is made for.
    let tensors = module.py().get_type::<PyTensor>();
    let one = Convention::One;
    tensors.setattr("add_", function::<AddInPlace>(module, one, add)?)?;
    tensors.setattr("mul_", function::<MulInPlace>(module, one, mul)?)
}
