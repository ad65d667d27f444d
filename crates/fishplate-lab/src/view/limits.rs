//! What this run leaves open, counted from its rows.

use fishplate_model::{Row, Status, Summary};

use super::status;

/// One sentence for each kind of row that has no figures, or none to quote.
pub(crate) fn limits(summary: &Summary) -> Vec<String> {
    let mut said = Vec::new();
    let total = summary.rows.len();
    for (wanted, meaning) in [
        (
            Status::Unstable,
            "their figures are shown and should not be quoted",
        ),
        (Status::Skipped, "something that they need was not there"),
        (
            Status::Wrong,
            "their answers differ from the reference, so they were not timed",
        ),
        (Status::Crashed, "their processes died"),
        (Status::Timeout, "they did not end in time"),
    ] {
        let of = |row: &&Row| row.status == wanted;
        let rows: Vec<&Row> = summary.rows.iter().filter(of).collect();
        let names = super::distinct(
            rows.iter()
                .map(|row| format!("`{}/{}` in `{}`", row.binding, row.variant, row.workload)),
        );
        if !names.is_empty() {
            said.push(format!(
                "{} of {total} rows are {}; {meaning}: {}.",
                rows.len(),
                status(wanted),
                super::story::listed(&names, NAMES)
            ));
        }
    }
    said
}

/// The most names in a sentence; the tables have all.
const NAMES: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up;

    #[test]
    fn rows_without_figures_are_counted_by_kind() {
        let said = limits(&made_up::summary());
        assert_eq!(said.len(), 3, "{said:?}");
        assert_eq!(
            said[1],
            "2 of 14 rows are skipped; something that they need was not there: \
             `nanobind/hand-idiom` in `add`, `pybind11/generated` in `add`."
        );
    }
}
