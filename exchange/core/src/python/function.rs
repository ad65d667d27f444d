//! Functions that take arrays, called without PyO3's own machinery: `functions!` adds them to a module.
//!
//! A call of `#[pyfunction]` costs about as much as taking an array by the exchange table. What it
//! does beyond this here is to count that the thread is attached, so that a `Py` that is dropped in
//! the function is let go at once; here that is left to the next call that counts, which is made
//! after an error and once in many calls.
#![allow(unsafe_code)]

use std::any::Any;
use std::cell::Cell;
use std::ffi::CString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::null_mut;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::ffi;
use pyo3::panic::PanicException;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};

use super::alone::Alone;

/// After how many calls PyO3 is let count that the thread is attached.
const COUNTED: u32 = 1024;

/// What [`functions!`](crate::functions) makes of a function.
pub trait Function<const N: usize> {
    /// Its name in Python.
    const NAME: &'static str;
    /// What `help` says of it.
    const DOC: &'static str;
    /// The names of its arguments.
    const ARGUMENTS: [&'static str; N];

    /// Makes its arguments of what was given, and calls it.
    ///
    /// # Errors
    /// The exception for Python.
    fn call<'py>(
        py: Python<'py>,
        given: [Borrowed<'_, 'py, PyAny>; N],
    ) -> PyResult<Bound<'py, PyAny>>;
}

/// What a function may give back, alone or as a `PyResult`.
pub trait Answer<'py> {
    /// As Python sees it.
    ///
    /// # Errors
    /// The function's own, or that of making the object.
    fn into_answer(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>>;
}

impl<'py> Answer<'py> for () {
    #[inline(always)]
    fn into_answer(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(py.None().into_bound(py))
    }
}

impl<'py> Answer<'py> for Bound<'py, PyAny> {
    fn into_answer(self, _: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self)
    }
}

impl<'py> Answer<'py> for super::Array {
    fn into_answer(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Bound::new(py, self).map(Bound::into_any)
    }
}

macro_rules! plain {
    ($($name:ty)*) => {$(
        impl<'py> Answer<'py> for $name {
            fn into_answer(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                self.into_pyobject(py)
                    .map(|object| object.to_owned().into_any())
                    .map_err(PyErr::from)
            }
        }
    )*};
}

plain! { bool i32 i64 u32 u64 usize f32 f64 String }

impl<'py, T: Answer<'py>> Answer<'py> for PyResult<T> {
    #[inline(always)]
    fn into_answer(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self?.into_answer(py)
    }
}

/// An argument of a function.
///
/// # Errors
/// What its type says of the object, with the argument's name.
#[inline(always)]
pub fn argument<'a, 'py, T: FromPyObject<'a, 'py>>(
    given: Borrowed<'a, 'py, PyAny>,
    name: &str,
) -> PyResult<T> {
    T::extract(given).map_err(|error| of_argument(given.py(), error.into(), name))
}

/// As PyO3 does, a `TypeError` names the argument; other exceptions are the object's own.
#[cold]
fn of_argument(py: Python<'_>, error: PyErr, name: &str) -> PyErr {
    if error.get_type(py).is(py.get_type::<PyTypeError>()) {
        PyTypeError::new_err(format!("argument '{name}': {}", error.value(py)))
    } else {
        error
    }
}

/// Adds a function to a module.
///
/// # Errors
/// Those of making it, and `ValueError` where its name or its text holds a zero.
pub fn add_function<F: Function<N>, const N: usize>(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let whole = |text: String| {
        CString::new(text).map_err(|_| PyValueError::new_err("a name holds a zero byte"))
    };
    let head = format!("{}({})", F::NAME, F::ARGUMENTS.join(", "));
    let name = whole(F::NAME.to_owned())?;
    let doc = whole(format!("{head}\n--\n\n{}", F::DOC.trim()))?;
    // A function may outlive its module, so what it is defined by lives as long as the process.
    let definition = Box::leak(Box::new(ffi::PyMethodDef {
        ml_name: name.into_raw(),
        ml_meth: ffi::PyMethodDefPointer {
            PyCFunctionFastWithKeywords: enter::<F, N>,
        },
        ml_flags: ffi::METH_FASTCALL | ffi::METH_KEYWORDS,
        ml_doc: doc.into_raw(),
    }));
    let py = module.py();
    let of = module.name()?;
    // SAFETY: attached; the definition lives for ever, and its flags are those of `enter`.
    let function = unsafe {
        let made = ffi::PyCFunction_NewEx(definition, null_mut(), of.as_ptr());
        Bound::from_owned_ptr_or_err(py, made)?
    };
    module.add(F::NAME, function)
}

/// What Python calls.
unsafe extern "C" fn enter<F: Function<N>, const N: usize>(
    _module: *mut ffi::PyObject,
    arguments: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    names: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: Python calls functions attached.
    let py = unsafe { Python::assume_attached() };
    let called = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: Python hands in `count` arguments and one for each name, alive during the call.
        let given = |at: usize| unsafe { Borrowed::from_ptr(py, *arguments.add(at)) };
        let given: [Borrowed<'_, '_, PyAny>; N] = if names.is_null() && count as usize == N {
            std::array::from_fn(given)
        } else {
            // SAFETY: as above; the names are a tuple.
            let names = unsafe { Borrowed::from_ptr_or_opt(py, names) };
            in_order::<F, N>(count as usize, names.as_deref(), given)?
        };
        F::call(py, given)
    }));
    let is_due = is_due(py);
    match called {
        Ok(Ok(answer)) if !is_due => answer.into_ptr(),
        Ok(Ok(answer)) => {
            let _ = Python::try_attach(|_| ());
            answer.into_ptr()
        }
        Ok(Err(error)) => raise(py, error),
        Err(payload) => raise(py, panicked(payload.as_ref())),
    }
}

