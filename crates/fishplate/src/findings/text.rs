//! Findings for a person: each with both places, then one line that counts them.

use fishplate_model::draw;

use super::{Outcome, Sources, Summary};

/// All findings as text.
pub(crate) fn text(outcome: &Outcome, is_styled: bool, width: u16) -> String {
    let sources = Sources::default();
    let line = |file: &str, line: u32| sources.line(file, line);
    let mut text = String::new();
    for finding in &outcome.findings {
        text.push_str(&draw(finding, &line, is_styled, usize::from(width)));
        text.push('\n');
    }
    text.push_str(&counted(&outcome.summary));
    text
}

/// What was looked at, in one line.
fn counted(summary: &Summary) -> String {
    let found = [
        (summary.errors, "error"),
        (summary.warnings, "warning"),
        (summary.notes, "note"),
    ];
    let found: Vec<String> = found
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| many(*number, word))
        .collect();
    let found = if found.is_empty() {
        "nothing found".to_owned()
    } else {
        found.join(", ")
    };
    let mut line = format!(
        "{found}: {} of {} compared ({}, {})",
        summary.compared,
        many(summary.functions + summary.records, "declaration"),
        many(summary.functions, "function"),
        many(summary.records, "record"),
    );
    for (number, what) in [
        (summary.unresolved, "not understood"),
        (summary.resolved_by_run, "understood by `--run` only"),
        (summary.silenced, "silenced"),
    ] {
        if number > 0 {
            line.push_str(&format!(", {number} {what}"));
        }
    }
    if let Some(jail) = &summary.jail {
        line.push_str(&format!("; modules were imported in a jail ({jail})"));
    }
    line.push('\n');
    line
}

/// A number with its word: "1 error", "2 errors".
pub(crate) fn many(number: u64, word: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {word}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts_what_was_seen() {
        let summary = Summary {
            functions: 12,
            records: 1,
            compared: 11,
            errors: 1,
            notes: 2,
            unresolved: 3,
            ..Summary::default()
        };
        assert_eq!(
            counted(&summary),
            "1 error, 2 notes: 11 of 13 declarations compared (12 functions, 1 record), 3 not understood\n"
        );
        let run = Summary {
            resolved_by_run: 2,
            jail: Some("bubblewrap".to_owned()),
            ..Summary::default()
        };
        assert_eq!(
            counted(&run),
            "nothing found: 0 of 0 declarations compared (0 functions, 0 records), 2 understood by \
             `--run` only; modules were imported in a jail (bubblewrap)\n"
        );
        assert_eq!(
            counted(&Summary::default()),
            "nothing found: 0 of 0 declarations compared (0 functions, 0 records)\n"
        );
    }
}
