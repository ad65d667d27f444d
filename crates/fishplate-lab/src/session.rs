//! Runs the worker's phases for one workload and keeps what comes back.
//!
//! A row that is wrong, crashes or hangs loses its own figures and nobody else's. Nothing is
//! computed here.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fishplate_model::{Clock, Outcome, SUMMARY_VERSION, Sample, Status};

use crate::field::{Contestant, Field, REFERENCE, State};
use crate::job::{Event, Job, JobGroup, JobRow, Source, Verdict};
use crate::quiet::disturbed;
use crate::workshop::{Ending, Workshop};
use crate::{Depth, LabError};

/// How long a first call may take, in seconds.
const WALL_S: u64 = 30;
/// How often an import is timed.
const IMPORTS: u32 = 3;

/// What is known of one row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    /// Why it has no figures.
    pub(crate) fault: Option<(Status, String)>,
    /// Time of the first call in each process, in nanoseconds.
    pub(crate) first_call_ns: Vec<f64>,
    /// The kept batches, by process.
    pub(crate) processes: Vec<Vec<Sample>>,
    /// Batches that came, and those among them that were timed by thread CPU time.
    pub(crate) batches: u64,
    pub(crate) thread_cpu_batches: u64,
    /// Batches thrown away because of preemption.
    pub(crate) dropped: u64,
    /// The batches of disturbed rounds, by process: they give no figure, only doubt.
    pub(crate) disturbed: Vec<Vec<Sample>>,
}

/// What one bad input did.
#[derive(Clone, Debug)]
pub(crate) struct SafetyRecord {
    pub(crate) contestant: usize,
    pub(crate) input: String,
    pub(crate) outcome: Outcome,
    pub(crate) exception: Option<String>,
}

/// One workload in the middle of its run.
pub(crate) struct Session<'a> {
    pub(crate) field: &'a Field,
    /// By contestant and size.
    pub(crate) records: BTreeMap<(usize, Option<u64>), Record>,
    pub(crate) safety: Vec<SafetyRecord>,
    /// Import times by contestant, in nanoseconds.
    pub(crate) imports: BTreeMap<usize, Vec<f64>>,
    workshop: &'a Workshop,
    drive: PathBuf,
    seed: u64,
    depth: Depth,
    /// Processor time of the worker, all phases together.
    cpu: Cell<Duration>,
}

/// The name of a row in `results.jsonl`.
pub(crate) fn row_id(workload: &str, size: Option<u64>, contestant: &Contestant) -> String {
    let size = size.map_or("-".to_owned(), |size| size.to_string());
    format!(
        "{workload}/-/{size}/{}/{}",
        contestant.binding, contestant.variant
    )
}

impl<'a> Session<'a> {
    /// Prepares the session of a workload.
    pub(crate) fn new(
        field: &'a Field,
        workshop: &'a Workshop,
        seed: u64,
        depth: Depth,
    ) -> Result<Self, LabError> {
        let drive = field.workload.text("drive.py");
        let drive = workshop.write(
            &format!("drive-{}.py", field.workload.name),
            drive.as_bytes(),
        )?;
        let mut records = BTreeMap::new();
        for size in field.workload.cases() {
            for (index, contestant) in field.contestants.iter().enumerate() {
                let fault = match &contestant.state {
                    State::Ready(_) => None,
                    State::Skipped(reason) => Some((Status::Skipped, reason.clone())),
                    State::Failed(reason) => Some((Status::Crashed, reason.clone())),
                };
                records.insert(
                    (index, size),
                    Record {
                        fault,
                        ..Record::default()
                    },
                );
            }
        }
        let seed = field.workload.seed ^ seed;
        Ok(Self {
            field,
            records,
            safety: Vec::new(),
            imports: BTreeMap::new(),
            workshop,
            drive,
            seed,
            depth,
            cpu: Cell::default(),
        })
    }

    /// Processor time that the worker has used.
    pub(crate) fn cpu(&self) -> Duration {
        self.cpu.get()
    }

    /// Calls each row once and compares its answer with the reference.
    pub(crate) fn verify(&mut self) -> Result<(), LabError> {
        let job = self.job("verify", 0, |_, _| true, None);
        let rows = job
            .groups
            .iter()
            .map(|group| group.rows.len() as u64)
            .sum::<u64>();
        let mut events = Vec::new();
        let ending = self.run(&job, Duration::from_secs(60 + rows * WALL_S), |event| {
            events.push(event)
        })?;
        self.complete("verify", ending)?;
        let mut seen = BTreeMap::new();
        for event in events {
            if let Event::Verified {
                row,
                status,
                reason,
                ..
            } = event
            {
                seen.insert(row, (status, reason));
            }
        }
        for (key, id) in self.ids() {
            let Some(record) = self
                .records
                .get_mut(&key)
                .filter(|record| record.fault.is_none())
            else {
                continue;
            };
            record.fault = match seen.remove(&id) {
                Some((Verdict::Ok, _)) => None,
                Some((Verdict::Wrong, reason)) => Some((Status::Wrong, reason)),
                Some((Verdict::Crashed, reason)) => Some((Status::Crashed, reason)),
                Some((Verdict::Timeout, reason)) => Some((Status::Timeout, reason)),
                None => Some((
                    Status::Crashed,
                    "the worker gave no verdict on it".to_owned(),
                )),
            };
        }
        Ok(())
    }

