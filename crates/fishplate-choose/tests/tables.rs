//! Every cell of the decision tables against a copy that was made apart, and every correction.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a test ends where something unforeseen happens"
)]

use std::collections::BTreeMap;

use fishplate_choose::{Catalogue, Table, Test};

/// The tables that the copy holds; the contradictions are in our own words.
fn articles(catalogue: &Catalogue) -> impl Iterator<Item = &Table> {
    catalogue
        .tables
        .iter()
        .filter(|table| table.name != "conflicts")
}

fn lines(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().skip(1).map(|line| line.split('\t').collect())
}

/// What differs between the tables and a copy, in words.
fn differences(catalogue: &Catalogue, copy: &[Vec<&str>]) -> Vec<String> {
    let mut ours: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for table in articles(catalogue) {
        for row in &table.rows {
            for (column, cell) in table.columns.iter().zip(&row.cells) {
                let before = ours.insert((&row.id, column), cell);
                assert_eq!(before, None, "{} {column} stands twice", row.id);
            }
        }
    }
    let mut found = Vec::new();
    for line in copy {
        let [row, column, cell] = line.as_slice() else {
            panic!("a line has another number of parts: {line:?}")
        };
        match ours.remove(&(*row, *column)) {
            Some(ours) if ours == *cell => {}
            Some(ours) => found.push(format!("{row} {column}: `{ours}`, in the copy `{cell}`")),
            None => found.push(format!("{row} {column} is missing")),
        }
    }
    found.extend(
        ours.keys()
            .map(|(row, column)| format!("{row} {column} is not in the copy")),
    );
    found
}

#[test]
fn every_cell_is_that_of_the_copy_kept_apart() {
    let catalogue = Catalogue::load().unwrap();
    let copy: Vec<Vec<&str>> = lines(include_str!("article.tsv")).collect();
    assert!(copy.len() > 400, "the copy is not whole");
    assert_eq!(differences(&catalogue, &copy), [] as [String; 0]);
}

#[test]
fn a_changed_cell_a_missing_and_a_further_one_are_each_found() {
    let mut catalogue = Catalogue::load().unwrap();
    let copy: Vec<Vec<&str>> = lines(include_str!("article.tsv")).collect();
    let table = catalogue
        .tables
        .iter_mut()
        .find(|table| table.name == "cost")
        .unwrap();
    table.rows[0].cells[1] = "101".to_owned();
    table.rows.pop();
    let found = differences(&catalogue, &copy[1..]);
    assert_eq!(found.len(), 1 + table_width() + 1, "{found:?}");
    assert!(
        found
            .iter()
            .any(|one| one == "X-15.1 Initial: `101`, in the copy `100`")
    );
}

/// The columns of the five-year table.
fn table_width() -> usize {
    Catalogue::load()
        .unwrap()
        .table("cost")
        .unwrap()
        .columns
        .len()
}

#[test]
fn every_correction_is_listed_apart_and_keeps_the_cell_of_the_article() {
    let catalogue = Catalogue::load().unwrap();
    let mut listed = 0;
    for line in lines(include_str!("corrections.tsv")) {
        let [row, column, source, must_say] = line.as_slice() else {
            panic!("a line has another number of parts: {line:?}")
        };
        let (table, _) = catalogue.row(row).unwrap();
        let correction = table.correction(row, column);
        let correction = correction.unwrap_or_else(|| panic!("{row} {column} has no correction"));
        assert_eq!(correction.source, *source, "{row} {column}");
        assert!(
            correction.holds.contains(must_say),
            "{row} {column}: {}",
            correction.holds
        );
        assert_ne!(table.cell(row, column), table.holds(row, column));
        listed += 1;
    }
    let all: usize = catalogue
        .tables
        .iter()
        .map(|table| table.corrected.len())
        .sum();
    assert_eq!(listed, all);
}

