//! Findings as SARIF 2.1.0, which code hosts and editors read.

use std::collections::BTreeMap;

use anyhow::Context;
use fishplate_model::{Finding, Label, Severity};
use serde_json::Value;
use serde_sarif::sarif::{
    ArtifactLocation, Location, Message, MultiformatMessageString, PhysicalLocation, Region,
    ReportingConfiguration, ReportingDescriptor, Result as SarifResult, ResultLevel, Run, Sarif,
    Tool, ToolComponent,
};

use super::Outcome;

/// What SARIF carries of a rule.
pub(crate) struct RuleText {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) explanation: String,
}

/// All findings, with the rules that they come from.
pub(crate) fn sarif(outcome: &Outcome, rules: &[RuleText]) -> anyhow::Result<String> {
    let driver = ToolComponent::builder()
        .name("fishplate")
        .semantic_version(env!("CARGO_PKG_VERSION"))
        .rules(rules.iter().map(descriptor).collect::<Vec<_>>())
        .build();
    let results: Vec<SarifResult> = (outcome.findings.iter())
        .map(|finding| result(finding, rules))
        .collect();
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .column_kind(Value::from("unicodeCodePoints"))
        .results(results)
        .build();
    let document = Sarif::builder()
        .version(Value::from("2.1.0"))
        .runs(vec![run])
        .build();
    let text = serde_json::to_string_pretty(&document).context("cannot write SARIF")?;
    Ok(super::json::tame(&(text + "\n")))
}

fn descriptor(rule: &RuleText) -> ReportingDescriptor {
    ReportingDescriptor::builder()
        .id(rule.code)
        .name(camel_case(rule.name))
        .short_description(words(rule.summary))
        .full_description(words(&rule.explanation))
        .default_configuration(
            ReportingConfiguration::builder()
                .level(Value::from("warning"))
                .build(),
        )
        .build()
}

/// `arg-width` as `ArgWidth`, the form that SARIF wants of a rule's name.
fn camel_case(name: &str) -> String {
    name.split('-')
        .flat_map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            first.into_iter().chain(letters)
        })
        .collect()
}

fn words(text: &str) -> MultiformatMessageString {
    MultiformatMessageString::builder().text(text).build()
}

fn result(finding: &Finding, rules: &[RuleText]) -> SarifResult {
    let level = match finding.severity {
        Severity::Error => ResultLevel::Error,
        Severity::Warning => ResultLevel::Warning,
        Severity::Note => ResultLevel::Note,
    };
    let parts = [&finding.sentence(), &finding.consequence, &finding.help];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    let message: Vec<String> = parts.map(|part| sentence(part)).collect();
    let message = message.join(" ");
    let fingerprints = BTreeMap::from([(
        "fishplateFingerprint/v1".to_owned(),
        finding.fingerprint.clone(),
    )]);
    let related: Vec<Location> = (finding.native.iter())
        .map(|native| location(native, Some(0)))
        .collect();
    let index = rules.iter().position(|rule| rule.code == finding.code);
    let index = index.and_then(|index| i64::try_from(index).ok());
    SarifResult::builder()
        .rule_id(finding.code.clone())
        .rule_index(index.unwrap_or(-1))
        .level(level)
        .message(Message::builder().text(message).build())
        .locations(vec![location(&finding.binding, None)])
        .related_locations(related)
        .partial_fingerprints(fingerprints)
        .build()
}

/// A part of a finding as a sentence among others.
fn sentence(part: &str) -> String {
    let mut letters = part.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let end = if part.ends_with('.') { "" } else { "." };
    first.chain(letters).chain(end.chars()).collect()
}

fn location(label: &Label, id: Option<i64>) -> Location {
    let span = &label.span;
    let region = Region::builder()
        .start_line(i64::from(span.line))
        .start_column(i64::from(span.column))
        .end_column(i64::from(span.column) + i64::from(label.width.max(1)))
        .build();
    let physical = PhysicalLocation::builder()
        .artifact_location(ArtifactLocation::builder().uri(uri(&span.file)).build())
        .region(region)
        .build();
    let message = Message::builder().text(label.text.clone()).build();
    match id {
        Some(id) => Location::builder()
            .id(id)
            .physical_location(physical)
            .message(message)
            .build(),
        None => Location::builder()
            .physical_location(physical)
            .message(message)
            .build(),
    }
}

/// A path as a URI reference: what has a meaning of its own there is written as bytes.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_uri() {
        assert_eq!(uri("src/a b%é.py"), "src/a%20b%25%C3%A9.py");
        assert_eq!(uri("/usr/include/z.h"), "file:///usr/include/z.h");
        assert_eq!(camel_case("ret-pointer-default"), "RetPointerDefault");
    }
}
