//! Tensors as Python sees them: made, looked at in parts, and exchanged without a copy.
//!
//! Memory comes in and goes out by `fishplate-exchange`, whichever protocol the other side speaks.
#![allow(unsafe_code)]

use std::ffi::c_int;

use fishplate_exchange::Spec;
use fishplate_exchange::python::{
    Array, Request, accept as accept_array, fill_buffer, release_buffer,
};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use tensor_chain_core::{Device, Float, Guard, Layout, Tensor};

use crate::failure::exception;

/// DLPack's number for a device that it has no name for.
const OTHER_DEVICE: i32 = 12;
/// DLPack's number for the processor.
const PROCESSOR: i32 = 1;

/// The tensor of the binding, which the `Tensor` of the package holds.
#[pyclass(frozen, weakref, name = "TensorBase", module = "tensor_chain._native")]
pub(crate) struct PyTensor(Tensor);

impl PyTensor {
    #[inline(always)]
    pub(crate) fn new(tensor: Tensor) -> Self {
        PyTensor(tensor)
    }

    #[inline(always)]
    pub(crate) fn inner(&self) -> &Tensor {
        &self.0
    }
}

/// Zeros of that shape and element type on a device.
#[pyfunction]
#[pyo3(signature = (shape, dtype = "float32", device = "cpu"))]
pub(crate) fn zeros(shape: Vec<usize>, dtype: &str, device: &str) -> PyResult<PyTensor> {
    let (float, device) = (float_of(dtype)?, device_of(device)?);
    let _guard = Guard::enter(device);
    Tensor::zeros(&shape, float)
        .map(PyTensor)
        .map_err(exception)
}

/// The same with another number everywhere.
#[pyfunction]
#[pyo3(signature = (shape, value, dtype = "float32", device = "cpu"))]
pub(crate) fn full(shape: Vec<usize>, value: f64, dtype: &str, device: &str) -> PyResult<PyTensor> {
    let (float, device) = (float_of(dtype)?, device_of(device)?);
    let _guard = Guard::enter(device);
    let made = Tensor::full(&shape, float, value);
    made.map(PyTensor).map_err(exception)
}

/// The tensor over the memory of an array of any library, which stays shared.
#[pyfunction]
pub(crate) fn accept(array: &Bound<'_, PyAny>) -> PyResult<PyTensor> {
    let foreign = accept_array(array, &Request::new(Spec::any()))?;
    // SAFETY: the producer keeps the memory in its place while it is held, by its protocol.
    let memory = unsafe { foreign.into_export() };
    Tensor::of_memory(memory).map(PyTensor).map_err(exception)
}

/// How often the device of this thread was changed.
#[pyfunction]
pub(crate) fn device_switches() -> u64 {
    tensor_chain_core::device_switches()
}

fn float_of(name: &str) -> PyResult<Float> {
    Float::parse(name).ok_or_else(|| {
        PyTypeError::new_err(format!(
            "a tensor has elements of float32 or float64, not `{}`",
            name.escape_debug()
        ))
    })
}

fn device_of(name: &str) -> PyResult<Device> {
    Device::parse(name).ok_or_else(|| {
        PyValueError::new_err(format!(
            "there is no device `{}`; there are `cpu` and `fake:0` to `fake:255`",
            name.escape_debug()
        ))
    })
}

