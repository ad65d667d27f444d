//! The raw C API: `METH_FASTCALL | METH_KEYWORDS` functions in a module of its own state.

mod writer;

use fishplate_process::{C_COMPILER, PYTHON_HEADERS};

use crate::{Binding, Operation, Support};

/// The binding path.
pub(crate) static BINDING: Binding = Binding {
    name: "capi",
    summary: "C against CPython's own API: the least that a crossing can cost",
    needs: &[&C_COMPILER, &PYTHON_HEADERS],
    is_baseline: true,
    is_compiled: true,
    supports,
    write: writer::write,
};

fn supports(_: &Operation) -> Support {
    Support::Yes
}
