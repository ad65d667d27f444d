//! The table on the terminal.
//!
//! Figures keep their columns at every width; words wrap, and a terminal that is too narrow for
//! all columns loses those that the files have too.

use std::fmt::Write as _;

use fishplate_model::Summary;

use crate::BenchOutcome;
use crate::view::{self, NONE, RowView, TableView, WorkloadView};

/// How a table is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The width of the terminal, in columns.
    pub width: u16,
    /// Whether it shows colours.
    pub is_coloured: bool,
}

impl Default for Look {
    /// For a pipe: the same wherever it is read.
    fn default() -> Self {
        Self {
            width: 100,
            is_coloured: false,
        }
    }
}

/// Narrower than this, lines are left to the terminal.
const NARROWEST: usize = 40;
/// The least room for words beside the figures; with less they go below.
const ROOM: usize = 24;
const GAP: &str = "  ";

impl BenchOutcome {
    /// The tables, the warnings, and where the files are, if they could be written.
    #[must_use]
    pub fn table(&self, look: &Look) -> String {
        let mut text = table(&self.summary, look);
        if let Ok(files) = &self.files {
            text.push_str("\nWritten:\n");
            for file in files {
                let _ = writeln!(text, "  {}", file.display());
            }
        }
        text
    }
}

/// The tables of a summary, one for each workload, case and size, and the warnings.
#[must_use]
pub fn table(summary: &Summary, look: &Look) -> String {
    let width = usize::from(look.width).max(NARROWEST);
    let mut text = String::new();
    let workloads = view::workloads(summary);
    for workload in &workloads {
        text.push_str(&of_workload(workload, width, look));
    }
    text.push_str(&wrapped(LEGEND, width, ""));
    if workloads.iter().any(|workload| workload.is_for_packages) {
        text.push_str(&wrapped(PACKAGE_LEGEND, width, ""));
    }
    for note in view::notes(summary) {
        text.push_str(&wrapped(&format!("note: {note}"), width, "  "));
    }
    text
}

const LEGEND: &str = "Times are nanoseconds per call, or per what the title says, medians; net is less the empty loop. `\u{d7} \
    capi` is the median of paired ratios to the generated `capi` row, with its 95 % interval.";
const PACKAGE_LEGEND: &str = "Build is the CPU time of a cold build with all that it starts, again \
    that of one more after every source was touched, KiB the stripped module; the import is timed in a fresh process, first is the first call in one.";

/// The tables of a workload, and the sentences below them.
fn of_workload(workload: &WorkloadView, width: usize, look: &Look) -> String {
    let columns = if workload.is_for_packages {
        PACKAGE_COLUMNS
    } else {
        CALL_COLUMNS
    };
    let mut text = String::new();
    for table in &workload.tables {
        let comma = if table.title.is_empty() { "" } else { ", " };
        let title = format!("{}{comma}{}", workload.name, table.title);
        let _ = writeln!(text, "{}", look.bold(&title));
        // What bad input does is no matter of a package's cost.
        let has_words = table.has_words && !workload.is_for_packages;
        let layout = Layout::of(table, columns, has_words, width);
        text.push_str(&drawn(table, &layout, look));
        for (names, words) in reasons(table) {
            text.push_str(&wrapped(&format!("{names}: {words}"), width, "  "));
        }
        text.push('\n');
    }
    let below = workload.existing.iter().chain(&workload.break_even);
    let below = below.chain([&workload.warning]);
    let below: Vec<&String> = below.filter(|sentence| !sentence.is_empty()).collect();
    for sentence in &below {
        text.push_str(&wrapped(sentence, width, "  "));
    }
    if !below.is_empty() {
        text.push('\n');
    }
    text
}

/// The reasons below a table, each once, with the rows that it holds for.
fn reasons(table: &TableView) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for row in table.rows.iter().filter(|row| !row.reason.is_empty()) {
        let name = format!("{} {}", row.binding, row.variant);
        let words = format!("{}: {}", row.status, row.reason);
        match found.iter_mut().find(|(_, known)| *known == words) {
            Some((names, _)) => *names = format!("{names}, {name}"),
            None => found.push((name, words)),
        }
    }
    found
}

