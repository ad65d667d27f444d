//! What the lab is asked, and what it answers.

use std::path::PathBuf;

use fishplate_model::{Status, Summary};
use fishplate_process::Python;
use serde::Serialize;

use crate::{ExistingBinding, LabError, OwnFunction, SearchPath};

/// One run of the lab.
pub struct BenchRequest {
    /// The workloads by name; empty for those that are measured by default.
    pub workloads: Vec<String>,
    /// The bindings by name; empty for all.
    pub bindings: Vec<String>,
    /// The function of the user's own that is measured, in the place of workloads.
    pub own: Option<OwnFunction>,
    /// The bindings that the user has already.
    pub existing: Vec<ExistingBinding>,
    /// Where those are imported from.
    pub search: SearchPath,
    /// How often a second calls are supposed to be made, to say what another binding would save.
    pub rates: Vec<u64>,
    /// How much is measured.
    pub depth: Depth,
    /// Whether instructions are counted too, which takes callgrind.
    pub instructions: bool,
    /// What inputs and orders follow from.
    pub seed: u64,
    /// Where the results go.
    pub out: PathBuf,
    /// The interpreter of the prepared environment, in which everything is built and run.
    pub python: Python,
    /// The interpreter that the user named; its build flags stand in the record.
    pub base_python: Python,
    /// The compiler library that reads headers.
    pub libclang: fishplate_read::Libclang,
    /// The program that reads headers in a process of its own; none reads in this one.
    pub reader: Option<PathBuf>,
    /// Where built packages are kept.
    pub cache: PathBuf,
}

/// How much is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Depth {
    /// For a first look.
    Quick,
    /// For a figure to quote.
    Normal,
    /// For a close call.
    Thorough,
}

impl Depth {
    /// Timing processes. Each has its own memory layout, which moves a ratio by some per cent:
    /// only more processes narrow the interval, more rounds do not.
    pub(crate) fn processes(self) -> u32 {
        match self {
            Self::Quick => 12,
            Self::Normal => 20,
            Self::Thorough => 40,
        }
    }

    /// Processes of each row that has processes of its own.
    pub(crate) fn own_processes(self) -> u32 {
        match self {
            Self::Quick => 3,
            Self::Normal => 5,
            Self::Thorough => 10,
        }
    }

    /// Rounds in a process; every row is timed once in each.
    pub(crate) fn rounds(self) -> u32 {
        match self {
            Self::Quick | Self::Normal => 60,
            Self::Thorough => 80,
        }
    }

    /// How long one row may take in a process, case and size, in seconds. It is the calls of a
    /// millisecond and more that this makes rarer; a batch of short ones is long done.
    pub(crate) fn share_s(self) -> f64 {
        match self {
            Self::Quick | Self::Normal => 0.1,
            Self::Thorough => 0.3,
        }
    }
}

/// Told what the lab does; the command line draws it.
pub trait Progress {
    /// A new piece of work has begun, such as ``building `scalar-add` through `capi` ``.
    fn step(&self, text: &str);
    /// So much of all the work is done.
    fn fraction(&self, done: u64, total: u64);
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn step(&self, _: &str) {}
    fn fraction(&self, _: u64, _: u64) {}
}

/// What a run of the lab gave.
#[derive(Debug)]
pub struct BenchOutcome {
    /// The rows and all that belongs to them; also in `summary.json`.
    pub summary: Summary,
    /// The worst thing that befell a row.
    pub worst: Worst,
    /// The folder with the results.
    pub out: PathBuf,
    /// The files in it, the report last; or why they could not be written, as on a full disk.
    pub files: Result<Vec<PathBuf>, LabError>,
}

/// The worst thing that befell a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Worst {
    /// Every row was measured or skipped for want of a tool.
    Fine,
    /// A row was wrong, crashed, hung or could not be built.
    Faulty,
}

impl Worst {
    /// Judges rows.
    pub(crate) fn of(summary: &Summary) -> Self {
        let is_faulty = summary.rows.iter().any(|row| {
            matches!(
                row.status,
                Status::Wrong | Status::Crashed | Status::Timeout
            )
        });
        if is_faulty { Self::Faulty } else { Self::Fine }
    }

    /// The exit code of `fishplate bench`.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Faulty => 1,
        }
    }
}
