//! Rows with processes of their own: a large input leaves no room for two, and a first call is
//! first only once.

use std::time::Duration;

use fishplate_model::Status;

use super::Session;
use crate::LabError;
use crate::record::RowKey;
use crate::workshop::Ending;

/// How long such a process may take: large inputs are made in it, and copied some times.
const WALL_S: u64 = 300;

impl Session<'_> {
    /// Runs one process of each row that is alone in its processes.
    pub(super) fn time_isolated(&mut self, process: u32) -> Result<(), LabError> {
        if process >= self.depth.own_processes() {
            return Ok(());
        }
        let mut keys = self.running_keys();
        keys.retain(|key| self.field.workload.is_isolated(key.size));
        for key in self.in_turn(keys, process) {
            let job = self.job("isolated", process, |_, one| one == key, None);
            let mut events = Vec::new();
            let ending = self.run(&job, Duration::from_secs(WALL_S), |event| {
                events.push(event)
            })?;
            let fault = match ending {
                None => {
                    self.keep(process, events);
                    continue;
                }
                Some(Ending::Crashed(why)) => {
                    (Status::Crashed, format!("its process ended: {why}"))
                }
                Some(Ending::TimedOut(wall)) => {
                    let reason = format!("its process did not end within {} s", wall.as_secs());
                    (Status::Timeout, reason)
                }
            };
            if let Some(record) = self.records.get_mut(&key) {
                record.fault = Some(fault);
            }
        }
        Ok(())
    }

    /// The rows in another order in each process, so that none is always the first after another.
    fn in_turn(&self, mut keys: Vec<RowKey>, process: u32) -> Vec<RowKey> {
        if !keys.is_empty() {
            let by = process as usize * 7 % keys.len();
            keys.rotate_left(by);
        }
        if process % 2 == 1 {
            keys.reverse();
        }
        keys
    }
}
