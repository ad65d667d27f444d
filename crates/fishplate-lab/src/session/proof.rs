//! What is asked of a session's rows before they are timed: right answers, bad input, imports.

use std::collections::BTreeMap;
use std::time::Duration;

use fishplate_model::Status;

use super::{Session, WALL_S};
use crate::LabError;
use crate::field::{Contestant, REFERENCE, State};
use crate::job::{Event, Job, Source, Verdict};
use crate::record::{RowKey, SafetyRecord};
use crate::workload::Focus;

/// How often an import is timed, and how often where it is what the workload is for.
const IMPORTS: u32 = 3;
const MANY_IMPORTS: u32 = 9;
/// The size at which rows are verified that have processes of their own.
const SMALL: u64 = 8_000;

impl Session<'_> {
    /// Calls each row once and compares its answer with the reference.
    pub(crate) fn verify(&mut self) -> Result<(), LabError> {
        let mut job = self.job("verify", 0, |_, _| true, None);
        let is_isolated = |size| self.field.workload.is_isolated(size);
        for group in job
            .groups
            .iter_mut()
            .filter(|group| is_isolated(group.size))
        {
            // Each process of such a row compares its answer at the full size.
            group.size = Some(SMALL);
        }
        let events = self.proof(&job)?;
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
        for key in self.running_keys() {
            let verdict = self.id(key).and_then(|id| seen.remove(&id));
            let fault = match verdict {
                Some((Verdict::Ok, _)) => None,
                Some((Verdict::Skipped, reason)) => Some((Status::Skipped, reason)),
                Some((Verdict::Wrong, reason)) => Some((Status::Wrong, reason)),
                Some((Verdict::Crashed, reason)) => Some((Status::Crashed, reason)),
                Some((Verdict::Timeout, reason)) => Some((Status::Timeout, reason)),
                None => Some((
                    Status::Crashed,
                    "the worker gave no verdict on it".to_owned(),
                )),
            };
            if let Some(record) = self.records.get_mut(&key) {
                record.fault = fault;
            }
        }
        Ok(())
    }

    /// Gives bad input to every row that is no reference, in the cases where it says something.
    pub(crate) fn try_bad_inputs(&mut self) -> Result<(), LabError> {
        let cases = self.field.workload.telling_cases();
        let first = self.field.workload.steps().first().copied();
        let is_wanted = |contestant: &Contestant, key: RowKey| {
            Some(key.size) == first && contestant.variant != REFERENCE && cases.contains(&key.case)
        };
        let events = self.proof(&self.job("safety", 0, is_wanted, None))?;
        let keys = self.keys_by_id();
        for event in events {
            if let Event::Safety {
                row,
                input,
                outcome,
                exception,
            } = event
                && let Some(key) = keys.get(&row)
            {
                self.safety.push(SafetyRecord {
                    contestant: key.contestant,
                    case: key.case,
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
        let processes = match self.field.workload.focus {
            Focus::Call => IMPORTS,
            Focus::Package => MANY_IMPORTS,
        };
        for (index, contestant) in self.field.contestants.iter().enumerate() {
            let is_module = |state: &Option<State>| {
                matches!(
                    state,
                    Some(State::Ready(
                        Source::Module { .. } | Source::Existing { .. }
                    ))
                )
            };
            let mut keys = self.running_keys().into_iter();
            // Any row of the contestant has its module.
            let key = keys.find(|key| key.contestant == index);
            if !contestant.states.iter().any(is_module) {
                continue;
            }
            for process in 0..processes {
                let job = self.job("import", process, |_, one| Some(one) == key, None);
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

    /// Runs a phase that must come to its end, and gives its events.
    pub(super) fn proof(&self, job: &Job<'_>) -> Result<Vec<Event>, LabError> {
        let rows: u64 = job.groups.iter().map(|group| group.rows.len() as u64).sum();
        let wall = Duration::from_secs(120 + rows * WALL_S);
        let mut events = Vec::new();
        let ending = self.run(job, wall, |event| events.push(event))?;
        self.complete(job.phase, ending)?;
        Ok(events)
    }
}
