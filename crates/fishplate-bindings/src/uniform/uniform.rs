//! The one meaning of a call, for Rust.
//!
//! Each check takes one Python argument and gives a native value, or raises the exception that
//! every binding path raises for it. `place` names function and parameter. Checks run from left
//! to right; lengths and overlap come last. A package uses the checks that its functions need.

pub mod buffer;
pub mod enumeration;

use std::convert::Infallible;
use std::ffi::{CStr, c_char};
use std::fmt::Display;
use std::sync::atomic::{AtomicI64, Ordering};

use pyo3::Borrowed;
use pyo3::exceptions::{PyImportError, PyOverflowError, PyTypeError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

/// A Python argument.
pub type Given<'a, 'py> = &'a Bound<'py, PyAny>;

/// A Python argument that the caller may leave out.
#[derive(Clone, Copy)]
pub struct Optional<'a, 'py>(Option<Borrowed<'a, 'py, PyAny>>);

impl<'py> Optional<'_, 'py> {
    /// What stands for an argument that is left out.
    pub const LEFT_OUT: Self = Self(None);

    /// The argument, if it is there; a `None` is there.
    #[inline]
    pub fn given(&self) -> Option<Given<'_, 'py>> {
        self.0.as_deref()
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for Optional<'a, 'py> {
    type Error = Infallible;

    #[inline]
    fn extract(given: Borrowed<'a, 'py, PyAny>) -> Result<Self, Infallible> {
        Ok(Self(Some(given)))
    }
}

/// The exception that the interpreter holds already: a `Result` with it fits into registers,
/// which one with a `PyErr` does not.
pub struct Raised<'py>(Python<'py>);

/// What a check gives.
pub type Checked<'py, T> = Result<T, Raised<'py>>;

impl<'py> Raised<'py> {
    #[cold]
    fn new(py: Python<'py>, error: PyErr) -> Self {
        error.restore(py);
        Self(py)
    }
}

impl From<Raised<'_>> for PyErr {
    #[cold]
    fn from(raised: Raised<'_>) -> Self {
        Self::fetch(raised.0)
    }
}

#[cold]
fn wrong_type<'py>(given: Given<'_, 'py>, place: &str, wanted: &str) -> Raised<'py> {
    let error = match given.get_type().name() {
        Ok(name) => PyTypeError::new_err(format!("{place} must be {wanted}, not {name}")),
        Err(error) => error,
    };
    Raised::new(given.py(), error)
}

#[cold]
fn out_of_range<'py>(py: Python<'py>, place: &str, range: impl Display) -> Raised<'py> {
    Raised::new(
        py,
        PyOverflowError::new_err(format!("{place} must be {range}")),
    )
}

/// An integer type of C.
pub trait Integer: Copy + Display + TryFrom<i64> {
    /// The smallest and the largest value.
    const BOUNDS: (Self, Self);
}

macro_rules! integers {
    ($($name:ident)*) => {
        $(impl Integer for $name {
            const BOUNDS: (Self, Self) = (Self::MIN, Self::MAX);
        })*
    };
}

integers!(i8 i16 i32 i64 u8 u16 u32 u64);

/// Whether a size of C has 64 bits; then what reads a size reads any integer.
const IS_SIZE_64: bool = size_of::<ffi::Py_ssize_t>() == size_of::<i64>();

#[cold]
#[inline(never)]
fn beyond<'py, T: Integer>(py: Python<'py>, place: &str) -> Raised<'py> {
    let (low, high) = T::BOUNDS;
    out_of_range(py, place, format_args!("from {low} to {high}"))
}

fn has_index(given: Given<'_, '_>) -> bool {
    // SAFETY: the argument is alive.
    unsafe { ffi::PyIndex_Check(given.as_ptr()) != 0 }
}

fn is_raised() -> bool {
    // SAFETY: only checks ask, and they run attached.
    unsafe { !ffi::PyErr_Occurred().is_null() }
}

/// After a failed conversion: words the error of a wrong type or range, keeps any other.
#[cold]
#[inline(never)]
fn integer_failed<'py, T: Integer>(given: Given<'_, 'py>, place: &str) -> Raised<'py> {
    let py = given.py();
    let error = PyErr::fetch(py);
    if !has_index(given) {
        return wrong_type(given, place, "an integer");
    }
    if error.is_instance_of::<PyOverflowError>(py) {
        return beyond::<T>(py, place);
    }
    Raised::new(py, error)
}

