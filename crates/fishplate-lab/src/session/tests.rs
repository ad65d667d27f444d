//! A session with real children: rows with faults beside a sound one.

use fishplate_process::Python;

use super::*;
use crate::InputForm;
use crate::callgrind::Callgrind;
use crate::field::{Call, REFERENCE};
use crate::job::{JobArgument, Source};

const DRIVE: &str = "
import os

def reference(a, b):
    return a + b

def good(a, b):
    return a + b

def longer(a, b):
    for _ in range(100):
        a + b
    return a + b

def wrong(a, b):
    return a - b

calls = 0

def dying(a, b):
    global calls
    calls += 1
    if calls > 50:
        os.kill(os.getpid(), 9)
    return a + b
";

fn python() -> Python {
    let named = std::env::var_os("PYTHON").unwrap_or("python3".into());
    Python::ask(Path::new(&named)).unwrap()
}

fn field(functions: &[&str]) -> Field {
    let all = crate::workloads().unwrap();
    let is_wanted = |one: &&crate::Workload| one.name == "scalar-add";
    let workload = all.iter().find(is_wanted).unwrap().clone();
    let contestant = |name: &&str| Contestant {
        binding: (*name).to_owned(),
        variant: REFERENCE.to_owned(),
        inputs: InputForm::Builtin,
        is_baseline: *name == "good",
        states: vec![Some(State::Ready(Source::Drive {
            function: (*name).to_owned(),
        }))],
        built: None,
    };
    Field {
        calls: vec![Call {
            arguments: (workload.cases[0].arguments.iter())
                .map(|(name, spec)| JobArgument::new(name, spec, false))
                .collect(),
            result: None,
            reference: None,
        }],
        contestants: functions.iter().map(contestant).collect(),
        kernel: None,
        probe: None,
        workload,
    }
}

#[test]
fn a_row_with_a_fault_keeps_it_to_itself() {
    let field = field(&["good", "wrong", "missing", "dying"]);
    let workshop = Workshop::open(&python()).unwrap();
    let mut session = Session::new(&field, &workshop, 1, Depth::Quick).unwrap();
    session.drive = workshop.write("other.py", DRIVE.as_bytes()).unwrap();
    session.verify().unwrap();
    session.time(0).unwrap();
    let key = |contestant: usize| RowKey {
        case: 0,
        size: None,
        contestant,
    };
    let fault = |index: usize| session.records[&key(index)].fault.clone();
    assert_eq!(fault(0), None);
    assert_eq!(fault(1).unwrap().0, Status::Wrong);
    let (status, reason) = fault(2).unwrap();
    assert_eq!(status, Status::Crashed);
    assert!(reason.contains("missing"), "{reason}");
    // It answers once, so it dies only when it is timed; the others are timed without it.
    let (status, reason) = fault(3).unwrap();
    assert_eq!(status, Status::Crashed);
    assert!(reason.contains("signal: 9"), "{reason}");
    let batches = |index: usize| session.records[&key(index)].processes.len();
    assert_eq!([0, 1, 2, 3].map(batches), [1, 0, 0, 0]);
    assert!(session.cpu() > Duration::ZERO);
}

#[test]
fn instructions_repeat_and_a_row_that_dies_is_left_out() {
    let python = python();
    let folder = tempfile::tempdir().unwrap();
    let cache = crate::cache::Cache::open(folder.path()).unwrap();
    let callgrind = match Callgrind::find(&python, &cache).unwrap() {
        Ok(callgrind) => callgrind,
        Err(why) => {
            println!("skipped: {why}");
            return;
        }
    };
    let field = field(&["dying", "good", "longer"]);
    let counted = || {
        let workshop = Workshop::open(&python).unwrap();
        let mut session = Session::new(&field, &workshop, 1, Depth::Quick).unwrap();
        session.drive = workshop.write("other.py", DRIVE.as_bytes()).unwrap();
        session.count(&callgrind).unwrap();
        let records = session.records.values();
        assert!(records.clone().all(|record| record.fault.is_none()));
        records
            .map(|record| record.instructions)
            .collect::<Vec<_>>()
    };
    let first = counted();
    let second = counted();
    assert_eq!([first[0], second[0]], [None, None]);
    let (good, longer) = (first[1].unwrap(), first[2].unwrap());
    for (count, again) in [(good, second[1].unwrap()), (longer, second[2].unwrap())] {
        assert!(
            (count - again).abs() <= 0.01 * count,
            "{count}, then {again}"
        );
    }
    // Between a call of a Python function at its least, and one with a hundred additions.
    assert!((100.0..5_000.0).contains(&good), "{good}");
    assert!(longer > good + 1_000.0, "{good} {longer}");
}
