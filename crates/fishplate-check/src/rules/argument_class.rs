//! FP112: an argument travels where C does not look for it.

use fishplate_model::Severity;

use crate::context::Context;
use crate::draft::Drafts;
use crate::rule::{Check, Example, Rule};
use crate::shape::Shape;
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP112",
    name: "arg-class",
    summary: "an argument is of another class: integer, floating value or address",
    explanation:
        "Integers and addresses travel in one set of registers, floating values in another, \
and a `float` has other bits than a `double`. An argument of the wrong class is not converted: C \
reads a register that nobody set. Every argument behind it of that class moves up by one as well.

Declare the class that the prototype has. An integer as wide as an address may stand for one; it \
is a note, since `c_void_p` says what is meant and takes `None`.",
    severity: "error; warning between addresses of data and of functions, and for `c_void_p` as a narrower \
               integer; note for an address as an integer of its width",
    is_heuristic: false,
    bad: Example::python(
        "lib.scale.argtypes = [c_int]\nlib.scale.restype = None",
        "void scale(double factor);",
    ),
    good: Example::python(
        "lib.scale.argtypes = [c_double]\nlib.scale.restype = None",
        "void scale(double factor);",
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
        draft.consequence = match draft.severity {
            Severity::Note => "the bits are the same; a plain number passes for an address",
            Severity::Warning if matches!(spot.difference.native, Shape::Int(_)) => {
                "a number arrives, and so does the lower part of an address that is passed by mistake"
            }
            Severity::Warning => {
                "the address is handed on as it is; C may jump to data, or read code"
            }
            Severity::Error => "C reads a value that nobody passed",
        }
        .to_owned();
        drafts.push(draft);
    }
}
