//! What the results of a run say about crossings.
//!
//! No workload is known by name: a crossing is what the generated `capi` row with the least time
//! measures, and other sizes are taken where they come nearest to the user's own.

use fishplate_model::{Row, SizeUnit, Status, Summary};

use crate::{Evidence, Measured};

/// The variant of rows that `bind` would give.
const GENERATED: &str = "generated";
/// The row that others are compared with.
const BASELINE: &str = "capi";
/// Bytes of an element where a workload counts elements; doubles are what the lab measures with.
const ELEMENT_BYTES: f64 = 8.0;
/// The part of one core from which on crossings are worth a change of the tool.
pub(crate) const MUCH_OF_A_CORE: f64 = 0.25;

/// What of a run bears on a recommendation.
pub(crate) struct Results<'a> {
    summary: &'a Summary,
    crossing: Option<&'a Row>,
}

impl<'a> Results<'a> {
    pub(crate) fn of(evidence: &'a Evidence) -> Option<Self> {
        let summary = evidence.results.as_ref()?;
        let is_baseline = |row: &&Row| row.binding == BASELINE && row.variant == GENERATED;
        let crossing = (summary.rows.iter())
            .filter(is_baseline)
            .filter(|row| time(row).is_some())
            .min_by(|a, b| {
                time(a)
                    .unwrap_or(f64::MAX)
                    .total_cmp(&time(b).unwrap_or(f64::MAX))
            });
        Some(Self { summary, crossing })
    }

    /// The cost of one crossing through a path, in nanoseconds.
    pub(crate) fn crossing_ns(&self, binding: &str) -> Option<f64> {
        time(self.beside(self.crossing?, binding, GENERATED)?)
    }

    /// Whether the cheapest crossing takes less than half of what plain Python does for the same.
    pub(crate) fn beats_python(&self) -> Option<(f64, f64)> {
        let crossing = self.crossing?;
        let python = (self.summary.rows.iter())
            .find(|row| is_same(row, crossing) && row.binding == "python")
            .and_then(time)?;
        let cheapest = (self.summary.rows.iter())
            .filter(|row| is_same(row, crossing) && row.variant == GENERATED)
            .filter_map(time)
            .min_by(f64::total_cmp)?;
        (cheapest < python / 2.0).then_some((cheapest, python))
    }

    /// What was measured for a path: a crossing, and the sizes that are nearest to the user's.
    pub(crate) fn measured(&self, binding: &str, bytes: f64) -> Vec<Measured> {
        let mut rows: Vec<&Row> = Vec::new();
        rows.extend(
            self.crossing
                .and_then(|row| self.beside(row, binding, GENERATED)),
        );
        rows.extend(
            self.nearest(bytes)
                .and_then(|row| self.beside(row, binding, GENERATED)),
        );
        rows.dedup_by(|a, b| std::ptr::eq(*a, *b));
        rows.into_iter().filter_map(measured).collect()
    }

    /// The baseline row whose size is nearest to a number of bytes, by ratio.
    fn nearest(&self, bytes: f64) -> Option<&'a Row> {
        let distance = |row: &Row| {
            let factor = match row.size_unit {
                Some(SizeUnit::Elements) => ELEMENT_BYTES,
                _ => 1.0,
            };
            let size = row.size.map_or(0.0, |size| size as f64) * factor;
            (size.max(1.0).ln() - bytes.max(1.0).ln()).abs()
        };
        (self.summary.rows.iter())
            .filter(|row| row.binding == BASELINE && row.variant == GENERATED && row.size.is_some())
            .filter(|row| time(row).is_some())
            .min_by(|a, b| distance(a).total_cmp(&distance(b)))
    }

    fn beside(&self, other: &Row, binding: &str, variant: &str) -> Option<&'a Row> {
        (self.summary.rows.iter())
            .find(|row| is_same(row, other) && row.binding == binding && row.variant == variant)
    }
}

fn is_same(a: &Row, b: &Row) -> bool {
    (&a.workload, &a.case, a.size) == (&b.workload, &b.case, b.size)
}

/// The time of a call, where it was measured.
fn time(row: &Row) -> Option<f64> {
    let is_measured = matches!(row.status, Status::Ok | Status::Unstable);
    // A time per item or per batch is no time of a crossing.
    row.net_ns
        .filter(|_| row.per.is_none())
        .filter(|ns| is_measured && ns.is_finite() && *ns > 0.0)
}

fn measured(row: &Row) -> Option<Measured> {
    Some(Measured {
        workload: row.workload.clone(),
        case: row.case.clone(),
        size: row.size,
        net_ns: time(row)?,
        ratio_to_capi: row.ratio_to_capi,
        ratio_low: row.ratio_low,
        ratio_high: row.ratio_high,
        is_steady: row.status == Status::Ok,
    })
}