    /// Gives bad input to every row that is no reference.
    pub(crate) fn try_bad_inputs(&mut self) -> Result<(), LabError> {
        let Some(size) = self.field.workload.cases().first().copied() else {
            return Ok(());
        };
        let job = self.job(
            "safety",
            0,
            |contestant, at| at == size && contestant.variant != REFERENCE,
            None,
        );
        let rows = job
            .groups
            .iter()
            .map(|group| group.rows.len() as u64)
            .sum::<u64>();
        let mut events = Vec::new();
        let ending = self.run(&job, Duration::from_secs(120 + rows * WALL_S), |event| {
            events.push(event)
        })?;
        self.complete("safety", ending)?;
        let names: BTreeMap<String, usize> = self
            .ids()
            .into_iter()
            .map(|((index, _), id)| (id, index))
            .collect();
        for event in events {
            if let Event::Safety {
                row,
                input,
                outcome,
                exception,
            } = event
                && let Some(contestant) = names.get(&row)
            {
                self.safety.push(SafetyRecord {
                    contestant: *contestant,
                    input,
                    outcome,
                    exception,
                });
            }
        }
        Ok(())
    }

    /// Times the import of every module in fresh processes.
    pub(crate) fn time_imports(&mut self) -> Result<(), LabError> {
        let first = self
            .field
            .workload
            .cases()
            .first()
            .copied()
            .unwrap_or_default();
        for (index, contestant) in self.field.contestants.iter().enumerate() {
            if !matches!(contestant.state, State::Ready(Source::Module { .. })) {
                continue;
            }
            for process in 0..IMPORTS {
                let job = self.job(
                    "import",
                    process,
                    |one, size| std::ptr::eq(one, contestant) && size == first,
                    None,
                );
                if job.groups.is_empty() {
                    break;
                }
                let mut times = Vec::new();
                let ending = self.run(&job, Duration::from_secs(WALL_S), |event| {
                    if let Event::Imported { ns, .. } = event {
                        times.push(ns);
                    }
                })?;
                // An import that fails by itself shows as a row that cannot be verified.
                if ending.is_none() {
                    self.imports.entry(index).or_default().extend(times);
                }
            }
        }
        Ok(())
    }

    /// Runs one timing process.
    ///
    /// When a row brings the process down, the row is named, the process's figures are thrown
    /// away, and it runs again without the row.
    pub(crate) fn time(&mut self, process: u32) -> Result<(), LabError> {
        let mut was_nameless = false;
        loop {
            let current = self.workshop.path("current");
            let job = self.job("time", process, |_, _| true, Some(&current));
            let keys: Vec<(usize, Option<u64>)> = self.running_keys();
            if keys.is_empty() {
                return Ok(());
            }
            // Ten times what the rows may take, for a machine that does other things too.
            let wall = 120.0 + 10.0 * keys.len() as f64 * self.depth.share_s();
            let mut events = Vec::new();
            let ending = self.run(&job, Duration::from_secs_f64(wall), |event| {
                events.push(event)
            })?;
            let Some(ending) = ending else {
                self.keep(process, events);
                return Ok(());
            };
            let number = fs_err::read(&current)
                .ok()
                .and_then(|bytes| bytes.first_chunk().copied());
            let number = number.map_or(0, u32::from_le_bytes) as usize;
            let culprit = number.checked_sub(1).and_then(|index| keys.get(index));
            let fault = match &ending {
                Ending::Crashed(why) => {
                    (Status::Crashed, format!("the timing process ended: {why}"))
                }
                Ending::TimedOut(wall) => (
                    Status::Timeout,
                    format!("timing did not end within {} s", wall.as_secs()),
                ),
            };
            match culprit.and_then(|key| self.records.get_mut(key)) {
                Some(record) => record.fault = Some(fault),
                None if !was_nameless => was_nameless = true,
                None => return self.complete("time", Some(ending)),
            }
        }
    }

    /// Puts the rounds aside in which the processor was disturbed.
    pub(crate) fn leave_out_disturbed(&mut self) {
        for size in self.field.workload.cases() {
            let of_size = self.records.iter().filter(|(key, _)| key.1 == size);
            let samples = of_size.flat_map(|(_, record)| &record.processes).flatten();
            let disturbed = disturbed(samples);
            for (_, record) in self.records.iter_mut().filter(|(key, _)| key.1 == size) {
                let is_quiet =
                    |sample: &Sample| !disturbed.contains(&(sample.process, sample.round));
                for samples in std::mem::take(&mut record.processes) {
                    let (quiet, loud): (Vec<_>, Vec<_>) = samples.into_iter().partition(is_quiet);
                    record
                        .processes
                        .extend(Some(quiet).filter(|one| !one.is_empty()));
                    record
                        .disturbed
                        .extend(Some(loud).filter(|one| !one.is_empty()));
                }
            }
        }
    }

