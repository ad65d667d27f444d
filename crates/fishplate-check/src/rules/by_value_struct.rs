//! FP116: a record by value where C has a pointer, or a record of another size.

use fishplate_model::Severity;

use crate::context::Context;
use crate::difference::Kind;
use crate::draft::Drafts;
use crate::rule::{Check, Example, Rule};
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP116",
    name: "by-value-struct",
    summary: "a record is passed by value where the header has a pointer, or with another size",
    explanation: "A record by value travels in registers or as a copy on the stack, by rules that \
depend on its size and its fields; a pointer is one integer. C that expects one and gets the other \
reads the first field as an address, or an address as the first field.

Pass a pointer as `POINTER(Record)` with `byref(record)`, and a record by value as the class itself. \
A class with one pointer in it travels like that pointer, so it is a note.",
    severity: "error; note for a record of one field that stands for the field",
    is_heuristic: false,
    bad: Example::python(
        "class point(Structure):\n    _fields_ = [('x', c_int), ('y', c_int)]\n\
         lib.show.argtypes = [point]\nlib.show.restype = None",
        "struct point { int x; int y; };\nvoid show(const struct point *at);",
    ),
    good: Example::python(
        "class point(Structure):\n    _fields_ = [('x', c_int), ('y', c_int)]\n\
         lib.show.argtypes = [POINTER(point)]\nlib.show.restype = None",
        "struct point { int x; int y; };\nvoid show(const struct point *at);",
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
            (_, Severity::Note) => "a record of one field travels as the field does",
            (Kind::RecordSize { .. }, _) => "C reads the record's bytes from elsewhere",
            _ => "C takes a field for an address, or an address for a field",
        }
        .to_owned();
        drafts.push(draft);
    }
}
