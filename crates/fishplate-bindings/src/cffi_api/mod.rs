//! cffi with a compiler: cffi writes and compiles C that calls the linked library.

mod writer;

use fishplate_process::{C_COMPILER, PYTHON_HEADERS};

use crate::{Binding, Operation, Support};

/// The binding path.
pub(crate) static BINDING: Binding = Binding {
    name: "cffi-api",
    summary: "cffi with a C compiler; other threads may run during any call",
    needs: &[&C_COMPILER, &PYTHON_HEADERS],
    builds_with: &["setuptools", "cffi"],
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
