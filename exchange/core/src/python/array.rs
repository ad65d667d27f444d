//! `Array`: one object that speaks every protocol for memory that is lent, shared or given.
//!
//! It never hands out more rights than it has. What it has is one [`Export`]; every consumer holds
//! a clone, so the count of the owner says who is left.
#![allow(unsafe_code)]

use std::ffi::c_int;
use std::ops::DerefMut;
use std::sync::Arc;

use pyo3::exceptions::{PyAttributeError, PyBufferError, PyMemoryError, PyValueError};
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use super::alone::Alone;
use super::{buffer_out, capsule_out, table_out};
use crate::dlpack::abi::DLTensor;
use crate::foreign::{Foreign, Route};
use crate::{Device, Element, Export, Growable, Meta, NoMemory, Owned, Shared, copy_of, typestr};

/// Memory of any library, for any other: the buffer protocol, DLPack with a version and without, the
/// C exchange table, the array interface, and Arrow for one dimension of plain numbers.
#[pyclass(frozen, weakref, name = "Array", module = "fishplate_exchange")]
pub struct Array {
    state: Alone<State>,
    route: Route,
    is_copied: bool,
    is_once: bool,
}

struct State {
    export: Option<Export>,
    /// The memory once somebody has read its bare address: nobody can tell for how long it is used,
    /// so it stays as long as this object, which whoever read it keeps.
    pinned: Option<Export>,
}

impl Array {
    fn new(export: Export, route: Route, is_copied: bool, is_once: bool) -> Self {
        let state = Alone::new(State {
            export: Some(export),
            pinned: None,
        });
        Array {
            state,
            route,
            is_copied,
            is_once,
        }
    }

    /// Lends memory of ours, any number of times, with the rights that it has.
    pub fn lend(export: Export) -> Self {
        Array::new(export, Route::Own, false, false)
    }

    /// Lends memory of ours that grows; its size stays while a consumer has it.
    ///
    /// # Errors
    /// [`NoMemory`] where the length cannot be described.
    pub fn of_growable<T: Element>(growable: &Arc<Growable<T>>) -> Result<Self, NoMemory> {
        growable.export().map(Array::lend)
    }

    /// Shares memory of ours, any number of times, read-only.
    pub fn share<T: Element>(shared: &Shared<T>) -> PyResult<Self> {
        let export = shared
            .export()
            .map_err(|malformed| PyBufferError::new_err(malformed.to_string()))?;
        Ok(Array::lend(export))
    }

    /// Moves memory of ours out, to the first consumer that asks, writable.
    pub fn give<T: Element>(owned: Owned<T>) -> PyResult<Self> {
        let export = owned
            .give()
            .export()
            .map_err(|error| PyBufferError::new_err(error.to_string()))?;
        Ok(Array::new(export, Route::Own, false, true))
    }

    /// Hands memory of another library on.
    pub fn from_foreign(foreign: Foreign) -> Self {
        let (route, is_copied) = (foreign.route(), foreign.is_copy());
        // SAFETY: the producer keeps the memory in its place while it is held, by its protocol.
        Array::new(unsafe { foreign.into_export() }, route, is_copied, false)
    }

    /// A copy of the array in C order, in memory of our own, writable.
    pub fn copy_from(foreign: &Foreign) -> PyResult<Self> {
        // SAFETY: the producer keeps the memory in its place while it is held, by its protocol.
        let copy = unsafe { copy_of(foreign.meta()) }
            .map_err(|error| PyMemoryError::new_err(error.to_string()))?;
        Ok(Array::new(copy, foreign.route(), true, false))
    }

    /// The state. Whoever has it only looks, clones and takes: nothing that calls Python.
    #[inline(always)]
    fn state<'a>(&'a self, py: Python<'a>) -> impl DerefMut<Target = State> + 'a {
        // SAFETY: as said above; an export that was taken out is dropped after the state is let go.
        unsafe { self.state.lock(py) }
    }

