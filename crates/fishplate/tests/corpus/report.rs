//! What all packages gave together: as a table for a person, as JSON, and against the bars.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::entry::{Entry, Expected, Group};
use crate::judged::Judged;
use crate::outcome::{Found, Outcome};

/// The least share of errors that must be right.
const PRECISION: f64 = 0.95;

/// All packages, and the judgements of their errors.
pub(crate) struct Report<'a> {
    rows: Vec<(&'a Entry, Result<Outcome, String>)>,
    judged: Vec<Judged>,
}

/// Errors by what a person says of them.
#[derive(Default)]
struct Errors {
    right: usize,
    wrong: usize,
    unjudged: Vec<String>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(
        rows: Vec<(&'a Entry, Result<Outcome, String>)>,
        judged: Vec<Judged>,
    ) -> Self {
        Self { rows, judged }
    }

    fn outcomes(&self) -> impl Iterator<Item = (&'a Entry, &Outcome)> {
        self.rows
            .iter()
            .filter_map(|(entry, outcome)| Some((*entry, outcome.as_ref().ok()?)))
    }

    /// The judgement of an error that nobody had listed.
    fn judgement(&self, entry: &Entry, found: &Found) -> Option<&Judged> {
        self.judged.iter().find(|one| {
            (&one.package, &one.version, &one.code) == (&entry.package, &entry.version, &found.code)
                && (&one.file, one.at, &one.symbol) == (&found.file, found.line, &found.symbol)
        })
    }

    fn errors(&self) -> Errors {
        let mut errors = Errors::default();
        for (entry, outcome) in self.outcomes() {
            errors.right += outcome.count("error") - outcome.extra_errors.len();
            for found in &outcome.extra_errors {
                match self.judgement(entry, found) {
                    Some(judged) if judged.is_true => errors.right += 1,
                    Some(_) => errors.wrong += 1,
                    None => errors.unjudged.push(format!(
                        "{}: {} {}:{} {}: {}",
                        entry.package,
                        found.code,
                        found.file,
                        found.line,
                        found.symbol,
                        found.message
                    )),
                }
            }
        }
        errors
    }

    /// One sentence for each bar that is not reached.
    pub(crate) fn missed_bars(&self) -> Vec<String> {
        let mut missed = Vec::new();
        for (entry, outcome) in self.outcomes() {
            let serious = outcome.missing.iter().filter(|one| one.severity != "note");
            missed
                .extend(serious.map(|one| format!("{}: not found: {}", entry.package, shown(one))));
            let (errors, warnings) = (outcome.count("error"), outcome.count("warning"));
            if entry.is_clean && errors + warnings > 0 {
                missed.push(format!(
                    "{}: has {errors} errors and {warnings} warnings, and there are none to be found",
                    entry.package
                ));
            }
        }
        let errors = self.errors();
        missed.extend(
            errors
                .unjudged
                .iter()
                .map(|one| format!("nobody has judged: {one}")),
        );
        let all = errors.right + errors.wrong;
        if share(errors.right, all) < PRECISION {
            missed.push(format!("{} of {all} errors are right", errors.right));
        }
        missed
    }

    /// Writes the table and the sums to standard error, past the test runner's capture.
    pub(crate) fn print(&self) {
        use std::io::Write as _;
        let _ = std::io::stderr().write_all(self.text().as_bytes());
    }

    fn text(&self) -> String {
        let mut text = format!(
            "{:<22} {:<9} {:>6} {:>9} {:>8} {:>5} {:>7} {:>10} {:>6}\n",
            "package",
            "version",
            "errors",
            "warnings",
            "expected",
            "seen",
            "extra",
            "unresolved",
            "cpu"
        );
        for (entry, outcome) in self.outcomes() {
            let expected = entry.expected.len();
            let _ = writeln!(
                text,
                "{:<22} {:<9} {:>6} {:>9} {:>8} {:>5} {:>7} {:>10} {:>4.1} s",
                entry.package,
                entry.version,
                outcome.count("error"),
                outcome.count("warning"),
                expected,
                expected - outcome.missing.len(),
                outcome.extra_errors.len(),
                outcome.unresolved,
                outcome.cpu.as_secs_f64()
            );
            for one in &outcome.missing {
                let _ = writeln!(text, "    not found: {}", shown(one));
            }
            if let Some(version) = &outcome.other_headers {
                let _ = writeln!(
                    text,
                    "    its headers are {version}; what is expected was seen with {}",
                    entry.header_version
                );
            }
        }
        for (entry, outcome) in &self.rows {
            if let Err(reason) = outcome {
                let _ = writeln!(text, "skipped {}: {reason}", entry.package);
            }
        }
        text.push_str(&self.sums());
        text
    }

    fn sums(&self) -> String {
        let checked = self.outcomes().count();
        let count = |group| {
            self.outcomes()
                .filter(|(entry, _)| entry.group == group)
                .count()
        };
        let mut text = format!(
            "corpus: {checked} of {} packages checked ({} of the article's list, {} beyond it), {} functions; {} skipped\n",
            self.rows.len(),
            count(Group::Article),
            count(Group::Beyond),
            self.outcomes().map(|(_, one)| one.functions).sum::<u64>(),
            self.rows.len() - checked
        );
        let errors = self.errors();
        let all = errors.right + errors.wrong + errors.unjudged.len();
        let _ = writeln!(
            text,
            "errors: {all}; right {}, wrong {}, not judged {}; precision {:.1} %",
            errors.right,
            errors.wrong,
            errors.unjudged.len(),
            100.0 * share(errors.right, all)
        );
        text
    }

    /// A row for each package that was checked.
    pub(crate) fn json(&self) -> String {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|(entry, outcome)| match outcome {
                Ok(outcome) => self.row(entry, outcome),
                Err(reason) => json!({
                    "package": entry.package,
                    "version": entry.version,
                    "skipped": reason,
                }),
            })
            .collect();
        format!("{:#}\n", Value::from(rows))
    }

    fn row(&self, entry: &Entry, outcome: &Outcome) -> Value {
        let extra = outcome.extra_errors.iter().map(|found| {
            let judged = self.judgement(entry, found);
            let mut value = json!(found);
            value["verdict"] = json!(judged.map(|one| one.is_true));
            value["reason"] = json!(judged.map(|one| &one.reason));
            value
        });
        json!({
            "package": entry.package,
            "version": entry.version,
            "headers": outcome.other_headers.as_ref().unwrap_or(&entry.header_version),
            "expected": entry.expected.iter().map(expected).collect::<Vec<_>>(),
            "found": outcome.found,
            "missing": outcome.missing.iter().map(expected).collect::<Vec<_>>(),
            "extra_errors": extra.collect::<Vec<_>>(),
            "unresolved": outcome.unresolved,
            "cpu_s": outcome.cpu.as_secs_f64(),
        })
    }
}

fn expected(one: &Expected) -> Value {
    json!({
        "code": one.code,
        "severity": one.severity,
        "file": one.file,
        "line": one.line,
        "symbol": one.symbol,
    })
}

fn shown(one: &Expected) -> String {
    let line = one.line.map_or(String::new(), |line| format!(":{line}"));
    format!(
        "{} {} {}{line} {}",
        one.severity, one.code, one.file, one.symbol
    )
}

#[allow(clippy::cast_precision_loss, reason = "a few thousand at most")]
fn share(part: usize, all: usize) -> f64 {
    if all == 0 {
        1.0
    } else {
        part as f64 / all as f64
    }
}
