//! The decision data: tables, questions, choices, rules, and where the article contradicts itself.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::{ChooseError, Condition, Question, Row, Stage, Table};

/// All that a recommendation is made from.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// The tables, in the order of the article; the contradictions are the last.
    pub tables: Vec<Table>,
    /// What is asked, in the order of asking.
    pub questions: Vec<Question>,
    /// What can be recommended.
    pub choices: Vec<Choice>,
    /// The rows that speak, in the order in which they are asked.
    pub rules: Vec<Rule>,
    /// Where the article contradicts itself.
    pub conflicts: Vec<Conflict>,
    /// Answers that cannot all be true.
    pub contradictions: Vec<Contradiction>,
    /// Rows whose advice is not followed.
    pub departures: Vec<Departure>,
}

/// What can be recommended.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its name in rules.
    pub name: String,
    /// What it is, for a person.
    pub title: String,
    /// The binding paths that stand for it, the best first; none where nothing is bound.
    #[serde(default)]
    pub bindings: Vec<String>,
    /// What the tables call it.
    #[serde(default)]
    pub tables: Vec<String>,
    /// The runner-up where no row names one.
    pub instead: String,
    /// What a team has to learn for it.
    pub training: Vec<TrainingStep>,
    /// The commands to go on with.
    pub next: Vec<String>,
}

/// A step of a training plan.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingStep {
    /// The row that says what and how long.
    pub row: String,
    /// The teams that know it already.
    #[serde(default)]
    pub unless: Vec<String>,
}

/// A row that speaks.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The row's id.
    pub row: String,
    /// Which question it belongs to.
    pub stage: Stage,
    /// The choices that it names, the first first; none where it only advises.
    #[serde(default)]
    pub says: Vec<String>,
    /// Whether it speaks only while no result shows a crossing that is much cheaper than Python.
    #[serde(default)]
    pub needs_cheap_python: bool,
    /// Why, for a person.
    pub text: String,
    /// When it speaks: one of these must hold.
    pub when: Vec<Condition>,
}

/// Where the article contradicts itself.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// Its id.
    pub id: String,
    /// The rows or tables that disagree.
    pub rows: Vec<String>,
    /// What they say, for a person.
    pub says: String,
    /// The choices that it concerns; all without one.
    #[serde(default)]
    pub tools: Vec<String>,
    /// The answers that it concerns; all without one.
    #[serde(default)]
    pub when: Vec<Condition>,
}

/// Answers that cannot all be true.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contradiction {
    /// What is wrong, and what to say instead.
    pub says: String,
    /// When it is so.
    pub when: Vec<Condition>,
}

/// A row whose advice is not followed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Departure {
    /// The row's id.
    pub row: String,
    /// The number of the claim that does not hold.
    pub source: String,
    /// Why it is not followed.
    pub reason: String,
}

/// A file of our own, with its name for errors.
struct Embedded {
    name: &'static str,
    text: &'static str,
}

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        &[$(Embedded { name: $name, text: include_str!(concat!("../data/tables/", $name)) }),*]
    };
}

/// The tables in the order of the article.
static TABLES: &[Embedded] = embedded![
    "tools.toml",
    "comparison.toml",
    "environment.toml",
    "layers.toml",
    "cost-ladder.toml",
    "eras.toml",
    "stages.toml",
    "releases.toml",
    "checklist.toml",
    "rust-and-c.toml",
    "caveats.toml",
    "rust-users.toml",
    "rust-and-others.toml",
    "rust-signals.toml",
    "states.toml",
    "tree.toml",
    "scenarios.toml",
    "trade-offs.toml",
    "phases.toml",
    "teams.toml",
    "skills.toml",
    "training.toml",
    "maintenance.toml",
    "cost.toml",
    "sizes.toml",
    "nogil-rules.toml",
    "nogil-prevention.toml",
    "ownership.toml",
    "types.toml",
    "lessons.toml",
    "questions.toml",
    "order.toml",
    "practice.toml",
];

