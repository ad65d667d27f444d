//! What is recommended, as it is printed and as JSON.

use serde::{Deserialize, Serialize};

use crate::{Answers, Carried, Hours, MissingTool};

/// The version of the JSON form.
const VERSION: u32 = 1;

/// The order of the article: fewer crossings, then fewer copies, only then the tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Fewer crossings.
    Crossings,
    /// Fewer copies.
    Copies,
    /// The tool.
    Tool,
}

/// A recommendation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Advice {
    /// 1.
    pub version: u32,
    /// The binding path, or what to do instead of binding.
    pub choice: String,
    /// The next best.
    pub runner_up: String,
    /// The rows that led to the choice, in the order in which they were asked.
    pub because: Vec<Reason>,
    /// The rows that say something else.
    pub disagree: Vec<Verdict>,
    /// What was found about the user's own code, machine and measurements.
    pub evidence: Vec<EvidenceItem>,
    /// Single answers that would give another choice.
    pub would_change: Vec<Change>,
    /// The commands to go on with.
    pub next: Vec<String>,
    /// What the team has to learn.
    pub training: Vec<Reason>,
    /// The five-year table of the choice and the runner-up, and the user's own sum.
    pub cost: Cost,
    /// What was answered.
    pub answers: Answers,
    /// The choice in words.
    pub title: String,
}

/// A row that speaks for the choice, or a step of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The row's id, or `results`.
    pub id: String,
    /// Why, for a person.
    pub text: String,
    /// Which question it belongs to; none for a step of a plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Whether it is the row that decided.
    #[serde(skip_serializing_if = "is_false")]
    pub decides: bool,
}

/// A row that says something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The row's id, or that of a contradiction in the article.
    pub id: String,
    /// What it says.
    pub says: String,
}

/// Something that was found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct EvidenceItem {
    /// A binding path, or `header`, `results`, `project`.
    pub about: String,
    /// What was found, for a person.
    pub text: String,
    /// What the path carries of the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub functions: Option<Carried>,
    /// What building needs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// What of it is not there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingTool>,
    /// Which wheels the path gives.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub wheels: String,
    /// What was measured.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub measured: Vec<Measured>,
}

/// A measured row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measured {
    /// The workload.
    pub workload: String,
    /// Its case, where it has some.
    pub case: Option<String>,
    /// Its size, where it has some.
    pub size: Option<u64>,
    /// Time of a call, in nanoseconds.
    pub net_ns: f64,
    /// Its ratio to the generated `capi` row.
    pub ratio_to_capi: Option<f64>,
    /// The lower end of its 95 % interval.
    pub ratio_low: Option<f64>,
    /// The upper end.
    pub ratio_high: Option<f64>,
    /// Whether it is steady enough to quote.
    pub is_steady: bool,
}

/// A single answer that would give another choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The key of the answer.
    pub answer: String,
    /// The other answer.
    pub value: String,
    /// What would be chosen.
    pub choice: String,
}

/// Hours of work.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cost {
    /// The rows of the teaching model; not scaled.
    pub model: Vec<CostRow>,
    /// The sum of the user's own estimates.
    pub own: Option<Hours>,
}

/// A row of the teaching model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CostRow {
    /// The row's id.
    pub id: String,
    /// The tool.
    pub tool: String,
    /// Its hours.
    pub hours: Hours,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
const fn is_false(value: &bool) -> bool {
    !*value
}

impl Advice {
    /// The version of the JSON form.
    pub(crate) const fn version() -> u32 {
        VERSION
    }
}
