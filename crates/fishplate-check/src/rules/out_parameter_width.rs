//! FP114: C writes more, or less, through a pointer than the binding gives room for.

use fishplate_model::Severity;

use crate::context::Context;
use crate::draft::Drafts;
use crate::rule::{Check, Example, Rule};
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP114",
    name: "out-param-width",
    summary: "C writes an integer of another width through a pointer",
    explanation: "`byref(c_int())` gives C four bytes. Where the header says `size_t *` it writes \
eight: the other four are memory of somebody else, and what breaks breaks later and elsewhere. No \
sanitizer of C sees it, since the memory is Python's. The other way round, C fills the lower half of \
a larger integer, and the upper half keeps what it held.

Point to the header's own type.",
    severity: "error where C writes more than there is room for; else warning",
    is_heuristic: false,
    bad: Example::python(
        "lib.measure.argtypes = [POINTER(c_int)]\nlib.measure.restype = None",
        "void measure(size_t *length);",
    ),
    good: Example::python(
        "lib.measure.argtypes = [POINTER(c_size_t)]\nlib.measure.restype = None",
        "void measure(size_t *length);",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for (pair, spot) in context.spots(RULE.code) {
        let mut draft = context.draft_spot(pair, spot);
        let is_overrun = draft.severity == Severity::Error;
        draft.message = format!(
            "{} points to {} integer in the binding than in the header",
            words::place(spot.position, pair.native),
            if is_overrun { "a narrower" } else { "a wider" }
        );
        draft.consequence = if is_overrun {
            "C writes past the value that Python made, into other memory"
        } else {
            "C fills the lower part alone; in an array every second element is left out"
        }
        .to_owned();
        drafts.push(draft);
    }
}
