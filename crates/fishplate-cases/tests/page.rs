//! The second half of `docs/cases.md` is what the cases say of themselves; `make bless` writes it.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something unforeseen happens"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use fishplate_cases::{Case, DETECTORS, Kind, Requirement, cases};

const MARK: &str =
    "<!-- From here on the page is made from the cases: `make bless` writes it. -->\n";

#[test]
fn the_page_of_cases_is_what_the_cases_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cases.md");
    let known = fs::read_to_string(&path).unwrap();
    let (by_hand, _) = known.split_once(MARK).unwrap();
    let text = format!("{by_hand}{MARK}{}", made());
    if std::env::var_os("FISHPLATE_BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let known = fs::read_to_string(&path).unwrap();
    assert!(
        text == known,
        "docs/cases.md is out of date; `make bless` writes it"
    );
}

#[test]
fn the_gallery_has_what_it_promises() {
    let all = cases().unwrap();
    let count = |kind| all.iter().filter(|case| case.kind == kind).count();
    assert!(
        count(Kind::Fault) >= 20,
        "{} broken cases",
        count(Kind::Fault)
    );
    assert!(
        count(Kind::Control) >= 3,
        "{} controls",
        count(Kind::Control)
    );
}

fn made() -> String {
    let mut text = String::from(
        "\n## The detectors\n\n| detector | what it is | what it cannot see |\n|---|---|---|\n",
    );
    for detector in DETECTORS {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} |",
            detector.name, detector.summary, detector.blind
        );
    }
    let all = cases().unwrap();
    for (kind, title) in [
        (Kind::Fault, "What is expected"),
        (Kind::Control, "The controls"),
    ] {
        matrix(
            &mut text,
            title,
            all.iter().filter(|case| case.kind == kind),
        );
    }
    text.push_str("\n## The stories\n");
    for case in &all {
        let _ = write!(text, "\n### {}\n\n{}\n", case.name, case.story);
        for requirement in &case.requires {
            let _ = match requirement {
                Requirement::Module { module, install } => {
                    writeln!(text, "\nIt needs `{module}`: {install}.")
                }
                Requirement::Cores { cores } => writeln!(text, "\nIt needs {cores} processors."),
            };
        }
        for one in &case.since {
            let (major, minor) = one.version;
            let (name, word) = (one.detector.name, one.verdict.word());
            let _ = writeln!(
                text,
                "\nFrom CPython {major}.{minor} on, `{name}` is expected to be: {word}."
            );
        }
        for (detector, rate) in case.rates() {
            let _ = writeln!(
                text,
                "\nIt depends on timing: `{detector}` shows it in {rate} of the executions, or more."
            );
        }
    }
    text
}

fn matrix<'a>(text: &mut String, title: &str, cases: impl Iterator<Item = &'a Case>) {
    let _ = write!(text, "\n## {title}\n\n| case |");
    for detector in DETECTORS {
        let _ = write!(text, " {} |", detector.name);
    }
    let _ = writeln!(text, "\n|---|{}", "---|".repeat(DETECTORS.len()));
    for case in cases {
        let _ = write!(text, "| [{0}](#{0}) |", case.name);
        for detector in DETECTORS {
            let expected = case
                .expect
                .iter()
                .find(|(one, _)| one.name == detector.name);
            let _ = write!(
                text,
                " {} |",
                expected.map_or("", |(_, verdict)| verdict.word())
            );
        }
        text.push('\n');
    }
}