#[pymethods]
impl PyTensor {
    /// Lengths, the slowest dimension first.
    #[getter]
    fn shape<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.shape())
    }

    /// Steps in bytes.
    #[getter]
    fn strides<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.layout().strides())
    }

    /// Element type: `float32` or `float64`.
    #[getter]
    fn dtype(&self) -> &'static str {
        self.0.float().name()
    }

    /// Where it is: `cpu`, `fake:0`, …
    #[getter]
    fn device(&self) -> String {
        self.0.device().to_string()
    }

    /// Number of elements.
    #[getter]
    fn size(&self) -> usize {
        self.0.count()
    }

    /// Whether nobody may write it through this tensor.
    #[getter]
    fn readonly(&self) -> bool {
        self.0.is_readonly()
    }

    /// A number that no other living tensor has.
    #[getter]
    fn identity(&self) -> usize {
        self.0.identity()
    }

    /// Address of the first element.
    #[getter]
    fn address(&self) -> PyResult<usize> {
        Ok(self.0.memory().map_err(exception)?.meta().address())
    }

    /// A copy in memory of its own.
    fn copied(&self) -> PyResult<PyTensor> {
        self.0.copied().map(PyTensor).map_err(exception)
    }

    /// The same on another device.
    fn moved(&self, device: &str) -> PyResult<PyTensor> {
        let moved = self.0.moved(device_of(device)?);
        moved.map(PyTensor).map_err(exception)
    }

    /// The dimensions in the other order, over the same memory.
    fn transposed(&self) -> PyResult<PyTensor> {
        let turned = self.0.view(self.0.layout().transposed(), 0);
        turned.map(PyTensor).map_err(exception)
    }

    /// Every `step`-th of `length` elements of a dimension, over the same memory.
    fn part(&self, axis: usize, start: usize, length: usize, step: isize) -> PyResult<PyTensor> {
        let part = self.0.layout().part(axis, start, length, step);
        let (layout, offset) = part.map_err(exception)?;
        self.0.view(layout, offset).map(PyTensor).map_err(exception)
    }

    /// One element of a dimension, which is gone then, over the same memory.
    fn selected(&self, axis: usize, index: usize) -> PyResult<PyTensor> {
        let part = self.0.layout().part(axis, index, 1, 1);
        let (layout, offset) = part.map_err(exception)?;
        let layout = layout.without(axis).map_err(exception)?;
        self.0.view(layout, offset).map(PyTensor).map_err(exception)
    }

    /// Another shape of as many elements, over the same memory.
    fn reshaped(&self, shape: Vec<usize>) -> PyResult<PyTensor> {
        let float = self.0.float();
        let layout = Layout::c_order(&shape, float.size_bytes()).map_err(exception)?;
        if layout.count() != self.0.count() {
            return Err(PyValueError::new_err(format!(
                "{} elements do not fill the shape {shape:?}",
                self.0.count()
            )));
        }
        if !self.0.is_c_order() {
            return Err(PyValueError::new_err(
                "the elements are not in C order, so another shape needs a copy; use `.clone()` first",
            ));
        }
        self.0.view(layout, 0).map(PyTensor).map_err(exception)
    }

    unsafe fn __getbuffer__(
        slf: Bound<'_, Self>,
        view: *mut ffi::Py_buffer,
        flags: c_int,
    ) -> PyResult<()> {
        if !view.is_null() {
            // SAFETY: Python hands in a view to fill; on failure its object must be null.
            unsafe { (*view).obj = std::ptr::null_mut() };
        }
        let memory = slf.get().0.memory().map_err(exception)?.clone();
        // SAFETY: Python hands in a view to fill, and gives it back to `__releasebuffer__`.
        unsafe { fill_buffer(slf.as_any(), view, flags, memory) }
    }

    unsafe fn __releasebuffer__(&self, view: *mut ffi::Py_buffer) {
        // SAFETY: Python gives back, once, a view that `__getbuffer__` filled.
        unsafe { release_buffer(view) }
    }

    fn __dlpack_device__(&self) -> (i32, i32) {
        match self.0.device() {
            Device::Cpu => (PROCESSOR, 0),
            Device::Fake(number) => (OTHER_DEVICE, i32::from(number)),
        }
    }

    /// A DLPack capsule (Python array API standard, 2023.12).
    #[pyo3(signature = (**asked))]
    fn __dlpack__<'py>(
        &self,
        py: Python<'py>,
        asked: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let memory = self.0.memory().map_err(exception)?.clone();
        let lent = Bound::new(py, Array::lend(memory))?;
        lent.getattr("__dlpack__")?.call((), asked)
    }
}
