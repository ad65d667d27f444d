//! Findings as workflow commands, which GitHub shows at the lines of a pull request.

use fishplate_model::{Finding, Severity};

use super::Outcome;
use crate::output::steers;

/// One command a finding.
pub(crate) fn github(outcome: &Outcome) -> String {
    outcome.findings.iter().map(command).collect()
}

fn command(finding: &Finding) -> String {
    let word = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let span = &finding.binding.span;
    let end = span.column.saturating_add(finding.binding.width.max(1)) - 1;
    let mut message = finding.sentence();
    if let Some(native) = &finding.native {
        message.push_str(&format!("\n{}: {}", native.span, native.text));
    }
    for more in [&finding.consequence, &finding.help] {
        if !more.is_empty() {
            message.push_str(&format!("\n{more}"));
        }
    }
    format!(
        "::{word} file={},line={},col={},endColumn={end},title={}::{}\n",
        property(&span.file),
        span.line,
        span.column,
        property(&finding.code),
        data(&message),
    )
}

/// The text of a command: what would end it is escaped.
fn data(text: &str) -> String {
    let mut told = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '%' => told.push_str("%25"),
            '\r' => told.push_str("%0D"),
            '\n' => told.push_str("%0A"),
            // The log is shown on terminals too.
            _ if steers(letter) => told.extend(letter.escape_unicode()),
            _ => told.push(letter),
        }
    }
    told
}

/// A property of a command, which a colon or a comma would end too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_ends_a_command() {
        assert_eq!(property("a,b:c%\nd"), "a%2Cb%3Ac%25%0Ad");
        assert_eq!(data("a::b\n"), "a::b%0A");
        assert_eq!(data("\u{1b}[31m"), "\\u{1b}[31m");
    }
}
