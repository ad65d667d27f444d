//! `rust_extension`: what a small Rust extension owes to those who call it from Python.
//!
//! Each file is one lesson: numbers that do not fit, threads that run at once, and panics.

mod counter;
mod fibonacci;
mod panics;
mod torn;

use pyo3::prelude::*;

/// What a small Rust extension owes to those who call it from Python.
// Nothing here leans on the GIL, so on a free-threaded build the import leaves it off.
#[pymodule(gil_used = false)]
mod rust_extension {
    #[pymodule_export]
    use super::counter::ThreadSafeCounter;
    #[pymodule_export]
    use super::fibonacci::{fibonacci, recursive, recursive_detached};
    #[pymodule_export]
    use super::panics::{element, element_or_panic};
    #[pymodule_export]
    use super::torn::TornCounter;

    use pyo3::panic::PanicException;
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        // PyO3's class can be imported from nowhere, so who wants to catch it gets it here.
        module.add("PanicException", module.py().get_type::<PanicException>())
    }
}
