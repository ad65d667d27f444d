//! The one meaning of a call, for Rust: members of enumerations.

use std::fmt::Display;

use pyo3::IntoPyObjectExt;
use pyo3::exceptions::{PyOverflowError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

use super::{Checked, Given, Raised, has_index, is_raised, unsigned, wrong_type};

/// An enumeration: its values, and where its Python class stands.
pub struct Enumeration {
    module: &'static str,
    name: &'static str,
    has: fn(i128) -> bool,
    is_flags: bool,
    class: PyOnceLock<Py<PyAny>>,
    members: PyOnceLock<Py<PyDict>>,
}

impl Enumeration {
    /// The class `name` of `module`; `has` says whether a value is one of its.
    pub const fn new(
        module: &'static str,
        name: &'static str,
        is_flags: bool,
        has: fn(i128) -> bool,
    ) -> Self {
        Self {
            module,
            name,
            has,
            is_flags,
            class: PyOnceLock::new(),
            members: PyOnceLock::new(),
        }
    }

    /// The value of a member, or an integer that is one.
    #[inline]
    pub fn value<'py>(&self, given: Given<'_, 'py>, place: &str) -> Checked<'py, i128> {
        // SAFETY: the argument is alive; the function takes any object.
        let mut value = i128::from(unsafe { ffi::PyLong_AsLongLong(given.as_ptr()) });
        if value == -1 && is_raised() {
            value = self.wide_value(given, place)?;
        }
        if (self.has)(value) {
            Ok(value)
        } else {
            Err(self.has_not(given.py(), place, value))
        }
    }

    /// A value beyond the signed 64 bits, which an unsigned enumeration may still have.
    #[cold]
    fn wide_value<'py>(&self, given: Given<'_, 'py>, place: &str) -> Checked<'py, i128> {
        let py = given.py();
        let error = PyErr::fetch(py);
        if !has_index(given) {
            return Err(wrong_type(
                given,
                place,
                "a member of an enumeration or an integer",
            ));
        }
        if !error.is_instance_of::<PyOverflowError>(py) {
            return Err(Raised::new(py, error));
        }
        match unsigned(given, place) {
            Ok(value) if (self.has)(value.into()) => return Ok(value.into()),
            Ok(_) => {}
            Err(_) => drop(PyErr::take(py)),
        }
        Err(self.has_not(py, place, "the value"))
    }

    #[cold]
    fn has_not<'py>(&self, py: Python<'py>, place: &str, value: impl Display) -> Raised<'py> {
        Raised::new(
            py,
            PyValueError::new_err(format!("{place}: {value} is not in {}", self.name)),
        )
    }

    /// A returned value as a member; one that the enumeration does not declare stays an `int`.
    pub fn member<'py>(
        &self,
        py: Python<'py>,
        value: impl IntoPyObject<'py>,
    ) -> Checked<'py, Bound<'py, PyAny>> {
        let member = value
            .into_bound_py_any(py)
            .and_then(|number| self.look_up(number));
        member.map_err(|error| Raised::new(py, error))
    }

    fn look_up<'py>(&self, number: Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = number.py();
        let members = self.members.get_or_try_init(py, || {
            let name = format!("_{}_by_value", self.name);
            let members = py.import(self.module)?.getattr(name)?;
            Ok::<_, PyErr>(members.cast_into::<PyDict>()?.unbind())
        })?;
        match members.bind(py).get_item(&number)? {
            Some(member) => Ok(member),
            None if self.is_flags => {
                let class = || Ok::<_, PyErr>(py.import(self.module)?.getattr(self.name)?.unbind());
                self.class
                    .get_or_try_init(py, class)?
                    .bind(py)
                    .call1((number,))
            }
            None => Ok(number),
        }
    }
}
