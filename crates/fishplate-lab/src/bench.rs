//! One run of the lab from end to end.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use fishplate_model::{SUMMARY_VERSION, Sample, Summary};
use fishplate_process::{ProcessError, is_interrupted};

use crate::break_even::break_even;
use crate::builder::Builder;
use crate::cache::Cache;
use crate::callgrind::Callgrind;
use crate::environment::{self, Beside, Neighbours, Packages, Start};
use crate::extras::Extras;
use crate::field::{Field, binding_names};
use crate::output::{Lines, Output};
use crate::report::report;
use crate::request::Worst;
use crate::session::Session;
use crate::workshop::Workshop;
use crate::{BenchOutcome, BenchRequest, LabError, Progress, Workload, rows, savings, workloads};

/// The Python packages without which nothing can be measured: the inputs are arrays.
pub const NEEDS: &[&str] = &["numpy"];

/// Builds, verifies, measures and writes the results.
///
/// What befalls one row stands in that row; the others go on. The files of an earlier run stay
/// whole until this one is complete.
///
/// # Errors
/// When a name is unknown, a folder cannot be written from the first, a kernel does not compile, the
/// worker does not answer, or Ctrl-C is pressed ([`ProcessError::Interrupted`]).
pub fn bench(request: &BenchRequest, progress: &dyn Progress) -> Result<BenchOutcome, LabError> {
    let chosen = wanted(request)?;
    let output = Output::open(&request.out)?;
    let cache = Cache::open(&request.cache)?;
    let start = Start::now();
    let (packages, extras) = packages(request, &chosen, progress)?;

    let steps = Steps {
        progress,
        done: Cell::new(0),
        total: Cell::new(0),
    };
    let on_built = || steps.advance();
    let builder = Builder {
        request,
        cache: &cache,
        packages: &packages,
        extras: &extras,
        output: &output,
        progress,
        on_built: &on_built,
    };
    let builds: u64 = chosen.iter().map(|workload| builder.builds(workload)).sum();
    let counts = u64::from(request.instructions);
    let timings = |workload: &Workload| u64::from(workload.processes(request.depth));
    let others = chosen.iter().map(|one| PROOFS + timings(one) + counts);
    let others: u64 = others.sum();
    steps.total.set(builds + others);

    let fields: Vec<Field> = chosen
        .iter()
        .map(|workload| builder.field(workload))
        .collect::<Result<_, _>>()?;
    let workshop = Workshop::open(&request.python)?;
    let mut sessions = Vec::new();
    for field in &fields {
        let session = Session::new(field, &workshop, request.seed, request.depth)?;
        sessions.push(proved(session, &steps)?);
    }
    let others = measured(&mut sessions, request, &steps)?;
    let beside = Beside {
        others,
        uncounted: counted(&mut sessions, request, &cache, &steps)?,
    };
    if is_interrupted() {
        return Err(ProcessError::Interrupted.into());
    }
    let summary = summary(request, &packages, &start, beside, &sessions);
    let others = written(&summary, &batches(&sessions))?;
    // What was measured is shown even where it cannot be kept.
    let files = kept(&sessions, &output).and_then(|lines| output.finish(lines, &others));
    Ok(BenchOutcome {
        worst: Worst::of(&summary),
        summary,
        out: request.out.clone(),
        files,
    })
}

/// How far the work is.
struct Steps<'a> {
    progress: &'a dyn Progress,
    done: Cell<u64>,
    total: Cell<u64>,
}

impl Steps<'_> {
    fn advance(&self) {
        self.done.set(self.done.get() + 1);
        self.progress.fraction(self.done.get(), self.total.get());
    }
}

/// The steps of `proved`.
const PROOFS: u64 = 4;

/// Everything about a session that is not timing.
fn proved<'a>(mut session: Session<'a>, steps: &Steps<'_>) -> Result<Session<'a>, LabError> {
    let name = &session.field.workload.name;
    let step = |text: String| steps.progress.step(&text);
    step(format!("calling the function of `{name}` from C"));
    session.learn_truth()?;
    steps.advance();
    step(format!(
        "comparing the answers of `{name}` with the reference"
    ));
    session.verify()?;
    steps.advance();
    step(format!("trying bad input on `{name}`"));
    session.try_bad_inputs()?;
    steps.advance();
    step(format!("looking for copies in `{name}`"));
    session.prove_copies()?;
    steps.advance();
    step(format!("timing the imports of `{name}`"));
    session.time_imports()?;
    steps.advance();
    Ok(session)
}

