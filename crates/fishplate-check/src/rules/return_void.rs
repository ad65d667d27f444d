//! FP104: a result is declared where there is none, or none where there is one.

use fishplate_model::Severity;

use crate::context::Context;
use crate::draft::Drafts;
use crate::rule::{Check, Example, Rule};
use crate::shape::Shape;
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP104",
    name: "ret-void",
    summary: "a result is declared for a `void` function, or `None` hides one",
    explanation:
        "A `void` function sets no result, so a declared one is whatever the register held. \
The other way round, `restype = None` throws away what C returns, often the status that tells of \
an error.

Set `restype` to `None` where the header says `void`, and to the status type where it does not; an \
`errcheck` then turns a bad status into an exception.",
    severity: "note; warning where a pointer, text or a floating value is read from nothing",
    is_heuristic: false,
    bad: Example::python(
        "lib.save.argtypes = []\nlib.save.restype = None",
        "int save(void);",
    ),
    good: Example::python(
        "lib.save.argtypes = []\nlib.save.restype = c_int",
        "int save(void);",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for (pair, spot) in context.spots(RULE.code) {
        let mut draft = context.draft_spot(pair, spot);
        let function = &pair.native.name;
        if spot.shape == Shape::Void {
            draft.message =
                format!("`{function}` returns nothing, and the binding declares a result");
            draft.consequence = if draft.severity == Severity::Note {
                "the number that Python gets means nothing"
            } else {
                "what Python gets was never set; reading it as an address crashes"
            }
            .to_owned();
        } else {
            let theirs = words::shape(&spot.shape);
            draft.message = format!("`{function}` returns {theirs}, and the binding ignores it");
            "Python cannot see what the call returned, such as an error's code"
                .clone_into(&mut draft.consequence);
            // Whether to look at a status is the author's choice.
            draft.fix = None;
        }
        drafts.push(draft);
    }
}
