//! FP201: the address of an array that is gone when C reads it.

use crate::context::Context;
use crate::draft::Drafts;
use crate::rule::{Check, Example, Rule};
use crate::suspicions;

pub(super) static RULE: Rule = Rule {
    code: "FP201",
    name: "data-of-temporary",
    summary: "the address of a temporary NumPy array outlives the array",
    explanation: "`np.asarray(x).ctypes.data` is a number. Nothing ties it to the array, which is freed \
at the end of the expression when no name holds it; `data_as` of a temporary holds it for as long as \
its own result lives, and no longer. C then reads memory that belongs to something else.

Give the array a name that lives over the call.",
    severity: "warning (a guess)",
    is_heuristic: true,
    bad: Example::python(
        "lib.total.argtypes = [c_void_p, c_int]\nlib.total.restype = c_double\n\
         where = np.array([1.0, 2.0]).ctypes.data\nlib.total(where, 2)",
        "double total(const void *values, int count);",
    ),
    good: Example::python(
        "lib.total.argtypes = [c_void_p, c_int]\nlib.total.restype = c_double\n\
         values = np.array([1.0, 2.0])\nlib.total(values.ctypes.data, 2)",
        "double total(const void *values, int count);",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    suspicions::report(
        &RULE,
        context,
        drafts,
        "C reads memory that the array has given back",
        "give the array a name that lives over the call",
    );
}
