//! Findings as JSON; the form is promised to programs.

use fishplate_model::{Finding, Span};
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
