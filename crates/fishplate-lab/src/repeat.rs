//! Whether a second run says the same as the first.

use std::fmt::Write as _;

use fishplate_model::{Row, Status, Summary};

use crate::field::REFERENCE;
use crate::record::id_of;

/// How far medians may differ, up to and above this ratio to `capi`.
const FAR: f64 = 5.0;
const NEAR_LIMIT: f64 = 0.05;
const FAR_LIMIT: f64 = 0.10;
/// The share of binding rows that must repeat, and that may be unstable.
const REPEATING: f64 = 0.90;
const UNSTABLE: f64 = 0.10;

/// What two runs have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Repeat {
    /// Binding rows with a ratio in both runs.
    pub compared: usize,
    /// Rows whose intervals do not overlap or whose medians differ too much, in words.
    pub differing: Vec<String>,
    /// Binding rows of both runs that are `unstable`, in words.
    pub unstable: Vec<String>,
    /// Binding rows that were timed, both runs together.
    pub timed: usize,
}

/// Compares two runs of the same rows.
#[must_use]
pub fn repeat(first: &Summary, second: &Summary) -> Repeat {
    let mut found = Repeat {
        compared: 0,
        differing: Vec::new(),
        unstable: Vec::new(),
        timed: 0,
    };
    for row in first
        .rows
        .iter()
        .chain(&second.rows)
        .filter(|row| is_binding(row))
    {
        found.timed += usize::from(row.net_ns.is_some());
        if row.status == Status::Unstable {
            found.unstable.push(id_of(row));
        }
    }
    for row in first.rows.iter().filter(|row| is_binding(row)) {
        let Some(other) = second.rows.iter().find(|other| id_of(other) == id_of(row)) else {
            continue;
        };
        let (Some(a), Some(b)) = (interval(row), interval(other)) else {
            continue;
        };
        found.compared += 1;
        let limit = if a.1 > FAR { FAR_LIMIT } else { NEAR_LIMIT };
        let difference = b.1 / a.1 - 1.0;
        let is_apart = a.2 < b.0 || b.2 < a.0;
        if is_apart || difference.abs() > limit {
            found.differing.push(format!(
                "{}: {:.3} [{:.3}, {:.3}] and {:.3} [{:.3}, {:.3}], {:+.1} %",
                id_of(row),
                a.1,
                a.0,
                a.2,
                b.1,
                b.0,
                b.2,
                100.0 * difference
            ));
        }
    }
    found
}

impl Repeat {
    /// Whether enough rows repeat and few enough are unstable.
    #[must_use]
    pub fn is_good(&self) -> bool {
        let repeating = (self.compared - self.differing.len()) as f64;
        self.compared > 0
            && repeating >= REPEATING * self.compared as f64
            && self.unstable.len() as f64 <= UNSTABLE * self.timed as f64
    }

    /// The comparison in words.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!(
            "{} of {} binding rows repeat; {} of {} timed rows are unstable\n",
            self.compared - self.differing.len(),
            self.compared,
            self.unstable.len(),
            self.timed
        );
        for line in &self.differing {
            let _ = writeln!(text, "differs: {line}");
        }
        for line in &self.unstable {
            let _ = writeln!(text, "unstable: {line}");
        }
        text
    }
}

fn is_binding(row: &Row) -> bool {
    row.variant != REFERENCE
}

fn interval(row: &Row) -> Option<(f64, f64, f64)> {
    Some((row.ratio_low?, row.ratio_to_capi?, row.ratio_high?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up;

    fn summary(nets: &[f64]) -> Summary {
        let rows = (nets.iter().enumerate())
            .map(|(index, net)| made_up::row("w", Some(index as u64), "ctypes", "generated", *net));
        Summary {
            rows: rows.collect(),
            ..made_up::summary()
        }
    }

    #[test]
    fn one_row_of_ten_may_differ() {
        let first = summary(&[80.0; 10]);
        let mut nets = [80.0; 10];
        nets[3] = 90.0;
        let found = repeat(&first, &summary(&nets));
        assert_eq!((found.compared, found.differing.len()), (10, 1));
        assert!(found.is_good());
        nets[4] = 70.0;
        assert!(!repeat(&first, &summary(&nets)).is_good());
    }

    #[test]
    fn dear_rows_may_differ_by_more() {
        // 7 % apart with overlapping intervals: too much at 2 x capi, not at 10 x.
        let wide = |net: f64| {
            let mut all = summary(&[net]);
            all.rows[0].ratio_low = Some(net / 50.0);
            all.rows[0].ratio_high = Some(net / 30.0);
            all
        };
        assert_eq!(repeat(&wide(80.0), &wide(85.6)).differing.len(), 1);
        assert_eq!(repeat(&wide(400.0), &wide(428.0)).differing.len(), 0);
    }

    #[test]
    fn unstable_rows_are_counted_in_both_runs() {
        let mut second = summary(&[80.0; 4]);
        second.rows[0].status = Status::Unstable;
        let found = repeat(&summary(&[80.0; 4]), &second);
        assert_eq!((found.unstable.len(), found.timed), (1, 8));
        assert!(!found.is_good());
    }
}
