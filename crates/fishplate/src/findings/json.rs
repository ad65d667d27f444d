//! Findings as JSON; the form is promised to programs.

use fishplate_model::{Finding, Label};
use serde_json::{Value, json};

use super::Outcome;

/// All findings and the summary.
pub(crate) fn json(outcome: &Outcome) -> String {
    let findings: Vec<Value> = outcome.findings.iter().map(finding).collect();
    let document = json!({
        "version": 1,
        "findings": findings,
        "summary": outcome.summary,
    });
    format!("{document:#}\n")
}

fn finding(finding: &Finding) -> Value {
    json!({
        "code": finding.code,
        "severity": finding.severity.word(),
        "symbol": finding.symbol,
        "message": finding.message,
        "target": finding.target,
        "targets": finding.targets,
        "binding": place(&finding.binding),
        "native": finding.native.as_ref().map(place),
        "consequence": finding.consequence,
        "help": finding.help,
        "fingerprint": finding.fingerprint,
    })
}

fn place(label: &Label) -> Value {
    json!({
        "file": label.span.file,
        "line": label.span.line,
        "column": label.span.column,
    })
}
