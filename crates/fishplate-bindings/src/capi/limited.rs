//! The limited API of CPython 3.11: one wheel for that version and every later one.

use super::style::Style;
use crate::{Binding, Variant};

/// The variant.
pub(crate) static LIMITED: Binding = Binding {
    name: "capi-limited",
    summary: "the C API's stable part: one wheel for CPython 3.11 and later",
    is_baseline: false,
    variant: Some(Variant {
        of: "capi",
        is_offered: true,
        is_safe: true,
        takes_names: true,
    }),
    write: |plan, library| STYLE.write(plan, library),
    ..super::BINDING
};

const STYLE: Style = Style {
    is_limited: true,
    ..Style::USUAL
};
