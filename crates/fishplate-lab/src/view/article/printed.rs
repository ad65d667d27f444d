//! The article's figures as they are printed: `data/article.toml`.

use std::sync::LazyLock;

use fishplate_model::{Row, SizeUnit};
use serde::Deserialize;

/// The tables.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Printed {
    /// Up to which factor a printed ratio and a measured one agree.
    pub(crate) agrees_within: f64,
    #[serde(rename = "table")]
    pub(crate) tables: Vec<PrintedTable>,
}

/// One table; the ratios are to its first row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PrintedTable {
    pub(crate) title: String,
    pub(crate) workload: String,
    pub(crate) time: Time,
    #[serde(default)]
    pub(crate) sizes: Vec<u64>,
    pub(crate) size_unit: Option<SizeUnit>,
    /// The memory of the input, where the table tells of memory.
    pub(crate) input_gib: Option<f64>,
    #[serde(rename = "row")]
    pub(crate) rows: Vec<PrintedRow>,
}

/// One row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PrintedRow {
    pub(crate) name: String,
    /// The row of ours that measures the same: `binding/variant`.
    pub(crate) row: String,
    /// By size.
    pub(crate) printed_ns: Vec<f64>,
    /// Whether it copies; none where the article leaves it open or it has nothing to copy.
    pub(crate) copies: Option<bool>,
    /// The memory of input and call together.
    pub(crate) memory_gib: Option<f64>,
}

/// Which of our figures a table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) enum Time {
    /// A call like many before it.
    #[serde(rename = "call")]
    Call,
    /// The first call of a process.
    #[serde(rename = "first call")]
    FirstCall,
}

impl Time {
    /// The figure of a row.
    pub(crate) fn of(self, row: &Row) -> Option<f64> {
        let time = match self {
            Self::Call => row.net_ns,
            Self::FirstCall => row.first_call_ns,
        };
        time.filter(|ns| *ns > 0.0)
    }
}

impl PrintedTable {
    /// The sizes; one without a number in a table that has none.
    pub(crate) fn steps(&self) -> Vec<Option<u64>> {
        if self.sizes.is_empty() {
            vec![None]
        } else {
            self.sizes.iter().copied().map(Some).collect()
        }
    }
}

static PRINTED: LazyLock<Result<Printed, String>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../data/article.toml")).map_err(|error| error.to_string())
});

/// The tables; none only where the carried file is broken, which a test sees.
pub(crate) fn printed() -> Option<&'static Printed> {
    PRINTED.as_ref().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{NATIVE, REFERENCE};

    #[test]
    fn all_four_tables_are_there_with_a_figure_for_each_size() {
        assert_eq!(PRINTED.as_ref().err(), None);
        let printed = printed().unwrap();
        let rows: Vec<usize> = printed
            .tables
            .iter()
            .map(|table| table.rows.len())
            .collect();
        assert_eq!(rows, [7, 7, 6, 2]);
        for table in &printed.tables {
            for row in &table.rows {
                assert_eq!(row.printed_ns.len(), table.steps().len(), "{}", row.name);
            }
        }
    }

    #[test]
    fn each_row_is_measured_by_a_contestant_of_a_carried_workload() {
        let all = crate::workloads().unwrap();
        for table in &printed().unwrap().tables {
            let mut workloads = all.iter();
            let workload = workloads.find(|one| one.name == table.workload).unwrap();
            let drive = workload.contestants.iter();
            let drive = drive.map(|one| format!("{}/{}", one.name, one.variant));
            let hand = workload.hand.iter().flat_map(|package| {
                let variants = package.variants.keys();
                variants.map(move |variant| format!("{}/{variant}", package.binding))
            });
            let mut known: Vec<String> = drive.chain(hand).collect();
            known.push(format!("{NATIVE}/{REFERENCE}"));
            for row in &table.rows {
                assert!(known.contains(&row.row), "{} is not in {known:?}", row.row);
            }
            for size in &table.sizes {
                let is_measured = workload.sizes.contains(size);
                assert!(is_measured, "`{}` has no size {size}", workload.name);
            }
            let is_in_bytes = workload.size_unit == SizeUnit::Bytes;
            assert_eq!(table.size_unit == Some(SizeUnit::Bytes), is_in_bytes);
        }
    }
}
