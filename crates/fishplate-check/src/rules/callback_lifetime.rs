//! FP141: a callback object is gone while C still calls it.

use crate::context::Context;
use crate::draft::Drafts;
use crate::rule::{Check, Example, Rule};
use crate::suspicions;

pub(super) static RULE: Rule = Rule {
    code: "FP141",
    name: "callback-lifetime",
    summary: "a callback made in passing is collected while C keeps its address",
    explanation: "`CFUNCTYPE(...)(function)` makes an object that owns a piece of machine code. C \
keeps the address of that code; ctypes keeps the object only for the call. A callback that is \
registered from a temporary, or from a local name of a function that returns, is freed, and the next \
event jumps into memory of something else: often much later, and only under load.

Keep the object as long as C may call it: in an attribute, a module-level name or a list.",
    severity: "warning (a guess)",
    is_heuristic: true,
    bad: Example::python(
        "handler = CFUNCTYPE(None, c_int)\nlib.on_event.argtypes = [handler]\nlib.on_event.restype = None\n\
         lib.on_event(handler(print))",
        "void on_event(void (*handler)(int code));",
    ),
    good: Example::python(
        "handler = CFUNCTYPE(None, c_int)\nlib.on_event.argtypes = [handler]\nlib.on_event.restype = None\n\
         kept = handler(print)\nlib.on_event(kept)",
        "void on_event(void (*handler)(int code));",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    suspicions::report(
        &RULE,
        context,
        drafts,
        "C calls code that Python has freed",
        "keep the callback in a name that lives as long as C may call it",
    );
}
