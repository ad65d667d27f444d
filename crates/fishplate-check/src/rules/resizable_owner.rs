//! FP203: a tensor over memory whose owner may resize it.

use crate::context::Context;
use crate::draft::Drafts;
use crate::rule::{Check, Example, Rule};
use crate::suspicions;

pub(super) static RULE: Rule = Rule {
    code: "FP203",
    name: "resizable-owner",
    summary: "`torch.frombuffer` over an owner that is resized later",
    explanation:
        "`torch.frombuffer` gives the buffer's export back at once, so a `bytearray` may be \
resized or cleared under a live tensor, which then shows freed memory. `np.frombuffer` keeps the \
export, and the resize raises `BufferError`.

Go through NumPy: `torch.from_numpy(np.frombuffer(owner, dtype))`.",
    severity: "warning (a guess)",
    is_heuristic: true,
    bad: Example::python(
        "data = bytearray(64)\ntensor = torch.frombuffer(data, dtype=torch.float32)\ndata.clear()",
        "int unused(void);",
    ),
    good: Example::python(
        "data = bytearray(64)\nvalues = np.frombuffer(data, dtype=np.float32)\ndata.clear()",
        "int unused(void);",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    suspicions::report(
        &RULE,
        context,
        drafts,
        "the tensor shows memory that its owner has given back",
        "use `torch.from_numpy(np.frombuffer(...))`, which holds the owner",
    );
}
