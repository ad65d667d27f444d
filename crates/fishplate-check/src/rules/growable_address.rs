//! FP202: the address of a buffer that moves when it grows.

use crate::context::Context;
use crate::draft::Drafts;
use crate::rule::{Check, Example, Rule};
use crate::suspicions;

pub(super) static RULE: Rule = Rule {
    code: "FP202",
    name: "growable-address",
    summary: "the address of a growable array is kept while the array may grow",
    explanation:
        "`array.buffer_info()` gives an address and exports nothing, so the array may still \
grow, and growing moves it. Whoever holds the old address reads and writes freed memory.

Take the address after the last change, each time anew, or hold an export (`memoryview(a)`, \
`(c_double * n).from_buffer(a)`) while it is in use: growing then raises `BufferError`.",
    severity: "warning (a guess)",
    is_heuristic: true,
    bad: Example::python(
        "lib.total.argtypes = [c_void_p, c_int]\nlib.total.restype = c_double\n\
         values = array.array('d', [1.0])\nwhere, count = values.buffer_info()\n\
         values.append(2.0)\nlib.total(where, 1)",
        "double total(const void *values, int count);",
    ),
    good: Example::python(
        "lib.total.argtypes = [c_void_p, c_int]\nlib.total.restype = c_double\n\
         values = array.array('d', [1.0])\nvalues.append(2.0)\n\
         where, count = values.buffer_info()\nlib.total(where, count)",
        "double total(const void *values, int count);",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    suspicions::report(
        &RULE,
        context,
        drafts,
        "the address points to memory that the array has left",
        "take the address after the last change, or hold a `memoryview` while it is in use",
    );
}
