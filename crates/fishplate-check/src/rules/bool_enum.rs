//! FP118: a one-byte bool or a small enumeration for an integer, or the reverse.

use crate::context::Context;
use crate::draft::Drafts;
use crate::functions::Position;
use crate::rule::{Check, Example, Rule};
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP118",
    name: "bool-enum",
    summary: "a `c_bool` stands for an integer, or an integer for a bool or a small enumeration",
    explanation:
        "Many libraries have a bool of their own that is an `int`. `c_bool` for it passes \
one byte, which ctypes widens, so 0 and 1 arrive as they are. As a result it looks at the lowest \
byte alone: 256 reads as false.

Declare the library's type, `c_int` for an `int`, and compare with 0 in Python.",
    severity: "note",
    is_heuristic: false,
    bad: Example::python(
        "lib.enable.argtypes = [c_bool]\nlib.enable.restype = None",
        "typedef int lib_bool;\nvoid enable(lib_bool on);",
    ),
    good: Example::python(
        "lib.enable.argtypes = [c_int]\nlib.enable.restype = None",
        "typedef int lib_bool;\nvoid enable(lib_bool on);",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for (pair, spot) in context.spots(RULE.code) {
        let mut draft = context.draft_spot(pair, spot);
        let (ours, theirs) = (
            words::shape(&spot.difference.declared),
            words::shape(&spot.difference.native),
        );
        draft.message = format!(
            "{} is {ours} in the binding and {theirs} in the header",
            words::place(spot.position, pair.native)
        );
        draft.consequence = match spot.position {
            Position::Result => "a value whose lowest byte is 0, such as 256, reads as false",
            Position::Argument(_) | Position::Field(_) => {
                "0 and 1 arrive as they are; other values may not"
            }
        }
        .to_owned();
        // Declaring the integer changes what Python code sees, so it is left to the author.
        draft.fix = None;
        drafts.push(draft);
    }
}
