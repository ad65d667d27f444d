//! What one process of the worker is asked, and the events that it answers with.
//!
//! The worker runs code from outside in its own process, so nothing it says is trusted: a line
//! that is not an event is passed over, and a figure that cannot be a time is no sample.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::probe::ProbeFunction;
use crate::spec::Literal;
use crate::{InputForm, Spec};

/// A job; see `worker/job.py` for what the fields mean.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Job<'a> {
    pub(crate) phase: &'static str,
    pub(crate) drive: &'a Path,
    pub(crate) kernel: Option<&'a Path>,
    pub(crate) kernel_name: Option<String>,
    #[serde(skip)]
    pub(crate) has_soname: bool,
    pub(crate) tolerance: f64,
    pub(crate) seed: u64,
    pub(crate) process: u32,
    pub(crate) groups: Vec<JobGroup<'a>>,
    pub(crate) wall_s: u64,
    pub(crate) rounds: u32,
    pub(crate) share_s: f64,
    pub(crate) has_around: bool,
    pub(crate) is_wall_clock: bool,
    pub(crate) current: Option<&'a Path>,
    pub(crate) probe: Option<&'a BTreeMap<String, ProbeFunction>>,
    pub(crate) counter: Option<JobCounter<'a>>,
    pub(crate) truths: Option<&'a Path>,
}

impl Job<'_> {
    /// The folder of a kernel that has no name but its file's.
    pub(crate) fn library_folder(&self) -> Option<&Path> {
        self.kernel.filter(|_| !self.has_soname)?.parent()
    }
}

/// How the phase `count` speaks to callgrind.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct JobCounter<'a> {
    /// The library of client requests.
    pub(crate) library: &'a Path,
    /// What the paths of callgrind's dumps begin with.
    pub(crate) dumps: &'a Path,
}

/// An argument of the C function.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct JobArgument {
    name: String,
    kind: &'static str,
    dtype: String,
    value: Option<Literal>,
    of: String,
    length: Option<u64>,
    is_written: bool,
    is_omitted: bool,
}

impl JobArgument {
    /// The same, left out by Python.
    pub(crate) fn omitted(self) -> Self {
        Self {
            is_omitted: true,
            ..self
        }
    }

    pub(crate) fn new(name: &str, spec: &Spec, is_written: bool) -> Self {
        let mut argument = Self {
            name: name.to_owned(),
            kind: "scalar",
            dtype: String::new(),
            value: None,
            of: String::new(),
            length: None,
            is_written,
            is_omitted: false,
        };
        match spec {
            Spec::Scalar(dtype) => argument.dtype.clone_from(dtype),
            Spec::Buffer { dtype, length } => {
                argument.kind = "buffer";
                argument.dtype.clone_from(dtype);
                argument.length = *length;
            }
            Spec::Text { is_ascii, length } => {
                argument.kind = "text";
                argument.dtype = if *is_ascii { "ascii" } else { "utf8" }.to_owned();
                argument.length = *length;
            }
            Spec::Size => argument.kind = "size",
            Spec::LengthOf(of) => {
                argument.kind = "length";
                argument.of.clone_from(of);
            }
            Spec::Literal(literal) => {
                argument.kind = "literal";
                argument.value = Some(literal.clone());
            }
        }
        argument
    }
}

/// The rows of one case at one size.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct JobGroup<'a> {
    pub(crate) case: Option<&'a str>,
    pub(crate) size: Option<u64>,
    pub(crate) size_unit: fishplate_model::SizeUnit,
    pub(crate) function: &'a str,
    pub(crate) by_keyword: bool,
    pub(crate) fresh: &'a [String],
    pub(crate) arguments: &'a [JobArgument],
    pub(crate) result: Option<&'a str>,
    pub(crate) reference: Option<&'a Source>,
    pub(crate) rows: Vec<JobRow>,
}

/// A contestant in one case at one size.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct JobRow {
    pub(crate) id: String,
    #[serde(flatten)]
    pub(crate) source: Source,
    pub(crate) inputs: InputForm,
    pub(crate) is_baseline: bool,
    pub(crate) is_reference: bool,
}

/// Where the function of a row is.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Source {
    /// In a module that is imported from a folder.
    Module {
        folder: PathBuf,
        module: String,
        function: String,
    },
    /// Somebody's own, imported from where their interpreter finds it.
    Existing {
        module: String,
        function: String,
        folders: Vec<PathBuf>,
        sites: Vec<PathBuf>,
    },
    /// In the workload's `drive.py`.
    Drive { function: String },
    /// A loop in a library.
    Native {
        #[serde(rename = "folder")]
        library: PathBuf,
        function: String,
        sink: String,
    },
}

