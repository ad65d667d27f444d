//! FP103: an integer result has another width than the C `int` that is read, or the reverse.

use fishplate_model::Severity;

use crate::context::Context;
use crate::difference::Kind;
use crate::draft::Drafts;
use crate::rule::{Check, Example, Rule};
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP103",
    name: "ret-width",
    summary: "an integer result is wider or narrower than the C `int` that the binding reads",
    explanation: "ctypes reads a C `int`, 32 bits, until `restype` says otherwise. A `size_t`, \
`ssize_t` or `int64_t` then loses its upper half: sizes above 2 GiB come back negative or small. \
A `bool`, `char` or `short` is the other way round: C sets the lower bits only, and what the \
register held before stands in the rest.

Set `restype` to the type in the header. It is a note where the header shows that every value \
fits: by an enumeration, or by a constant of the same name as the function.",
    severity: "warning; note where the value is known to fit; error where it is read as an address",
    is_heuristic: false,
    bad: Example::python("lib.length.argtypes = []", "size_t length(void);"),
    good: Example::python(
        "lib.length.argtypes = []\nlib.length.restype = c_size_t",
        "size_t length(void);",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for (pair, spot) in context.spots(RULE.code) {
        let mut draft = context.draft_spot(pair, spot);
        let place = words::place(spot.position, pair.native);
        let is_known = draft.severity == Severity::Note;
        match &spot.difference.kind {
            Kind::Width { declared, native } => {
                let is_short = declared.bits < native.bits;
                draft.message = format!(
                    "{place} is {} in the binding than in the header",
                    if is_short { "narrower" } else { "wider" }
                );
                draft.consequence = match (is_short, is_known) {
                    (true, true) => {
                        "the header shows only values that fit; a larger one would be cut"
                            .to_owned()
                    }
                    (true, false) => format!(
                        "values above {} come back cut to {} bits",
                        words::largest(*declared),
                        declared.bits
                    ),
                    (false, _) => format!(
                        "C sets {} bits, and what the register held before stands in the rest",
                        native.bits
                    ),
                };
            }
            _ if is_known => {
                draft.message =
                    format!("{place} is an integer, and the binding declares an address");
                "the value is whole, and 0 comes back as `None`".clone_into(&mut draft.consequence);
            }
            _ => {
                draft.message =
                    format!("{place} is an integer, and the binding declares a pointer");
                "the number is taken for an address, and half of it was never set: reading it crashes"
                    .clone_into(&mut draft.consequence);
            }
        }
        drafts.push(draft);
    }
}
