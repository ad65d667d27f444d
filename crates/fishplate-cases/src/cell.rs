//! Runs one detector over the two versions of one case.

use std::collections::BTreeSet;
use std::path::Path;

use fishplate_process::ProcessError;

use crate::CasesError;
use crate::case::Case;
use crate::detector::{Detector, Ended, Setting};
use crate::detectors::{check, instances};
use crate::machine::Machine;
use crate::verdict::{Evidence, Signals};

/// What a cell gave.
pub(crate) struct Seen {
    pub(crate) evidence: Evidence,
    pub(crate) executions: usize,
}

/// Why a cell gave nothing.
pub(crate) enum NotSeen {
    /// It went otherwise than any verdict allows for.
    Failed(String),
    /// The gallery itself cannot go on.
    Fatal(CasesError),
}

impl From<ProcessError> for NotSeen {
    fn from(error: ProcessError) -> Self {
        Self::Fatal(error.into())
    }
}

/// One case, under one detector.
pub(crate) struct Cell<'a> {
    pub(crate) machine: &'a Machine,
    pub(crate) case: &'a Case,
    pub(crate) detector: &'static Detector,
    pub(crate) python: &'a Path,
    /// The built folders of the broken and the fixed version.
    pub(crate) folders: [&'a Path; 2],
}

impl Cell<'_> {
    /// Runs the fixed version, then the broken one until the verdict is decided.
    pub(crate) fn run(&self) -> Result<Seen, NotSeen> {
        let attempts = self.case.attempts(self.detector);
        let [broken, fixed] = self.folders;
        let mut seen = Seen {
            evidence: Evidence {
                is_answer: self.detector.is_answer,
                ..Evidence::default()
            },
            executions: 0,
        };
        for _ in 0..self.detector.fixed_runs.max(attempts) {
            let (ended, signals) = self.execute(fixed)?;
            self.judge_fixed(&ended, &signals, &seen.evidence)?;
            seen.evidence.fixed.push(signals);
        }
        while seen.evidence.broken.len() < self.detector.runs
            && !seen.evidence.is_decided(self.detector.runs)
        {
            let known: Signals = seen.evidence.fixed.iter().flatten().cloned().collect();
            let mut run = BTreeSet::new();
            for _ in 0..attempts {
                run.extend(self.execute(broken)?.1);
                seen.executions += 1;
                if !run.is_subset(&known) {
                    break;
                }
            }
            seen.evidence.broken.push(run);
        }
        Ok(seen)
    }

    /// A fixed version that fails, or answers now this and now that, proves nothing of the other.
    fn judge_fixed(
        &self,
        ended: &Ended,
        signals: &Signals,
        before: &Evidence,
    ) -> Result<(), NotSeen> {
        let detector = self.detector;
        let has_failed = !ended.is_success() && (detector.is_answer || signals.is_empty());
        if has_failed {
            return Err(NotSeen::Failed(format!(
                "the fixed version fails: {}",
                ended.answer()
            )));
        }
        if detector.is_answer
            && let Some(other) = before.fixed.iter().find(|run| *run != signals)
        {
            let words = |run: &Signals| run.iter().cloned().collect::<Vec<_>>().join("; ");
            return Err(NotSeen::Failed(format!(
                "the fixed version answers `{}`, and then `{}`",
                words(other),
                words(signals)
            )));
        }
        Ok(())
    }

    fn execute(&self, folder: &Path) -> Result<(Ended, Signals), NotSeen> {
        let scratch = tempfile::tempdir().and_then(|scratch| {
            fs_err::write(
                scratch.path().join(instances::COUNTER_FILE),
                instances::COUNTER,
            )?;
            fs_err::write(
                scratch.path().join(check::NO_HEADER),
                check::NO_DECLARATIONS,
            )?;
            Ok(scratch)
        });
        let scratch = scratch.map_err(|source| {
            NotSeen::Fatal(CasesError::Cache {
                folder: std::env::temp_dir(),
                source,
            })
        })?;
        let setting = Setting {
            machine: self.machine,
            case: self.case,
            python: self.python,
            folder,
            scratch: scratch.path(),
        };
        let ended = match (self.detector.child)(&setting).run() {
            Ok(done) => Ended::Done(done),
            Err(ProcessError::TimedOut { wall, .. }) => Ended::TimedOut(wall.as_secs()),
            Err(error) => return Err(error.into()),
        };
        let signals = (self.detector.signals)(&ended).map_err(NotSeen::Failed)?;
        Ok((ended, signals))
    }
}
