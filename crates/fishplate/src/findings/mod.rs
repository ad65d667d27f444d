//! Findings as text, JSON, SARIF and GitHub annotations, and what is left of them by a baseline.
//!
//! Every form carries the same words; nothing is judged here.

mod baseline;
mod github;
mod json;
mod sarif;
mod sources;
mod text;

use fishplate_model::Finding;
use serde::Serialize;

pub(crate) use baseline::Baseline;
pub(crate) use github::github;
pub(crate) use json::json;
pub(crate) use sarif::{RuleText, sarif};
pub(crate) use sources::Sources;
pub(crate) use text::{many, text};

/// What was looked at and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Summary {
    /// Functions that the sources declare.
    pub(crate) functions: u64,
    /// Structs and unions that they declare.
    pub(crate) records: u64,
    /// Declarations that were held against a header.
    pub(crate) compared: u64,
    /// Declarations that were not understood.
    pub(crate) unresolved: u64,
    /// How many declarations only running the code resolved.
    pub(crate) resolved_by_run: u64,
    /// The jail in which modules were imported; none where nothing was run.
    pub(crate) jail: Option<String>,
    /// Findings by severity.
    pub(crate) errors: u64,
    pub(crate) warnings: u64,
    pub(crate) notes: u64,
    /// Findings that a comment or the baseline silences.
    pub(crate) silenced: u64,
}

/// The outcome of a check.
pub(crate) struct Outcome {
    /// What was found, by file and line.
    pub(crate) findings: Vec<Finding>,
    pub(crate) summary: Summary,
}
