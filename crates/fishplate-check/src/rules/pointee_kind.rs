//! FP115: a pointer leads to another kind of value than in the header.

use fishplate_model::Severity;

use crate::context::Context;
use crate::difference::Kind;
use crate::draft::Drafts;
use crate::rule::{Check, Example, Rule};
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP115",
    name: "pointee-kind",
    summary: "a pointer leads to another kind of value than in the header, or to another level",
    explanation: "`POINTER(c_double)` for a `float *` passes every check that ctypes makes: the \
pointer is a pointer. C then reads the bytes of doubles as floats, and the numbers are wrong. \
Nothing crashes, and the sanitizers of C are silent, since every byte belongs to the array. \
A pointer too few or too many makes C take a value for an address.

Point to the type in the header. `c_void_p` may stand for any data pointer, and pointers to bytes \
for each other.",
    severity: "error; warning for bytes or another record; note for an integer as wide as an address",
    is_heuristic: false,
    bad: Example::python(
        "lib.total.argtypes = [POINTER(c_double), c_int]\nlib.total.restype = c_float",
        "float total(const float *values, int count);",
    ),
    good: Example::python(
        "lib.total.argtypes = [POINTER(c_float), c_int]\nlib.total.restype = c_float",
        "float total(const float *values, int count);",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for (pair, spot) in context.spots(RULE.code) {
        let mut draft = context.draft_spot(pair, spot);
        let (ours, theirs) = words::facts(&spot.difference);
        draft.message = format!(
            "{} is {ours} in the binding and {theirs} in the header",
            words::place(spot.position, pair.native)
        );
        draft.consequence = match (&spot.difference.kind, draft.severity) {
            (_, Severity::Note) => "the bits are the same; a plain number passes for an address",
            (Kind::OtherRecord { .. }, _) => {
                "fields are read and written where the other record has others"
            }
            (Kind::Width { declared, native }, _) if declared.bits < native.bits => {
                "C reads past each value, so every number is wrong"
            }
            (Kind::Width { .. } | Kind::FloatWidth { .. }, _) => {
                "C reads pieces of each value, so every number is wrong"
            }
            _ if spot.difference.native.is_address() || spot.difference.declared.is_address() => {
                "one side takes a value for an address"
            }
            _ => "the bytes are read as another type, so every number is wrong",
        }
        .to_owned();
        drafts.push(draft);
    }
}
