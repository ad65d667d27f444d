//! Valgrind's memcheck: every access to memory that is not there, and what nobody frees.

use fishplate_process::{Child, Limits, which};

use crate::detector::{Detector, Missing, Setting, Variant};
use crate::machine::Machine;
use crate::reports;
use crate::verdict::RUNS;

pub(super) static DETECTOR: Detector = Detector {
    name: "valgrind",
    summary: "memcheck of accesses, frees and losses, with PYTHONMALLOC=malloc; reports with a frame in the case's own code",
    blind: "accesses that stay within a live block, values that nobody has set, races, and objects that something still points to",
    variant: Variant::Plain,
    runs: RUNS,
    fixed_runs: 2,
    is_answer: false,
    find,
    child,
    signals: |ended| Ok(reports::valgrind(&ended.stderr())),
};

fn find(_: &Machine) -> Result<Option<String>, Missing> {
    let missing = || Missing::new("valgrind is missing", "apt-get install valgrind");
    let program = which("valgrind").ok_or_else(missing)?;
    let asked = Child::new(&program, Limits::QUESTION)
        .arg("--version")
        .run();
    let version = asked.map_err(|_| missing())?.stdout_text();
    // It refuses a C library whose symbols it cannot find.
    let probe = Child::new(&program, Limits::PROBE).arg("/bin/true").run();
    match probe {
        Ok(done) if done.is_success() => Ok(Some(version.trim().to_owned())),
        _ => Err(Missing::new(
            "valgrind does not start here",
            "apt-get install libc6-dbg",
        )),
    }
}

fn child(setting: &Setting<'_>) -> Child {
    let program = which("valgrind").unwrap_or_else(|| "valgrind".into());
    setting
        .program(&program, super::CHECKED)
        .env("PYTHONMALLOC", "malloc")
        .args([
            "--leak-check=full",
            "--show-leak-kinds=definite",
            "--num-callers=30",
        ])
        // CPython's own code is reported for them below whatever called it, a healthy import too.
        .arg("--undef-value-errors=no")
        // A path that is left whole tells our sources from those of the system.
        .args([
            "--fullpath-after=",
            "--error-limit=no",
            "--child-silent-after-fork=yes",
        ])
        .arg(setting.python)
        .arg(setting.script())
}