/// Whether it is time to let PyO3 count.
#[inline(always)]
fn is_due(py: Python<'_>) -> bool {
    static CALLS: Alone<Cell<u32>> = Alone::new(Cell::new(0));
    // SAFETY: counting calls nothing.
    let calls = unsafe {
        CALLS.with(py, |calls| {
            calls.set(calls.get().wrapping_add(1));
            calls.get()
        })
    };
    calls % COUNTED == 0
}

/// Leaves the exception pending, and lets go of what was dropped uncounted.
#[cold]
fn raise(py: Python<'_>, error: PyErr) -> *mut ffi::PyObject {
    let mut error = Some(error);
    let mut restore = |py: Python<'_>| {
        if let Some(error) = error.take() {
            error.restore(py);
        }
    };
    // An interpreter that is ending is counted by nobody, and may still call.
    if Python::try_attach(&mut restore).is_none() {
        restore(py);
    }
    null_mut()
}

#[cold]
fn panicked(payload: &(dyn Any + Send)) -> PyErr {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned());
    PanicException::new_err(text.unwrap_or_else(|| "a panic without a text".to_owned()))
}

/// The arguments in the function's order, whichever were given by name.
#[cold]
fn in_order<'a, 'py, F: Function<N>, const N: usize>(
    count: usize,
    names: Option<&Bound<'py, PyAny>>,
    given: impl Fn(usize) -> Borrowed<'a, 'py, PyAny>,
) -> PyResult<[Borrowed<'a, 'py, PyAny>; N]> {
    let refuse = |what: String| Err(PyTypeError::new_err(format!("{}() {what}", F::NAME)));
    if count > N {
        return refuse(format!("takes {N} arguments, and {count} were given"));
    }
    let mut places: [Option<Borrowed<'a, 'py, PyAny>>; N] = [None; N];
    for (at, place) in places.iter_mut().enumerate().take(count) {
        *place = Some(given(at));
    }
    let names = names.map(|names| names.cast::<PyTuple>()).transpose()?;
    for (at, name) in names.into_iter().flatten().enumerate() {
        let name = name.cast::<PyString>()?.to_string_lossy();
        let known = F::ARGUMENTS.iter().position(|argument| *argument == name);
        let Some(place) = known.and_then(|known| places.get_mut(known)) else {
            return refuse(format!("has no argument `{}`", name.escape_debug()));
        };
        if place.replace(given(count + at)).is_some() {
            return refuse(format!("was given `{name}` twice"));
        }
    }
    let mut missing = places.iter().zip(F::ARGUMENTS);
    if let Some((_, name)) = missing.find(|(place, _)| place.is_none()) {
        return refuse(format!("misses the argument `{name}`"));
    }
    // Every place is filled, as was just seen, so the first argument stands in for none.
    Ok(places.map(|place| place.unwrap_or_else(|| given(0))))
}

/// Adds functions to a module: `functions!(module, { "What it does." gain(x, out); })`.
///
/// Each is a plain function of Rust whose arguments are [`In`](crate::python::In),
/// [`InOut`](crate::python::InOut) or anything else that PyO3 makes of an object, by position or by
/// name, and which gives back an [`Answer`](crate::python::Answer) or a `PyResult` of one. A call
/// costs about half of what one of `#[pyfunction]` does. In exchange, a `Py` that the function itself
/// drops may be let go a little later, and there are no default values.
///
/// It is an expression: `PyResult<()>`.
#[macro_export]
macro_rules! functions {
    ($module:expr, { $($doc:literal $name:ident($($argument:ident),+ $(,)?);)+ }) => {{
        let module: &$crate::python::pyo3::Bound<'_, $crate::python::pyo3::types::PyModule> = $module;
        let mut added: $crate::python::pyo3::PyResult<()> = Ok(());
        $(
            added = added.and_then(|()| {
                struct Called;
                impl $crate::python::Function<{ [$(stringify!($argument)),+].len() }> for Called {
                    const NAME: &'static str = stringify!($name);
                    const DOC: &'static str = $doc;
                    const ARGUMENTS: [&'static str; [$(stringify!($argument)),+].len()] =
                        [$(stringify!($argument)),+];

                    #[inline(always)]
                    fn call<'py>(
                        py: $crate::python::pyo3::Python<'py>,
                        given: [$crate::python::pyo3::Borrowed<'_, 'py, $crate::python::pyo3::PyAny>;
                            [$(stringify!($argument)),+].len()],
                    ) -> $crate::python::pyo3::PyResult<
                        $crate::python::pyo3::Bound<'py, $crate::python::pyo3::PyAny>,
                    > {
                        let [$($argument),+] = given;
                        let answer = $name(
                            $($crate::python::argument($argument, stringify!($argument))?),+
                        );
                        $crate::python::Answer::into_answer(answer, py)
                    }
                }
                $crate::python::add_function::<Called, _>(module)
            });
        )+
        added
    }};
}
