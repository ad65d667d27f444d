//! The plain run: how the program ends and what it answers.

use crate::detector::{Detector, Variant};
use crate::verdict::{RUNS, Signals};

pub(super) static DETECTOR: Detector = Detector {
    name: "plain",
    summary: "the program as it is: how it ends, and what it answers",
    blind: "what goes wrong and changes neither the answer nor the end",
    variant: Variant::Plain,
    runs: RUNS,
    fixed_runs: RUNS,
    is_answer: true,
    find: |_| Ok(None),
    child: |setting| setting.python(super::LIMITS),
    signals: |ended| Ok(Signals::from([ended.answer()])),
};
