//! The corpus: real packages and real headers, held against what a person found in them.
//!
//! Each file of `tests/corpus/packages` is one package: where it and its headers come from, and what
//! is expected. Archives are read as they are; nothing of a package is executed but by pip, in a jail,
//! where a package has sources only. A small part runs with every test; `make corpus` runs all of it
//! and writes `corpus.json` into the build folder. What cannot be fetched is skipped by name, and
//! counted.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "all of it is test code"
)]

#[path = "../../../fishplate-read/tests/debian/mod.rs"]
#[allow(dead_code, reason = "other tests take another part of it")]
mod debian;
mod entry;
mod fetch;
mod judged;
mod outcome;
mod report;
mod sdist;

use std::collections::BTreeMap;
use std::path::Path;

use entry::Entry;
use judged::Judged;
use outcome::Outcome;
use report::Report;

/// What came of each package: its outcome, or why it was skipped.
fn outcomes(entries: &[Entry]) -> Vec<(&Entry, Result<Outcome, String>)> {
    entries
        .iter()
        .map(|entry| {
            (
                entry,
                fetch::fetched(entry).and_then(|ready| outcome::of(entry, &ready)),
            )
        })
        .collect()
}

#[test]
fn a_quick_part_of_the_corpus_gives_what_is_expected() {
    let entries: Vec<Entry> = (entry::all().into_iter())
        .filter(|one| one.is_quick)
        .collect();
    assert!(entries.len() >= 4, "the quick part of the corpus is gone");
    let report = Report::new(outcomes(&entries), judged::all());
    report.print();
    reached(&report);
}

#[test]
#[ignore = "fetches and checks every package; `make corpus` runs it"]
fn the_whole_corpus_gives_what_is_expected() {
    // `make corpus ARGS='discid glfw'` for a part of it.
    let wanted = std::env::var("FISHPLATE_CORPUS").unwrap_or_default();
    let wanted: Vec<&str> = wanted.split_whitespace().collect();
    let entries: Vec<Entry> = entry::all()
        .into_iter()
        .filter(|one| wanted.is_empty() || wanted.contains(&one.package.as_str()))
        .collect();
    assert!(
        !entries.is_empty(),
        "no package of the corpus is called `{}`",
        wanted.join("` or `")
    );
    let report = Report::new(outcomes(&entries), judged::all());
    report.print();
    let out = fetch::build_folder().join("corpus.json");
    std::fs::write(&out, report.json()).unwrap();
    eprintln!("written: {}", out.display());
    reached(&report);
}

/// Ends the test where a bar is missed, with a line for each.
fn reached(report: &Report<'_>) {
    let missed = report.missed_bars();
    assert!(
        missed.is_empty(),
        "the corpus misses:\n{}",
        missed.join("\n")
    );
}

#[test]
fn every_judgement_is_of_a_package_and_has_a_reason() {
    let packages: BTreeMap<String, String> = entry::all()
        .into_iter()
        .map(|one| (one.package, one.version))
        .collect();
    for Judged {
        package,
        version,
        reason,
        line,
        ..
    } in judged::all()
    {
        assert_eq!(
            packages.get(&package),
            Some(&version),
            "{package}, line {line}"
        );
        assert!(
            reason.len() > 20,
            "{package}, line {line}: `{reason}` says nothing"
        );
    }
}

/// A folder of the checkout.
fn checkout(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(name)
}
