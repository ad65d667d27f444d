//! One run of the gallery: which cases, in which order, and what came of each.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use fishplate_process::Python;
use serde::Serialize;

use crate::builder::{self, NotBuilt};
use crate::case::Case;
use crate::cell::{Cell, NotSeen, Seen};
use crate::detector::{Detector, Missing, Variant};
use crate::detectors::DETECTORS;
use crate::machine::Machine;
use crate::queue::side_by_side;
use crate::record::{CaseRecord, CellRecord, State, ToolRecord};
use crate::{CasesError, Verdict};

/// What is run, and with what.
pub struct Request {
    /// The cases, from [`crate::select`].
    pub cases: Vec<Case>,
    /// The detectors by name; all of them without a name.
    pub detectors: Vec<String>,
    /// The interpreter of the prepared environment, for which the cases are built.
    pub python: Python,
    /// The interpreter that the user named; a package may be installed there.
    pub base_python: PathBuf,
    /// Our own program, which checks sources.
    pub program: PathBuf,
    /// Where built cases are kept.
    pub cache: PathBuf,
}

/// Told what the gallery does; the command line draws it.
pub trait Progress: Sync {
    /// A new piece of work has begun, such as `cycle: valgrind`.
    fn step(&self, text: &str);
    /// So many of all cells are done.
    fn fraction(&self, done: u64, total: u64);
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn step(&self, _: &str) {}
    fn fraction(&self, _: u64, _: u64) {}
}

/// What a run gave.
#[derive(Clone, Debug, Serialize)]
pub struct Gallery {
    /// The version of this form.
    pub version: u32,
    /// What took part, with versions.
    pub tools: Vec<ToolRecord>,
    /// The cases, in the order of their names.
    pub cases: Vec<CaseRecord>,
    /// How many cells went how.
    pub summary: Summary,
}

/// How many cells went how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Cases.
    pub cases: usize,
    /// Cells that were seen as expected.
    pub as_expected: usize,
    /// Cells that were seen otherwise.
    pub differ: usize,
    /// Cells that could not be run as they should.
    pub failed: usize,
    /// Cells that this machine has no tool for.
    pub skipped: usize,
}

impl Gallery {
    /// Whether every cell that could run was seen as expected.
    #[must_use]
    pub const fn is_as_expected(&self) -> bool {
        self.summary.differ == 0 && self.summary.failed == 0
    }

    pub(crate) fn new(tools: Vec<ToolRecord>, cases: Vec<CaseRecord>) -> Self {
        let count = |state| {
            let cells = cases.iter().flat_map(|case| &case.cells);
            cells.filter(|cell| cell.state == state).count()
        };
        let summary = Summary {
            cases: cases.len(),
            as_expected: count(State::AsExpected),
            differ: count(State::Differs),
            failed: count(State::Failed),
            skipped: count(State::Skipped),
        };
        Self {
            version: 1,
            tools,
            cases,
            summary,
        }
    }
}

/// Runs cases, side by side on every processor; those that depend on timing come last, alone.
///
/// # Errors
/// For a detector that is not known, a cache that cannot be written, or Ctrl-C. What befalls a
/// case is in its record.
pub fn run(request: &Request, progress: &dyn Progress) -> Result<Gallery, CasesError> {
    let session = Session::open(request, progress)?;
    let (racy, steady): (Vec<&Case>, Vec<&Case>) =
        request.cases.iter().partition(|case| case.is_racy());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut records = side_by_side(&steady, threads, |case| session.case(case))?;
    records.extend(side_by_side(&racy, 1, |case| session.case(case))?);
    records.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Gallery::new(session.machine.tools(), records))
}

struct Session<'a> {
    machine: Machine,
    cache: &'a Path,
    detectors: Vec<&'static Detector>,
    /// What each detector lacks.
    missing: BTreeMap<&'static str, Missing>,
    progress: &'a dyn Progress,
    done: AtomicU64,
    total: u64,
}

impl<'a> Session<'a> {
    fn open(request: &'a Request, progress: &'a dyn Progress) -> Result<Self, CasesError> {
        let detectors = detectors(&request.detectors)?;
        let machine = Machine::look(
            request.python.clone(),
            &request.base_python,
            request.program.clone(),
        );
        let is_asked = |detector: &Detector| {
            let mut named = request.cases.iter().flat_map(|case| &case.expect);
            named.any(|(one, _)| one.name == detector.name)
        };
        let mut missing = BTreeMap::new();
        for detector in detectors.iter().filter(|detector| is_asked(detector)) {
            match (detector.find)(&machine) {
                Ok(Some(version)) => machine.note(detector.name, &version),
                Ok(None) => {}
                Err(lack) => drop(missing.insert(detector.name, lack)),
            }
        }
        let mut session = Self {
            machine,
            cache: &request.cache,
            detectors,
            missing,
            progress,
            done: AtomicU64::new(0),
            total: 0,
        };
        let cells = request
            .cases
            .iter()
            .map(|case| session.expected(case).len() as u64);
        session.total = cells.sum();
        Ok(session)
    }