/// A column of figures or names.
struct Column {
    title: &'static str,
    is_number: bool,
    /// Whether it may go where the terminal is too narrow; the files have it.
    is_dispensable: bool,
    value: fn(&RowView) -> &str,
}

const fn name(title: &'static str, value: fn(&RowView) -> &str) -> Column {
    Column {
        title,
        is_number: false,
        is_dispensable: false,
        value,
    }
}

const fn figure(title: &'static str, value: fn(&RowView) -> &str) -> Column {
    Column {
        title,
        is_number: true,
        is_dispensable: false,
        value,
    }
}

const fn dispensable(column: Column) -> Column {
    Column {
        is_dispensable: true,
        ..column
    }
}

/// What a table of calls shows.
const CALL_COLUMNS: &[Column] = &[
    name("binding", |row| &row.binding),
    name("variant", |row| &row.variant),
    dispensable(figure("raw ns", |row| &row.raw)),
    figure("net ns", |row| &row.net),
    figure("\u{d7} capi", |row| &row.ratio),
    dispensable(figure("95 %", |row| &row.interval)),
    dispensable(figure("instr.", |row| &row.instructions)),
    name("status", |row| &row.status),
];
/// What a table of packages shows.
const PACKAGE_COLUMNS: &[Column] = &[
    name("binding", |row| &row.binding),
    name("variant", |row| &row.variant),
    figure("build s", |row| &row.build),
    dispensable(figure("again s", |row| &row.rebuild)),
    figure("KiB", |row| &row.binary),
    figure("import ms", |row| &row.import),
    dispensable(figure("first \u{b5}s", |row| &row.first_call)),
    dispensable(figure("net ns", |row| &row.net)),
    dispensable(figure("\u{d7} capi", |row| &row.ratio)),
    name("status", |row| &row.status),
];
const WORDS: &str = "accepts silently";

/// The columns of one table, wide enough for what is in them.
struct Layout {
    columns: Vec<(&'static Column, usize)>,
    has_words: bool,
    width: usize,
}

impl Layout {
    fn of(table: &TableView, columns: &'static [Column], has_words: bool, width: usize) -> Self {
        let fit = |column: &'static Column| {
            let values = table
                .rows
                .iter()
                .map(|row| (column.value)(row).chars().count());
            (
                column,
                values.fold(column.title.chars().count(), usize::max),
            )
        };
        // What nobody was asked for needs no column.
        let is_empty = |column: &&Column| {
            let mut rows = table.rows.iter();
            column.is_dispensable && rows.all(|row| (column.value)(row) == NONE)
        };
        let shown = columns.iter().filter(|column| !is_empty(column));
        let mut layout = Self {
            columns: shown.map(fit).collect(),
            has_words,
            width,
        };
        while layout.used() > width + GAP.len() {
            let Some(first) = layout
                .columns
                .iter()
                .position(|(column, _)| column.is_dispensable)
            else {
                break;
            };
            layout.columns.remove(first);
        }
        layout
    }

    /// What the columns and the gaps behind them take.
    fn used(&self) -> usize {
        self.columns
            .iter()
            .map(|(_, width)| width + GAP.len())
            .sum()
    }

    /// Whether there is room for words beside the figures.
    fn is_wide(&self) -> bool {
        self.width >= self.used() + ROOM
    }

    fn head(&self, look: &Look) -> String {
        let titles = self
            .columns
            .iter()
            .map(|(column, width)| padded(column.title, *width, column.is_number) + GAP);
        let titles: String = titles.collect();
        let (titles, rule) = if self.has_words && self.is_wide() {
            (titles + WORDS, self.width)
        } else {
            (titles, self.used() - GAP.len())
        };
        format!(
            "{}\n{}\n",
            look.bold(titles.trim_end()),
            "\u{2500}".repeat(rule)
        )
    }