    /// The memory for one more consumer; given memory leaves for good.
    pub(super) fn export(&self, py: Python<'_>) -> PyResult<Export> {
        let mut state = self.state(py);
        let export = if self.is_once {
            state.export.take()
        } else {
            state.export.clone()
        };
        export.ok_or_else(|| gone(self.is_once))
    }

    /// The memory, to be given or shared anew.
    ///
    /// # Errors
    /// `BufferError` where a consumer has it, `ValueError` where it is gone.
    pub fn take(&self, py: Python<'_>) -> PyResult<Export> {
        let mut state = self.state(py);
        let is_pinned = state.pinned.is_some();
        let Some(export) = state.export.as_mut() else {
            return Err(gone(self.is_once));
        };
        if self.route != Route::Own || export.meta().is_readonly() {
            return Err(PyBufferError::new_err(
                "only writable memory of fishplate's own can be given away; hand in what `zeros` or `accept(copy=True)` made",
            ));
        }
        if is_pinned {
            return Err(PyBufferError::new_err(
                "the address was read through `__array_interface__`, and nobody can tell who still has it; copy first",
            ));
        }
        if !export.is_sole() {
            let others = export.holders().saturating_sub(1);
            return Err(PyBufferError::new_err(format!(
                "{others} others have the memory, so it cannot be given to one; let their views go first (`del`)"
            )));
        }
        state.export.take().ok_or_else(|| gone(self.is_once))
    }

    /// The same memory, read-only, for any number of consumers.
    ///
    /// # Errors
    /// `ValueError` where the memory is gone.
    pub fn shared(&self, py: Python<'_>) -> PyResult<Self> {
        if self.is_once {
            return Err(PyBufferError::new_err(
                "the memory is to be given to one; it cannot be shared",
            ));
        }
        let export = self.export(py)?.readonly();
        Ok(Array::new(export, self.route, self.is_copied, false))
    }

    /// The memory of this array, for the first consumer alone; this array has none afterwards.
    ///
    /// # Errors
    /// As for [`Array::take`].
    pub fn given(&self, py: Python<'_>) -> PyResult<Self> {
        Ok(Array::new(self.take(py)?, Route::Own, self.is_copied, true))
    }

    /// The C structure, whose numbers live in this object.
    pub(super) fn tensor(&self, py: Python<'_>) -> PyResult<DLTensor> {
        let state = self.state(py);
        let export = state.export.as_ref().ok_or_else(|| gone(self.is_once))?;
        if self.is_once || export.meta().is_readonly() {
            // The bare structure cannot say that it is read-only, nor hold what is given.
            return Err(PyBufferError::new_err(
                "read-only and given memory needs a tensor with an owner",
            ));
        }
        let parts = export.parts();
        let parts =
            parts.ok_or_else(|| PyBufferError::new_err("DLPack cannot say these strides"))?;
        Ok(parts.tensor(export.meta()))
    }

    fn device(&self, py: Python<'_>) -> PyResult<Device> {
        let state = self.state(py);
        state
            .export
            .as_ref()
            .map(|export| export.meta().device())
            .ok_or_else(|| gone(self.is_once))
    }

    fn meta(&self, py: Python<'_>) -> PyResult<Meta> {
        let state = self.state(py);
        state
            .export
            .as_ref()
            .map(|export| export.meta().clone())
            .ok_or_else(|| gone(self.is_once))
    }
}

fn gone(is_once: bool) -> PyErr {
    PyValueError::new_err(if is_once {
        "the memory was given away already, to one consumer for good; to lend it to many, use `share`"
    } else {
        "the memory has been released or given away"
    })
}