/// An event of the worker.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Event {
    /// A row's first call, in a child of its own.
    Verified {
        row: String,
        status: Verdict,
        #[serde(default)]
        reason: String,
        first_call_ns: Option<f64>,
    },
    /// What came of a bad input.
    Safety {
        row: String,
        input: String,
        outcome: fishplate_model::Outcome,
        exception: Option<String>,
    },
    /// How long an import took.
    Imported { row: String, ns: f64 },
    /// How long the first call took in a timing process.
    First { row: String, ns: f64 },
    /// A row answered differently in a timing process.
    Wrong { row: String, reason: String },
    /// A batch that was kept.
    Sample {
        row: String,
        round: u32,
        loops: u64,
        raw_ns: f64,
        floor_ns: f64,
        clock: fishplate_model::Clock,
    },
    /// Whether a row's kernel was given the memory that the row was given; none where the
    /// kernel was not called.
    Addresses { row: String, same: Option<bool> },
    /// What a call did to the memory of its process.
    Memory {
        row: String,
        extra_bytes: Option<u64>,
        page_faults: u64,
        input_bytes: u64,
    },
    /// Batches that were thrown away.
    Dropped { row: String, count: u64 },
    /// The instructions of a call.
    Counted { row: String, instructions: f64 },
    /// What the C function itself says at one case and size, and whether it says so again.
    Truth {
        case: Option<String>,
        size: Option<u64>,
        status: Verdict,
        #[serde(default)]
        reason: String,
    },
    /// The phase is complete.
    Done { phase: String },
}

/// How a first call went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    Ok,
    /// The row cannot do what is measured.
    Skipped,
    Wrong,
    Crashed,
    Timeout,
}

impl Event {
    /// Reads a line; none where it is no event, or holds a figure that cannot be a time.
    pub(crate) fn read(line: &str) -> Option<Self> {
        let is_time = |ns: f64| ns.is_finite() && ns >= 0.0;
        serde_json::from_str(line).ok().filter(|event| match event {
            Self::Sample {
                loops,
                raw_ns,
                floor_ns,
                ..
            } => *loops > 0 && is_time(*raw_ns) && is_time(*floor_ns),
            Self::Imported { ns, .. } | Self::First { ns, .. } => is_time(*ns),
            Self::Counted { instructions, .. } => is_time(*instructions),
            Self::Verified { first_call_ns, .. } => first_call_ns.is_none_or(is_time),
            _ => true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_has_the_shape_that_the_worker_reads() {
        let arguments = [
            JobArgument::new("a", &"float64[N]".parse().unwrap(), false),
            JobArgument::new("n", &"len(a)".parse().unwrap(), false),
            JobArgument::new("k", &"2.5".parse().unwrap(), false).omitted(),
        ];
        let text = serde_json::to_string(&arguments).unwrap();
        insta::assert_snapshot!(text, @r#"[{"name":"a","kind":"buffer","dtype":"float64","value":null,"of":"","length":null,"is_written":false,"is_omitted":false},{"name":"n","kind":"length","dtype":"","value":null,"of":"a","length":null,"is_written":false,"is_omitted":false},{"name":"k","kind":"literal","dtype":"","value":2.5,"of":"","length":null,"is_written":false,"is_omitted":true}]"#);
        let source = Source::Native {
            library: "l.so".into(),
            function: "f".into(),
            sink: "s".into(),
        };
        let row = JobRow {
            id: "r".into(),
            source,
            inputs: InputForm::Binding,
            is_baseline: false,
            is_reference: true,
        };
        insta::assert_snapshot!(serde_json::to_string(&row).unwrap(), @r#"{"id":"r","kind":"native","folder":"l.so","function":"f","sink":"s","inputs":"binding","is_baseline":false,"is_reference":true}"#);
    }

    #[test]
    fn lines_that_are_no_events_are_passed_over() {
        assert_eq!(Event::read("hello"), None);
        assert_eq!(Event::read("{\"event\":\"unheard\"}"), None);
        let sample = |raw: &str| {
            Event::read(&format!(
                r#"{{"event":"sample","row":"r","round":0,"loops":5,"raw_ns":{raw},"floor_ns":9.5,"clock":"monotonic"}}"#
            ))
        };
        assert!(sample("20.5").is_some());
        assert_eq!(sample("-1.0"), None);
        assert_eq!(sample("1e999"), None);
    }
}
