//! FP210: a variable that all threads of a `prange` write, and that is no reduction.

use crate::context::Context;
use crate::draft::Drafts;
use crate::rule::{Check, Example, Language, Rule};
use crate::suspicions;

pub(super) static RULE: Rule = Rule {
    code: "FP210",
    name: "prange-reduction",
    summary: "a variable in a `prange` loop is read and set without an in-place operator",
    explanation: "Cython makes a reduction of `total += x` in a `prange`: each thread has its own \
`total`, and they are added at the end. `total = total + x` is an assignment: each thread works on a \
private copy, and one of them wins. The result is a part of the sum, and which part depends on the \
number of threads.

Use the in-place operator: `total += x`.",
    severity: "warning (a guess)",
    is_heuristic: true,
    bad: Example::python(
        "for i in prange(n, nogil=True):\n    total = total + values[i]",
        "int unused(void);",
    )
    .written_in(Language::Cython),
    good: Example::python(
        "for i in prange(n, nogil=True):\n    total += values[i]",
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
        "the result is that of one thread",
        "use an in-place operator such as `+=`",
    );
}
