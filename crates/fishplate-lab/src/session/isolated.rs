//! Rows with processes of their own: a large input leaves no room for two, and a first call is
//! first only once.
//!
//! One process makes the inputs and forks one for each row; what becomes of a row is its own.

use std::collections::BTreeSet;
use std::time::Duration;

use fishplate_model::Status;

use super::Session;
use crate::LabError;
use crate::job::{Event, Verdict};
use crate::record::RowKey;
use crate::workshop::Ending;

/// How long a row may take beside the others: the worker stops a slower one by itself.
const WALL_S: u64 = 330;

impl Session<'_> {
    /// Runs one process of each row that is alone in its processes.
    pub(super) fn time_isolated(&mut self, process: u32) -> Result<(), LabError> {
        let is_isolated = |key: &RowKey| self.field.workload.is_isolated(key.size);
        let mut keys = self.running_keys();
        keys.retain(is_isolated);
        if keys.is_empty() || process >= self.depth.own_processes() {
            return Ok(());
        }
        let job = self.job("isolated", process, |_, key| is_isolated(&key), None);
        let wall = Duration::from_secs(WALL_S * (1 + keys.len() as u64));
        let mut events = Vec::new();
        let ending = self.run(&job, wall, |event| events.push(event))?;
        let ids = self.keys_by_id();
        let mut heard: BTreeSet<RowKey> = BTreeSet::new();
        let mut faults = Vec::new();
        for event in &events {
            if let Event::First { row, .. } = event {
                heard.extend(ids.get(row));
            } else if let Event::Verified {
                row,
                status,
                reason,
                ..
            } = event
                && let Some(key) = ids.get(row)
            {
                let status = match status {
                    Verdict::Timeout => Status::Timeout,
                    _ => Status::Crashed,
                };
                faults.push((*key, (status, reason.clone())));
            }
        }
        if let Some(ending) = ending {
            let fault = match ending {
                Ending::Crashed(why) => (Status::Crashed, format!("its process ended: {why}")),
                Ending::TimedOut(wall) => (
                    Status::Timeout,
                    format!("its process did not end within {} s", wall.as_secs()),
                ),
            };
            let unheard = keys.into_iter().filter(|key| !heard.contains(key));
            faults.extend(unheard.map(|key| (key, fault.clone())));
        }
        self.keep(process, events);
        for (key, fault) in faults {
            if let Some(record) = self.records.get_mut(&key) {
                record.fault = Some(fault);
            }
        }
        Ok(())
    }
}
