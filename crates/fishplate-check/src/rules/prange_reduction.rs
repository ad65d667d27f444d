//! FP210: a variable that all threads of a `prange` write, and that is no reduction.

use crate::context::Context;
use crate::draft::Drafts;
use crate::rule::{Check, Example, Language, Rule};
use crate::suspicions;

pub(super) static RULE: Rule = Rule {
    code: "FP210",
    name: "prange-reduction",
    summary: "threads of a `prange` loop change one variable, and it is no reduction",
    explanation: "Cython makes a reduction of `total += x` in a `prange`: each thread has its own \
`total`, and they are added at the end. `total = total + x` is an assignment: each thread works on a \
private copy, and one of them wins. The result is a part of the sum, and which part depends on the \
number of threads. So it is with a maximum that is kept by `if x > best: best = x`. An element or an \
attribute that is the same in every iteration, such as `totals[0] += x`, is never a reduction: all \
threads change it at once.

Use the in-place operator on a plain name: `total += x`. For anything else keep one value for each \
thread or iteration, and put them together behind the loop.",
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
        "the result is that of some threads only, and depends on their number and timing",
        "use an in-place operator such as `+=` on a plain name, or one element for each iteration",
    );
}
