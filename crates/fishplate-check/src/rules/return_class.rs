//! FP102: a result is read from another place than C puts it.

use crate::context::Context;
use crate::draft::Drafts;
use crate::rule::{Check, Example, Rule};
use crate::shape::Shape;
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP102",
    name: "ret-float-default",
    summary: "a function returns a floating value or a record, and the binding reads something else",
    explanation: "Floating results come back in another register than integers and addresses, and \
records by rules of their own. A binding that reads an integer where C returns a `double` gets \
whatever the integer register held last: no error, and a number without meaning. Reading a \
`double` where C returns a `float` takes the same register and gives a value near zero.

Nothing but `restype` tells ctypes. Set it to the type in the header: `c_double`, `c_float`, or \
the `Structure` itself.",
    severity: "error",
    is_heuristic: false,
    bad: Example::python("lib.half.argtypes = [c_double]", "double half(double x);"),
    good: Example::python(
        "lib.half.argtypes = [c_double]\nlib.half.restype = c_double",
        "double half(double x);",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for (pair, spot) in context.spots(RULE.code) {
        let mut draft = context.draft_spot(pair, spot);
        let place = words::place(spot.position, pair.native);
        let theirs = words::shape(&spot.shape);
        draft.message = match spot.declared {
            None => format!("{place} is {theirs}, and the binding sets no result type"),
            Some(ty) => format!(
                "{place} is {theirs}, and the binding declares `{}`",
                ty.spelling
            ),
        };
        draft.consequence = match &spot.shape {
            Shape::Native(_) => {
                "the record's bytes are not read at all, and C may write it over other memory"
            }
            Shape::Float { .. } => {
                "Python gets what another register held: a number without meaning"
            }
            _ => "Python gets a number without meaning",
        }
        .to_owned();
        drafts.push(draft);
    }
}