impl Catalogue {
    /// Reads the data that this crate carries.
    ///
    /// # Errors
    /// When a file of ours is wrong, which a test would have found.
    pub fn load() -> Result<Self, ChooseError> {
        let mut tables = TABLES
            .iter()
            .map(|file| {
                Table::parse(file.text).map_err(|message| ChooseError::Data {
                    file: file.name,
                    message,
                })
            })
            .collect::<Result<Vec<Table>, ChooseError>>()?;
        let conflicts: Vec<Conflict> = list(
            "conflicts.toml",
            "conflict",
            include_str!("../data/conflicts.toml"),
        )?;
        tables.push(table_of(&conflicts));
        Ok(Self {
            tables,
            questions: list(
                "answers.toml",
                "answer",
                include_str!("../data/answers.toml"),
            )?,
            choices: list(
                "choices.toml",
                "choice",
                include_str!("../data/choices.toml"),
            )?,
            rules: list("rules.toml", "rule", include_str!("../data/rules.toml"))?,
            conflicts,
            contradictions: list(
                "contradictions.toml",
                "contradiction",
                include_str!("../data/contradictions.toml"),
            )?,
            departures: list(
                "departures.toml",
                "departure",
                include_str!("../data/departures.toml"),
            )?,
        })
    }

    /// A question by the key of its answer.
    #[must_use]
    pub fn question(&self, key: &str) -> Option<&Question> {
        self.questions.iter().find(|one| one.key == key)
    }

    /// The keys of all answers.
    #[must_use]
    pub fn keys(&self) -> Vec<&str> {
        self.questions.iter().map(|one| one.key.as_str()).collect()
    }

    /// A choice by its name.
    #[must_use]
    pub fn choice(&self, name: &str) -> Option<&Choice> {
        self.choices.iter().find(|one| one.name == name)
    }

    /// A table by its name or its id, in any case.
    ///
    /// # Errors
    /// When there is none.
    pub fn table(&self, name: &str) -> Result<&Table, ChooseError> {
        let found = self.tables.iter().find(|table| {
            table.name.eq_ignore_ascii_case(name) || table.id.eq_ignore_ascii_case(name)
        });
        found.ok_or_else(|| {
            let names: Vec<&str> = self
                .tables
                .iter()
                .map(|table| table.name.as_str())
                .collect();
            ChooseError::UnknownTable {
                name: name.to_owned(),
                known: names.join(", "),
            }
        })
    }

    /// A row by its id, with its table.
    #[must_use]
    pub fn row(&self, id: &str) -> Option<(&Table, &Row)> {
        self.tables
            .iter()
            .find_map(|table| Some((table, table.rows.iter().find(|row| row.id == id)?)))
    }

    /// Whether a row's advice is not followed.
    #[must_use]
    pub fn is_departed(&self, row: &str) -> bool {
        self.departures.iter().any(|one| one.row == row)
    }
}

/// The one list that a file of ours holds.
fn list<T: DeserializeOwned>(
    file: &'static str,
    key: &str,
    text: &str,
) -> Result<Vec<T>, ChooseError> {
    let wrong = |message: &str| ChooseError::Data {
        file,
        message: message.to_owned(),
    };
    let mut table: toml::Table = toml::from_str(text).map_err(|error| wrong(error.message()))?;
    let value = table
        .remove(key)
        .ok_or_else(|| wrong("its list is missing"))?;
    if let Some(other) = table.keys().next() {
        return Err(wrong(&format!("it has no key `{other}`")));
    }
    Vec::deserialize(value).map_err(|error| wrong(error.message()))
}

/// The contradictions as a table like the others.
fn table_of(conflicts: &[Conflict]) -> Table {
    let row = |one: &Conflict| Row {
        id: one.id.clone(),
        cells: vec![one.rows.join(", "), one.says.clone()],
    };
    Table {
        id: "D".to_owned(),
        name: "conflicts".to_owned(),
        title: "Where the article contradicts itself".to_owned(),
        note: None,
        columns: vec!["Rows".to_owned(), "What they say".to_owned()],
        rows: conflicts.iter().map(row).collect(),
        corrected: Vec::new(),
    }
}
