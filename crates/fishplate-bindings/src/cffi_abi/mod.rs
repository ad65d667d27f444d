//! cffi without a compiler: declarations are read when the package is built, and the library is
//! called by way of libffi.

mod symbols;
mod writer;

use crate::{Binding, Operation, Support};

/// The binding path.
pub(crate) static BINDING: Binding = Binding {
    name: "cffi-abi",
    summary: "cffi without a compiler; other threads may run during any call",
    needs: &[],
    builds_with: &["setuptools", "cffi"],
    fits: |_| Support::Yes,
    is_baseline: false,
    is_compiled: false,
    variant: None,
    supports,
    write: writer::write,
};

fn supports(_: &Operation) -> Support {
    Support::Yes
}
