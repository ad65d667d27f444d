//! What a run of the gallery gave, in the form of its JSON.

use serde::Serialize;

use crate::{Kind, Verdict};

/// A case with its cells.
#[derive(Clone, Debug, Serialize)]
pub struct CaseRecord {
    /// Its name.
    pub name: String,
    /// What it shows.
    pub kind: Kind,
    /// What goes wrong, what one sees, and what helps.
    pub story: String,
    /// Why it was not run at all; none where it was.
    pub reason: Option<String>,
    /// One for each detector that the case names.
    pub cells: Vec<CellRecord>,
}

/// What one detector made of one case.
#[derive(Clone, Debug, Serialize)]
pub struct CellRecord {
    /// The detector.
    pub detector: &'static str,
    /// How it went.
    pub state: State,
    /// What was expected.
    pub expected: Verdict,
    /// What was seen; none where it was not run.
    pub seen: Option<Verdict>,
    /// The runs of the broken version that differed from the fixed one.
    pub hits: usize,
    /// The runs of the broken version.
    pub runs: usize,
    /// The executions of the broken version; more than runs where a racy case is repeated.
    pub executions: usize,
    /// What was reported of the broken version and not of the fixed one, the most frequent first.
    pub reports: Vec<String>,
    /// What the fixed version is reported for, or answers.
    pub fixed: Vec<String>,
    /// Why it was skipped or failed.
    pub reason: Option<String>,
}

/// How a cell went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Seen as expected.
    AsExpected,
    /// Seen otherwise.
    Differs,
    /// It could not be run as it should.
    Failed,
    /// The machine lacks what it needs.
    Skipped,
}

/// Something that took part, with its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ToolRecord {
    /// Its name.
    pub name: String,
    /// Its version, in its own words.
    pub version: String,
}
