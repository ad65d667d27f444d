//! What contestants do with bad input, in words.

use std::collections::BTreeSet;

use fishplate_model::{Outcome, Row, SafetyRow};
use serde::Serialize;

use super::{NONE, distinct, variant_of};

/// What each contestant does with each bad input of a case.
#[derive(Serialize)]
pub(crate) struct SafetyView {
    /// The case; empty where the workload has none.
    pub(crate) title: String,
    pub(crate) inputs: Vec<String>,
    pub(crate) rows: Vec<SafetyLine>,
}

/// What contestants that do the same do with the inputs of the view, in their order.
#[derive(Serialize)]
pub(crate) struct SafetyLine {
    pub(crate) names: Vec<String>,
    pub(crate) cells: Vec<SafetyCell>,
}

/// What came of one bad input.
#[derive(PartialEq, Eq, Serialize)]
pub(crate) struct SafetyCell {
    pub(crate) outcome: &'static str,
    pub(crate) exception: String,
}

/// The rows of a case, their inputs without its name.
pub(crate) fn of_case(safety: &[&SafetyRow], case: Option<&str>) -> Vec<SafetyRow> {
    let prefix = case.map_or_else(String::new, |case| format!("{case}: "));
    let rows = safety.iter().filter_map(|row| {
        Some(SafetyRow {
            input: row.input.strip_prefix(&prefix)?.to_owned(),
            ..SafetyRow::clone(row)
        })
    });
    rows.collect()
}

impl SafetyView {
    /// The view of a case; none where bad input was not tried.
    pub(crate) fn of(case: Option<&str>, safety: &[SafetyRow]) -> Option<Self> {
        let inputs = distinct(safety.iter().map(|row| row.input.as_str()));
        let name = |row: &SafetyRow| (row.binding.clone(), row.variant.clone());
        let mut rows: Vec<SafetyLine> = Vec::new();
        for wanted in distinct(safety.iter().map(name)) {
            let cell = |input: &&str| {
                let mut of_row = safety.iter().filter(|row| name(row) == wanted);
                let found = of_row.find(|row| row.input == *input);
                SafetyCell {
                    outcome: found.map_or(NONE, |row| word(row.outcome)),
                    exception: found
                        .and_then(|row| row.exception.clone())
                        .unwrap_or_default(),
                }
            };
            let cells: Vec<SafetyCell> = inputs.iter().map(cell).collect();
            let own = format!("{} {}", wanted.0, variant_of(&wanted.0, &wanted.1));
            match rows.iter_mut().find(|line| line.cells == cells) {
                Some(line) => line.names.push(own),
                None => rows.push(SafetyLine {
                    names: vec![own],
                    cells,
                }),
            }
        }
        (!rows.is_empty()).then(|| Self {
            title: case.unwrap_or_default().to_owned(),
            inputs: inputs.into_iter().map(str::to_owned).collect(),
            rows,
        })
    }
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Refused => "refused",
        Outcome::Copied => "copied",
        Outcome::Wrong => "wrong",
        Outcome::Ok => "ok",
    }
}

/// What a row takes without a word: in full, and as counts.
pub(crate) fn silently(row: &Row, safety: &[SafetyRow]) -> (String, String) {
    let of_row = safety
        .iter()
        .filter(|one| one.binding == row.binding && one.variant == row.variant);
    let of_row: Vec<&SafetyRow> = of_row.collect();
    if of_row.is_empty() {
        return (NONE.to_owned(), NONE.to_owned());
    }
    let has_names = parameters(safety) > 1;
    let mut full = Vec::new();
    let mut short = Vec::new();
    for wanted in [Outcome::Wrong, Outcome::Copied] {
        let inputs: Vec<&str> = of_row
            .iter()
            .filter(|row| row.outcome == wanted)
            .map(|row| match row.input.split_once(" = ") {
                Some((_, value)) if !has_names => value,
                _ => row.input.as_str(),
            })
            .collect();
        if !inputs.is_empty() {
            full.push(format!("{}: {}", word(wanted), inputs.join(", ")));
            short.push(format!("{} {}", inputs.len(), word(wanted)));
        }
    }
    if full.is_empty() {
        return ("nothing".to_owned(), "nothing".to_owned());
    }
    (full.join("; "), short.join(", "))
}

/// How many parameters the bad inputs are given to; with one its name says nothing.
fn parameters(safety: &[SafetyRow]) -> usize {
    let names = safety
        .iter()
        .filter_map(|row| row.input.split_once(" = "))
        .map(|(name, _)| name);
    names.collect::<BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inputs_of_a_case_stand_without_its_name() {
        let row = |input: &str| SafetyRow {
            workload: "w".into(),
            binding: "x".into(),
            variant: "generated".into(),
            input: input.into(),
            outcome: Outcome::Wrong,
            exception: None,
        };
        let all = [row("two: a = 1.5"), row("one: a = None"), row("two: b = 2")];
        let all: Vec<&SafetyRow> = all.iter().collect();
        let found = of_case(&all, Some("two"));
        let inputs: Vec<&str> = found.iter().map(|row| row.input.as_str()).collect();
        assert_eq!(inputs, ["a = 1.5", "b = 2"]);
        assert_eq!(SafetyView::of(Some("two"), &found).unwrap().title, "two");
        assert!(SafetyView::of(Some("keywords"), &of_case(&all, Some("keywords"))).is_none());
        assert_eq!(of_case(&all, None).len(), 3);
    }
}