/// Times everything; gives how many processors other programs used meanwhile.
fn measured(
    sessions: &mut [Session<'_>],
    request: &BenchRequest,
    steps: &Steps<'_>,
) -> Result<Option<f64>, LabError> {
    let processes = request.depth.processes();
    let own = |sessions: &[Session<'_>]| sessions.iter().map(Session::cpu).sum::<Duration>();
    let before = own(sessions);
    let neighbours = Neighbours::watch();
    // The workloads take turns, so that a slow spell of the machine does not fall on one alone.
    for process in 0..processes {
        for session in &mut *sessions {
            let name = &session.field.workload.name;
            let processes = session.field.workload.processes(request.depth);
            if process >= processes {
                continue;
            }
            let number = process + 1;
            let text = format!("measuring `{name}`, process {number} of {processes}");
            steps.progress.step(&text);
            session.time(process)?;
            steps.advance();
        }
    }
    let others = neighbours.cores(own(sessions).saturating_sub(before));
    for session in sessions {
        session.leave_out_disturbed();
    }
    Ok(others)
}

/// Counts instructions where that is wanted; says why it could not be done.
fn counted(
    sessions: &mut [Session<'_>],
    request: &BenchRequest,
    cache: &Cache,
    steps: &Steps<'_>,
) -> Result<Option<String>, LabError> {
    if !request.instructions {
        return Ok(None);
    }
    let callgrind = match Callgrind::find(&request.python, cache)? {
        Ok(callgrind) => callgrind,
        Err(why) => return Ok(Some(format!("No instructions were counted: {why}."))),
    };
    for session in sessions {
        let name = &session.field.workload.name;
        let text = format!("counting the instructions of `{name}`");
        steps.progress.step(&text);
        session.count(&callgrind)?;
        steps.advance();
    }
    Ok(None)
}

/// The lines of `results.jsonl`.
fn kept(sessions: &[Session<'_>], output: &Output) -> Result<Lines, LabError> {
    let mut lines = output.lines()?;
    let records = sessions.iter().flat_map(|session| session.records.values());
    let sound = records.filter(|record| record.fault.is_none());
    for sample in sound.flat_map(|record| &record.processes).flatten() {
        lines.add(sample).map_err(|error| output.error(error))?;
    }
    Ok(lines)
}

/// The kept batches by row, as the report draws them.
type Batches<'s> = BTreeMap<String, &'s [Vec<Sample>]>;

fn batches<'s>(sessions: &'s [Session<'_>]) -> Batches<'s> {
    let mut found = Batches::new();
    for record in sessions.iter().flat_map(|session| session.records.values()) {
        if record.fault.is_none()
            && let Some(sample) = record.processes.iter().flatten().next()
        {
            found.insert(sample.row.clone(), record.processes.as_slice());
        }
    }
    found
}

/// Proves before any work that the names are known and that the folder can be written.
///
/// # Errors
/// When a name is unknown (the message lists those that are known) or nothing can be written.
pub fn check(names: &[String], bindings: &[String], out: &Path) -> Result<(), LabError> {
    chosen(names, bindings)?;
    Output::open(out).map(drop)
}

fn chosen(names: &[String], bindings: &[String]) -> Result<Vec<Workload>, LabError> {
    let mut all = workloads()?;
    let known = binding_names(&all);
    for name in bindings {
        if !known.contains(name) {
            let name = name.clone();
            return Err(LabError::UnknownBinding { name, known });
        }
    }
    for name in names {
        if !all.iter().any(|workload| &workload.name == name) {
            let known = all.iter().map(|workload| workload.name.clone()).collect();
            let name = name.clone();
            return Err(LabError::UnknownWorkload { name, known });
        }
    }
    all.retain(|workload| is_chosen(workload, names));
    Ok(all)
}

/// The workloads of a request, or the one that the user's own function makes.
fn wanted(request: &BenchRequest) -> Result<Vec<Workload>, LabError> {
    let all = chosen(&request.workloads, &request.bindings)?;
    let all = match &request.own {
        Some(own) => vec![own.workload()],
        None => all,
    };
    let crowded = all.iter().find(|workload| workload.cases.len() > 1);
    match crowded.filter(|_| !request.existing.is_empty()) {
        Some(workload) => Err(LabError::ManyCases {
            workload: workload.name.clone(),
        }),
        None => Ok(all),
    }
}

/// Whether a workload is measured: by its name, or by default where none is named.
fn is_chosen(workload: &Workload, names: &[String]) -> bool {
    if names.is_empty() {
        workload.is_default
    } else {
        names.contains(&workload.name)
    }
}

/// The packages of the environment, after those were added that only some contestants need.
fn packages(
    request: &BenchRequest,
    chosen: &[Workload],
    progress: &dyn Progress,
) -> Result<(Packages, Extras), LabError> {
    let packages = Packages::ask(&request.python)?;
    let is_wanted = |name: &String| request.bindings.is_empty() || request.bindings.contains(name);
    let contestants = chosen.iter().flat_map(|workload| &workload.contestants);
    let needed: Vec<&str> = contestants
        .filter(|one| is_wanted(&one.name))
        .flat_map(|one| one.needs.iter().map(String::as_str))
        .collect();
    if needed.iter().all(|name| packages.has(name)) {
        return Ok((packages, Extras::default()));
    }
    let extras = Extras::add(&needed, &packages, &request.python, progress)?;
    Ok((Packages::ask(&request.python)?, extras))
}

fn summary(
    request: &BenchRequest,
    packages: &Packages,
    start: &Start,
    beside: Beside,
    sessions: &[Session<'_>],
) -> Summary {
    let rows: Vec<_> = sessions
        .iter()
        .flat_map(|session| rows::rows(session, request.depth))
        .collect();
    Summary {
        version: SUMMARY_VERSION,
        environment: environment::record(request, packages, start, beside, sessions),
        safety: sessions.iter().flat_map(rows::safety).collect(),
        break_even: break_even(&rows),
        existing: savings::existing(&rows, &request.rates),
        rows,
    }
}

/// The files beside the samples, the report last.
fn written(
    summary: &Summary,
    batches: &Batches<'_>,
) -> Result<Vec<(&'static str, Vec<u8>)>, LabError> {
    let json = |text: serde_json::Result<String>| {
        let text = text.map_err(|error| LabError::Worker {
            workload: "all".to_owned(),
            phase: "summary",
            why: error.to_string(),
        });
        text.map(|text| (text + "\n").into_bytes())
    };
    let environment = serde_json::to_string_pretty(&summary.environment);
    let of_row = |id: &str| batches.get(id).copied().unwrap_or_default();
    Ok(vec![
        ("summary.json", json(serde_json::to_string_pretty(summary))?),
        ("environment.json", json(environment)?),
        ("report.html", report(summary, &of_row)?.into_bytes()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_folder_are_checked_before_any_work() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let names = |name: &str| vec![name.to_owned()];
        check(&names("scalar-add"), &names("native"), &out).unwrap();
        assert!(!out.exists(), "the check left a folder");
        let message = |result: Result<(), LabError>| result.unwrap_err().to_string();
        let found = message(check(&names("scalar"), &[], &out));
        assert!(found.contains("choose from: array-dot"), "{found}");
        let found = message(check(&[], &names("ctype"), &out));
        assert!(found.contains("did you mean `ctypes`?"), "{found}");
    }

    #[test]
    fn a_workload_may_be_left_to_those_who_name_it() {
        let mut workload = workloads().unwrap().remove(0);
        let own = vec![workload.name.clone()];
        assert!(is_chosen(&workload, &[]) && is_chosen(&workload, &own));
        workload.is_default = false;
        assert!(!is_chosen(&workload, &[]) && is_chosen(&workload, &own));
        assert!(!is_chosen(&workload, &["other".to_owned()]));
    }

    #[test]
    fn the_summary_has_exactly_the_promised_keys() {
        let summary = crate::made_up::summary();
        let files = written(&summary, &Batches::new()).unwrap();
        let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["summary.json", "environment.json", "report.html"]);
        let json: serde_json::Value = serde_json::from_slice(&files[0].1).unwrap();
        let keys = |value: &serde_json::Value| -> String {
            let keys = value.as_object().unwrap().keys().map(String::as_str);
            let sorted: std::collections::BTreeSet<&str> = keys.collect();
            sorted.into_iter().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            keys(&json),
            "break_even environment existing rows safety version"
        );
        assert_eq!(
            keys(&json["rows"][0]),
            "binary_bytes binding build_cpu_s case clock copied copy_proof cores extra_peak_bytes \
             first_call_ns import_ms instructions net_ns per ratio_high ratio_low ratio_to_capi \
             raw_ns reason rebuild_cpu_s runs samples size size_unit status variant workload"
        );
        assert_eq!(
            keys(&json["safety"][0]),
            "binding exception input outcome variant workload"
        );
        assert_eq!(
            keys(&json["break_even"][0]),
            "against binding size workload"
        );
        assert_eq!(json["rows"][0]["status"], "ok");
        assert_eq!(json["rows"][0]["clock"], "monotonic");
        assert_eq!(json["safety"][0]["outcome"], "refused");
        let environment: serde_json::Value = serde_json::from_slice(&files[1].1).unwrap();
        assert_eq!(environment, json["environment"]);
    }
}
