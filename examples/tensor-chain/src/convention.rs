//! The ways in which CPython calls a function of C, each in front of the same body.
//!
//! A body takes two objects. Whichever convention it is called by, the number of arguments is
//! checked before one is read, and neither an error nor a panic leaves it but as an exception.
#![allow(unsafe_code)]

use std::ffi::{CString, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::null_mut;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};

use crate::failure::panicked;
use crate::tensor::PyTensor;

/// What a function does with its two arguments.
pub(crate) trait Body {
    /// The function's name, in messages.
    const NAME: &'static str;

    /// Does it, and gives a new reference.
    ///
    /// # Errors
    /// The exception for Python.
    fn run(
        py: Python<'_>,
        first: Borrowed<'_, '_, PyAny>,
        second: Borrowed<'_, '_, PyAny>,
    ) -> PyResult<*mut ffi::PyObject>;
}

/// How a function is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Convention {
    /// `METH_VARARGS`, the tuple taken apart by hand: what the tuple costs alone.
    Tuple,
    /// `METH_VARARGS` with `PyArg_ParseTuple`.
    Parsed,
    /// `METH_VARARGS | METH_KEYWORDS` with `PyArg_ParseTupleAndKeywords`.
    ParsedKeywords,
    /// `METH_FASTCALL`.
    Fast,
    /// `METH_FASTCALL | METH_KEYWORDS`.
    FastKeywords,
    /// `METH_O`, as a method: the first argument is the object that it belongs to.
    One,
}

impl Convention {
    pub(crate) const ALL: [(Convention, &'static str); 6] = [
        (Convention::Tuple, "varargs"),
        (Convention::Parsed, "varargs-parsed"),
        (Convention::ParsedKeywords, "varargs-keywords-parsed"),
        (Convention::Fast, "fastcall"),
        (Convention::FastKeywords, "fastcall-keywords"),
        (Convention::One, "o"),
    ];

    /// The function that CPython calls, and the flags that say how.
    fn entry<B: Body>(self) -> (ffi::PyMethodDefPointer, i32) {
        use ffi::PyMethodDefPointer as Pointer;
        let keywords = ffi::METH_KEYWORDS;
        match self {
            Convention::Tuple => (
                Pointer {
                    PyCFunction: from_tuple::<B>,
                },
                ffi::METH_VARARGS,
            ),
            Convention::Parsed => (
                Pointer {
                    PyCFunction: from_parsed::<B>,
                },
                ffi::METH_VARARGS,
            ),
            Convention::ParsedKeywords => (
                Pointer {
                    PyCFunctionWithKeywords: from_parsed_keywords::<B>,
                },
                ffi::METH_VARARGS | keywords,
            ),
            Convention::Fast => (
                Pointer {
                    PyCFunctionFast: from_array::<B>,
                },
                ffi::METH_FASTCALL,
            ),
            Convention::FastKeywords => (
                Pointer {
                    PyCFunctionFastWithKeywords: from_array_keywords::<B>,
                },
                ffi::METH_FASTCALL | keywords,
            ),
            Convention::One => (
                Pointer {
                    PyCFunction: from_one::<B>,
                },
                ffi::METH_O,
            ),
        }
    }
}

/// A function for Python: of the module, or for [`Convention::One`] a method of tensors.
///
/// # Errors
/// Those of making it.
pub(crate) fn function<'py, B: Body>(
    module: &Bound<'py, PyModule>,
    convention: Convention,
    doc: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let py = module.py();
    let whole = |text: String| {
        CString::new(text).map_err(|_| PyValueError::new_err("a name holds a zero byte"))
    };
    let is_method = convention == Convention::One;
    let head = if is_method { "$self, b, /" } else { "a, b" };
    let (ml_meth, ml_flags) = convention.entry::<B>();
    // A function may outlive its module, so what it is defined by lives as long as the process.
    let definition = Box::leak(Box::new(ffi::PyMethodDef {
        ml_name: whole(B::NAME.to_owned())?.into_raw(),
        ml_meth,
        ml_flags,
        ml_doc: whole(format!("{}({head})\n--\n\n{doc}", B::NAME))?.into_raw(),
    }));
    let of = module.name()?;
    // SAFETY: attached; the definition lives for ever, and its flags are those of its function.
    unsafe {
        let made = if is_method {
            ffi::PyDescr_NewMethod(py.get_type::<PyTensor>().as_type_ptr(), definition)
        } else {
            ffi::PyCFunction_NewEx(definition, null_mut(), of.as_ptr())
        };
        Bound::from_owned_ptr_or_err(py, made)
    }
}

