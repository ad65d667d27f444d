//! What a check gives back: the findings and what was compared to get them.

use fishplate_model::{Finding, Severity};

/// The outcome of a check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What is wrong, by file and line.
    pub findings: Vec<Finding>,
    /// How many findings a comment in the sources silenced.
    pub silenced: usize,
    /// How many functions are declared.
    pub functions: usize,
    /// How many records are declared.
    pub records: usize,
    /// How many functions and records were compared with at least one truth.
    pub compared: usize,
    /// How many declarations the readers saw and did not understand.
    pub unresolved: usize,
    /// The same for each truth that was given, in its order.
    pub truths: Vec<TruthCounts>,
}

/// What was compared with one truth.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TruthCounts {
    /// The target's triple.
    pub target: String,
    /// The version of the library, where several are compared.
    pub version: Option<String>,
    /// How many declared functions it has.
    pub functions: usize,
    /// How many declared records were found in it.
    pub records: usize,
    /// How many declared records have no counterpart in it, or none that their names tell.
    pub unpaired_records: usize,
    /// How many declared functions it lacks.
    pub missing_functions: usize,
    /// How many functions and records were found and could not be judged, or not in full.
    pub not_judged: usize,
}

impl Report {
    /// How many findings are this bad.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    }

    /// The worst severity among the findings.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}
