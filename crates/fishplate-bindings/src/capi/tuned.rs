//! What the path could do if it read what CPython keeps private: the floor.

use super::style::Style;
use crate::{Binding, Variant};

/// The variant.
pub(crate) static TUNED: Binding = Binding {
    name: "capi-tuned",
    summary: "the C API and CPython's private parts: the floor, for one version",
    is_baseline: false,
    variant: Some(Variant {
        of: "capi",
        is_offered: false,
        is_safe: true,
        takes_names: true,
    }),
    write: |plan, library| STYLE.write(plan, library),
    ..super::BINDING
};

const STYLE: Style = Style {
    header: Some(("tuned.h", include_str!("tuned.h"))),
    ..Style::USUAL
};
