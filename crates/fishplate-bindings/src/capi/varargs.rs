//! Arguments in a tuple, taken apart by `PyArg_ParseTuple`: what the parser costs on top.

use super::style::{Calling, Style};
use super::tuple::HEADER;
use crate::{Binding, Variant};

/// The variant.
pub(crate) static VARARGS: Binding = Binding {
    name: "capi-varargs",
    summary: "the C API with PyArg_ParseTuple: what the tuple and its parser cost",
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
    calling: Calling::Parser,
    header: Some(HEADER),
    ..Style::USUAL
};
