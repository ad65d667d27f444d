//! ThreadSanitizer: accesses of two threads that nothing orders.

use std::path::Path;

use fishplate_process::{Child, which};

use crate::detector::{Detector, Missing, Setting, Variant};
use crate::machine::Machine;
use crate::reports;
use crate::verdict::RUNS;

const LIBRARY: &str = "libtsan.so";

pub(super) static DETECTOR: Detector = Detector {
    name: "thread",
    summary: "ThreadSanitizer in the case's own code",
    blind: "how gcc's OpenMP orders its threads, so that healthy loops are reported as well",
    variant: Variant::Thread,
    runs: RUNS,
    fixed_runs: 2,
    is_answer: false,
    find,
    child,
    signals: |ended| Ok(reports::sanitizer(&ended.stderr())),
};

fn find(machine: &Machine) -> Result<Option<String>, Missing> {
    let version = machine.sanitizer(LIBRARY, "ThreadSanitizer")?;
    let probe = with_fixed_addresses(&machine.environment, |program| {
        Child::new(program, super::START)
    });
    let probe = probe
        .args(["-I", "-S", "-c", "pass"])
        .env("LD_PRELOAD", machine.preload(LIBRARY));
    if probe.run().is_ok_and(|done| done.is_success()) {
        return Ok(Some(version));
    }
    Err(Missing::new(
        "ThreadSanitizer does not start here, since it wants its own places in memory",
        "sysctl vm.mmap_rnd_bits=28",
    ))
}

fn child(setting: &Setting<'_>) -> Child {
    with_fixed_addresses(setting.python, |program| {
        setting.program(program, super::CHECKED)
    })
    .arg(setting.script())
    .env("LD_PRELOAD", setting.machine.preload(LIBRARY))
    .env(
        "TSAN_OPTIONS",
        "exitcode=0:report_thread_leaks=0:history_size=4",
    )
}

/// A child that runs Python where it would always lie: ThreadSanitizer has places of its own in
/// memory, which randomised addresses may take.
fn with_fixed_addresses(python: &Path, child: impl Fn(&Path) -> Child) -> Child {
    match which("setarch") {
        Some(setarch) => child(&setarch)
            .args([std::env::consts::ARCH, "-R"])
            .arg(python),
        None => child(python),
    }
}
