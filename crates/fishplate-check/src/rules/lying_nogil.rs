//! FP211: a function of Python's C API that is declared to need no GIL.

use crate::context::Context;
use crate::draft::Drafts;
use crate::rule::{Check, Example, Language, Rule};
use crate::suspicions;

pub(super) static RULE: Rule = Rule {
    code: "FP211",
    name: "lying-nogil",
    summary: "a function of Python's C API is declared `nogil`",
    explanation: "`nogil` in a `cdef extern` block is a promise that Cython believes. A function of \
the C API that makes or frees objects needs an attached thread; called without one it reads a thread \
state that is not there, or changes reference counts while another thread does. Some of these crash at \
once, others survive for years.

Take `nogil` off the declaration, and call it under `with gil:`.",
    severity: "warning (a guess)",
    is_heuristic: true,
    bad: Example::python(
        "cdef extern from \"Python.h\":\n    object PyFloat_FromDouble(double value) nogil",
        "int unused(void);",
    )
    .written_in(Language::Cython),
    good: Example::python(
        "cdef extern from \"Python.h\":\n    object PyFloat_FromDouble(double value)",
        "int unused(void);",
    )
    .written_in(Language::Cython),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    suspicions::report(
        &RULE,
        context,
        drafts,
        "Python's objects are changed by a thread that may not",
        "take `nogil` off, and call it under `with gil:`",
    );
}
