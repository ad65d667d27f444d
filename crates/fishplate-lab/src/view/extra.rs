//! Figures that not every run has: each is a column where a row of the workload has one.

use fishplate_model::Row;

use super::NONE;
use super::figures::{instructions, mebibytes};

/// A column that may be absent.
pub(crate) struct Extra {
    title: &'static str,
    value: fn(&Row) -> Option<String>,
}

/// Those of a call.
pub(crate) static CALL: &[Extra] = &[
    Extra {
        title: "copied",
        value: |row| {
            row.copied
                .map(|copied| if copied { "yes" } else { "no" }.to_owned())
        },
    },
    Extra {
        title: "peak memory",
        value: |row| row.extra_peak_bytes.map(mebibytes),
    },
    Extra {
        title: "instructions",
        value: |row| row.instructions.map(instructions),
    },
];

/// Those of a package.
pub(crate) static PACKAGE: &[Extra] = &[Extra {
    title: "rebuild, CPU s",
    value: |row| row.rebuild_cpu_s.map(|s| format!("{s:.1}")),
}];

/// The columns that some row fills.
pub(crate) fn present(all: &'static [Extra], rows: &[&Row]) -> Vec<&'static Extra> {
    let is_there = |extra: &&Extra| rows.iter().any(|row| (extra.value)(row).is_some());
    all.iter().filter(is_there).collect()
}

/// Their headings.
pub(crate) fn titles(columns: &[&'static Extra]) -> Vec<&'static str> {
    columns.iter().map(|extra| extra.title).collect()
}

/// What a row has in them.
pub(crate) fn cells(columns: &[&'static Extra], row: &Row) -> Vec<String> {
    let cell = |extra: &&Extra| (extra.value)(row).unwrap_or_else(|| NONE.to_owned());
    columns.iter().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up;

    #[test]
    fn a_column_is_there_where_a_row_fills_it() {
        let plain = made_up::row("w", None, "capi", "generated", 40.0);
        let full = Row {
            copied: Some(true),
            instructions: Some(1234.4),
            ..plain.clone()
        };
        let columns = present(CALL, &[&plain, &full]);
        assert_eq!(titles(&columns), ["copied", "instructions"]);
        assert_eq!(cells(&columns, &full), ["yes", "1,234"]);
        assert_eq!(cells(&columns, &plain), [NONE, NONE]);
        assert!(present(CALL, &[&plain]).is_empty());
    }
}
