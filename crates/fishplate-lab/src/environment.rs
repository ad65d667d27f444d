//! The record of what a run was made with: `environment.json`.
//!
//! A figure without it cannot be compared with another. The warnings in it say in plain words
//! what makes the figures worth less; rows are judged elsewhere.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use fishplate_process::{Child, Limits, Python, TOOLS, which};
use serde_json::{Value, json};

use crate::field::Field;
use crate::linux::{Machine, busy_s, load};
use crate::notes::notes as notes_of_header;
use crate::session::Session;
use crate::workshop::BLAS_THREADS;
use crate::{BenchRequest, LabError};

/// What `environment.json` of a run on this machine says of the machine.
#[must_use]
pub fn this_machine() -> Value {
    json!(Machine::read())
}

/// The packages of a Python environment.
pub(crate) struct Packages {
    list: Vec<(String, String)>,
    libc: String,
}

const QUESTION: &str = r#"
import json, platform
from importlib.metadata import distributions
found = {(d.metadata["Name"] or "").lower(): d.version for d in distributions()}
print(json.dumps({"packages": sorted(found.items()), "libc": " ".join(platform.libc_ver())}))
"#;

impl Packages {
    /// Asks an interpreter for what is installed beside it.
    pub(crate) fn ask(python: &Python) -> Result<Self, LabError> {
        #[derive(serde::Deserialize)]
        struct Answer {
            packages: Vec<(String, String)>,
            libc: String,
        }
        let limits = Limits {
            wall: std::time::Duration::from_secs(60),
            ..Limits::QUESTION
        };
        let done = Child::new(&python.executable, limits)
            .args(["-I", "-B", "-c", QUESTION])
            .run()?;
        // An interpreter that cannot list its packages has none that a hand-written binding needs.
        let answer: Option<Answer> = serde_json::from_slice(&done.stdout).ok();
        let (list, libc) = answer.map_or_else(Default::default, |a| (a.packages, a.libc));
        Ok(Self { list, libc })
    }

    /// Whether a package is installed.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.list
            .iter()
            .any(|(known, _)| known == &name.to_lowercase())
    }

    /// All names and versions but those of some packages, as one text.
    pub(crate) fn text_without(&self, names: &[&str]) -> String {
        self.list
            .iter()
            .filter(|(name, _)| !names.contains(&name.as_str()))
            .map(|(name, version)| format!("{name}=={version}\n"))
            .collect()
    }
}

/// What is known when a run begins.
pub(crate) struct Start {
    time: SystemTime,
    load: Option<f64>,
}

impl Start {
    pub(crate) fn now() -> Self {
        Self {
            time: SystemTime::now(),
            load: load(),
        }
    }
}

/// Watches what the other programs of the machine use while rows are timed.
pub(crate) struct Neighbours {
    time: Instant,
    busy_s: Option<f64>,
}

impl Neighbours {
    pub(crate) fn watch() -> Self {
        Self {
            time: Instant::now(),
            busy_s: busy_s(),
        }
    }

    /// How many processors the others kept busy, given what we used ourselves.
    pub(crate) fn cores(&self, own: Duration) -> Option<f64> {
        let busy = busy_s()? - self.busy_s?;
        let wall = self.time.elapsed().as_secs_f64();
        (wall > 0.0).then(|| ((busy - own.as_secs_f64()) / wall).max(0.0))
    }
}

/// What happened beside the measurement.
pub(crate) struct Beside {
    /// How many processors other programs used.
    pub(crate) others: Option<f64>,
    /// Why no instructions were counted, where they should have been.
    pub(crate) uncounted: Option<String>,
}

