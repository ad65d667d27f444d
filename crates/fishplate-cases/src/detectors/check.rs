//! `fishplate check` over the sources; nothing of them is run.

use fishplate_process::Child;
use serde::Deserialize;

use crate::detector::{Detector, Ended, Setting, Variant};
use crate::verdict::Signals;

pub(super) static DETECTOR: Detector = Detector {
    name: "check",
    summary: "`fishplate check --heuristics` over the sources; nothing is run",
    blind: "what the declarations and the header do not show: lifetimes in C++, locks, reference counts",
    variant: Variant::Plain,
    // It reads the same files each time.
    runs: 1,
    fixed_runs: 1,
    is_answer: false,
    find: |_| Ok(None),
    child,
    signals,
};

/// The header of cases that have none: `check` wants one, and refuses an empty one.
pub(crate) const NO_HEADER: &str = "fishplate-no-header.h";
/// What it holds.
pub(crate) const NO_DECLARATIONS: &str = "int fishplate_nothing(void);\n";

fn child(setting: &Setting<'_>) -> Child {
    let headers = &setting.case.build.headers;
    let mut child = Child::new(&setting.machine.program, super::LIMITS)
        .arg("check")
        .arg(setting.folder)
        .args([
            "--heuristics",
            "--format",
            "json",
            "--color",
            "never",
            "--python",
        ])
        .arg(&setting.machine.environment);
    if headers.is_empty() {
        child = child.arg("--header").arg(setting.scratch.join(NO_HEADER));
    }
    for header in headers {
        child = child.arg("--header").arg(setting.folder.join(header));
    }
    child
}

#[derive(Deserialize)]
struct Answer {
    findings: Vec<Finding>,
}

#[derive(Deserialize)]
struct Finding {
    code: String,
    severity: String,
    symbol: String,
}

fn signals(ended: &Ended) -> Result<Signals, String> {
    let Ended::Done(done) = ended else {
        return Err(format!("`fishplate check`: {}", ended.answer()));
    };
    let answer: Answer = serde_json::from_slice(&done.stdout)
        .map_err(|_| format!("`fishplate check` gave no findings: {}", done.tail(2)))?;
    let told = answer.findings.iter().filter(|one| one.severity != "note");
    Ok(told
        .map(|one| format!("{} `{}`", one.code, one.symbol))
        .collect())
}
