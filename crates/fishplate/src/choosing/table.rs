//! A decision table on the terminal: the article's cells, and below them what holds instead.

use std::fmt::Write as _;

use fishplate_choose::Table;

use super::wrap::wrapped;
use crate::output::{Screen, Tone};

const GAP: usize = 2;
/// Stands behind a cell that does not hold as it is.
const MARK: &str = " *";

/// Draws a table in the columns of the screen.
pub(crate) fn draw(table: &Table, screen: &Screen) -> String {
    let width = usize::from(Screen::width());
    let title = format!("{}: {}", table.id, table.title);
    let mut text = format!("{}\n\n", screen.toned(Tone::Title, &title));
    let mut lines: Vec<Vec<String>> = vec![header(table)];
    lines.extend(table.rows.iter().map(|row| {
        let cells = table.columns.iter().zip(&row.cells).map(|(column, cell)| {
            match table.correction(&row.id, column) {
                Some(_) => format!("{cell}{MARK}"),
                None => cell.clone(),
            }
        });
        std::iter::once(row.id.clone()).chain(cells).collect()
    }));
    let widths = widths(&lines, width);
    for (number, line) in lines.iter().enumerate() {
        text.push_str(&of_line(line, &widths));
        if number == 0 {
            let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
            text.push_str(&of_line(&rule, &widths));
        }
    }
    for one in &table.corrected {
        let cell = table.cell(&one.row, &one.column).unwrap_or_default();
        let note = format!(
            "{}, {}: the article says \"{cell}\"; what holds: {} ({})",
            one.row, one.column, one.holds, one.source
        );
        let _ = write!(text, "\n{}", wrapped("* ", 2, &note, width));
    }
    if let Some(note) = &table.note {
        let _ = write!(text, "\n{}", wrapped("", 0, note, width));
    }
    text
}

fn header(table: &Table) -> Vec<String> {
    std::iter::once("Row".to_owned())
        .chain(table.columns.iter().cloned())
        .collect()
}

/// The widths of the columns: as wide as they would be, and where that is too wide, the widest
/// lose first. None becomes narrower than its longest word.
fn widths(lines: &[Vec<String>], width: usize) -> Vec<usize> {
    let columns = lines.first().map_or(0, Vec::len);
    let longest = |place: usize, length: fn(&String) -> usize| {
        let cells = lines.iter().filter_map(|line| line.get(place));
        cells.map(length).max().unwrap_or(0)
    };
    let mut all: Vec<(usize, usize)> = (0..columns)
        .map(|place| {
            (
                longest(place, |cell| cell.chars().count()),
                longest(place, |cell| word(cell)),
            )
        })
        .collect();
    let room = width.saturating_sub(GAP * columns.saturating_sub(1));
    while all.iter().map(|(wide, _)| wide).sum::<usize>() > room {
        let shrinking = all.iter_mut().filter(|(wide, least)| wide > least);
        let Some((widest, _)) = shrinking.max_by_key(|(wide, _)| *wide) else {
            break;
        };
        *widest -= 1;
    }
    all.into_iter().map(|(wide, _)| wide).collect()
}

/// The length of the longest word of a cell.
fn word(cell: &str) -> usize {
    let words = cell.split_whitespace().map(|word| word.chars().count());
    words.max().unwrap_or(0)
}

/// A row of cells, each wrapped in its own column.
fn of_line(cells: &[String], widths: &[usize]) -> String {
    let cells: Vec<Vec<String>> = (cells.iter().zip(widths))
        .map(|(cell, width)| {
            wrapped("", 0, cell, *width)
                .lines()
                .map(str::to_owned)
                .collect()
        })
        .collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    let mut text = String::new();
    for number in 0..height {
        let mut line = String::new();
        for (cell, width) in cells.iter().zip(widths) {
            let part = cell.get(number).map_or("", String::as_str);
            let _ = write!(line, "{part:width$}{:GAP$}", "");
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_columns_lose_first_and_a_word_stays_whole() {
        let line = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        let lines = [line(&["id", &"xxxxx ".repeat(7), &"yyyy ".repeat(4)])];
        assert_eq!(widths(&lines, 100), [2, 42, 20]);
        assert_eq!(widths(&lines, 46), [2, 20, 20]);
        assert_eq!(widths(&lines, 5), [2, 5, 4]);
    }
}
