//! ctypes: a Python module that calls the library by itself; nothing is compiled.

#[cfg(test)]
mod turns;
mod types;
mod undeclared;
mod writer;

use crate::{Binding, Operation, Support};

pub(crate) use self::undeclared::UNDECLARED;

/// The binding path.
pub(crate) static BINDING: Binding = Binding {
    name: "ctypes",
    summary: "Python's own foreign function library: no compiler, and the dearest call",
    needs: &[],
    builds_with: &["setuptools"],
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