#[pymethods]
impl Array {
    /// The route by which the memory came: `own`, `buffer`, `dlpack`, …
    #[getter]
    fn route(&self) -> &'static str {
        self.route.name()
    }

    /// Whether the memory is a copy of what was handed in.
    #[getter]
    fn copied(&self) -> bool {
        self.is_copied
    }

    /// Address of the first element.
    #[getter]
    fn address(&self, py: Python<'_>) -> PyResult<usize> {
        Ok(self.meta(py)?.address())
    }

    /// Bytes of all elements, gaps not counted.
    #[getter]
    fn nbytes(&self, py: Python<'_>) -> PyResult<usize> {
        Ok(self.meta(py)?.size_bytes())
    }

    /// Lengths, the slowest dimension first.
    #[getter]
    fn shape<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.meta(py)?.shape())
    }

    /// Steps in bytes.
    #[getter]
    fn strides<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.meta(py)?.strides())
    }

    /// Number of dimensions.
    #[getter]
    fn ndim(&self, py: Python<'_>) -> PyResult<usize> {
        Ok(self.meta(py)?.rank())
    }

    /// Element type by name.
    #[getter]
    fn dtype(&self, py: Python<'_>) -> PyResult<String> {
        Ok(self.meta(py)?.dtype().to_string())
    }

    /// Whether consumers are told that they must not write.
    #[getter]
    fn readonly(&self, py: Python<'_>) -> PyResult<bool> {
        Ok(self.meta(py)?.is_readonly())
    }

    /// Where the memory lies: `cpu`, `cuda:0`, …
    #[getter(device)]
    fn device_name(&self, py: Python<'_>) -> PyResult<String> {
        Ok(self.device(py)?.to_string())
    }

    /// Lets the memory go. What consumers hold stays until they let go too.
    fn release(&self, py: Python<'_>) {
        let export = self.state(py).export.take();
        // The owner's drop may run Python, so the lock is let go first.
        drop(export);
    }

    fn __enter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyTuple>) {
        self.release(py);
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        let meta = self.meta(py)?;
        let first = meta.shape().first().copied();
        first.ok_or_else(|| {
            pyo3::exceptions::PyTypeError::new_err("an array without dimensions has no length")
        })
    }

    fn __repr__(&self, py: Python<'_>) -> String {
        match self.meta(py) {
            Ok(meta) => format!("<fishplate_exchange.Array {meta}, by {}>", self.route),
            Err(_) => "<fishplate_exchange.Array, released or given away>".to_owned(),
        }
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
        let py = slf.py();
        let export = slf.get().export(py)?;
        let kept = slf.get().is_once.then(|| export.clone());
        // SAFETY: Python hands in a view to fill, and gives it back to `__releasebuffer__`.
        let filled = unsafe { buffer_out::fill_buffer(slf.as_any(), view, flags, export) };
        if filled.is_err() && kept.is_some() {
            // What could not be had as asked has not been given away.
            slf.get().state(py).export = kept;
        }
        filled
    }

    unsafe fn __releasebuffer__(&self, view: *mut ffi::Py_buffer) {
        // SAFETY: Python gives back, once, a view that `__getbuffer__` filled.
        unsafe { buffer_out::release_buffer(view) }
    }

    #[classattr]
    fn __dlpack_c_exchange_api__(py: Python<'_>) -> PyResult<Py<PyAny>> {
        table_out::table(py).map(Bound::unbind)
    }

    fn __dlpack_device__(&self, py: Python<'_>) -> PyResult<(i32, i32)> {
        let device = self.device(py)?;
        Ok((device.kind, device.id))
    }

    /// A DLPack capsule (Python array API standard, 2023.12).
    // The names are compared one after the other: those that NumPy gives stand first, in its order.
    #[pyo3(
        signature = (*, dl_device = None, copy = None, max_version = None, stream = None),
        text_signature = "($self, *, stream=None, max_version=None, dl_device=None, copy=None)"
    )]
    fn __dlpack__<'py>(
        &self,
        py: Python<'py>,
        dl_device: Option<(i32, i32)>,
        copy: Option<bool>,
        max_version: Option<MaxVersion>,
        stream: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let mut state = self.state(py);
        let Some(export) = state.export.as_ref() else {
            return Err(gone(self.is_once));
        };
        self.check_asked(export.meta().device(), stream, dl_device)?;
        let is_copied = copy == Some(true);
        // One look at the state for all of it: each costs as much as a part of the export does.
        let export = match (is_copied, self.is_once) {
            (true, _) => None,
            (false, true) => state.export.take(),
            (false, false) => state.export.clone(),
        };
        drop(state);
        let export = match export {
            Some(export) => export,
            None => self.copy(py)?.copied(),
        };
        let has_version = max_version.is_some_and(|version| version.major >= 1);
        let kept = (self.is_once && !is_copied).then(|| export.clone());
        let capsule = capsule_out::dlpack(py, export, has_version);
        if capsule.is_err() && kept.is_some() {
            self.state(py).export = kept;
        }
        capsule
    }

    /// Version 3 of NumPy's array interface. The address is not locked by who reads it.
    #[getter]
    fn __array_interface__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let absent = |why: String| PyAttributeError::new_err(why);
        let meta = self.meta(py).map_err(|error| absent(error.to_string()))?;
        let spelt =
            typestr::spell(meta.dtype()).filter(|_| meta.device().is_cpu() && !self.is_once);
        let spelt =
            spelt.ok_or_else(|| absent(format!("the array interface cannot say {meta}")))?;
        let interface = PyDict::new(py);
        interface.set_item(intern!(py, "version"), 3)?;
        interface.set_item(intern!(py, "shape"), PyTuple::new(py, meta.shape())?)?;
        interface.set_item(intern!(py, "strides"), PyTuple::new(py, meta.strides())?)?;
        interface.set_item(intern!(py, "typestr"), spelt)?;
        interface.set_item(intern!(py, "data"), (meta.address(), meta.is_readonly()))?;
        let mut state = self.state(py);
        let pinned = state.export.clone();
        let before = std::mem::replace(&mut state.pinned, pinned);
        drop(state);
        drop(before);
        Ok(interface)
    }

    /// The Arrow PyCapsule interface, for one dimension of plain numbers.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        // Best effort, by the protocol: what there is comes in its own type.
        let _ = requested_schema;
        let export = self.export(py)?;
        let kept = self.is_once.then(|| export.clone());
        let capsules = capsule_out::arrow(py, export);
        if capsules.is_err() && kept.is_some() {
            self.state(py).export = kept;
        }
        capsules
    }
}

