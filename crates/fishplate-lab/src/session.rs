//! Runs the worker's phases for one workload and keeps what comes back.
//!
//! A row that is wrong, crashes or hangs loses its own figures and nobody else's. Nothing is
//! computed here.

mod copies;
mod counting;
mod isolated;
mod proof;
mod timing;
mod truth;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fishplate_model::Status;

use crate::field::{Contestant, Field, REFERENCE, State};
use crate::job::{Event, Job, JobGroup, JobRow};
use crate::kernel::Kernel;
use crate::record::{Record, RowKey, SafetyRecord, row_id};
use crate::workshop::{Ending, Workshop};
use crate::{Depth, LabError, linux};

pub(crate) use self::copies::copied;

/// How long a first call may take, in seconds.
const WALL_S: u64 = 30;

/// One workload in the middle of its run.
pub(crate) struct Session<'a> {
    pub(crate) field: &'a Field,
    pub(crate) records: BTreeMap<RowKey, Record>,
    pub(crate) safety: Vec<SafetyRecord>,
    /// Import times by contestant, in nanoseconds.
    pub(crate) imports: BTreeMap<usize, Vec<f64>>,
    workshop: &'a Workshop,
    drive: PathBuf,
    /// Where the answers of the user's own function are kept.
    truths: Option<PathBuf>,
    seed: u64,
    depth: Depth,
    /// Processor time of the worker, all phases together.
    cpu: Cell<Duration>,
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
        for size in field.workload.steps() {
            for (contestant, one) in field.contestants.iter().enumerate() {
                for (case, state) in one.states.iter().enumerate() {
                    let fault = match state {
                        None => continue,
                        Some(State::Ready(_)) => None,
                        Some(State::Skipped(reason)) => Some((Status::Skipped, reason.clone())),
                        Some(State::Failed(reason)) => Some((Status::Crashed, reason.clone())),
                    };
                    let fault = fault.or_else(|| too_large(field, one, size));
                    let key = RowKey {
                        case,
                        size,
                        contestant,
                    };
                    let record = Record {
                        fault,
                        ..Record::default()
                    };
                    records.insert(key, record);
                }
            }
        }
        let seed = field.workload.seed ^ seed;
        let truths = (field.workload.own.as_ref())
            .map(|_| workshop.folder("truths"))
            .transpose()?;
        Ok(Self {
            field,
            records,
            safety: Vec::new(),
            imports: BTreeMap::new(),
            workshop,
            drive,
            truths,
            seed,
            depth,
            cpu: Cell::default(),
        })
    }

    /// Processor time that the worker has used.
    pub(crate) fn cpu(&self) -> Duration {
        self.cpu.get()
    }

    /// The rows by their names.
    fn keys_by_id(&self) -> BTreeMap<String, RowKey> {
        let keys = self.records.keys();
        keys.filter_map(|key| Some((self.id(*key)?, *key)))
            .collect()
    }

    fn id(&self, key: RowKey) -> Option<String> {
        let workload = &self.field.workload;
        let contestant = self.field.contestants.get(key.contestant)?;
        let case = workload.cases.get(key.case)?;
        Some(row_id(&workload.name, case, key.size, contestant))
    }

    /// The rows without a fault, as they stand in a job.
    fn running_keys(&self) -> Vec<RowKey> {
        let sound = (self.records.iter()).filter(|(_, record)| record.fault.is_none());
        sound.map(|(key, _)| *key).collect()
    }

    fn job<'j>(
        &'j self,
        phase: &'static str,
        process: u32,
        is_wanted: impl Fn(&Contestant, RowKey) -> bool,
        current: Option<&'j Path>,
    ) -> Job<'j> {
        let mut groups: Vec<JobGroup<'j>> = Vec::new();
        let mut last = None;
        for key in self.running_keys() {
            let contestant = self.field.contestants.get(key.contestant);
            let Some(contestant) = contestant.filter(|one| is_wanted(one, key)) else {
                continue;
            };
            let Some(row) = self.job_row(contestant, key) else {
                continue;
            };
            if last != Some(key.group()) {
                groups.extend(self.job_group(key));
                last = Some(key.group());
            }
            if let Some(group) = groups.last_mut() {
                group.rows.push(row);
            }
        }
        Job {
            phase,
            drive: &self.drive,
            kernel: self.field.kernel.as_ref().map(|kernel| &*kernel.library),
            kernel_name: self.field.kernel.as_ref().map(Kernel::name),
            has_soname: self
                .field
                .kernel
                .as_ref()
                .is_some_and(|kernel| kernel.soname.is_some()),
            tolerance: self.field.workload.tolerance,
            seed: self.seed,
            process,
            groups,
            wall_s: WALL_S,
            rounds: self.depth.rounds(),
            share_s: self.depth.share_s(),
            has_around: self.field.workload.around.is_some(),
            is_wall_clock: self.field.workload.is_wall_clock(),
            current,
            probe: None,
            counter: None,
            truths: self.truths.as_deref(),
        }
    }

    fn job_group(&self, key: RowKey) -> Option<JobGroup<'_>> {
        let case = self.field.workload.cases.get(key.case)?;
        let call = self.field.calls.get(key.case)?;
        Some(JobGroup {
            case: case.name.as_deref(),
            size: key.size,
            size_unit: self.field.workload.size_unit,
            function: &case.function,
            by_keyword: case.by_keyword,
            fresh: &case.fresh,
            arguments: &call.arguments,
            result: call.result.as_deref(),
            reference: call.reference.as_ref(),
            rows: Vec::new(),
        })
    }

    fn job_row(&self, contestant: &Contestant, key: RowKey) -> Option<JobRow> {
        let Some(Some(State::Ready(source))) = contestant.states.get(key.case) else {
            return None;
        };
        Some(JobRow {
            id: self.id(key)?,
            source: source.clone(),
            inputs: contestant.inputs,
            is_baseline: contestant.is_baseline,
            is_reference: contestant.variant == REFERENCE,
        })
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

/// Why a row is left out at a size: it takes too long, or there is not enough memory.
fn too_large(field: &Field, one: &Contestant, size: Option<u64>) -> Option<(Status, String)> {
    let workload = &field.workload;
    let size = size?;
    let name = format!("{}/{}", one.binding, one.variant);
    if let Some(limit) = workload.up_to.get(&name).filter(|limit| size > **limit) {
        let reason = format!("it takes too long above a size of {limit}");
        return Some((Status::Skipped, reason));
    }
    let needed = (workload.free_bytes).filter(|_| workload.sizes.iter().max() == Some(&size))?;
    let free = linux::available_bytes()?;
    let gib = |bytes: u64| bytes as f64 / f64::from(1 << 30);
    (free < needed).then(|| {
        let reason = format!(
            "it needs {:.1} GiB of free memory and {:.1} GiB are; close other programs or take a \
             machine with more",
            gib(needed),
            gib(free)
        );
        (Status::Skipped, reason)
    })
}

/// The number of the row that ran last, from 1; 0 for none.
fn number_in(current: &Path) -> usize {
    let bytes = fs_err::read(current).ok();
    let number = bytes.and_then(|bytes| bytes.first_chunk().copied());
    number.map_or(0, u32::from_le_bytes) as usize
}

#[cfg(test)]
mod tests;
