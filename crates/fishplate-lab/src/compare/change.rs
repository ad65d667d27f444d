//! How much a row changed from one run to the other, with the interval of that.
//!
//! Within a run the batches of a round are paired; between two runs nothing is, since they share
//! no weather: there the doubts of both add up.

use std::collections::BTreeMap;

use fishplate_model::{Row, Sample};

use super::{Run, is_baseline};
use crate::record::id_of;
use crate::rows::{FINEST, net_ns, paired};
use crate::statistics::{Estimate, estimate, median_of_medians};

/// What the rows of a group are measured by in one run.
pub(super) struct Yardsticks<'r> {
    run: &'r Run,
    pub(super) baseline: Option<&'r Row>,
    /// The empty loop of each round, as if it were a row.
    floors: Vec<Vec<Sample>>,
}

impl<'r> Yardsticks<'r> {
    pub(super) fn of(run: &'r Run, is_in_group: impl Fn(&Row) -> bool) -> Self {
        let rows: Vec<&Row> = run.rows().filter(|row| is_in_group(row)).collect();
        let samples = rows.iter().flat_map(|row| run.batches(&id_of(row)));
        let mut floors: BTreeMap<u32, BTreeMap<u32, Sample>> = BTreeMap::new();
        // A native row has no empty loop.
        for sample in samples.flatten().filter(|sample| sample.floor_ns > 0.0) {
            let rounds = floors.entry(sample.process).or_default();
            rounds.entry(sample.round).or_insert_with(|| Sample {
                raw_ns: sample.floor_ns,
                floor_ns: 0.0,
                ..sample.clone()
            });
        }
        let mut baselines = rows.into_iter().filter(|row| is_baseline(row));
        Self {
            run,
            baseline: baselines.find(|row| run.has(&id_of(row))),
            floors: (floors.into_values())
                .map(|rounds| rounds.into_values().collect())
                .collect(),
        }
    }

    /// The median net time of a row, as far as its batches are left.
    pub(super) fn net_ns(&self, row: &Row) -> Option<f64> {
        median_of_medians(&self.net(row))
    }

    fn net(&self, row: &Row) -> Vec<Vec<f64>> {
        let processes = self.run.batches(&id_of(row)).iter();
        processes
            .map(|samples| samples.iter().map(net_ns).collect())
            .collect()
    }

    /// The ratio to the baseline, and what the run itself doubts of it: its summary knows of
    /// disturbed rounds, whose batches are not kept.
    fn ratio(&self, row: &Row) -> Option<Estimate> {
        let baseline = self.run.batches(&id_of(self.baseline?));
        let found = estimate(&paired(self.run.batches(&id_of(row)), baseline))?.widened(FINEST);
        let bounds = row.ratio_low.zip(row.ratio_high);
        let bounds = bounds.filter(|(low, high)| *low > 0.0 && low <= high);
        Some(bounds.map_or(found, |(low, high)| Estimate {
            mid: found.mid,
            low: found.low.min(low),
            high: found.high.max(high),
        }))
    }

    fn in_empty_loops(&self, row: &Row) -> Option<Estimate> {
        estimate(&paired(self.run.batches(&id_of(row)), &self.floors))
    }
}

/// The change of a row's ratio to the baseline.
pub(super) fn ratio_change(
    (a, a_row): (&Yardsticks<'_>, &Row),
    (b, b_row): (&Yardsticks<'_>, &Row),
) -> Option<Estimate> {
    Some(b.ratio(b_row)?.over(a.ratio(a_row)?))
}

/// The change of a row's time in empty loops.
///
/// The empty loop takes out most of a machine's change of speed, and not all of it: a loop over
/// memory does not follow the processor's clock. So what it takes out is a doubt as well, and the
/// interval holds what the clock alone would have said.
pub(super) fn time_change(
    (a, a_row): (&Yardsticks<'_>, &Row),
    (b, b_row): (&Yardsticks<'_>, &Row),
) -> Option<Estimate> {
    let by_clock = estimate(&b.net(b_row))?.over(estimate(&a.net(a_row))?);
    let by_loop = b
        .in_empty_loops(b_row)
        .zip(a.in_empty_loops(a_row))
        .map(|(b, a)| b.over(a));
    let Some(by_loop) = by_loop else {
        return Some(by_clock.widened(FINEST));
    };
    let taken_out = (by_clock.mid / by_loop.mid).ln().abs();
    Some(by_loop.widened(taken_out.max(FINEST)))
}
