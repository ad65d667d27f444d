//! AddressSanitizer: accesses of instrumented code to memory that is not there.

use fishplate_process::Child;

use crate::detector::{Detector, Missing, Setting, Variant};
use crate::machine::Machine;
use crate::reports;
use crate::verdict::RUNS;

const LIBRARY: &str = "libasan.so";

pub(super) static DETECTOR: Detector = Detector {
    name: "address",
    summary: "AddressSanitizer in the case's own code, with PYTHONMALLOC=malloc",
    blind: "accesses by code that is not instrumented, such as CPython's own, and leaks, which are not asked for",
    variant: Variant::Address,
    runs: RUNS,
    fixed_runs: 2,
    is_answer: false,
    find,
    child,
    signals: |ended| Ok(reports::sanitizer(&ended.stderr())),
};

fn find(machine: &Machine) -> Result<Option<String>, Missing> {
    let version = machine.sanitizer(LIBRARY, "AddressSanitizer")?;
    let probe = Child::new(&machine.environment, super::START)
        .args(["-I", "-S", "-c", "pass"])
        .env("ASAN_OPTIONS", "detect_leaks=0")
        .env("LD_PRELOAD", machine.preload(LIBRARY));
    if probe.run().is_ok_and(|done| done.is_success()) {
        return Ok(Some(version));
    }
    Err(Missing::new(
        "AddressSanitizer does not start here beside this Python",
        "choose another interpreter with `--python EXE`",
    ))
}

fn child(setting: &Setting<'_>) -> Child {
    setting
        .python(super::CHECKED)
        .env("LD_PRELOAD", setting.machine.preload(LIBRARY))
        .env("ASAN_OPTIONS", "detect_leaks=0:symbolize=1:handle_segv=1")
        .env("PYTHONMALLOC", "malloc")
}