/// The newest version that a consumer understands, of which the first number decides.
struct MaxVersion {
    major: i64,
}

impl<'a, 'py> FromPyObject<'a, 'py> for MaxVersion {
    type Error = PyErr;

    fn extract(version: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        // The usual pair without the pains of the general one.
        if let Ok(pair) = version.cast_exact::<PyTuple>()
            && pair.len() == 2
        {
            let major = pair.get_borrowed_item(0)?.extract()?;
            return Ok(MaxVersion { major });
        }
        let (major, _): (i64, i64) = version.extract()?;
        Ok(MaxVersion { major })
    }
}

impl Array {
    /// Refuses what a consumer of `__dlpack__` cannot have.
    #[inline(always)]
    fn check_asked(
        &self,
        device: Device,
        stream: Option<&Bound<'_, PyAny>>,
        dl_device: Option<(i32, i32)>,
    ) -> PyResult<()> {
        if stream.is_some_and(|stream| !stream.is_none()) && device.is_cpu() {
            return Err(PyBufferError::new_err(
                "the processor's memory has no stream; leave `stream` out",
            ));
        }
        if !device.is_cpu() && self.route == Route::CudaInterface {
            return Err(PyBufferError::new_err(
                "this is data about memory of another library, which must export it itself",
            ));
        }
        if dl_device.is_some_and(|(kind, id)| device != Device { kind, id }) {
            return Err(PyBufferError::new_err(format!(
                "the memory is on {device} and cannot be moved from here"
            )));
        }
        Ok(())
    }

    fn copy(&self, py: Python<'_>) -> PyResult<Export> {
        let export = self
            .state(py)
            .export
            .clone()
            .ok_or_else(|| gone(self.is_once))?;
        if !export.meta().device().is_cpu() {
            return Err(PyBufferError::new_err(
                "memory of another device cannot be copied from here",
            ));
        }
        // SAFETY: `export` keeps the memory in its place for this call.
        unsafe { copy_of(export.meta()) }.map_err(|error| PyMemoryError::new_err(error.to_string()))
    }
}
