//! FP101: a pointer comes back through ctypes' default result, a C `int`.

use fishplate_model::Severity;

use crate::context::Context;
use crate::draft::Drafts;
use crate::rule::{Check, Example, Rule};
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP101",
    name: "ret-pointer-default",
    summary: "a function returns a pointer, and the binding reads a C `int`",
    explanation: "ctypes takes every result for a C `int` until `restype` says otherwise. Of a \
pointer that keeps the lower 32 bits. The number looks like a handle, often works while the heap \
lies low in memory, and crashes on another machine when it is passed back.

Set `restype` to a pointer type. `c_void_p` is always right for an address that Python only hands \
on; `POINTER(T)` reads what is there. Mind that a `c_void_p` result is a plain Python integer: \
declare `argtypes` of the functions that take it, or it is cut on the way back.",
    severity: "error; note where the declared integer is as wide as an address",
    is_heuristic: false,
    bad: Example::python("lib.thing_new.argtypes = []", "void *thing_new(void);"),
    good: Example::python(
        "lib.thing_new.argtypes = []\nlib.thing_new.restype = c_void_p",
        "void *thing_new(void);",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for (pair, spot) in context.spots(RULE.code) {
        let mut draft = context.draft_spot(pair, spot);
        let place = words::place(spot.position, pair.native);
        if draft.severity == Severity::Note {
            draft.message = format!("{place} is a pointer, and the binding declares an integer");
            "Python gets the whole address as a number, and nothing says what it is"
                .clone_into(&mut draft.consequence);
        } else {
            draft.message = match spot.declared {
                None => format!("{place} is a pointer, and the binding sets no result type"),
                Some(ty) => format!(
                    "{place} is a pointer, and the binding declares `{}`",
                    ty.spelling
                ),
            };
            "the address comes back cut to 32 bits, and using it crashes once the heap lies higher"
                .clone_into(&mut draft.consequence);
        }
        drafts.push(draft);
    }
}
