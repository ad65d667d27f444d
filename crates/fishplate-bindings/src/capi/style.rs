//! What sets the variants of this path apart: one writer writes them all.

use crate::{Library, OutputFile, Plan};

use super::writer;

/// How a module is written.
pub(crate) struct Style {
    /// How CPython hands over the arguments.
    pub(crate) calling: Calling,
    /// A header of its own that stands before the shared one: name and text.
    pub(crate) header: Option<(&'static str, &'static str)>,
    /// Whether the module keeps to the limited API, so that it runs on later versions too.
    pub(crate) is_limited: bool,
}

/// How CPython hands over the arguments of a call.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Calling {
    /// `METH_FASTCALL | METH_KEYWORDS`: where they stand on the caller's stack.
    Array,
    /// `METH_VARARGS | METH_KEYWORDS`: in a tuple that CPython makes for the call.
    Tuple,
    /// The same, taken apart by `PyArg_ParseTuple`.
    Parser,
}

impl Style {
    /// The path itself.
    pub(crate) const USUAL: Self = Self {
        calling: Calling::Array,
        header: None,
        is_limited: false,
    };

    pub(crate) fn write(&self, plan: &Plan, library: &Library) -> Vec<OutputFile> {
        writer::write(plan, library, self)
    }
}
