//! CPython's debug allocator and development mode.

use crate::detector::{Detector, Variant};
use crate::reports;
use crate::verdict::RUNS;

pub(super) static DETECTOR: Detector = Detector {
    name: "debug",
    summary: "PYTHONMALLOC=debug and -X dev: what CPython says before it ends, and its warnings",
    blind: "memory that Python did not allocate, and what happens between two of its own checks",
    variant: Variant::Plain,
    runs: RUNS,
    fixed_runs: RUNS,
    is_answer: false,
    find: |_| Ok(None),
    child: |setting| {
        setting
            .program(setting.python, super::LIMITS)
            .env("PYTHONMALLOC", "debug")
            .args(["-X", "dev"])
            .arg(setting.script())
    },
    signals: |ended| Ok(reports::interpreter(&ended.stderr())),
};