    fn keep(&mut self, process: u32, events: Vec<Event>) {
        let keys: BTreeMap<String, (usize, Option<u64>)> =
            self.ids().into_iter().map(|(key, id)| (id, key)).collect();
        for event in events {
            let (Event::First { row, .. }
            | Event::Wrong { row, .. }
            | Event::Sample { row, .. }
            | Event::Dropped { row, .. }) = &event
            else {
                continue;
            };
            let Some(record) = keys.get(row).and_then(|key| self.records.get_mut(key)) else {
                continue;
            };
            match event {
                Event::First { ns, .. } => record.first_call_ns.push(ns),
                Event::Wrong { reason, .. } => record.fault = Some((Status::Wrong, reason)),
                Event::Dropped { count, .. } => record.dropped += count,
                Event::Sample {
                    row,
                    round,
                    loops,
                    raw_ns,
                    floor_ns,
                    clock,
                } => {
                    let version = SUMMARY_VERSION;
                    let sample = Sample {
                        version,
                        row,
                        process,
                        round,
                        loops,
                        raw_ns,
                        floor_ns,
                    };
                    record.batches += 1;
                    record.thread_cpu_batches += u64::from(clock == Clock::ThreadCpu);
                    match record.processes.last_mut() {
                        Some(last) if last.first().is_some_and(|one| one.process == process) => {
                            last.push(sample);
                        }
                        _ => record.processes.push(vec![sample]),
                    }
                }
                _ => {}
            }
        }
    }

    fn ids(&self) -> Vec<((usize, Option<u64>), String)> {
        let name = &self.field.workload.name;
        self.keys(|_, _| true)
            .into_iter()
            .filter_map(|key| {
                let contestant = self.field.contestants.get(key.0)?;
                Some((key, row_id(name, key.1, contestant)))
            })
            .collect()
    }

    /// The rows by size and then by contestant, as they stand in a job.
    fn keys(&self, is_wanted: impl Fn(usize, Option<u64>) -> bool) -> Vec<(usize, Option<u64>)> {
        let count = self.field.contestants.len();
        let cases = self.field.workload.cases();
        let all = cases
            .into_iter()
            .flat_map(|size| (0..count).map(move |index| (index, size)));
        all.filter(|(index, size)| is_wanted(*index, *size))
            .collect()
    }

    fn running_keys(&self) -> Vec<(usize, Option<u64>)> {
        self.keys(|index, size| {
            self.records
                .get(&(index, size))
                .is_some_and(|record| record.fault.is_none())
        })
    }

    fn job<'j>(
        &'j self,
        phase: &'static str,
        process: u32,
        is_wanted: impl Fn(&Contestant, Option<u64>) -> bool,
        current: Option<&'j Path>,
    ) -> Job<'j> {
        let mut groups: Vec<JobGroup> = Vec::new();
        for (index, size) in self.running_keys() {
            let Some(contestant) = self.field.contestants.get(index) else {
                continue;
            };
            let State::Ready(source) = &contestant.state else {
                continue;
            };
            if !is_wanted(contestant, size) {
                continue;
            }
            let row = JobRow {
                id: row_id(&self.field.workload.name, size, contestant),
                source: source.clone(),
                inputs: contestant.inputs,
                is_baseline: contestant.is_baseline,
                is_reference: contestant.variant == REFERENCE,
            };
            match groups.last_mut().filter(|group| group.size == size) {
                Some(group) => group.rows.push(row),
                None => groups.push(JobGroup {
                    size,
                    rows: vec![row],
                }),
            }
        }
        Job {
            phase,
            drive: &self.drive,
            kernel: self.field.kernel.as_ref().map(|kernel| &*kernel.library),
            arguments: &self.field.arguments,
            result: self.field.result.as_deref(),
            tolerance: self.field.workload.tolerance,
            seed: self.seed,
            process,
            groups,
            wall_s: WALL_S,
            rounds: self.depth.rounds(),
            share_s: self.depth.share_s(),
            current,
        }
    }

    fn run(
        &self,
        job: &Job<'_>,
        wall: Duration,
        on_event: impl FnMut(Event),
    ) -> Result<Option<Ending>, LabError> {
        let (ending, cpu) = self.workshop.run(job, wall, on_event)?;
        self.cpu.set(self.cpu.get() + cpu);
        Ok(ending)
    }

    fn complete(&self, phase: &'static str, ending: Option<Ending>) -> Result<(), LabError> {
        let why = match ending {
            None => return Ok(()),
            Some(Ending::Crashed(why)) => why,
            Some(Ending::TimedOut(wall)) => format!("it did not end within {} s", wall.as_secs()),
        };
        Err(LabError::Worker {
            workload: self.field.workload.name.clone(),
            phase,
            why,
        })
    }
}

#[cfg(test)]
mod tests;
