//! What is left to the choice of the tool: some time in each call, and what it lets through.

use fishplate_model::{Outcome, SafetyRow};

use super::super::distinct;
use super::super::figures::duration;
use super::super::group::{Group, name};
use super::crossings::{range, tiniest};
use super::listed;
use crate::field::GENERATED;
use crate::view::is_unsafe;

/// The most names in a list.
const NAMES: usize = 6;
/// The calls by which a difference is shown.
const MANY: f64 = 1e6;

/// What the rows say of the tools.
pub(super) fn sentences(groups: &[Group<'_>], safety: &[SafetyRow]) -> Vec<String> {
    let mut said: Vec<String> = tiniest(groups).and_then(spread).into_iter().collect();
    said.extend(let_through(safety));
    said
}

/// How far the tools are apart where nothing else counts.
fn spread(group: &Group<'_>) -> Option<String> {
    let ((low, low_ns), (high, high_ns)) = range(group)?;
    Some(format!(
        "Where a call does next to nothing ({}), the bindings that fishplate wrote take between {} \
         ({}) and {} ({}). The tool decides about {} of a call at most: {} in a million calls.",
        group.place(),
        duration(low_ns),
        name(low),
        duration(high_ns),
        name(high),
        duration(high_ns - low_ns),
        duration(MANY * (high_ns - low_ns)),
    ))
}

/// Who answers bad input wrongly without a word.
fn let_through(safety: &[SafetyRow]) -> Vec<String> {
    let contestant = |row: &SafetyRow| {
        (
            row.workload.clone(),
            row.binding.clone(),
            row.variant.clone(),
        )
    };
    let tried = distinct(safety.iter().map(contestant));
    if tried.is_empty() {
        return Vec::new();
    }
    let count = |wanted: &(String, String, String), outcome| {
        let of = safety.iter().filter(|row| contestant(row) == *wanted);
        of.filter(|row| row.outcome == outcome).count()
    };
    let mut wrong: Vec<(usize, &(String, String, String))> = (tried.iter())
        .map(|one| (count(one, Outcome::Wrong), one))
        .filter(|(count, _)| *count > 0)
        .collect();
    wrong.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let is_ours = |(_, binding, variant): &(String, String, String)| {
        variant == GENERATED && !is_unsafe(binding)
    };
    let mut said = Vec::new();
    if wrong.is_empty() {
        said.push(format!(
            "None of {} contestants gave a wrong answer to bad input without an exception.",
            tried.len()
        ));
    } else {
        let word = |(count, (workload, binding, variant)): &(usize, &(String, String, String))| {
            format!("`{binding}/{variant}` in `{workload}` ({count})")
        };
        let names: Vec<String> = wrong.iter().map(word).collect();
        said.push(format!(
            "Speed is not all: {} of {} contestants answered bad input wrongly without an exception, \
             by the number of such inputs: {}.",
            wrong.len(),
            tried.len(),
            listed(&names, NAMES)
        ));
        let ours = tried.iter().filter(|one| is_ours(one)).count();
        if ours > 0 && !wrong.iter().any(|(_, one)| is_ours(one)) {
            said.push(format!(
                "None of the {ours} that fishplate wrote with its checks was among them."
            ));
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use fishplate_model::Summary;

    use super::super::super::group::groups;
    use super::*;
    use crate::field::REFERENCE;
    use crate::made_up;

    #[test]
    fn the_tool_is_told_in_time_and_in_what_it_lets_through() {
        let row = |binding, variant, net| made_up::row("add", None, binding, variant, net);
        let summary = Summary {
            rows: vec![
                row("native", REFERENCE, 1.6),
                row("capi", GENERATED, 22.0),
                row("ctypes", GENERATED, 252.0),
            ],
            ..made_up::summary()
        };
        let said = sentences(&groups(&summary), &summary.safety);
        assert_eq!(
            said,
            [
                "Where a call does next to nothing (`add`), the bindings that fishplate wrote take \
                 between 22.0 ns (`capi/generated`) and 252 ns (`ctypes/generated`). The tool \
                 decides about 230 ns of a call at most: 230 ms in a million calls.",
                "Speed is not all: 1 of 3 contestants answered bad input wrongly without an \
                 exception, by the number of such inputs: `ctypes/hand-idiom` in `add` (1).",
                "None of the 2 that fishplate wrote with its checks was among them.",
            ]
        );
    }

    #[test]
    fn a_generated_binding_that_lets_something_through_is_not_praised() {
        let mut safety = made_up::summary().safety;
        for row in &mut safety {
            row.outcome = Outcome::Wrong;
        }
        let said = let_through(&safety);
        assert!(
            said.len() == 1 && said[0].contains("`capi/generated` in `add` (2)"),
            "{said:?}"
        );
    }
}
