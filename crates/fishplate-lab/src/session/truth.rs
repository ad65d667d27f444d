//! The truth on the user's own function: what it answers when C calls it, twice and in two processes.
//!
//! Only what comes out the same each time can be compared with what bindings say.

use std::time::Duration;

use fishplate_model::Status;

use super::{Session, WALL_S};
use crate::LabError;
use crate::job::{Event, Verdict};

/// Each has another layout of its memory, and comes at another time.
const PROCESSES: u32 = 2;

impl Session<'_> {
    /// Has the function called from C, and keeps what it says for the phases that follow.
    ///
    /// Where it crashes, hangs or is not deterministic, every row of that size has that for its
    /// reason, and none is called.
    pub(crate) fn learn_truth(&mut self) -> Result<(), LabError> {
        if self.truths.is_none() {
            return Ok(());
        }
        for process in 0..PROCESSES {
            let job = self.job("truth", process, |_, _| true, None);
            let wall = Duration::from_secs(120 + 2 * WALL_S * job.groups.len() as u64);
            let mut events = Vec::new();
            let ending = self.run(&job, wall, |event| events.push(event))?;
            self.complete("truth", ending)?;
            for event in events {
                self.heed(event);
            }
        }
        Ok(())
    }

    fn heed(&mut self, event: Event) {
        let Event::Truth {
            case,
            size,
            status,
            reason,
        } = event
        else {
            return;
        };
        let status = match status {
            Verdict::Ok => return,
            Verdict::Skipped => Status::Skipped,
            Verdict::Wrong => Status::Wrong,
            Verdict::Crashed => Status::Crashed,
            Verdict::Timeout => Status::Timeout,
        };
        let cases = &self.field.workload.cases;
        for (key, record) in &mut self.records {
            let is_case = cases.get(key.case).is_some_and(|one| one.name == case);
            if is_case && key.size == size && record.fault.is_none() {
                record.fault = Some((status, reason.clone()));
            }
        }
    }
}
