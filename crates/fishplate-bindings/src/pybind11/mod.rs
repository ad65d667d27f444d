//! pybind11: C++ functions that take plain handles, so that the shared checks decide.

mod writer;

use fishplate_process::{CXX_COMPILER, PYTHON_HEADERS};

use crate::{Binding, Operation, Support};

/// The binding path.
pub(crate) static BINDING: Binding = Binding {
    name: "pybind11",
    summary: "C++ templates: for libraries that grow a C++ side",
    needs: &[&CXX_COMPILER, &PYTHON_HEADERS],
    builds_with: &["setuptools", "pybind11"],
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
