//! Arguments in a tuple, taken out one by one: what making the tuple costs.

use super::style::{Calling, Style};
use crate::{Binding, Variant};

/// The header behind calls that do not simply come by position.
pub(crate) const HEADER: (&str, &str) = ("tuple.h", include_str!("tuple.h"));

/// The variant.
pub(crate) static TUPLE: Binding = Binding {
    name: "capi-tuple",
    summary: "the C API with arguments in a tuple: what the tuple costs",
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
    calling: Calling::Tuple,
    header: Some(HEADER),
    ..Style::USUAL
};
