//! The gallery as a person reads it: the matrix, what differs, what was skipped.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::case::{Case, Kind};
use crate::detectors::DETECTORS;
use crate::gallery::Gallery;
use crate::record::{CaseRecord, CellRecord, State};

/// A detector that the case does not name.
const NOT_ASKED: &str = "\u{b7}";
/// Longer answers are cut: a person sees what they are.
const LONGEST: usize = 90;

/// The names of cases with what they are about.
#[must_use]
pub fn list(cases: &[Case]) -> String {
    let width = cases.iter().map(|case| case.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (kind, title) in [
        (Kind::Fault, "broken, with a fixed twin"),
        (Kind::Control, "looks broken, and is fine"),
    ] {
        let _ = writeln!(text, "{title}:");
        for case in cases.iter().filter(|case| case.kind == kind) {
            let _ = writeln!(text, "  {:width$}  {}", case.name, case.summary());
        }
    }
    text
}

impl Gallery {
    /// The matrix, and all that a person has to know beside it. With `is_detailed` each case tells
    /// its story, and each cell what it rests on.
    #[must_use]
    pub fn table(&self, is_detailed: bool, is_coloured: bool) -> String {
        let mut text = String::new();
        if is_detailed {
            for case in &self.cases {
                story(&mut text, case);
            }
        }
        self.matrix(&mut text, is_coloured);
        self.differing(&mut text);
        self.skipped(&mut text);
        let summary = &self.summary;
        let _ = writeln!(
            text,
            "\n{} {}: {} cells as expected, {} otherwise, {} failed, {} skipped",
            summary.cases,
            if summary.cases == 1 { "case" } else { "cases" },
            summary.as_expected,
            summary.differ,
            summary.failed,
            summary.skipped
        );
        for tool in &self.tools {
            let _ = writeln!(text, "  {}: {}", tool.name, tool.version);
        }
        text
    }

    fn matrix(&self, text: &mut String, is_coloured: bool) {
        let asked: Vec<&str> = DETECTORS
            .iter()
            .map(|detector| detector.name)
            .filter(|name| self.cells().any(|(_, cell)| cell.detector == *name))
            .collect();
        let mut rows = vec![Row::title(&asked)];
        rows.extend(self.cases.iter().map(|case| Row::of(case, &asked)));
        let columns = asked.len() + 1;
        let widths: Vec<usize> = (0..columns)
            .map(|column| rows.iter().map(|row| row.width(column)).max().unwrap_or(0))
            .collect();
        for row in &rows {
            row.write(text, &widths, is_coloured);
        }
        text.push_str("(expected/seen where they differ; ");
        let _ = writeln!(
            text,
            "{NOT_ASKED} where the case does not ask the detector)"
        );
    }

    fn cells(&self) -> impl Iterator<Item = (&CaseRecord, &CellRecord)> {
        self.cases
            .iter()
            .flat_map(|case| case.cells.iter().map(move |cell| (case, cell)))
    }

    fn differing(&self, text: &mut String) {
        let wrong = |state| matches!(state, State::Differs | State::Failed);
        for (case, cell) in self.cells().filter(|(_, cell)| wrong(cell.state)) {
            let _ = writeln!(
                text,
                "\n{}, {}: expected {}",
                case.name,
                cell.detector,
                cell.expected.word()
            );
            let _ = writeln!(text, "  {}", evidence(cell));
        }
    }

    fn skipped(&self, text: &mut String) {
        let mut reasons: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (case, cell) in self
            .cells()
            .filter(|(_, cell)| cell.state == State::Skipped)
        {
            let of = reasons
                .entry(cell.reason.as_deref().unwrap_or_default())
                .or_default();
            let name = match case.reason {
                // The whole case is skipped: once is enough.
                Some(_) => case.name.clone(),
                None => format!("{} ({})", case.name, cell.detector),
            };
            if !of.contains(&name) {
                of.push(name);
            }
        }
        for (reason, names) in reasons {
            let _ = writeln!(text, "\nskipped, since {reason}\n  {}", names.join(", "));
        }
    }
}

fn story(text: &mut String, case: &CaseRecord) {
    let _ = writeln!(text, "{}\n", case.name);
    for line in wrapped(&case.story, 96) {
        let _ = writeln!(text, "  {line}");
    }
    text.push('\n');
    for cell in &case.cells {
        let _ = writeln!(text, "  {:9} {}", cell.detector, evidence(cell));
    }
    text.push('\n');
}

/// What a cell rests on, as one line.
fn evidence(cell: &CellRecord) -> String {
    let Some(seen) = cell.seen else {
        return format!("not seen: {}", cell.reason.as_deref().unwrap_or_default());
    };
    let mut text = format!(
        "{}, {} of {} runs differ",
        seen.word(),
        cell.hits,
        cell.runs
    );
    if cell.executions > cell.runs {
        let _ = write!(text, " ({} executions)", cell.executions);
    }
    if let Some(report) = cell.reports.first() {
        let _ = write!(text, ": {}", cut(report));
    }
    if let Some(fixed) = cell.fixed.first() {
        let _ = write!(text, "; the fixed version: {}", cut(fixed));
    }
    text
}

fn cut(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('\u{2026}');
    }
    short
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let Some(line) = lines.last_mut() else { break };
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// One line of the matrix; a cell may be marked as one to look at.
struct Row(Vec<(String, bool)>);

impl Row {
    fn title(asked: &[&str]) -> Self {
        let names = ["case"].iter().chain(asked);
        Self(names.map(|name| ((*name).to_owned(), false)).collect())
    }

    fn of(case: &CaseRecord, asked: &[&str]) -> Self {
        let mut cells = vec![(case.name.clone(), false)];
        for name in asked {
            let cell = case.cells.iter().find(|cell| cell.detector == *name);
            cells.push(cell.map_or_else(|| (NOT_ASKED.to_owned(), false), word));
        }
        Self(cells)
    }

    fn width(&self, column: usize) -> usize {
        self.0
            .get(column)
            .map_or(0, |(text, _)| text.chars().count())
    }

    fn write(&self, text: &mut String, widths: &[usize], is_coloured: bool) {
        let mut line = String::new();
        for ((cell, is_marked), width) in self.0.iter().zip(widths) {
            let padded = format!("{cell:width$}");
            if *is_marked && is_coloured {
                let _ = write!(line, "\x1b[31m{padded}\x1b[0m  ");
            } else {
                let _ = write!(line, "{padded}  ");
            }
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
}

fn word(cell: &CellRecord) -> (String, bool) {
    match (cell.state, cell.seen) {
        (State::Differs, Some(seen)) => (format!("{}/{}", cell.expected.word(), seen.word()), true),
        (State::Failed, _) => (format!("{}/failed", cell.expected.word()), true),
        (State::AsExpected, Some(seen)) => (seen.word().to_owned(), false),
        _ => ("skipped".to_owned(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict;
    use crate::record::ToolRecord;

    fn cell(detector: &'static str, state: State, seen: Option<Verdict>) -> CellRecord {
        CellRecord {
            detector,
            state,
            expected: Verdict::Caught,
            seen,
            hits: 4,
            runs: 4,
            executions: 4,
            reports: vec!["93".to_owned()],
            fixed: vec!["100".to_owned()],
            reason: (state == State::Skipped)
                .then(|| "valgrind is missing: apt-get install valgrind".to_owned()),
        }
    }

    fn gallery() -> Gallery {
        let record = |name: &str, cells| CaseRecord {
            name: name.to_owned(),
            kind: Kind::Fault,
            story: "It breaks. It is mended.".to_owned(),
            reason: None,
            cells,
        };
        let cases = vec![
            record(
                "right",
                vec![
                    cell("plain", State::AsExpected, Some(Verdict::Caught)),
                    cell("valgrind", State::Skipped, None),
                ],
            ),
            record(
                "wrong",
                vec![cell("plain", State::Differs, Some(Verdict::Missed))],
            ),
        ];
        let tool = ToolRecord {
            name: "CPython".to_owned(),
            version: "3.11.7".to_owned(),
        };
        Gallery::new(vec![tool], cases)
    }

    #[test]
    fn the_matrix_shows_expected_against_seen_and_names_what_was_skipped() {
        let gallery = gallery();
        assert!(!gallery.is_as_expected());
        insta::assert_snapshot!(gallery.table(false, false), @r"
        case   plain          valgrind
        right  caught         skipped
        wrong  caught/missed  ·
        (expected/seen where they differ; · where the case does not ask the detector)

        wrong, plain: expected caught
          missed, 4 of 4 runs differ: 93; the fixed version: 100

        skipped, since valgrind is missing: apt-get install valgrind
          right (valgrind)

        2 cases: 1 cells as expected, 1 otherwise, 0 failed, 1 skipped
          CPython: 3.11.7
        ");
    }

    #[test]
    fn a_detailed_table_tells_the_story() {
        let text = gallery().table(true, false);
        assert!(text.contains("It breaks. It is mended."), "{text}");
        assert!(
            text.contains("caught, 4 of 4 runs differ: 93; the fixed version: 100"),
            "{text}"
        );
    }

    #[test]
    fn what_differs_is_marked_in_colour() {
        assert!(
            gallery()
                .table(false, true)
                .contains("\x1b[31mcaught/missed\x1b[0m")
        );
    }
}
