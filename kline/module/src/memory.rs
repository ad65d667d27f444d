//! A caller's memory to write into: checked before a slice is made of it.
//!
//! All that writes a caller's memory is here.
#![allow(unsafe_code)]

use fishplate_exchange::python::{Request, accept};
use fishplate_exchange::{Claim, Claims, Device, Element, Foreign, Kind, Order, Spec};
use pyo3::exceptions::{PyBufferError, PyTypeError};
use pyo3::prelude::*;

use crate::intake::named;

/// Writable memory, held and claimed.
pub(crate) struct Memory<'py> {
    foreign: Foreign,
    _claim: Claim<'static>,
    /// It is held for one call, while attached.
    _py: Python<'py>,
}

impl<'py> Memory<'py> {
    /// Memory of pixels: bytes, or words of 32 bits.
    pub(crate) fn of_pixels(name: &str, object: &Bound<'py, PyAny>) -> PyResult<Self> {
        let is_pixels =
            |kind: Kind, bits: u8| matches!(kind, Kind::UInt | Kind::Int) && matches!(bits, 8 | 32);
        let wanted = "bytes or uint32, as `QImage.bits()` or an array of uint32";
        Memory::take(name, object, align_of::<u32>(), is_pixels, wanted)
    }

    /// Memory of records: float64.
    pub(crate) fn of_records(name: &str, object: &Bound<'py, PyAny>) -> PyResult<Self> {
        let is_records = |kind: Kind, bits: u8| (kind, bits) == (Kind::Float, 64);
        let wanted = "float64, as an array of shape (n, 4)";
        Memory::take(name, object, align_of::<f64>(), is_records, wanted)
    }

    fn take(
        name: &str,
        object: &Bound<'py, PyAny>,
        align_bytes: usize,
        is_wanted: impl Fn(Kind, u8) -> bool,
        wanted: &str,
    ) -> PyResult<Self> {
        let py = object.py();
        let spec = Spec::any()
            .device(Some(Device::CPU))
            .order(Order::C)
            .writable();
        let foreign =
            accept(object, &Request::new(spec)).map_err(|refusal| named(py, name, refusal))?;
        let dtype = foreign.meta().dtype();
        if !is_wanted(dtype.kind(), dtype.bits()) || dtype.is_swapped() {
            return Err(PyTypeError::new_err(format!(
                "`{name}` is memory of {dtype}; give {wanted}"
            )));
        }
        // The alignment of bytes is 1, so it is not the request's to ask for more.
        if foreign.meta().address() % align_bytes != 0 {
            return Err(PyBufferError::new_err(format!(
                "`{name}` is not aligned to {align_bytes} bytes; give memory that begins at a multiple of that"
            )));
        }
        // Two threads that render into the same memory are stopped here.
        let claim = Claims::process()
            .write(foreign.meta())
            .map_err(|conflict| PyBufferError::new_err(format!("`{name}`: {conflict}")))?;
        Ok(Memory {
            foreign,
            _claim: claim,
            _py: py,
        })
    }

    /// The memory as words of a pixel each.
    pub(crate) fn pixels(&mut self) -> &mut [u32] {
        self.words()
    }

    /// The memory as coordinates.
    pub(crate) fn coordinates(&mut self) -> &mut [f64] {
        self.words()
    }

    /// Whole words of a plain number type.
    fn words<T: Element>(&mut self) -> &mut [T] {
        let (address, size_bytes) = (
            self.foreign.meta().address(),
            self.foreign.meta().size_bytes(),
        );
        if size_bytes < size_of::<T>() {
            return &mut [];
        }
        let start = std::ptr::with_exposed_provenance_mut::<T>(address);
        // SAFETY: `take` was given this memory to write, by the producer's protocol: in this process, in
        // a row, aligned to `T`, and in its place while `foreign` is held; any bytes are a value of `T`.
        // That nobody else uses it meanwhile is what callers are told to see to; for calls of this
        // module the claim does, and Python code waits for the interpreter, which is held throughout.
        unsafe { std::slice::from_raw_parts_mut(start, size_bytes / size_of::<T>()) }
    }
}
