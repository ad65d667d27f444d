//! What a caller of `accept` asks, the ways in which a route can answer, and the error of it all.

use pyo3::exceptions::{
    PyBufferError, PyException, PyMemoryError, PyRecursionError, PyTypeError, PyValueError,
};
use pyo3::prelude::*;

use crate::{DType, Failed, Foreign, Malformed, Meta, Refusal, RefusalKind, Spec};

/// Whether memory may be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyRule {
    /// Never; what cannot be borrowed is refused.
    Never,
    /// Where it cannot be borrowed as asked.
    IfNeeded,
    /// In any case.
    Always,
}

/// What a caller asks, with what it allows.
#[derive(Clone, Debug)]
pub struct Request {
    /// What the array must be.
    pub spec: Spec,
    /// Whether a producer may copy. Copying on our side is the caller's.
    pub copy: CopyRule,
    /// Whether an address without an owner that speaks for it is believed.
    pub trust_pointer: bool,
    /// Bytes may be read as elements of that type, in that shape, of which one length may be open.
    pub reinterpret: Option<(DType, Option<Vec<Option<usize>>>)>,
    /// Only the buffer protocol, since it alone locks the producer.
    pub buffer_only: bool,
}

impl Request {
    /// That array, borrowed.
    pub const fn new(spec: Spec) -> Self {
        Request {
            spec,
            copy: CopyRule::Never,
            trust_pointer: false,
            reinterpret: None,
            buffer_only: false,
        }
    }

    /// The array, if it is what was asked, after it has been read as other elements where that is.
    #[inline(always)]
    pub(super) fn fit(&self, meta: &mut Meta) -> Result<(), Outcome> {
        if let Some((dtype, shape)) = &self.reinterpret
            && *dtype != meta.dtype()
        {
            *meta = meta.read_as(*dtype, shape.as_deref())?;
        }
        if self.spec.fits(meta) {
            Ok(())
        } else {
            Err(self.unfit(meta))
        }
    }

    #[cold]
    fn unfit(&self, meta: &Meta) -> Outcome {
        Outcome::Unfit(Box::new((meta.clone(), self.spec.check(meta))))
    }
}

/// Something that says what is asked, be it known when it is compiled or not.
pub(super) trait Asks: Copy {
    /// What is asked.
    fn request(&self) -> &Request;
}

impl Asks for &Request {
    #[inline(always)]
    fn request(&self) -> &Request {
        self
    }
}

/// What came of a route that is tried in a hurry.
pub(super) enum Quick {
    /// The array.
    Taken(Foreign),
    /// Whatever it is, it takes the long way to tell.
    Unclear,
    /// An exception, which is still pending.
    Raised,
}

/// Why a tensor is not taken.
pub(super) enum Untaken {
    /// It cannot be.
    Malformed(Malformed),
    /// It is well described, and not what was asked.
    Unfit(Outcome),
    /// As the words say.
    Useless(&'static str),
}

impl From<Untaken> for Outcome {
    fn from(untaken: Untaken) -> Self {
        match untaken {
            Untaken::Malformed(malformed) => malformed.into(),
            Untaken::Unfit(outcome) => outcome,
            Untaken::Useless(said) => Outcome::Useless(said.to_owned()),
        }
    }
}

/// What came of a route.
pub(super) enum Outcome {
    /// The object does not offer it.
    Absent,
    /// It offers it, and the offer cannot be used.
    Useless(String),
    /// A good array that is not what was asked.
    Unfit(Box<(Meta, Vec<Failed>)>),
    /// The array.
    Taken(Foreign),
}

impl From<Malformed> for Outcome {
    fn from(malformed: Malformed) -> Self {
        Outcome::Useless(malformed.to_string())
    }
}

impl Outcome {
    /// What the pending exception is.
    #[cold]
    pub(super) fn of_pending_exception(py: Python<'_>) -> PyResult<Outcome> {
        Outcome::of_exception(py, PyErr::fetch(py))
    }

    /// The exception's own words, where it is one that says that there is no array. What is not
    /// about the array, as Ctrl-C and a lack of memory, goes on to the caller.
    pub(super) fn of_exception(py: Python<'_>, error: PyErr) -> PyResult<Outcome> {
        let is_about_array = error.is_instance_of::<PyException>(py)
            && !error.is_instance_of::<PyMemoryError>(py)
            && !error.is_instance_of::<PyRecursionError>(py);
        if is_about_array {
            Ok(Outcome::Useless(words_of(py, &error)))
        } else {
            Err(error)
        }
    }
}

/// An exception as `Name: its text`, on one line and of a length that can be read.
pub(super) fn words_of(py: Python<'_>, error: &PyErr) -> String {
    let name = error
        .get_type(py)
        .name()
        .map_or_else(|_| "an exception".to_owned(), |name| name.to_string());
    let text = error
        .value(py)
        .str()
        .map(|text| text.to_string_lossy().into_owned())
        .unwrap_or_default();
    let line: String = text
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect();
    if line.is_empty() {
        name
    } else {
        format!("{name}: {line}")
    }
}

/// The name of the object's type, as a message shows it.
pub(super) fn type_name(object: &Bound<'_, PyAny>) -> String {
    let name = object
        .get_type()
        .fully_qualified_name()
        .map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|_| "object".to_owned())
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect()
}

impl From<Refusal> for PyErr {
    fn from(refusal: Refusal) -> Self {
        let text = refusal.to_string();
        match refusal.kind() {
            RefusalKind::Type => PyTypeError::new_err(text),
            RefusalKind::Buffer => PyBufferError::new_err(text),
            RefusalKind::Value => PyValueError::new_err(text),
        }
    }
}
