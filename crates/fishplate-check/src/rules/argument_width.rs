//! FP113: an integer by value is narrower or wider than in the header.

use crate::context::Context;
use crate::difference::Kind;
use crate::draft::Drafts;
use crate::rule::{Check, Example, Rule};
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP113",
    name: "arg-width",
    summary: "an integer is narrower or wider in the binding than in the header",
    explanation:
        "ctypes does not check the range of an integer: what does not fit the declared type \
is cut without a word. `c_int` for a `size_t` turns 5,000,000,000 into 705,032,704, and C works on \
that many elements. A type that is wider than C's does no harm in a register, since C ignores the \
upper half; on the stack of 32-bit targets and of Apple arm64 it moves every argument behind it.

Declare the header's own type. For a `size_t` that is `c_size_t`, not `c_uint` and not `c_ulong`.",
    severity: "warning",
    is_heuristic: false,
    bad: Example::python(
        "lib.reserve.argtypes = [c_int]\nlib.reserve.restype = None",
        "void reserve(size_t count);",
    ),
    good: Example::python(
        "lib.reserve.argtypes = [c_size_t]\nlib.reserve.restype = None",
        "void reserve(size_t count);",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for (pair, spot) in context.spots(RULE.code) {
        let Kind::Width { declared, native } = spot.difference.kind else {
            continue;
        };
        let mut draft = context.draft_spot(pair, spot);
        let is_short = declared.bits < native.bits;
        draft.message = format!(
            "{} is {} in the binding than in the header",
            words::place(spot.position, pair.native),
            if is_short { "narrower" } else { "wider" }
        );
        draft.consequence = if is_short {
            format!(
                "values above {} are cut to {} bits",
                words::largest(declared),
                declared.bits
            )
        } else {
            format!(
                "values above {} are cut by C without a word, and arguments on the stack move",
                words::largest(native)
            )
        };
        drafts.push(draft);
    }
}