/// Runs what Python called; an error or a panic becomes its exception.
#[inline(always)]
fn entered(called: impl FnOnce(Python<'_>) -> PyResult<*mut ffi::PyObject>) -> *mut ffi::PyObject {
    // SAFETY: Python calls functions attached.
    let py = unsafe { Python::assume_attached() };
    match catch_unwind(AssertUnwindSafe(|| called(py))) {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => raise(error),
        Err(payload) => raise(panicked(payload.as_ref())),
    }
}

#[cold]
fn raise(error: PyErr) -> *mut ffi::PyObject {
    // PyO3 counts that the thread is attached, and lets go of what was dropped uncounted.
    Python::attach(|py| error.restore(py));
    null_mut()
}

#[cold]
fn wrong_count(name: &str, given: usize) -> PyErr {
    PyTypeError::new_err(format!(
        "{name}() takes 2 arguments, and {given} were given"
    ))
}

/// Runs the body on two objects.
///
/// # Safety
/// Both are objects that live during the call.
#[inline(always)]
unsafe fn run<B: Body>(
    py: Python<'_>,
    [first, second]: [*mut ffi::PyObject; 2],
) -> PyResult<*mut ffi::PyObject> {
    // SAFETY: the caller's promise.
    let (first, second) = unsafe {
        (
            Borrowed::from_ptr(py, first),
            Borrowed::from_ptr(py, second),
        )
    };
    B::run(py, first, second)
}

unsafe extern "C" fn from_tuple<B: Body>(
    _module: *mut ffi::PyObject,
    arguments: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: Python hands in a tuple, which keeps its items during the call; two are there.
    entered(|py| unsafe {
        let count = ffi::PyTuple_Size(arguments);
        if count != 2 {
            return Err(wrong_count(B::NAME, count as usize));
        }
        run::<B>(py, [item(arguments, 0), item(arguments, 1)])
    })
}

/// # Safety
/// `tuple` is a tuple that is alive and has such an item.
#[inline(always)]
unsafe fn item(tuple: *mut ffi::PyObject, at: ffi::Py_ssize_t) -> *mut ffi::PyObject {
    // SAFETY: the caller's promise. The stable ABI has the function alone.
    unsafe {
        #[cfg(not(feature = "abi3"))]
        return ffi::PyTuple_GET_ITEM(tuple, at);
        #[cfg(feature = "abi3")]
        return ffi::PyTuple_GetItem(tuple, at);
    }
}

unsafe extern "C" fn from_parsed<B: Body>(
    _module: *mut ffi::PyObject,
    arguments: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    let (mut first, mut second) = (null_mut::<ffi::PyObject>(), null_mut::<ffi::PyObject>());
    // SAFETY: Python hands in a tuple, which keeps its items during the call; the format takes two
    // objects, whose places are given, and borrows them.
    entered(|py| unsafe {
        if ffi::PyArg_ParseTuple(arguments, c"OO".as_ptr(), &raw mut first, &raw mut second) == 0 {
            return Err(PyErr::fetch(py));
        }
        run::<B>(py, [first, second])
    })
}

unsafe extern "C" fn from_parsed_keywords<B: Body>(
    _module: *mut ffi::PyObject,
    arguments: *mut ffi::PyObject,
    named: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    let (mut first, mut second) = (null_mut::<ffi::PyObject>(), null_mut::<ffi::PyObject>());
    let mut names: [*mut c_char; 3] = [
        c"a".as_ptr().cast_mut(),
        c"b".as_ptr().cast_mut(),
        null_mut(),
    ];
    // SAFETY: as for `from_parsed`; the names end with a null, and are only read.
    entered(|py| unsafe {
        if ffi::PyArg_ParseTupleAndKeywords(
            arguments,
            named,
            c"OO".as_ptr(),
            names.as_mut_ptr().cast(),
            &raw mut first,
            &raw mut second,
        ) == 0
        {
            return Err(PyErr::fetch(py));
        }
        run::<B>(py, [first, second])
    })
}

unsafe extern "C" fn from_array<B: Body>(
    _module: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
) -> *mut ffi::PyObject {
    // SAFETY: Python hands in `count` objects that live during the call; two are read if it is 2.
    entered(|py| unsafe {
        if count != 2 {
            return Err(wrong_count(B::NAME, count as usize));
        }
        run::<B>(py, [*arguments, *arguments.add(1)])
    })
}

unsafe extern "C" fn from_array_keywords<B: Body>(
    _module: *mut ffi::PyObject,
    arguments: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    names: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: Python hands in `count` objects and one for each name, all alive during the call.
    entered(|py| unsafe {
        let given = if names.is_null() && count == 2 {
            [*arguments, *arguments.add(1)]
        } else {
            let names = Borrowed::from_ptr_or_opt(py, names);
            let named = in_order(B::NAME, count as usize, names.as_deref())?;
            named.map(|at| *arguments.add(at))
        };
        run::<B>(py, given)
    })
}

/// Where `a` and `b` stand among the arguments; both are below the number of all that were given.
#[cold]
fn in_order(
    function: &str,
    count: usize,
    names: Option<&Bound<'_, PyAny>>,
) -> PyResult<[usize; 2]> {
    let names = names.map(|names| names.cast::<PyTuple>()).transpose()?;
    let given = count + names.map_or(0, |names| names.len());
    if given != 2 {
        return Err(wrong_count(function, given));
    }
    let refuse = |what: String| Err(PyTypeError::new_err(format!("{function}() {what}")));
    let mut places = [0, 1].map(|at| (at < count).then_some(at));
    for (at, name) in names.into_iter().flatten().enumerate() {
        let name = name.cast::<PyString>()?.to_string_lossy().into_owned();
        let known = ["a", "b"].iter().position(|known| *known == name);
        let Some(place) = known.and_then(|known| places.get_mut(known)) else {
            return refuse(format!("has no argument `{}`", name.escape_debug()));
        };
        if place.replace(count + at).is_some() {
            return refuse(format!("was given `{name}` twice"));
        }
    }
    match places {
        [Some(first), Some(second)] => Ok([first, second]),
        _ => refuse("was not given both `a` and `b`".to_owned()),
    }
}

unsafe extern "C" fn from_one<B: Body>(
    own: *mut ffi::PyObject,
    other: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: Python hands in the object that the method belongs to, and one argument.
    entered(|py| unsafe { run::<B>(py, [own, other]) })
}
