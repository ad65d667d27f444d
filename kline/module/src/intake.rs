//! An object of Python as a row of numbers: a list, an array of any library, or what makes one.
//!
//! It is copied in any case, since borrowed memory may change, so a conversion that loses nothing is
//! no silent copy. What could mean two things is refused.

use fishplate_exchange::python::{Request, accept};
use fishplate_exchange::{Device, Spec};
use pyo3::exceptions::{PyBufferError, PyException, PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyInt, PyList, PyString, PyTuple};

use crate::numbers::Numbers;

/// A column that was taken.
pub(crate) enum Taken {
    /// Borrowed until it has been copied.
    Borrowed(Numbers),
    /// From a list.
    Floats(Vec<f64>),
}

impl Taken {
    pub(crate) fn len(&self) -> usize {
        match self {
            Taken::Borrowed(numbers) => numbers.len(),
            Taken::Floats(values) => values.len(),
        }
    }
}

/// Takes a column of prices or volumes; `name` is the argument's.
pub(crate) fn take(name: &str, object: &Bound<'_, PyAny>) -> PyResult<Taken> {
    if let Some(items) = items_of(object) {
        return floats(name, &items).map(Taken::Floats);
    }
    borrow(name, object).map(Taken::Borrowed)
}

/// The items of a list or a tuple.
pub(crate) fn items_of<'py>(object: &Bound<'py, PyAny>) -> Option<Vec<Bound<'py, PyAny>>> {
    if let Ok(list) = object.cast::<PyList>() {
        return Some(list.iter().collect());
    }
    let tuple = object.cast::<PyTuple>().ok()?;
    Some(tuple.iter().collect())
}

fn floats(name: &str, items: &[Bound<'_, PyAny>]) -> PyResult<Vec<f64>> {
    let numbers = items.iter().enumerate().map(|(row, item)| {
        if item.is_none() {
            return Ok(f64::NAN);
        }
        if item.is_instance_of::<PyInt>() {
            let is_held = |value: &i64| value.unsigned_abs() <= 1 << f64::MANTISSA_DIGITS;
            let value = item.extract::<i64>().ok().filter(is_held);
            return value.map(|value| value as f64).ok_or_else(|| {
                PyValueError::new_err(format!(
                    "`{name}[{row}]` is an integer beyond 2**53, which a float64 cannot hold"
                ))
            });
        }
        item.extract::<f64>().map_err(|_| {
            PyTypeError::new_err(format!(
                "`{name}[{row}]` is a `{}`; give a number, or None for none",
                type_name(item)
            ))
        })
    });
    numbers.collect()
}

/// Borrows a row of numbers from an object that offers an array, or makes one.
pub(crate) fn borrow(name: &str, object: &Bound<'_, PyAny>) -> PyResult<Numbers> {
    let is_text = object.is_instance_of::<PyString>()
        || object.is_instance_of::<PyBytes>()
        || object.is_instance_of::<PyByteArray>();
    if is_text {
        return Err(PyTypeError::new_err(format!(
            "`{name}` is a `{}`; give numbers, as a list or an array",
            type_name(object)
        )));
    }
    let py = object.py();
    let is_masked =
        object.hasattr(intern!(py, "mask"))? && object.hasattr(intern!(py, "filled"))?;
    if is_masked {
        // Its memory holds numbers behind the mask, too.
        return Err(PyTypeError::new_err(format!(
            "`{name}` is a masked array; fill what is masked, as by `.filled(float('nan'))`"
        )));
    }
    let refusal = match offered(name, object) {
        Ok(numbers) => return Ok(numbers),
        Err(refusal) => refusal,
    };
    // Plain first, then with what is missing as NaN.
    let mut last = refusal;
    for make in [make_plain, make_with_missing] {
        let Some(made) = make(object)? else {
            continue;
        };
        match offered(name, &made) {
            Ok(numbers) => return Ok(numbers),
            Err(refusal) => last = refusal,
        }
    }
    Err(last)
}

/// What the object offers by itself.
fn offered(name: &str, object: &Bound<'_, PyAny>) -> PyResult<Numbers> {
    let request = Request::new(Spec::any().rank(1).device(Some(Device::CPU)));
    let foreign = accept(object, &request).map_err(|refusal| named(object.py(), name, refusal))?;
    let dtype = foreign.meta().dtype();
    Numbers::of(foreign).ok_or_else(|| {
        PyTypeError::new_err(format!(
            "`{name}` is an array of {dtype}; give float64, float32 or integers, as by `.astype('float64')`"
        ))
    })
}

/// The array that an object's `to_numpy` makes, if it has one and makes one.
fn make_plain<'py>(object: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    make(object, &PyDict::new(object.py()))
}

/// The same where numbers are missing.
fn make_with_missing<'py>(object: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    let how = PyDict::new(object.py());
    if is_nullable_number(object) {
        // pandas: a column with a mask, whose plain array would be one of objects.
        how.set_item("dtype", "float64")?;
        how.set_item("na_value", f64::NAN)?;
    } else {
        // Arrow: an array with nulls, or in several pieces.
        how.set_item("zero_copy_only", false)?;
    }
    make(object, &how)
}

fn make<'py>(
    object: &Bound<'py, PyAny>,
    how: &Bound<'py, PyDict>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = object.py();
    let Some(to_numpy) = object.getattr_opt(intern!(py, "to_numpy"))? else {
        return Ok(None);
    };
    match to_numpy.call((), Some(how)) {
        Ok(array) => Ok(Some(array)),
        // Ctrl-C is not about the array.
        Err(error) if !error.is_instance_of::<PyException>(py) => Err(error),
        Err(_) => Ok(None),
    }
}

/// Whether an object is a column of numbers of pandas that may be missing: text would be read as
/// numbers by the same call.
fn is_nullable_number(object: &Bound<'_, PyAny>) -> bool {
    let py = object.py();
    let kind = object
        .getattr(intern!(py, "dtype"))
        .and_then(|dtype| dtype.getattr(intern!(py, "kind")))
        .and_then(|kind| kind.extract::<String>());
    kind.is_ok_and(|kind| matches!(kind.as_str(), "f" | "i" | "u"))
}

/// An error that says which argument it is about.
pub(crate) fn named(py: Python<'_>, name: &str, error: PyErr) -> PyErr {
    let kind = error.get_type(py);
    let is_refusal = kind.is(py.get_type::<PyTypeError>())
        || kind.is(py.get_type::<PyValueError>())
        || kind.is(py.get_type::<PyBufferError>());
    if !is_refusal {
        return error;
    }
    let text = format!("`{name}`: {}", error.value(py));
    PyErr::from_type(kind, text)
}

/// The name of an object's type.
pub(crate) fn type_name(object: &Bound<'_, PyAny>) -> String {
    let name = object.get_type().qualname();
    let name = name.map_or_else(|_| "object".to_owned(), |name| name.to_string());
    name.chars().filter(|c| !c.is_control()).take(100).collect()
}