    fn expected(&self, case: &Case) -> Vec<(&'static Detector, Verdict)> {
        let is_wanted =
            |detector: &Detector| self.detectors.iter().any(|one| one.name == detector.name);
        let all = case.expected(self.machine.python.version_info).into_iter();
        all.filter(|(detector, _)| is_wanted(detector)).collect()
    }

    fn case(&self, case: &Case) -> Result<CaseRecord, CasesError> {
        let mut record = CaseRecord {
            name: case.name.clone(),
            kind: case.kind,
            story: case.story.clone(),
            reason: None,
            cells: Vec::new(),
        };
        let expected = self.expected(case);
        let python = match self.machine.interpreter(case) {
            Ok(python) => python,
            Err(missing) => {
                let reason = missing.sentence();
                let skipped = |(detector, verdict)| {
                    blank(detector, verdict, State::Skipped, Some(reason.clone()))
                };
                record.cells = expected.into_iter().map(skipped).collect();
                record.reason = Some(reason);
                self.advance(record.cells.len());
                return Ok(record);
            }
        };
        let mut built = BTreeMap::new();
        for (detector, verdict) in expected {
            record
                .cells
                .push(self.cell(case, detector, verdict, &python, &mut built)?);
            self.advance(1);
        }
        Ok(record)
    }

    fn advance(&self, cells: usize) {
        let done = self.done.fetch_add(cells as u64, Ordering::SeqCst) + cells as u64;
        self.progress.fraction(done, self.total);
    }

    fn cell(
        &self,
        case: &Case,
        detector: &'static Detector,
        expected: Verdict,
        python: &Path,
        built: &mut BTreeMap<Variant, [PathBuf; 2]>,
    ) -> Result<CellRecord, CasesError> {
        let not_run = |state, reason| Ok(blank(detector, expected, state, Some(reason)));
        if let Some(missing) = self.missing.get(detector.name) {
            return not_run(State::Skipped, missing.sentence());
        }
        let [broken, fixed] = match built.entry(detector.variant) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => match self.versions(case, detector.variant) {
                Ok(folders) => entry.insert(folders),
                Err(NotBuilt::Missing(missing)) => {
                    return not_run(State::Skipped, missing.sentence());
                }
                Err(NotBuilt::Refused(why)) => return not_run(State::Failed, why),
                Err(NotBuilt::Fatal(error)) => return Err(error),
            },
        };
        self.progress
            .step(&format!("{}: {}", case.name, detector.name));
        let cell = Cell {
            machine: &self.machine,
            case,
            detector,
            python,
            folders: [broken, fixed],
        };
        match cell.run() {
            Ok(seen) => Ok(judged(case, detector, expected, &seen)),
            Err(NotSeen::Failed(why)) => not_run(State::Failed, why),
            Err(NotSeen::Fatal(error)) => Err(error),
        }
    }

    fn versions(&self, case: &Case, variant: Variant) -> Result<[PathBuf; 2], NotBuilt> {
        self.progress.step(&format!("{}: building", case.name));
        let [broken, fixed] = case.versions();
        let build = |version| builder::build(case, version, variant, &self.machine, self.cache);
        Ok([build(broken)?, build(fixed)?])
    }
}

/// Whether there is a detector of each name.
///
/// # Errors
/// When there is not; the message says which is near.
pub fn known_detectors(names: &[String]) -> Result<(), CasesError> {
    detectors(names).map(drop)
}

fn detectors(names: &[String]) -> Result<Vec<&'static Detector>, CasesError> {
    let known = || DETECTORS.iter().map(|detector| detector.name);
    if let Some(name) = names
        .iter()
        .find(|name| !known().any(|one| one == name.as_str()))
    {
        return Err(CasesError::UnknownDetector {
            name: name.clone(),
            known: known().map(str::to_owned).collect(),
        });
    }
    let is_wanted =
        |one: &&&Detector| names.is_empty() || names.iter().any(|name| name == one.name);
    Ok(DETECTORS.iter().filter(is_wanted).copied().collect())
}

fn judged(case: &Case, detector: &'static Detector, expected: Verdict, seen: &Seen) -> CellRecord {
    let evidence = &seen.evidence;
    let verdict = evidence.verdict(case.kind, detector.runs);
    let state = if verdict == expected {
        State::AsExpected
    } else {
        State::Differs
    };
    CellRecord {
        seen: Some(verdict),
        hits: evidence.hits(),
        runs: evidence.broken.len(),
        executions: seen.executions,
        reports: evidence.news().iter().take(5).cloned().collect(),
        fixed: evidence.alarms().into_iter().take(5).collect(),
        ..blank(detector, expected, state, None)
    }
}

fn blank(
    detector: &'static Detector,
    expected: Verdict,
    state: State,
    reason: Option<String>,
) -> CellRecord {
    CellRecord {
        detector: detector.name,
        state,
        expected,
        seen: None,
        hits: 0,
        runs: 0,
        executions: 0,
        reports: Vec::new(),
        fixed: Vec::new(),
        reason,
    }
}
