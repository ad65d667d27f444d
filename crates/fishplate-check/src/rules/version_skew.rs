//! FP162: a declaration fits some versions of the library and not others.

use crate::draft::Draft;
use crate::rule::{Check, Example, Rule, Split};

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

/// "right for 1.0 to 1.2; breaks at 1.3".
fn story(split: &Split) -> String {
    let mut runs: Vec<(bool, &str, &str)> = Vec::new();
    for (name, is_wrong) in &split.judged {
        match runs.last_mut() {
            Some((wrong, _, last)) if wrong == is_wrong => *last = name,
            _ => runs.push((*is_wrong, name, name)),
        }
    }
    let range = |first: &str, last: &str| {
        if first == last {
            first.to_owned()
        } else {
            format!("{first} to {last}")
        }
    };
    match runs.as_slice() {
        [(false, first, last), (true, breaks, _)] => {
            format!("right for {}; breaks at {breaks}", range(first, last))
        }
        [(true, first, last), (false, from, _)] => {
            format!("wrong for {}; right from {from}", range(first, last))
        }
        runs => {
            let told = runs.iter().map(|(is_wrong, first, last)| {
                let word = if *is_wrong { "wrong" } else { "right" };
                format!("{word} for {}", range(first, last))
            });
            told.collect::<Vec<_>>().join("; ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_names_the_ends_of_each_run() {
        let split = |judged: &[(&str, bool)]| Split {
            judged: judged
                .iter()
                .map(|(name, is_wrong)| ((*name).to_owned(), *is_wrong))
                .collect(),
        };
        let breaks = split(&[("1.0", false), ("1.1", false), ("1.2", true)]);
        assert_eq!(story(&breaks), "right for 1.0 to 1.1; breaks at 1.2");
        let mended = split(&[("1.0", true), ("1.1", false)]);
        assert_eq!(story(&mended), "wrong for 1.0; right from 1.1");
        let twice = split(&[("1", false), ("2", true), ("3", false)]);
        assert_eq!(story(&twice), "right for 1; wrong for 2; right for 3");
    }
}
