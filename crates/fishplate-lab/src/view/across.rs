//! The cases of a workload side by side: what a call shape costs on one path.

use fishplate_model::Row;
use serde::Serialize;

use super::figures::nanoseconds;
use super::{NONE, distinct, variant_of};

/// The net times of each contestant in each case.
#[derive(Serialize)]
pub(crate) struct AcrossView {
    pub(crate) cases: Vec<String>,
    pub(crate) rows: Vec<AcrossLine>,
}

/// The times of one contestant, in the order of the view's cases.
#[derive(Serialize)]
pub(crate) struct AcrossLine {
    pub(crate) binding: String,
    pub(crate) variant: String,
    pub(crate) cells: Vec<String>,
}

impl AcrossView {
    /// The view of a workload's rows; none where there are no cases to compare, or sizes too.
    pub(crate) fn of(rows: &[&Row]) -> Option<Self> {
        let cases = distinct(rows.iter().filter_map(|row| row.case.as_deref()));
        if cases.len() < 2 || rows.iter().any(|row| row.size.is_some()) {
            return None;
        }
        let name = |row: &Row| (row.binding.clone(), row.variant.clone());
        let contestants = distinct(rows.iter().map(|row| name(row)));
        let line = |wanted: (String, String)| {
            let cell = |case: &&str| {
                let mut of_row = rows.iter().filter(|row| name(row) == wanted);
                let found = of_row.find(|row| row.case.as_deref() == Some(case));
                let net = found.and_then(|row| row.net_ns);
                net.map_or_else(|| NONE.to_owned(), nanoseconds)
            };
            AcrossLine {
                cells: cases.iter().map(cell).collect(),
                variant: variant_of(&wanted.0, &wanted.1),
                binding: wanted.0,
            }
        };
        Some(Self {
            rows: contestants.into_iter().map(line).collect(),
            cases: cases.iter().map(|case| (*case).to_owned()).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up;

    #[test]
    fn a_contestant_without_a_row_in_a_case_has_a_gap_there() {
        let row = |case: &str, binding, net| Row {
            case: Some(case.to_owned()),
            ..made_up::row("w", None, binding, "generated", net)
        };
        let rows = [
            row("one", "x", 20.0),
            row("two", "x", 30.0),
            row("two", "y", 9.0),
        ];
        let view = AcrossView::of(&rows.iter().collect::<Vec<_>>()).unwrap();
        assert_eq!(view.cases, ["one", "two"]);
        assert_eq!(view.rows[0].cells, ["20.0", "30.0"]);
        assert_eq!(
            (view.rows[1].cells[0].as_str(), &*view.rows[1].binding),
            (NONE, "y")
        );
    }

    #[test]
    fn one_case_has_nothing_beside_it() {
        let row = made_up::row("w", None, "x", "generated", 20.0);
        assert!(AcrossView::of(&[&row, &row]).is_none());
    }
}
