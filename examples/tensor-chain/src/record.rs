//! `record`: what a function called, as steps.

use pyo3::prelude::*;
use tensor_chain_core::Recording;

use crate::tensor::PyTensor;

type Noted = (String, Vec<PyTensor>, PyTensor);

/// Call a function, and give what it gave with the operators that it called on the way: the name,
/// the tensors and the result of each.
#[pyfunction]
pub(crate) fn record<'py>(
    function: &Bound<'py, PyAny>,
) -> PyResult<(Bound<'py, PyAny>, Vec<Noted>)> {
    let recording = Recording::start();
    let answer = function.call0()?;
    let steps = recording.finish().into_iter().map(|step| {
        let tensors = step.tensors.into_iter().map(PyTensor::new).collect();
        (step.operator, tensors, PyTensor::new(step.output))
    });
    Ok((answer, steps.collect()))
}
