//! The rows that are compared with each other: one workload, one case, one size.

use fishplate_model::{Row, SizeUnit, Status, Summary};

pub(crate) use super::title::counted as amount;
use super::{distinct, is_unsafe};
use crate::field::{GENERATED, REFERENCE};

/// Rows of one workload, case and size.
pub(crate) struct Group<'s> {
    pub(crate) workload: &'s str,
    pub(crate) case: Option<&'s str>,
    pub(crate) size: Option<u64>,
    pub(crate) unit: Option<SizeUnit>,
    pub(crate) rows: Vec<&'s Row>,
}

/// The groups of a summary, in the order of its rows.
pub(crate) fn groups(summary: &Summary) -> Vec<Group<'_>> {
    let key = |row: &'_ Row| (row.workload.clone(), row.case.clone(), row.size);
    let keys = distinct(summary.rows.iter().map(key));
    let of = |wanted: &(String, Option<String>, Option<u64>)| {
        let rows = summary.rows.iter().filter(|row| key(row) == *wanted);
        let rows: Vec<&Row> = rows.collect();
        let first = rows.first().copied()?;
        Some(Group {
            workload: &first.workload,
            case: first.case.as_deref(),
            size: first.size,
            unit: first.size_unit,
            rows,
        })
    };
    keys.iter().filter_map(of).collect()
}

impl<'s> Group<'s> {
    /// Whether the times are those of single calls.
    pub(crate) fn is_of_calls(&self) -> bool {
        self.rows.iter().all(|row| row.per.is_none())
    }

    /// What the times are the times of, as a heading begins.
    pub(crate) fn subject(&self) -> String {
        let per = self.rows.iter().find_map(|row| row.per.as_ref());
        per.map_or_else(
            || "Time of a call".to_owned(),
            |per| format!("Time per {per}"),
        )
    }

    /// Whether sizes are those of inputs.
    pub(crate) fn is_of_inputs(&self) -> bool {
        self.size.is_some() && self.unit != Some(SizeUnit::Threads)
    }

    /// Where the rows are from, in words.
    pub(crate) fn place(&self) -> String {
        let size = self
            .size
            .map(|size| format!(" at {}", amount(size, self.unit)));
        format!("{}{}", self.where_from(), size.unwrap_or_default())
    }

    /// The same without the size.
    pub(crate) fn where_from(&self) -> String {
        let case = self.case.map(|case| format!(", case `{case}`"));
        format!("`{}`{}", self.workload, case.unwrap_or_default())
    }

    /// The rows whose times may be quoted, with these.
    pub(crate) fn quotable(&self) -> impl Iterator<Item = (&'s Row, f64)> + '_ {
        self.rows.iter().filter_map(|row| Some((*row, time(row)?)))
    }

    /// The quotable rows of the bindings that fishplate wrote and that keep the one meaning.
    pub(crate) fn generated(&self) -> impl Iterator<Item = (&'s Row, f64)> + '_ {
        self.quotable().filter(|(row, _)| is_generated(row))
    }

    /// The quotable rows without a binding.
    pub(crate) fn references(&self) -> impl Iterator<Item = (&'s Row, f64)> + '_ {
        self.quotable().filter(|(row, _)| row.variant == REFERENCE)
    }
}

/// Whether fishplate wrote what a row measures, with all its checks.
pub(crate) fn is_generated(row: &Row) -> bool {
    row.variant == GENERATED && !is_unsafe(&row.binding)
}

/// The net time of a row that may be quoted: it is steady, and not lost in the empty loop.
pub(crate) fn time(row: &Row) -> Option<f64> {
    let is_steady = row.status == Status::Ok;
    row.net_ns.filter(|net| is_steady && *net > 0.0)
}

/// A row's name in a sentence.
pub(crate) fn name(row: &Row) -> String {
    format!("`{}/{}`", row.binding, row.variant)
}

/// The cheapest of some rows.
pub(crate) fn least<'s>(rows: impl Iterator<Item = (&'s Row, f64)>) -> Option<(&'s Row, f64)> {
    rows.min_by(|a, b| a.1.total_cmp(&b.1))
}

/// The dearest of some rows.
pub(crate) fn most<'s>(rows: impl Iterator<Item = (&'s Row, f64)>) -> Option<(&'s Row, f64)> {
    rows.max_by(|a, b| a.1.total_cmp(&b.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up;

    #[test]
    fn rows_of_one_case_and_size_stand_together() {
        let summary = made_up::summary();
        let all = groups(&summary);
        let places: Vec<String> = all.iter().map(Group::place).collect();
        assert!(
            places.contains(&"`shapes`, case `two`".to_owned()),
            "{places:?}"
        );
        assert!(
            places.contains(&"`dot` at 1,000,000 elements".to_owned()),
            "{places:?}"
        );
        assert_eq!(
            all.iter().map(|group| group.rows.len()).sum::<usize>(),
            summary.rows.len()
        );
    }

    #[test]
    fn only_steady_rows_are_quoted() {
        let good = made_up::row("w", None, "capi", GENERATED, 40.0);
        let status = Status::Unstable;
        let bad = Row {
            status,
            ..good.clone()
        };
        let lost = Row {
            net_ns: Some(-1.0),
            ..good.clone()
        };
        assert_eq!([&good, &bad, &lost].map(time), [Some(40.0), None, None]);
    }
}