/// A signed integer, or an unsigned one of up to 32 bits.
#[inline]
pub fn integer<'py, T: Integer>(given: Given<'_, 'py>, place: &str) -> Checked<'py, T> {
    let object = given.as_ptr();
    // `PyLong_AsSsize_t` is the quickest reader, but takes an `int` only.
    // SAFETY: the argument is alive, and each function is given the type that it asks for.
    let number = unsafe {
        if IS_SIZE_64 && ffi::PyLong_Check(object) != 0 {
            ffi::PyLong_AsSsize_t(object) as i64
        } else {
            ffi::PyLong_AsLongLong(object)
        }
    };
    if number == -1 && is_raised() {
        return Err(integer_failed::<T>(given, place));
    }
    T::try_from(number).map_err(|_| beyond::<T>(given.py(), place))
}

/// An unsigned integer of 64 bits.
#[inline]
pub fn unsigned<'py>(given: Given<'_, 'py>, place: &str) -> Checked<'py, u64> {
    let object = given.as_ptr();
    // SAFETY: the argument is alive; an index is a new reference, released when its number is read.
    let number = unsafe {
        if IS_SIZE_64 && ffi::PyLong_Check(object) != 0 {
            ffi::PyLong_AsSize_t(object) as u64
        } else {
            let index = ffi::PyNumber_Index(object);
            if index.is_null() {
                u64::MAX
            } else {
                let number = ffi::PyLong_AsUnsignedLongLong(index);
                ffi::Py_DECREF(index);
                number
            }
        }
    };
    if number == u64::MAX && is_raised() {
        return Err(integer_failed::<u64>(given, place));
    }
    Ok(number)
}

#[cold]
fn double_failed<'py>(given: Given<'_, 'py>, place: &str) -> Raised<'py> {
    // SAFETY: the argument is alive, and so is its type.
    let is_number = unsafe {
        let class = ffi::Py_TYPE(given.as_ptr());
        [ffi::Py_nb_float, ffi::Py_nb_index]
            .iter()
            .any(|slot| !ffi::PyType_GetSlot(class, *slot).is_null())
    };
    if is_number {
        return Raised(given.py());
    }
    drop(PyErr::take(given.py()));
    wrong_type(given, place, "a number")
}

/// A floating number of 64 bits.
#[inline]
pub fn double<'py>(given: Given<'_, 'py>, place: &str) -> Checked<'py, f64> {
    // The stable ABI has the function below only.
    #[cfg(not(feature = "abi3"))]
    // SAFETY: the argument is alive; the macro's one precondition is what the check before says.
    unsafe {
        if ffi::PyFloat_CheckExact(given.as_ptr()) != 0 {
            return Ok(ffi::PyFloat_AS_DOUBLE(given.as_ptr()));
        }
    }
    // SAFETY: the argument is alive; the function takes any object.
    let number = unsafe { ffi::PyFloat_AsDouble(given.as_ptr()) };
    if number == -1.0 && is_raised() {
        return Err(double_failed(given, place));
    }
    Ok(number)
}

/// A floating number of 32 bits: a finite one beyond its range is refused.
#[inline]
pub fn float<'py>(given: Given<'_, 'py>, place: &str) -> Checked<'py, f32> {
    let number = double(given, place)?;
    let value = number as f32;
    if value.is_infinite() && number.is_finite() {
        return Err(out_of_range(
            given.py(),
            place,
            "within the range of a 32-bit float",
        ));
    }
    Ok(value)
}

/// A `bool`, and an integer by its truth where `accepts_integers`.
#[inline]
pub fn truth<'py>(
    given: Given<'_, 'py>,
    accepts_integers: bool,
    place: &str,
) -> Checked<'py, bool> {
    // SAFETY: the argument is alive, and the two objects live as long as the interpreter.
    unsafe {
        if given.as_ptr() == ffi::Py_True() {
            return Ok(true);
        }
        if given.as_ptr() == ffi::Py_False() {
            return Ok(false);
        }
    }
    if !accepts_integers || !has_index(given) {
        let wanted = if accepts_integers {
            "a bool or an integer"
        } else {
            "a bool"
        };
        return Err(wrong_type(given, place, wanted));
    }
    // SAFETY: the argument is alive; the index is a new reference, released when its truth is known.
    let truth = unsafe {
        let index = ffi::PyNumber_Index(given.as_ptr());
        if index.is_null() {
            return Err(Raised(given.py()));
        }
        let truth = ffi::PyObject_IsTrue(index);
        ffi::Py_DECREF(index);
        truth
    };
    if truth < 0 {
        Err(Raised(given.py()))
    } else {
        Ok(truth == 1)
    }
}

