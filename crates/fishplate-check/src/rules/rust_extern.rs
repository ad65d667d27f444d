//! FP192: a Rust `extern "C"` declaration or a `repr(C)` type differs from the header.

use fishplate_model::Origin;

use crate::rule::{Check, Example, Language, Rule};

pub(super) static RULE: Rule = Rule {
    code: "FP192",
    name: "rust-extern",
    summary: "a Rust `extern \"C\"` declaration or `repr(C)` type differs from the header",
    explanation: "rustc believes an `extern` block. Its lints look at Rust alone and never at the header, \
so a wrong width, a missing parameter or a field in another place is undefined behaviour that compiles.

Use the types of `std::ffi` (`c_int`, `c_long`) for C's own, `usize` for `size_t`, and the header's \
order for fields.",
    severity: "as the same difference has in ctypes",
    is_heuristic: false,
    bad: Example::python(
        "unsafe extern \"C\" {\n    fn half(x: f32) -> f64;\n}",
        "double half(double x);",
    )
    .written_in(Language::Rust),
    good: Example::python(
        "unsafe extern \"C\" {\n    fn half(x: f64) -> f64;\n}",
        "double half(double x);",
    )
    .written_in(Language::Rust),
    check: Check::Sources(Origin::Rust),
};