/// The whole record.
pub(crate) fn record(
    request: &BenchRequest,
    packages: &Packages,
    start: &Start,
    beside: Beside,
    sessions: &[Session<'_>],
) -> Value {
    let machine = Machine::read();
    let kept: u64 = (sessions.iter().flat_map(|session| session.records.values()))
        .flat_map(|record| &record.processes)
        .map(|samples| samples.len() as u64)
        .sum();
    let disturbed: u64 = (sessions.iter().flat_map(|session| session.records.values()))
        .flat_map(|record| &record.disturbed)
        .map(|samples| samples.len() as u64)
        .sum();
    let dropped: u64 = sessions
        .iter()
        .flat_map(|session| session.records.values())
        .map(|record| record.dropped)
        .sum();
    json!({
        "fishplate": env!("CARGO_PKG_VERSION"),
        "started": iso_8601(start.time),
        "ended": iso_8601(SystemTime::now()),
        "depth": request.depth,
        "seed": request.seed,
        "processes": request.depth.processes(),
        "rounds": request.depth.rounds(),
        "python": python(&request.base_python, packages),
        "tools": tools(request),
        "machine": machine,
        "load_before": start.load,
        "load_after": load(),
        "other_programs_cores": beside.others,
        "blas_threads": BLAS_THREADS.iter().map(|name| (*name, 1)).collect::<std::collections::BTreeMap<_, _>>(),
        "batches": { "kept": kept, "preempted": dropped, "disturbed": disturbed },
        "kernels": sessions.iter().map(|session| kernel(session.field)).collect::<Vec<_>>(),
        "builds": sessions.iter().flat_map(|session| builds(session.field)).collect::<Vec<_>>(),
        "existing": (!request.existing.is_empty()).then_some(&request.search),
        "notes": notes(request, &machine, beside, kept, dropped, disturbed),
    })
}

fn python(python: &Python, packages: &Packages) -> Value {
    json!({
        "executable": python.executable,
        "implementation": python.implementation,
        "version": python.version,
        "pgo": python.build.has_pgo,
        "lto": python.build.has_lto,
        "shared": python.build.is_shared,
        "gil": !python.build.is_free_threaded,
        "debug": python.build.is_debug,
        "config_args": python.build.config_args,
        "compiler": python.build.compiler,
        "libc": packages.libc,
        "packages": packages.list.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
    })
}

fn tools(request: &BenchRequest) -> Value {
    let mut found: Vec<Value> = (TOOLS.iter())
        .map(|tool| match tool.find(&request.python) {
            Some(found) => {
                json!({ "name": tool.name, "path": found.path, "version": found.version })
            }
            None => json!({ "name": tool.name, "path": null, "version": null }),
        })
        .collect();
    let rustc = which("rustc").and_then(|path| {
        let done = Child::new(&path, Limits::QUESTION)
            .arg("--version")
            .run()
            .ok()?;
        Some(json!({ "name": "rustc", "path": path, "version": done.stdout_text().trim() }))
    });
    found.extend(rustc);
    Value::Array(found)
}

fn kernel(field: &Field) -> Value {
    let workload = &field.workload;
    let files = workload.sources.iter().chain([&workload.header]);
    let files = files.filter(|file| workload.texts.has(file));
    json!({
        "workload": workload.name,
        "functions": workload.functions(),
        "focus": workload.focus,
        "notes": notes_of_header(workload),
        "call": workload.own.as_ref().map(|own| &own.call.text),
        "command": field.kernel.as_ref().map(|kernel| &kernel.build.command),
        "files": files.map(|file| (file.clone(), workload.text(file))).collect::<std::collections::BTreeMap<_, _>>(),
    })
}

fn builds(field: &Field) -> Vec<Value> {
    (field.contestants.iter())
        .filter_map(|contestant| {
            let entry = contestant.built.as_ref()?;
            Some(json!({
                "workload": field.workload.name,
                "binding": contestant.binding,
                "variant": contestant.variant,
                "command": entry.build.command,
                "cpu_s": entry.build.cpu_s,
                "from_cache": entry.was_there,
            }))
        })
        .collect()
}

/// From this share of the machine on, other programs are worth a warning.
const BUSY: f64 = 0.2;

/// What makes the figures of a run worth less, in plain words, with what to do about it.
fn notes(
    request: &BenchRequest,
    machine: &Machine,
    beside: Beside,
    kept: u64,
    dropped: u64,
    disturbed: u64,
) -> Vec<String> {
    let mut notes = Vec::new();
    let build = &request.base_python.build;
    if build.is_debug {
        notes.push("This Python is a debug build: choose another with `--python EXE`.".to_owned());
    }
    if !build.has_pgo {
        notes.push(
            "This Python's build flags do not tell of profile-guided optimisation (PGO): a build \
             without it is slower, and neighbours in the table may change places on one with it."
                .to_owned(),
        );
    }
    if !matches!(machine.governor.as_str(), "performance" | "not readable") {
        notes.push(format!(
            "The processor's governor is `{}`: absolute times move with its clock. For steadier \
             ones run `cpupower frequency-set -g performance`.",
            machine.governor
        ));
    }
    notes.extend(beside.uncounted);
    if let Some(others) = beside
        .others
        .filter(|others| *others > BUSY * machine.cores as f64)
    {
        notes.push(format!(
            "Other programs kept {others:.1} of {} cores busy during the measurement: ratios hold, \
             absolute times are too high. Close them for steadier figures.",
            machine.cores
        ));
    }
    if dropped * 4 > kept + dropped {
        notes.push(format!(
            "{dropped} of {} batches were hit by preemption and thrown away: close other programs.",
            kept + dropped
        ));
    }
    if disturbed > kept {
        notes.push(format!(
            "The processor ran slower than its best in most rounds, and {disturbed} batches of \
             those were left out: a program shares its cores, or its clock changes."
        ));
    }
    notes
}

/// A time as `2026-03-01T12:00:00Z`.
fn iso_8601(time: SystemTime) -> String {
    let seconds = time
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Year, month and day of a number of days since 1970, in the Gregorian calendar.
fn civil(mut days: u64) -> (u64, u64, u64) {
    let is_leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let mut year = 1970;
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let february = 28 + u64::from(is_leap(year));
    for (month, length) in (1..).zip([31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
        if days < length {
            return (year, month, days + 1);
        }
        days -= length;
    }
    (year, 12, 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_time_is_written_as_iso_8601() {
        let at = |seconds| iso_8601(UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(0), "1970-01-01T00:00:00Z");
        assert_eq!(at(951_827_696), "2000-02-29T12:34:56Z");
        assert_eq!(at(1_767_225_599), "2025-12-31T23:59:59Z");
    }
}
