//! Counts the instructions of a session's rows; a row that cannot be counted keeps its times.

use std::collections::BTreeSet;
use std::time::Duration;

use super::Session;
use crate::callgrind::Callgrind;
use crate::job::{Event, JobCounter};
use crate::record::RowKey;
use crate::{LabError, Workload};

/// How long a row may take under callgrind, and everything around the rows, in seconds.
const ROW_S: u64 = 120;
const START_S: u64 = 300;
/// A call on more than this is memory traffic, which instructions say nothing of; and it would
/// take callgrind minutes.
const LARGEST: u64 = 1 << 24;

impl Session<'_> {
    /// Counts each row that has no fault.
    ///
    /// Nothing is counted where threads or processes share the work, or each row has a process of
    /// its own.
    ///
    /// When a row brings the process down it is left out, and the others go on in another one.
    pub(crate) fn count(&mut self, callgrind: &Callgrind) -> Result<(), LabError> {
        let workload = &self.field.workload;
        if workload.is_wall_clock() {
            return Ok(());
        }
        let current = self.workshop.path("current");
        let dumps = self.workshop.path("counts");
        let mut left_out = BTreeSet::new();
        loop {
            let wanted = |key: RowKey| {
                let record = self.records.get(&key);
                is_counted(workload, key)
                    && !left_out.contains(&key)
                    && record.is_some_and(|one| one.instructions.is_none())
            };
            let keys: Vec<RowKey> = self
                .running_keys()
                .into_iter()
                .filter(|key| wanted(*key))
                .collect();
            if keys.is_empty() {
                return Ok(());
            }
            let mut job = self.job("count", 0, |_, key| wanted(key), Some(&current));
            job.counter = Some(JobCounter {
                library: &callgrind.library,
                dumps: &dumps,
            });
            let wall = Duration::from_secs(START_S + ROW_S * keys.len() as u64);
            let mut counted = Vec::new();
            let (ending, cpu) = self.workshop.run_under(callgrind, &job, wall, |event| {
                if let Event::Counted { row, instructions } = event {
                    counted.push((row, instructions));
                }
            })?;
            self.cpu.set(self.cpu.get() + cpu);
            let ids = self.keys_by_id();
            for (row, instructions) in counted {
                let record = ids.get(&row).and_then(|key| self.records.get_mut(key));
                if let Some(record) = record {
                    record.instructions = Some(instructions);
                }
            }
            let culprit = super::number_in(&current).checked_sub(1);
            match (ending, culprit.and_then(|index| keys.get(index))) {
                (None, _) => return Ok(()),
                (Some(_), Some(key)) => {
                    left_out.insert(*key);
                }
                // What ends before the first row would end again.
                (Some(_), None) => return Ok(()),
            }
        }
    }
}

/// Whether the instructions of a row say what its call executes.
fn is_counted(workload: &Workload, key: RowKey) -> bool {
    let is_small = key.size.is_none_or(|size| size <= LARGEST);
    // A text that each call has anew is made between the calls, and would be counted with them.
    let case = workload.cases.get(key.case);
    is_small && case.is_none_or(|case| case.fresh.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_between_calls_is_not_counted() {
        let mut workload = crate::workloads().unwrap().remove(0);
        let key = |size| RowKey {
            case: 0,
            size,
            contestant: 0,
        };
        let counted = |workload: &Workload| {
            [None, Some(LARGEST), Some(LARGEST + 1)].map(|size| is_counted(workload, key(size)))
        };
        assert_eq!(counted(&workload), [true, true, false]);
        workload.cases[0].fresh = vec!["text".to_owned()];
        assert_eq!(counted(&workload), [false; 3]);
    }
}
