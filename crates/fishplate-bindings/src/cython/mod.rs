//! Cython: `def` functions in its own language around the shared checks.

mod function;
mod names;
mod writer;

use fishplate_process::{C_COMPILER, PYTHON_HEADERS};

use crate::{Binding, Operation, Support};

/// The binding path.
pub(crate) static BINDING: Binding = Binding {
    name: "cython",
    summary: "Python with C types, compiled to C: for bindings that grow loops of their own",
    needs: &[&C_COMPILER, &PYTHON_HEADERS],
    builds_with: &["setuptools", "Cython"],
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