    fn figures(&self, row: &RowView, look: &Look) -> String {
        let cells = self.columns.iter().map(|(column, width)| {
            let value = (column.value)(row);
            let cell = padded(value, *width, column.is_number);
            let is_status = column.title == "status";
            (if is_status {
                look.status(value, &cell)
            } else {
                cell
            }) + GAP
        });
        cells.collect()
    }
}

fn drawn(table: &TableView, layout: &Layout, look: &Look) -> String {
    let mut text = layout.head(look);
    for row in &table.rows {
        let figures = layout.figures(row, look);
        let words = if table.is_in_full {
            &row.silently
        } else {
            &row.silently_short
        };
        if !layout.has_words || !layout.is_wide() {
            let _ = writeln!(text, "{}", figures.trim_end());
            if layout.has_words && table.is_in_full && words.contains(' ') {
                let words = format!("  {WORDS}: {words}");
                text.push_str(&wrapped(&words, layout.width, "    "));
            }
            continue;
        }
        let margin = " ".repeat(layout.used());
        for (number, line) in wrapped(words, layout.width - layout.used(), "")
            .lines()
            .enumerate()
        {
            let _ = writeln!(
                text,
                "{}{line}",
                if number == 0 { &figures } else { &margin }
            );
        }
    }
    text
}

fn padded(text: &str, width: usize, is_right: bool) -> String {
    let padding = " ".repeat(width.saturating_sub(text.chars().count()));
    if is_right {
        padding + text
    } else {
        text.to_owned() + &padding
    }
}

impl Look {
    fn painted(&self, code: &str, text: &str) -> String {
        if self.is_coloured {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    fn bold(&self, text: &str) -> String {
        self.painted("1", text)
    }

    fn status(&self, status: &str, text: &str) -> String {
        let code = match status {
            "ok" => "32",
            "unstable" | "skipped" => "33",
            _ => "31",
        };
        self.painted(code, text)
    }
}

/// A paragraph in lines of at most `width` columns; the first keeps its own indentation.
fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let own = text.len() - text.trim_start().len();
    let mut line = " ".repeat(own);
    let mut lines = String::new();
    for word in text.split_whitespace() {
        let is_full = line.chars().count() + word.chars().count() > width;
        if !line.trim().is_empty() && is_full {
            let _ = writeln!(lines, "{}", line.trim_end());
            indent.clone_into(&mut line);
        }
        line.push_str(word);
        line.push(' ');
    }
    let _ = writeln!(lines, "{}", line.trim_end());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up;

    #[test]
    fn the_table_in_a_pipe() {
        insta::assert_snapshot!(table(&made_up::summary(), &Look::default()));
    }

    #[test]
    fn the_table_in_a_narrow_terminal_keeps_its_width() {
        for width in [60, 72, 80, 200] {
            let text = table(
                &made_up::summary(),
                &Look {
                    width,
                    is_coloured: false,
                },
            );
            for line in text.lines() {
                assert!(
                    line.chars().count() <= usize::from(width),
                    "{width}: {line}"
                );
            }
        }
        insta::assert_snapshot!(table(
            &made_up::summary(),
            &Look {
                width: 60,
                is_coloured: false
            }
        ));
    }

    #[test]
    fn instructions_have_a_column_where_they_were_counted() {
        let mut summary = made_up::summary();
        let look = Look {
            width: 200,
            is_coloured: false,
        };
        assert!(!table(&summary, &look).contains("instr."));
        summary.rows[0].instructions = Some(1_465.0);
        let text = table(&summary, &look);
        assert!(text.contains("instr.") && text.contains("1,465"), "{text}");
    }

    #[test]
    fn colours_are_only_drawn_where_they_are_asked_for() {
        let plain = table(&made_up::summary(), &Look::default());
        let coloured = table(
            &made_up::summary(),
            &Look {
                width: 100,
                is_coloured: true,
            },
        );
        assert!(!plain.contains('\u{1b}') && coloured.contains('\u{1b}'));
    }
}
