//! A table of the article: its cells as they are, and what holds where they do not.

use serde::{Deserialize, Serialize};

/// A table, each row with an id of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Table {
    /// The id of the table.
    pub id: String,
    /// What `--table` calls it.
    pub name: String,
    /// What it is about.
    pub title: String,
    /// What to know before it is used.
    pub note: Option<String>,
    /// The titles of the columns, that of the ids left out.
    pub columns: Vec<String>,
    /// The rows in their order.
    pub rows: Vec<Row>,
    /// The cells that do not hold as they stand.
    pub corrected: Vec<Correction>,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its id, such as `X-06.1`.
    pub id: String,
    /// As many cells as there are columns; one that the article leaves open is empty.
    pub cells: Vec<String>,
}

/// What holds in the place of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The row's id.
    pub row: String,
    /// The column's title.
    pub column: String,
    /// What holds.
    pub holds: String,
    /// The numbers of the claims that were tested.
    pub source: String,
}

/// A table as it stands in its file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableFile {
    id: String,
    name: String,
    title: String,
    note: Option<String>,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    #[serde(default)]
    corrected: Vec<Correction>,
}

impl Table {
    /// Reads a table from its file.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let file: TableFile = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        let rows: Result<Vec<Row>, String> = file.rows.into_iter().map(row).collect();
        let table = Self {
            id: file.id,
            name: file.name,
            title: file.title,
            note: file.note,
            columns: file.columns,
            rows: rows?,
            corrected: file.corrected,
        };
        if let Some(row) = table
            .rows
            .iter()
            .find(|row| row.cells.len() != table.columns.len())
        {
            return Err(format!("row {} has another number of cells", row.id));
        }
        match table
            .corrected
            .iter()
            .find(|one| table.cell(&one.row, &one.column).is_none())
        {
            Some(one) => Err(format!(
                "the correction of {} {} has no cell",
                one.row, one.column
            )),
            None => Ok(table),
        }
    }

    /// The article's cell.
    #[must_use]
    pub fn cell(&self, row: &str, column: &str) -> Option<&str> {
        let place = self.columns.iter().position(|title| title == column)?;
        let row = self.rows.iter().find(|one| one.id == row)?;
        row.cells.get(place).map(String::as_str)
    }

    /// The correction of a cell, where it does not hold as it stands.
    #[must_use]
    pub fn correction(&self, row: &str, column: &str) -> Option<&Correction> {
        self.corrected
            .iter()
            .find(|one| one.row == row && one.column == column)
    }

    /// What holds: the correction where there is one, else the article's cell.
    #[must_use]
    pub fn holds(&self, row: &str, column: &str) -> Option<&str> {
        self.correction(row, column)
            .map(|one| one.holds.as_str())
            .or_else(|| self.cell(row, column))
    }
}

fn row(cells: Vec<String>) -> Result<Row, String> {
    let mut cells = cells.into_iter();
    let id = cells.next().ok_or("a row is empty")?;
    Ok(Row {
        id,
        cells: cells.collect(),
    })
}
