//! The native half of `fishplate_exchange`: Python's arguments to what the core asks, and back.
//!
//! What is unsafe is in the core. What needs no speed, as the table of `explain` and the checks of
//! `conformance`, is in Python beside this.

mod asked;

use fishplate_exchange::python::{
    Array, CopyRule, Request, accept as accept_array, describe as describe_object,
};
use fishplate_exchange::{DType, Spec, zeroed};
use pyo3::exceptions::PyMemoryError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::asked::Asked;

/// Borrow an array from any object, or refuse it with every reason.
///
/// The routes are tried in this order: the buffer protocol, a DLPack capsule, the C exchange table,
/// `__dlpack__`, Arrow, `__array_interface__`, and `__cuda_array_interface__` as data.
///
/// Parameters
/// ----------
/// obj
///     Anything that offers an array.
/// dtype
///     Element type: `float32`, `<f4`, a NumPy dtype or `float`; None for any. It is never
///     converted. Elements must be aligned as the type needs.
/// ndim
///     Number of dimensions; None for any.
/// shape
///     Lengths, None for any length.
/// order
///     `C`, `F` or None for any strides.
/// device
///     `cpu`, `cuda:0`, …; None for any. Memory of other devices is data: it is never read.
/// writable
///     Whether the memory must allow writing.
/// copy
///     False never copies, None copies where the memory cannot be borrowed as asked, True always.
///     A copy is in C order, writable, and aligned to 64 bytes.
/// reinterpret
///     Read bytes in a row as `dtype`, in `shape` where it is given.
/// trust_pointer
///     Believe `__array_interface__`, which nobody locks. It is held against the buffer of its
///     owner where there is one.
///
/// Returns
/// -------
/// Array
///     The memory, with the rights that it came with.
///
/// Raises
/// ------
/// TypeError
///     If there is no array, or one of other elements.
/// BufferError
///     If dimensions, order, device, rights or alignment are not as asked.
/// ValueError
///     If only the lengths are not as asked, or an argument has no such value.
#[pyfunction]
#[pyo3(
    signature = (obj, /, dtype = None, *, ndim = None, shape = None, order = None,
        device = Some("cpu".to_owned()), writable = false, copy = Some(false), reinterpret = false,
        trust_pointer = false),
    text_signature = "(obj, /, dtype=None, *, ndim=None, shape=None, order=None, device='cpu', writable=False, copy=False, reinterpret=False, trust_pointer=False)"
)]
#[expect(
    clippy::too_many_arguments,
    reason = "each is a keyword of the Python function"
)]
fn accept(
    obj: &Bound<'_, PyAny>,
    dtype: Option<&Bound<'_, PyAny>>,
    ndim: Option<usize>,
    shape: Option<Vec<Option<usize>>>,
    order: Option<&str>,
    device: Option<String>,
    writable: bool,
    copy: Option<bool>,
    reinterpret: bool,
    trust_pointer: bool,
) -> PyResult<Array> {
    let asked = Asked {
        dtype: asked::dtype(dtype)?,
        ndim,
        shape,
        order,
        device,
        writable,
        copy,
        reinterpret,
        trust_pointer,
    };
    let request = asked.request()?;
    if request.copy == CopyRule::Never {
        return accept_array(obj, &request).map(Array::from_foreign);
    }
    if request.copy == CopyRule::IfNeeded {
        match accept_array(obj, &request) {
            Ok(foreign) => return Ok(Array::from_foreign(foreign)),
            // What a copy cannot mend is refused below, in the words of what was asked.
            Err(_) => return copied(obj, &request),
        }
    }
    copied(obj, &request)
}

/// A copy of the object's array: it may lie anywhere and in any order, and must be the same else.
fn copied(obj: &Bound<'_, PyAny>, request: &Request) -> PyResult<Array> {
    let foreign = accept_array(obj, &asked::of_original(request))?;
    let copy = Array::copy_from(&foreign)?;
    Ok(copy)
}

/// Hold memory in its place through the buffer protocol, which alone locks its producer.
///
/// While it is held, `bytearray`, `array.array` and `mmap` refuse to change their size or close.
/// Use it as `with lock(obj) as view:`; consumers of `view` hold the lock too.
///
/// Parameters
/// ----------
/// obj
///     An object with the buffer protocol.
///
/// Returns
/// -------
/// Array
///     The memory, with the rights that it came with.
///
/// Raises
/// ------
/// BufferError, TypeError
///     If the object has no buffer of plain numbers.
#[pyfunction]
#[pyo3(signature = (obj, /))]
fn lock(obj: &Bound<'_, PyAny>) -> PyResult<Array> {
    let mut request = Request::new(Spec::any());
    request.buffer_only = true;
    accept_array(obj, &request).map(Array::from_foreign)
}

