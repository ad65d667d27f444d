//! What a Python caller asks, from its keywords to a request of the core.

use fishplate_exchange::python::{CopyRule, Request};
use fishplate_exchange::{DType, Device, Order, Spec};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;

/// The keywords of `accept`.
pub(crate) struct Asked<'a> {
    pub(crate) dtype: Option<DType>,
    pub(crate) ndim: Option<usize>,
    pub(crate) shape: Option<Vec<Option<usize>>>,
    pub(crate) order: Option<&'a str>,
    pub(crate) device: Option<String>,
    pub(crate) writable: bool,
    pub(crate) copy: Option<bool>,
    pub(crate) reinterpret: bool,
    pub(crate) trust_pointer: bool,
}

impl Asked<'_> {
    /// The request.
    pub(crate) fn request(&self) -> PyResult<Request> {
        let mut spec = Spec::any().device(self.device()?).order(self.order()?);
        if let Some(dtype) = self.dtype {
            spec = spec.dtype(dtype).aligned(dtype.align_bytes());
        }
        if let Some(ndim) = self.ndim {
            spec = spec.rank(ndim);
        }
        if let Some(shape) = &self.shape {
            spec = spec.shape(shape);
        }
        if self.writable {
            spec = spec.writable();
        }
        let mut request = Request::new(spec);
        request.copy = match self.copy {
            Some(false) => CopyRule::Never,
            Some(true) => CopyRule::Always,
            None => CopyRule::IfNeeded,
        };
        request.trust_pointer = self.trust_pointer;
        request.reinterpret = match (self.reinterpret, self.dtype) {
            (false, _) => None,
            (true, Some(dtype)) => Some((dtype, self.shape.clone())),
            (true, None) => {
                return Err(PyTypeError::new_err(
                    "`reinterpret=True` needs a `dtype` to read the bytes as",
                ));
            }
        };
        Ok(request)
    }

    fn device(&self) -> PyResult<Option<Device>> {
        let Some(name) = self.device.as_deref() else {
            return Ok(None);
        };
        let unknown = || {
            PyValueError::new_err(format!(
                "no device is called `{}`; say `cpu`, `cuda:0` or None",
                name.escape_debug()
            ))
        };
        Device::parse(name).map(Some).ok_or_else(unknown)
    }

    fn order(&self) -> PyResult<Order> {
        match self.order {
            None | Some("A") => Ok(Order::Any),
            Some("C") => Ok(Order::C),
            Some("F") => Ok(Order::F),
            Some(other) => Err(PyValueError::new_err(format!(
                "no order is called `{}`; say `C`, `F` or None",
                other.escape_debug()
            ))),
        }
    }
}

/// The same request of the original of a copy: what a copy mends need not hold for it.
pub(crate) fn of_original(request: &Request) -> Request {
    let mut spec = Spec::any().device(request.spec.asked_device());
    if let Some(dtype) = request.spec.asked_dtype() {
        spec = spec.dtype(dtype);
    }
    if let Some(rank) = request.spec.asked_rank() {
        spec = spec.rank(rank);
    }
    if let Some(shape) = request.spec.asked_shape() {
        spec = spec.shape(shape);
    }
    let mut original = request.clone();
    original.spec = spec;
    original
}

/// The element type that an object names: text, a NumPy type, or a type of Python.
pub(crate) fn dtype(named: Option<&Bound<'_, PyAny>>) -> PyResult<Option<DType>> {
    let Some(named) = named.filter(|named| !named.is_none()) else {
        return Ok(None);
    };
    let text = match named.extract::<String>() {
        Ok(text) => text,
        // `numpy.dtype` has `str`, which says the byte order; `ml_dtypes` has only the name right.
        Err(_) => {
            let texts = ["str", "name", "__name__"].map(|name| {
                named
                    .getattr(name)
                    .and_then(|text| text.extract::<String>())
            });
            let known = texts
                .iter()
                .flatten()
                .find(|text| DType::parse(text).is_some());
            known
                .or(texts.iter().flatten().next())
                .cloned()
                .unwrap_or_default()
        }
    };
    let unknown = || {
        PyTypeError::new_err(format!(
            "no element type is called `{}`; say `float32`, `<f4` or a dtype of NumPy",
            text.escape_debug()
        ))
    };
    match text.as_str() {
        "float" => Ok(DType::parse("float64")),
        "complex" => Ok(DType::parse("complex128")),
        _ => DType::parse(&text).map(Some).ok_or_else(unknown),
    }
}
