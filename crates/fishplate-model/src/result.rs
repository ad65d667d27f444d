//! What a measurement says of a binding.

use serde::{Deserialize, Serialize};

/// The version of `summary.json` and of a line of `results.jsonl`.
pub const SUMMARY_VERSION: u32 = 1;

/// `summary.json`: one run of the lab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// [`SUMMARY_VERSION`].
    pub version: u32,
    /// The machine, the interpreter and the tools; the same as `environment.json`.
    pub environment: serde_json::Value,
    /// One row per workload, case, size, binding and variant.
    pub rows: Vec<Row>,
    /// What each contestant does with bad input.
    pub safety: Vec<SafetyRow>,
    /// The least measured size at which a binding is no slower than another way.
    pub break_even: Vec<BreakEven>,
    /// The bindings that the user has already, beside what they could have.
    #[serde(default)]
    pub existing: Vec<Existing>,
}

/// An existing binding at one size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Existing {
    /// The workload's name.
    pub workload: String,
    /// The case within it.
    pub case: Option<String>,
    /// The size.
    pub size: Option<u64>,
    /// Its row's variant: the function as it was named.
    pub variant: String,
    /// Median time of a call less the empty loop, in nanoseconds.
    pub net_ns: f64,
    /// How many times that of the loop in C, by medians.
    pub ratio_to_native: Option<f64>,
    /// The row's own `ratio_to_capi`.
    pub ratio_to_capi: Option<f64>,
    /// What each generated binding would save.
    pub savings: Vec<Saving>,
}

/// What a binding would save in the place of another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Saving {
    /// The binding path.
    pub binding: String,
    /// Its variant.
    pub variant: String,
    /// So many calls in each second.
    pub calls_per_second: u64,
    /// CPU time that these calls would no longer take, in milliseconds a second; negative where
    /// they would take more.
    pub saved_ms_per_s: f64,
}

/// One contestant at one size.
///
/// Times are nanoseconds per call; a value is none where it was not measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The workload's name.
    pub workload: String,
    /// A case within the workload, such as a call shape.
    pub case: Option<String>,
    /// The size, in `size_unit`.
    pub size: Option<u64>,
    /// What `size` counts.
    pub size_unit: Option<SizeUnit>,
    /// The binding path, or `python`, `numpy`, `numba`, `native`.
    pub binding: String,
    /// `generated`, `hand-idiom`, `hand-checked`, `native-language`, `reference`, or a contestant.
    pub variant: String,
    /// Whether the figures may be used.
    pub status: Status,
    /// Why the status is not `ok`.
    pub reason: Option<String>,
    /// The clock behind `raw_ns`.
    pub clock: Option<Clock>,
    /// Median time of a call with the loop around it.
    pub raw_ns: Option<f64>,
    /// Median time of a call less the empty loop.
    pub net_ns: Option<f64>,
    /// Median of the paired ratios of net times to the generated `capi` row.
    pub ratio_to_capi: Option<f64>,
    /// Lower end of the 95 % interval of `ratio_to_capi`.
    pub ratio_low: Option<f64>,
    /// Upper end of the 95 % interval of `ratio_to_capi`.
    pub ratio_high: Option<f64>,
    /// Processes that gave samples.
    pub runs: u32,
    /// Batches that were kept.
    pub samples: u32,
    /// Instructions per call under callgrind.
    pub instructions: Option<f64>,
    /// Median time of the first call in a process.
    pub first_call_ns: Option<f64>,
    /// Peak memory that the call added, in bytes.
    pub extra_peak_bytes: Option<u64>,
    /// Whether the call copied its input; none where `copy_proof` does not tell.
    pub copied: Option<bool>,
    /// What was seen of it: why `copied` says what it says.
    #[serde(default)]
    pub copy_proof: Option<CopyProof>,
    /// CPU time of building the package, children included, in seconds.
    pub build_cpu_s: Option<f64>,
    /// CPU time of building it again after every source was touched, in seconds; only where the
    /// workload is for what packages cost.
    #[serde(default)]
    pub rebuild_cpu_s: Option<f64>,
    /// Size of the compiled module after stripping, in bytes.
    pub binary_bytes: Option<u64>,
    /// Time of the import in a fresh process, in milliseconds.
    pub import_ms: Option<f64>,
    /// What the times are the time of, where it is no single call: `item`, `batch`.
    pub per: Option<String>,
    /// How many processors there were, where threads or processes shared the work.
    pub cores: Option<u32>,
}

/// What was seen of the memory of one call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyProof {
    /// What decided, or why nothing did.
    pub by: CopyEvidence,
    /// Whether the native function was given the caller's own memory.
    pub same_address: Option<bool>,
    /// Peak memory that one call added, in bytes.
    pub extra_peak_bytes: Option<u64>,
    /// Pages that one call touched for the first time.
    pub page_faults: Option<u64>,
    /// Bytes of the smallest array that the call was given for those two.
    pub input_bytes: Option<u64>,
}

/// What decides whether a call copies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyEvidence {
    /// The address that arrived.
    Address,
    /// The memory that the call took.
    Memory,
    /// Nothing: the call takes numbers only.
    NoMemoryGiven,
    /// Nothing: it works on Python's own objects, and no address arrives anywhere.
    OwnObjects,
    /// Nothing: no proof could be had.
    #[default]
    NotSeen,
}

/// What a row's size counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SizeUnit {
    /// Array elements.
    Elements,
    /// Bytes.
    Bytes,
    /// Threads that share the work.
    Threads,
}

/// Whether a row's figures may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Measured, and steady enough to quote.
    Ok,
    /// Measured, but the interval is too wide to quote.
    Unstable,
    /// Not built or not run, for a reason that is not a fault.
    Skipped,
    /// The answer differs from the reference; never timed.
    Wrong,
    /// The process died.
    Crashed,
    /// The process did not end in time.
    Timeout,
}

/// The clock that timed a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// The monotonic clock, for batches of short calls.
    Monotonic,
    /// The thread's CPU time, for calls over a millisecond.
    ThreadCpu,
}

/// One kept batch: a line of `results.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// [`SUMMARY_VERSION`].
    pub version: u32,
    /// The row: `workload/case/size/binding/variant`, with `-` for what it has not.
    pub row: String,
    /// The process, from 0.
    pub process: u32,
    /// The round within the process, from 0.
    pub round: u32,
    /// Calls in the batch.
    pub loops: u64,
    /// Time per call with the loop, in nanoseconds.
    pub raw_ns: f64,
    /// Time per turn of the empty loop in the same round, in nanoseconds.
    pub floor_ns: f64,
}

/// What a contestant does with one bad input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SafetyRow {
    /// The workload's name.
    pub workload: String,
    /// The binding path.
    pub binding: String,
    /// The variant.
    pub variant: String,
    /// The input, in words.
    pub input: String,
    /// What came of it.
    pub outcome: Outcome,
    /// The exception's type, or the signal, where there was one.
    pub exception: Option<String>,
}

/// What came of a bad input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An exception before the native function ran.
    Refused,
    /// A right answer from a silent copy.
    Copied,
    /// A wrong answer, a lost write or a crash.
    Wrong,
    /// A right answer from the very memory that was given.
    Ok,
}

/// The smallest measured size at which a binding is no slower than another way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakEven {
    /// The workload's name.
    pub workload: String,
    /// The binding path (its generated row).
    pub binding: String,
    /// The other way: `python`, `numpy` ….
    pub against: String,
    /// The size; none when no measured size is enough.
    pub size: Option<u64>,
}