/// An array of zeros in C order, writable and aligned to 64 bytes.
///
/// The alignment lets JAX take it without a copy.
///
/// Parameters
/// ----------
/// shape
///     Lengths in elements.
/// dtype
///     Element type; float64 where it is None.
///
/// Returns
/// -------
/// Array
///     Memory of fishplate's own.
///
/// Raises
/// ------
/// MemoryError
///     If there is not so much memory.
/// TypeError
///     If no element type has that name.
#[pyfunction]
#[pyo3(signature = (shape, dtype = None))]
fn zeros(shape: &Bound<'_, PyAny>, dtype: Option<&Bound<'_, PyAny>>) -> PyResult<Array> {
    let shape = match shape.extract::<usize>() {
        Ok(length) => vec![length],
        Err(_) => shape.extract::<Vec<usize>>()?,
    };
    let dtype = asked::dtype(dtype)?.or_else(|| DType::parse("float64"));
    let dtype = dtype.ok_or_else(|| PyMemoryError::new_err("there is no element type"))?;
    let export =
        zeroed(dtype, &shape).map_err(|error| PyMemoryError::new_err(error.to_string()))?;
    Ok(Array::lend(export))
}

/// The same memory, read-only, for any number of consumers.
///
/// Parameters
/// ----------
/// obj
///     An `Array`, or anything that `accept` takes.
///
/// Returns
/// -------
/// Array
///     A read-only view. It does not stop others from writing through views of their own.
///
/// Raises
/// ------
/// BufferError, TypeError, ValueError
///     As `accept`; ValueError if the array has been released or given away.
#[pyfunction]
#[pyo3(signature = (obj, /))]
fn share(obj: &Bound<'_, PyAny>) -> PyResult<Array> {
    if let Ok(array) = obj.cast::<Array>() {
        return array.get().shared(obj.py());
    }
    accept_array(obj, &Request::new(Spec::any()))
        .map(Array::from_foreign)?
        .shared(obj.py())
}

/// The memory, moved out to the first consumer that asks; `array` has none afterwards.
///
/// Parameters
/// ----------
/// array
///     Writable memory of fishplate's own that nobody else has: what `zeros` or
///     `accept(copy=True)` made.
///
/// Returns
/// -------
/// Array
///     Writable, for one export; every further one raises ValueError.
///
/// Raises
/// ------
/// BufferError
///     If others have the memory, or its address was read through `__array_interface__`.
/// ValueError
///     If it has been released or given away.
#[pyfunction]
#[pyo3(signature = (array, /))]
fn give(array: &Bound<'_, Array>) -> PyResult<Array> {
    array.get().given(array.py())
}

/// Every route of the object, in the order in which `accept` tries them.
#[pyfunction]
#[pyo3(signature = (obj, /))]
fn describe<'py>(obj: &Bound<'py, PyAny>) -> PyResult<Vec<Bound<'py, PyDict>>> {
    let py = obj.py();
    let rows = describe_object(obj)?.into_iter().map(|offer| {
        let row = PyDict::new(py);
        row.set_item("route", offer.route.name())?;
        row.set_item("said", offer.said)?;
        row.set_item("offered", offer.meta.is_some())?;
        if let Some(meta) = offer.meta {
            row.set_item("dtype", meta.dtype().to_string())?;
            row.set_item("shape", pyo3::types::PyTuple::new(py, meta.shape())?)?;
            row.set_item("strides", pyo3::types::PyTuple::new(py, meta.strides())?)?;
            row.set_item("readonly", meta.is_readonly())?;
            row.set_item("device", meta.device().to_string())?;
            row.set_item("address", meta.address())?;
            row.set_item("extent", (meta.range().start, meta.range().end))?;
        }
        PyResult::Ok(row)
    });
    rows.collect()
}

/// The native half of `fishplate_exchange`.
#[pymodule]
mod _native {
    #[pymodule_export]
    use super::{accept, describe, give, lock, share, zeros};
    #[pymodule_export]
    use fishplate_exchange::python::Array;
}
