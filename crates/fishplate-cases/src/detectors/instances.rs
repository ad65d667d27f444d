//! The instance counter: what stays alive after each call, and should not.

use fishplate_process::Child;
use serde::Deserialize;

use crate::detector::{Detector, Ended, Setting, Variant};
use crate::verdict::{RUNS, Signals};

pub(super) static DETECTOR: Detector = Detector {
    name: "instances",
    summary: "counts Python's live memory blocks before and after 40 calls, three times, garbage collected",
    blind: "memory that C allocates for itself, and whatever does not grow",
    variant: Variant::Plain,
    runs: RUNS,
    fixed_runs: RUNS,
    is_answer: false,
    find: |_| Ok(None),
    child,
    signals,
};

/// What runs inside the interpreter.
pub(crate) const COUNTER: &str = include_str!("../../../../python/fishplate/instances.py");
/// How its file is called in the scratch folder.
pub(crate) const COUNTER_FILE: &str = "fishplate_instances.py";

fn child(setting: &Setting<'_>) -> Child {
    setting
        .program(setting.python, super::LIMITS)
        .arg(setting.scratch.join(COUNTER_FILE))
        .arg(setting.script())
}

#[derive(Deserialize)]
struct Count {
    blocks_per_call: f64,
}

fn signals(ended: &Ended) -> Result<Signals, String> {
    // A program that crashes before it is counted is the plain run's matter.
    let Ended::Done(done) = ended else {
        return Ok(Signals::new());
    };
    let text = done.stdout_text();
    let count: Option<Count> = text
        .lines()
        .last()
        .and_then(|line| serde_json::from_str(line).ok());
    Ok(match count {
        // A fraction is a cache that grows now and then, not a leak.
        Some(count) if count.blocks_per_call >= 1.0 => Signals::from([format!(
            "{:.0} blocks stay alive after each call",
            count.blocks_per_call
        )]),
        _ => Signals::new(),
    })
}
