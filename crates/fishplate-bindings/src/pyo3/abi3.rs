//! The stable ABI of CPython 3.11: one wheel for that version and every later one.

use super::writer;
use crate::{Binding, Variant};

/// The variant.
pub(crate) static ABI3: Binding = Binding {
    name: "pyo3-abi3",
    summary: "Rust against the stable ABI: one wheel for CPython 3.11 and later",
    variant: Some(Variant {
        of: "pyo3",
        is_offered: true,
        is_safe: true,
        takes_names: true,
    }),
    write: |plan, library| writer::write(plan, library, true),
    ..super::BINDING
};
