//! nanobind: C++ functions that take plain handles, so that the shared checks decide.

mod writer;

use fishplate_process::{CXX_COMPILER, PYTHON_HEADERS};

use crate::{Binding, Operation, Support};

/// The binding path.
pub(crate) static BINDING: Binding = Binding {
    name: "nanobind",
    summary: "C++ templates of a small runtime: a C++ side with quick crossings",
    needs: &[&CXX_COMPILER, &PYTHON_HEADERS],
    builds_with: &["setuptools", "nanobind"],
    fits: |_| Support::Yes,
    is_baseline: false,
    is_compiled: true,
    variant: None,
    supports,
    write: writer::write,
};

fn supports(_: &Operation) -> Support {
    Support::Yes
}
