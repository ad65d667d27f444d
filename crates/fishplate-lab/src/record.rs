//! What a session keeps of each row while it runs.

use fishplate_model::{CopyProof, Outcome, Row, Sample, Status};

use crate::field::Contestant;
use crate::workload::Case;

/// Which row is meant: the order is that of jobs and tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RowKey {
    /// The place of the case in the workload.
    pub(crate) case: usize,
    pub(crate) size: Option<u64>,
    /// The place of the contestant in the field.
    pub(crate) contestant: usize,
}

impl RowKey {
    /// What the rows that are compared with each other have in common.
    pub(crate) fn group(self) -> (usize, Option<u64>) {
        (self.case, self.size)
    }
}

/// The name of a row in `results.jsonl`.
pub(crate) fn row_id(
    workload: &str,
    case: &Case,
    size: Option<u64>,
    contestant: &Contestant,
) -> String {
    let names = (contestant.binding.as_str(), contestant.variant.as_str());
    id(workload, case.name.as_deref(), size, names)
}

/// The name in `results.jsonl` of a row of `summary.json`.
pub(crate) fn id_of(row: &Row) -> String {
    let names = (row.binding.as_str(), row.variant.as_str());
    id(&row.workload, row.case.as_deref(), row.size, names)
}

fn id(
    workload: &str,
    case: Option<&str>,
    size: Option<u64>,
    (binding, variant): (&str, &str),
) -> String {
    let size = size.map_or("-".to_owned(), |size| size.to_string());
    let case = case.unwrap_or("-");
    format!("{workload}/{case}/{size}/{binding}/{variant}")
}

/// What is known of one row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    /// Why it has no figures.
    pub(crate) fault: Option<(Status, String)>,
    /// Time of the first call in each process, in nanoseconds.
    pub(crate) first_call_ns: Vec<f64>,
    /// What was seen of its memory.
    pub(crate) proof: Option<CopyProof>,
    /// Peak memory that its first call added at this very size, by process, in bytes.
    pub(crate) extra_peak_bytes: Vec<f64>,
    /// The kept batches, by process.
    pub(crate) processes: Vec<Vec<Sample>>,
    /// Batches that came, and those among them that were timed by thread CPU time.
    pub(crate) batches: u64,
    pub(crate) thread_cpu_batches: u64,
    /// Batches thrown away because of preemption.
    pub(crate) dropped: u64,
    /// Instructions of a call under callgrind, where they were counted.
    pub(crate) instructions: Option<f64>,
    /// The batches of disturbed rounds, by process: they give no figure, only doubt.
    pub(crate) disturbed: Vec<Vec<Sample>>,
}

/// What one bad input did.
#[derive(Clone, Debug)]
pub(crate) struct SafetyRecord {
    pub(crate) contestant: usize,
    pub(crate) case: usize,
    pub(crate) input: String,
    pub(crate) outcome: Outcome,
    pub(crate) exception: Option<String>,
}
