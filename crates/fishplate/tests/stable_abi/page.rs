//! The tables of `docs/stable-abi.md`: read, compared cell by cell, and written.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::probes::Probe;

/// The column of the interpreters' symbols.
pub(crate) const SYMBOLS: &str = "symbols";
const BEGIN: &str = "<!-- tables: made by the test `stable_abi` -->\n";
const END: &str = "<!-- end of the tables -->\n";

pub(crate) struct Page {
    path: PathBuf,
    text: String,
    /// The titles between the first column and the last.
    pub(crate) columns: Vec<String>,
    /// What stands in a column, by the first cell of the row.
    cells: BTreeMap<(String, String), String>,
    differences: Vec<String>,
}

impl Page {
    pub(crate) fn read() -> Self {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/stable-abi.md");
        let text = std::fs::read_to_string(&path).unwrap();
        let mut page = Self {
            path,
            text,
            columns: Vec::new(),
            cells: BTreeMap::new(),
            differences: Vec::new(),
        };
        let tables = page.tables().to_owned();
        for row in tables.lines().filter(|line| line.starts_with('|')) {
            page.take(row);
        }
        page
    }

    fn tables(&self) -> &str {
        let (_, rest) = self.text.split_once(BEGIN).unwrap();
        rest.split_once(END).unwrap().0
    }

    fn take(&mut self, row: &str) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [first, middle @ .., _] = &cells[..] else {
            return;
        };
        if *first == "wanted" {
            self.columns = middle.iter().map(|title| (*title).to_owned()).collect();
        } else if !first.starts_with("---") {
            for (column, cell) in self.columns.iter().zip(middle) {
                let place = (column.clone(), (*first).to_owned());
                self.cells.insert(place, (*cell).to_owned());
            }
        }
    }

    /// Holds a cell to what was seen, or takes it over.
    pub(crate) fn see(&mut self, column: &str, row: &str, seen: &str, blesses: bool) {
        if blesses && !self.columns.iter().any(|known| known == column) {
            self.columns.push(column.to_owned());
            // By number; the symbols come last.
            self.columns
                .sort_by_key(|title| (title == SYMBOLS, title.len(), title.clone()));
        }
        let place = (column.to_owned(), row.to_owned());
        if blesses {
            self.cells.insert(place, seen.to_owned());
        } else if self.cells.get(&place).is_none_or(|cell| cell != seen) {
            let cell = self.cells.get(&place);
            self.differences.push(format!(
                "{row}, {column}: {seen}, and the page says {cell:?}"
            ));
        }
    }

    /// Holds the column of the symbols to the interpreters that are here.
    pub(crate) fn agree_on_symbols(&mut self, row: &str, needs_none: bool, has: &[(u32, bool)]) {
        let cell = self.cells.get(&(SYMBOLS.to_owned(), row.to_owned()));
        let cell = cell.map_or("", String::as_str);
        let first = match cell {
            "every" => Some(0),
            version => version
                .strip_prefix("3.")
                .and_then(|minor| minor.parse().ok()),
        };
        let agrees = match first {
            Some(first) => has.iter().all(|(minor, has)| *has == (*minor >= first)),
            None => cell == "none" && needs_none,
        };
        if !agrees {
            self.differences.push(format!(
                "{row}, symbols: {has:?}, and the page says {cell:?}"
            ));
        }
    }

    /// Writes the page, or ends the test with all that differs.
    pub(crate) fn settle(self, probes: &[Probe], blesses: bool) {
        let tables = self.drawn(probes);
        if blesses {
            let (before, rest) = self.text.split_once(BEGIN).unwrap();
            let (_, after) = rest.split_once(END).unwrap();
            std::fs::write(&self.path, format!("{before}{BEGIN}{tables}{END}{after}")).unwrap();
            return;
        }
        assert!(
            self.differences.is_empty(),
            "{}",
            self.differences.join("\n")
        );
        let is_same = tables == self.tables();
        assert!(
            is_same,
            "docs/stable-abi.md is out of date; `make bless` writes it"
        );
    }

    fn drawn(&self, probes: &[Probe]) -> String {
        let mut text = String::new();
        let mut group = "";
        for probe in probes {
            if probe.group != group {
                group = &probe.group;
                let titles = self.columns.join(" | ");
                let rules = "--- | ".repeat(self.columns.len() + 1);
                let _ = write!(
                    text,
                    "\n### {group}\n\n| wanted | {titles} | instead, or before |\n| {rules}--- |\n"
                );
            }
            let cells = self.columns.iter().map(|column| {
                let place = (column.clone(), probe.what.clone());
                self.cells.get(&place).map_or("", String::as_str)
            });
            let cells: Vec<&str> = cells.collect();
            let _ = writeln!(
                text,
                "| {} | {} | {} |",
                probe.what,
                cells.join(" | "),
                probe.instead
            );
        }
        text.push('\n');
        text
    }
}
