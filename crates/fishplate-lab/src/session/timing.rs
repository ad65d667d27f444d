//! The timing processes of a session, and which of their rounds count.

use std::collections::BTreeSet;
use std::time::Duration;

use fishplate_model::{Clock, SUMMARY_VERSION, Sample, Status};

use super::Session;
use super::copies::{memory, with_memory};
use crate::LabError;
use crate::job::Event;
use crate::quiet::disturbed;
use crate::record::RowKey;
use crate::workshop::Ending;

impl Session<'_> {
    /// Runs one timing process.
    ///
    /// When a row brings the process down, the row is named, the process's figures are thrown
    /// away, and it runs again without the row.
    pub(crate) fn time(&mut self, process: u32) -> Result<(), LabError> {
        self.time_isolated(process)?;
        let mut was_nameless = false;
        loop {
            let current = self.workshop.path("current");
            let is_isolated = |key: &RowKey| self.field.workload.is_isolated(key.size);
            let job = self.job("time", process, |_, key| !is_isolated(&key), Some(&current));
            let mut keys = self.running_keys();
            keys.retain(|key| !is_isolated(key));
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
            let number = super::number_in(&current);
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
        // A round of rows with processes of their own is no time that they share.
        let is_shared = |key: &&RowKey| !self.field.workload.is_isolated(key.size);
        let groups: BTreeSet<_> = (self.records.keys().filter(is_shared))
            .map(|key| key.group())
            .collect();
        for group in groups {
            let of_group = (self.records.iter()).filter(|(key, _)| key.group() == group);
            let samples = of_group.flat_map(|(_, record)| &record.processes).flatten();
            let disturbed = disturbed(samples);
            let of_group = (self.records.iter_mut()).filter(|(key, _)| key.group() == group);
            for (_, record) in of_group {
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

    pub(super) fn keep(&mut self, process: u32, events: Vec<Event>) {
        let keys = self.keys_by_id();
        for event in events {
            let (Event::First { row, .. }
            | Event::Wrong { row, .. }
            | Event::Memory { row, .. }
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
                Event::Memory { .. } => {
                    if let Some((bytes, seen)) = memory(&event) {
                        record.extra_peak_bytes.extend(bytes);
                        record.proof = Some(with_memory(record.proof.take(), seen));
                    }
                }
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
}
