//! Findings as JSON; the form is promised to programs.

use std::fmt::Write as _;

use fishplate_model::{Finding, Span};
use serde_json::{Value, json};

use super::Outcome;
use crate::output::steers;

/// All findings and the summary.
pub(crate) fn json(outcome: &Outcome) -> String {
    let findings: Vec<Value> = outcome.findings.iter().map(finding).collect();
    let document = json!({
        "version": 1,
        "findings": findings,
        "summary": outcome.summary,
    });
    tame(&format!("{document:#}\n"))
}

/// The same JSON without a letter that could steer a terminal: JSON's own rules escape only those
/// below a space, and such letters stand in strings alone.
pub(super) fn tame(text: &str) -> String {
    let mut tamed = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter != '\n' && steers(letter) {
            let _ = write!(tamed, "\\u{:04x}", u32::from(letter));
        } else {
            tamed.push(letter);
        }
    }
    tamed
}

fn finding(finding: &Finding) -> Value {
    json!({
        "code": finding.code,
        "severity": finding.severity.word(),
        "symbol": finding.symbol,
        "message": finding.message,
        "target": finding.target,
        "targets": finding.targets,
        "versions": finding.versions,
        "binding": place(&finding.binding.span),
        "declaration": finding.declaration.as_ref().map(place),
        "native": finding.native.as_ref().map(|label| place(&label.span)),
        "consequence": finding.consequence,
        "help": finding.help,
        "fingerprint": finding.fingerprint,
    })
}

fn place(span: &Span) -> Value {
    json!({
        "file": span.file,
        "line": span.line,
        "column": span.column,
    })
}
