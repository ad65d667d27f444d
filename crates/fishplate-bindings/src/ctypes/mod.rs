//! ctypes: a Python module that calls the library by itself; nothing is compiled.

mod fast;
mod types;
mod writer;

use crate::{Binding, Operation, Support};

/// The binding path.
pub(crate) static BINDING: Binding = Binding {
    name: "ctypes",
    summary: "Python's own foreign function library: no compiler, and the dearest call",
    needs: &[],
    is_baseline: false,
    is_compiled: false,
    supports,
    write: writer::write,
};

fn supports(_: &Operation) -> Support {
    Support::Yes
}