/// Text that ends in NUL; it lives as long as the argument.
#[inline]
pub fn text<'py>(
    given: Given<'_, 'py>,
    is_nullable: bool,
    place: &str,
) -> Checked<'py, *const c_char> {
    let object = given.as_ptr();
    let mut size: ffi::Py_ssize_t = 0;
    // SAFETY: the argument is alive, and each function is given the type that it asks for.
    let text = unsafe {
        if ffi::PyUnicode_Check(object) != 0 {
            ffi::PyUnicode_AsUTF8AndSize(object, &raw mut size)
        } else if ffi::PyBytes_Check(object) != 0 {
            size = ffi::PyBytes_Size(object);
            ffi::PyBytes_AsString(object).cast_const()
        } else if is_nullable && object == ffi::Py_None() {
            return Ok(std::ptr::null());
        } else {
            let wanted = if is_nullable {
                "str, bytes or None"
            } else {
                "str or bytes"
            };
            return Err(wrong_type(given, place, wanted));
        }
    };
    if text.is_null() {
        return Err(Raised(given.py()));
    }
    // SAFETY: both kinds of object keep a NUL behind their bytes.
    if unsafe { CStr::from_ptr(text) }.count_bytes() != size.unsigned_abs() {
        let error = PyValueError::new_err(format!("{place} must not hold a NUL character"));
        return Err(Raised::new(given.py(), error));
    }
    Ok(text)
}

/// Refuses every interpreter of the process but the first that asks.
///
/// PyO3 and [`enumeration::Enumeration`] keep objects in statics, and those belong to one interpreter.
///
/// # Errors
/// When another interpreter was first.
pub fn keep_to_one_interpreter(py: Python<'_>) -> PyResult<()> {
    static FIRST: AtomicI64 = AtomicI64::new(-1);
    // SAFETY: this thread is attached, so that it has an interpreter, which has a number.
    let own = unsafe { ffi::PyInterpreterState_GetID(ffi::PyInterpreterState_Get()) };
    if own == -1 {
        return Err(PyErr::fetch(py));
    }
    match FIRST.compare_exchange(-1, own, Ordering::SeqCst, Ordering::SeqCst) {
        Err(first) if first != own => Err(PyImportError::new_err(
            "another interpreter of this process has imported this module already; \
             import it in one interpreter only",
        )),
        _ => Ok(()),
    }
}

/// Runs a native call while other threads may run Python.
#[inline]
pub fn detached<T: Send>(py: Python<'_>, call: impl FnOnce() -> T) -> T {
    struct Crossing<F>(F);
    // SAFETY: the call runs on this very thread; `Send` only stands for "touches no Python object"
    // here, and a native call with its pointers touches none.
    unsafe impl<F> Send for Crossing<F> {}
    impl<T, F: FnOnce() -> T> Crossing<F> {
        fn run(self) -> T {
            (self.0)()
        }
    }
    let crossing = Crossing(call);
    py.detach(move || crossing.run())
}

/// The arguments that must be there, and those that may be left out.
pub type Ordered<'py, const R: usize, const O: usize> =
    ([Bound<'py, PyAny>; R], [Option<Bound<'py, PyAny>>; O]);

/// Puts the arguments of a call into the order of the parameters: first those that must be there,
/// then the `optional` ones.
///
/// PyO3 does it for all functions but those with a parameter whose name cannot stand in Rust.
pub fn arguments<'py, const R: usize, const O: usize>(
    function: &str,
    required: [&str; R],
    optional: [&str; O],
    positional: &Bound<'py, PyTuple>,
    keywords: Option<&Bound<'py, PyDict>>,
) -> Checked<'py, Ordered<'py, R, O>> {
    let py = positional.py();
    let wrong =
        |message: String| Raised::new(py, PyTypeError::new_err(format!("{function}() {message}")));
    let count = R + O;
    if positional.len() > count {
        let (most, plural) = (
            if O > 0 { "at most " } else { "" },
            if count == 1 { "" } else { "s" },
        );
        let given = positional.len() + keywords.map_or(0, |keywords| keywords.len());
        return Err(wrong(format!(
            "takes {most}{count} argument{plural} ({given} given)"
        )));
    }
    let mut first = [const { None::<Bound<'py, PyAny>> }; R];
    let mut others = [const { None::<Bound<'py, PyAny>> }; O];
    for (slot, given) in first.iter_mut().chain(&mut others).zip(positional) {
        *slot = Some(given);
    }
    for (keyword, given) in keywords.into_iter().flatten() {
        let keyword = keyword.to_string();
        let names = required.iter().chain(&optional);
        let mut slots = names.zip(first.iter_mut().chain(&mut others));
        let Some((_, slot)) = slots.find(|(name, _)| **name == keyword) else {
            return Err(wrong(format!(
                "got an unexpected keyword argument '{keyword}'"
            )));
        };
        if slot.replace(given).is_some() {
            return Err(wrong(format!(
                "got multiple values for argument '{keyword}'"
            )));
        }
    }
    if let Some((missing, _)) = required.iter().zip(&first).find(|(_, slot)| slot.is_none()) {
        return Err(wrong(format!("missing argument '{missing}'")));
    }
    // Every slot is filled, so `None` stands for nothing here.
    let first = first.map(|slot| slot.unwrap_or_else(|| py.None().into_bound(py)));
    Ok((first, others))
}
