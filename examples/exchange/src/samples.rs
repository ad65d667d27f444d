//! `Samples`: an array class of one's own that grows, and never under somebody's view.
//!
//! It lends its buffer, not its address: while a consumer has it, growing is refused.

use std::ffi::c_int;
use std::sync::Arc;

use fishplate_exchange::Growable;
use fishplate_exchange::python::{Array, In, Rank, fill_buffer, release_buffer};
use pyo3::exceptions::{PyBufferError, PyMemoryError};
use pyo3::ffi;
use pyo3::prelude::*;

/// A row of float32 that grows.
#[pyclass(frozen)]
pub(crate) struct Samples {
    samples: Arc<Growable<f32>>,
}

#[pymethods]
impl Samples {
    #[new]
    fn new() -> PyResult<Self> {
        let samples = Growable::new().map_err(|error| PyMemoryError::new_err(error.to_string()))?;
        Ok(Samples { samples })
    }

    /// Add samples at the end; `BufferError` while a consumer has the memory.
    fn extend(&self, more: In<f32, Rank<1>>) -> PyResult<()> {
        let more = more.elements().to_vec();
        self.samples
            .extend(&more)
            .map_err(|error| PyBufferError::new_err(error.to_string()))
    }

    /// The samples as they are now, for consumers of every protocol.
    fn view(&self) -> PyResult<Array> {
        Array::of_growable(&self.samples).map_err(|error| PyMemoryError::new_err(error.to_string()))
    }

    fn __len__(&self) -> usize {
        self.samples.len()
    }

    unsafe fn __getbuffer__(
        slf: Bound<'_, Self>,
        view: *mut ffi::Py_buffer,
        flags: c_int,
    ) -> PyResult<()> {
        let export = slf.get().samples.export();
        let export = export.map_err(|error| PyMemoryError::new_err(error.to_string()))?;
        // SAFETY: Python hands in a view to fill, and gives it back to `__releasebuffer__`.
        unsafe { fill_buffer(slf.as_any(), view, flags, export) }
    }

    unsafe fn __releasebuffer__(&self, view: *mut ffi::Py_buffer) {
        // SAFETY: Python gives back, once, a view that `__getbuffer__` filled.
        unsafe { release_buffer(view) }
    }
}
