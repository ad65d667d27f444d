//! FP162: a declaration fits some versions of the library and not others.

use crate::draft::Draft;
use crate::rule::{Check, Example, Rule, Split};
use crate::version_story::story;

pub(super) static RULE: Rule = Rule {
    code: "FP162",
    name: "version-skew",
    summary: "a declaration is right for some of the given versions of the library only",
    explanation:
        "A library that adds a field or changes a parameter keeps its symbols, so a binding \
written for one version loads with another and goes wrong in silence. This is the commonest way in \
which a binding that was right becomes wrong.

Ask the library for its version and declare what that version has, or pin the versions that the \
package supports.",
    severity: "as bad as the difference is in the versions where it is wrong",
    is_heuristic: false,
    bad: Example::python(
        "class point(Structure):\n    _fields_ = [('x', c_int), ('y', c_int)]",
        "struct point { int x; int y; };",
    )
    .then("struct point { int kind; int x; int y; };"),
    good: Example::python(
        "class point(Structure):\n    _fields_ = [('x', c_int), ('y', c_int)]",
        "struct point { int x; int y; };",
    )
    .then("struct point { int x; int y; };\nint added(void);"),
    check: Check::SomeVersions(take),
};

fn take(draft: &mut Draft, split: &Split) {
    draft.message = format!("`{}` is {}: {}", draft.symbol, story(split), draft.message);
    draft.fix = None;
    draft.help = format!(
        "declare each form for the versions that have it; for the others, {}",
        draft.help
    );
}
