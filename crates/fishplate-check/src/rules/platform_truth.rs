//! FP135: a layout that is right on one target and wrong on another.

use fishplate_model::Severity;

use crate::draft::Draft;
use crate::rule::{Check, Example, Rule, Split};
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP135",
    name: "platform-truth",
    summary: "a record is right on one target and wrong on another",
    explanation: "Some headers lay a record out by platform: packed for one compiler, with a `long` \
that has 32 bits on Windows and 64 elsewhere, with a `time_t` or an `off_t` that depends on a macro. \
A class that was written against one of them is wrong on the others, and nobody who develops there \
sees it.

Choose the fields or `_pack_` by `sys.platform` and `ctypes.sizeof`, as the header chooses; or say \
which targets the package supports, and check for those alone.",
    severity: "warning",
    is_heuristic: false,
    bad: Example::python(
        "class stamp(Structure):\n    _fields_ = [('count', c_int64)]",
        "struct stamp { long count; };",
    )
    .on(&["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc"]),
    good: Example::python(
        "class stamp(Structure):\n    _fields_ = [('count', c_long)]",
        "struct stamp { long count; };",
    )
    .on(&["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc"]),
    check: Check::SomeTargets(take),
};

fn take(draft: &mut Draft, split: &Split) {
    draft.severity = Severity::Warning;
    draft.message = format!(
        "`{}` is right on {} and wrong on {}: {}",
        draft.symbol,
        words::list(&split.right()),
        words::list(&split.wrong()),
        draft.message
    );
    // What is right on one target is wrong on another, so there is no one text to put there.
    draft.fix = None;
    draft.help = format!("choose by platform; where it is wrong, {}", draft.help);
}
