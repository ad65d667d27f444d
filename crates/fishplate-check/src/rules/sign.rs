//! FP117: one side has negative values, the other has not.

use fishplate_model::Severity;

use crate::context::Context;
use crate::draft::Drafts;
use crate::functions::Position;
use crate::rule::{Check, Example, Rule};
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP117",
    name: "sign",
    summary: "an integer is signed on one side and unsigned on the other",
    explanation:
        "The bits are the same, and the numbers agree up to half of the range. A negative \
value read as unsigned is a huge one, and the reverse. It matters most for results: an error code \
of -1 that is declared unsigned passes every test for `< 0`.

Declare the sign that the header has.",
    severity: "note; warning for a result whose negative values tell of errors",
    is_heuristic: false,
    bad: Example::python(
        "lib.position.argtypes = []\nlib.position.restype = c_uint",
        "/* Returns the position, or a negative error code. */\nint position(void);",
    ),
    good: Example::python(
        "lib.position.argtypes = []\nlib.position.restype = c_int",
        "/* Returns the position, or a negative error code. */\nint position(void);",
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
        draft.consequence = match (spot.position, draft.severity) {
            (Position::Result, Severity::Note) => {
                "values beyond half of the range come back with the other sign"
            }
            (Position::Result, _) => "a negative error code comes back as a large number",
            (Position::Argument(_) | Position::Field(_), _) => {
                "values beyond half of the range change their sign"
            }
        }
        .to_owned();
        drafts.push(draft);
    }
}