#[test]
fn every_file_of_the_folder_is_a_table_with_a_name_and_an_id_of_its_own() {
    let catalogue = Catalogue::load().unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/tables");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let mut names: Vec<String> = articles(&catalogue)
        .map(|table| format!("{}.toml", table.name))
        .collect();
    names.sort();
    assert_eq!(files, names);
    let mut ids: Vec<&str> = catalogue
        .tables
        .iter()
        .map(|table| table.id.as_str())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), catalogue.tables.len());
}

#[test]
fn the_five_year_sums_add_up() {
    let catalogue = Catalogue::load().unwrap();
    for row in &catalogue.table("cost").unwrap().rows {
        let numbers: Vec<u32> = row.cells[1..8]
            .iter()
            .map(|cell| cell.parse().unwrap())
            .collect();
        assert_eq!(numbers[..6].iter().sum::<u32>(), numbers[6], "{}", row.id);
    }
}

#[test]
fn rules_and_choices_name_only_what_there_is() {
    let catalogue = Catalogue::load().unwrap();
    let is_claim = |id: &str| {
        id.strip_prefix("V-")
            .is_some_and(|n| n.parse::<u32>().is_ok())
    };
    for rule in &catalogue.rules {
        assert!(
            catalogue.row(&rule.row).is_some() || is_claim(&rule.row),
            "{}",
            rule.row
        );
        for name in &rule.says {
            assert!(catalogue.choice(name).is_some(), "{}: {name}", rule.row);
        }
    }
    for choice in &catalogue.choices {
        assert!(
            catalogue.choice(&choice.instead).is_some(),
            "{}",
            choice.name
        );
        for step in &choice.training {
            assert!(
                catalogue.row(&step.row).is_some(),
                "{}: {}",
                choice.name,
                step.row
            );
        }
    }
    for departure in &catalogue.departures {
        assert!(catalogue.row(&departure.row).is_some() && is_claim(&departure.source));
    }
    for name in catalogue.conflicts.iter().flat_map(|one| &one.tools) {
        assert!(catalogue.choice(name).is_some(), "{name}");
    }
}

#[test]
fn conditions_test_only_what_is_asked() {
    let catalogue = Catalogue::load().unwrap();
    let rules = catalogue.rules.iter().flat_map(|one| &one.when);
    let conflicts = catalogue.conflicts.iter().flat_map(|one| &one.when);
    let contradictions = catalogue.contradictions.iter().flat_map(|one| &one.when);
    for (key, test) in rules
        .chain(conflicts)
        .chain(contradictions)
        .flat_map(|one| &one.0)
    {
        let question = catalogue.question(key);
        match test {
            Test::Within(_) => assert!(question.is_some() || key == "bytes_per_s", "{key}"),
            Test::OneOf(words) => {
                let question = question.unwrap();
                for word in words {
                    let is_file =
                        question.values.is_empty() && ["given", "none"].contains(&word.as_str());
                    let is_known = question.values.iter().any(|one| &one.value == word);
                    assert!(is_file || is_known, "{key} = {word}");
                }
            }
        }
    }
}

#[test]
fn the_guide_names_every_table_choice_and_answer_and_its_example_is_understood() {
    let catalogue = Catalogue::load().unwrap();
    let guide = include_str!("../../../docs/choose.md");
    for table in &catalogue.tables {
        assert!(
            guide.contains(&format!("`{}`", table.name)),
            "{}",
            table.name
        );
    }
    for choice in &catalogue.choices {
        for name in choice
            .bindings
            .iter()
            .chain(choice.bindings.is_empty().then_some(&choice.name))
        {
            assert!(guide.contains(&format!("`{name}`")), "{name}");
        }
    }
    let example = guide
        .split_once("```toml\n")
        .unwrap()
        .1
        .split_once("```")
        .unwrap()
        .0;
    let answers = fishplate_choose::Answers::parse(example, "the guide", &catalogue).unwrap();
    assert_eq!(catalogue.missing(&answers), [] as [&str; 0]);
    for question in &catalogue.questions {
        let line = example
            .lines()
            .find(|line| line.starts_with(&question.key))
            .unwrap();
        assert!(
            question.values.iter().all(|one| line.contains(&one.value)),
            "{line}"
        );
    }
}
