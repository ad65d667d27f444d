//! The raw C API: `METH_FASTCALL | METH_KEYWORDS` functions in a module of its own state.

mod arguments;
mod limited;
mod style;
mod tuned;
mod tuple;
mod varargs;
mod writer;

use fishplate_process::{C_COMPILER, PYTHON_HEADERS};

use self::style::Style;
use crate::{Binding, Operation, Support};

pub(crate) use self::limited::LIMITED;
pub(crate) use self::tuned::TUNED;
pub(crate) use self::tuple::TUPLE;
pub(crate) use self::varargs::VARARGS;

/// The binding path.
pub(crate) static BINDING: Binding = Binding {
    name: "capi",
    summary: "C against CPython's own API: the least that a crossing can cost",
    needs: &[&C_COMPILER, &PYTHON_HEADERS],
    builds_with: &["setuptools"],
    fits: |_| Support::Yes,
    is_baseline: true,
    is_compiled: true,
    variant: None,
    supports,
    write: |plan, library| Style::USUAL.write(plan, library),
};

fn supports(_: &Operation) -> Support {
    Support::Yes
}
