//! PyO3: Rust functions that take any object, so that the shared checks decide.

mod abi3;
mod names;
mod parameters;
mod scaffold;
mod wrapper;
mod writer;

use fishplate_process::{C_COMPILER, CARGO, Python};

use crate::{Binding, FloatType, Operation, Support};

pub(crate) use self::abi3::ABI3;

/// The binding path.
pub(crate) static BINDING: Binding = Binding {
    name: "pyo3",
    summary: "Rust: for libraries that grow a Rust side",
    // The C compiler is what Rust links with.
    needs: &[&CARGO, &C_COMPILER],
    builds_with: &["maturin"],
    fits,
    is_baseline: false,
    is_compiled: true,
    variant: None,
    supports,
    write: |plan, library| writer::write(plan, library, false),
};

/// PyO3 0.30 dropped the free-threaded build of 3.13, which CPython called experimental.
fn fits(python: &Python) -> Support {
    if python.build.is_free_threaded && python.version_info < (3, 14) {
        return Support::No("PyO3 knows the free-threaded build of CPython from 3.14 on");
    }
    Support::Yes
}

fn supports(operation: &Operation) -> Support {
    match operation {
        Operation::FloatIn(float) | Operation::ReturnFloat(float) if !has_rust_type(float) => {
            Support::No("Rust has no type for `long double`")
        }
        _ => Support::Yes,
    }
}

/// Whether it is `f32` or `f64`; behind a pointer any floating type can cross.
fn has_rust_type(float: &FloatType) -> bool {
    matches!(float.bits, 32 | 64)
}
