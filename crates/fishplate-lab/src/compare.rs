//! Two runs of `bench` side by side: which rows became slower, and whether that is more than noise.
//!
//! A row is judged by its ratio to the baseline, paired within the rounds of each run, since a
//! machine is not as fast today as it was yesterday and ratios hardly see that. The baseline, and
//! every row beside a baseline that has itself changed, is judged by its time in empty loops.
//! Nothing is read or printed here.

mod change;
mod differences;
mod run;

use std::collections::{BTreeMap, BTreeSet};

use fishplate_bindings::BINDINGS;
use fishplate_model::{Row, SizeUnit, Status};
use serde::Serialize;

use self::change::{Yardsticks, ratio_change, time_change};
pub use self::differences::{Difference, differences};
pub use self::run::{NoBatches, Run};
use crate::field::GENERATED;
use crate::record::id_of;
use crate::statistics::Estimate;

/// Two runs side by side.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Comparison {
    /// By how much a row may be slower, as a share.
    pub limit: f64,
    /// The rows with figures in both runs, in the order of the first.
    pub rows: Vec<Compared>,
    /// Rows with figures in the first run that are wrong, crash or hang in the second.
    pub broken: Vec<OneSided>,
    /// Rows with figures in the first run only, for another reason.
    pub only_in_a: Vec<OneSided>,
    /// Rows with figures in the second run only.
    pub only_in_b: Vec<OneSided>,
    /// Rows with figures in neither.
    pub in_neither: usize,
}

impl Comparison {
    /// Whether a row became slower beyond the limit, or broke.
    #[must_use]
    pub fn is_regression(&self) -> bool {
        !self.broken.is_empty() || self.count(Verdict::Slower) > 0
    }

    /// How many rows have a verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        let rows = self.rows.iter();
        rows.filter(|row| row.verdict == verdict).count()
    }
}

/// A row of both runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// The workload's name.
    pub workload: String,
    /// A case within the workload.
    pub case: Option<String>,
    /// The size, in `size_unit`.
    pub size: Option<u64>,
    /// What `size` counts.
    pub size_unit: Option<SizeUnit>,
    /// The binding path or reference.
    pub binding: String,
    /// The variant.
    pub variant: String,
    /// Net time of a call in the first run, in nanoseconds.
    pub a_net_ns: Option<f64>,
    /// The same in the second run.
    pub b_net_ns: Option<f64>,
    /// What the judged figure of the second run is of that of the first: 1.1 is a tenth slower.
    pub change: f64,
    /// Lower end of the 95 % interval of `change`.
    pub change_low: f64,
    /// Upper end of the 95 % interval of `change`.
    pub change_high: f64,
    /// What the row is measured by.
    pub judged_by: Yardstick,
    /// What that says.
    pub verdict: Verdict,
    /// Whether one of the runs calls the row unstable.
    pub is_unstable: bool,
}

/// What a row's time is measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Yardstick {
    /// The baseline row of the same run, round by round.
    Baseline,
    /// The empty loop of the same run, round by round, and the clock.
    EmptyLoop,
}

/// What the interval of a change says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// All of it is beyond the limit.
    Slower,
    /// All of it is beyond the limit on the other side.
    Quicker,
    /// All of it is within the limit.
    Same,
    /// It reaches over the limit: the runs do not tell.
    Unclear,
}

impl Verdict {
    /// Judges a change.
    fn of(change: Estimate, limit: f64) -> Self {
        let (most, least) = (1.0 + limit, 1.0 / (1.0 + limit));
        if change.low > most {
            Self::Slower
        } else if change.high < least {
            Self::Quicker
        } else if change.low >= least && change.high <= most {
            Self::Same
        } else {
            Self::Unclear
        }
    }
}

/// A row that only one of the runs has figures of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OneSided {
    /// The row's name, as in `results.jsonl`.
    pub row: String,
    /// Why the other run has none.
    pub why: String,
}

/// Compares two runs; a row may be slower by `limit`, a share, before it is a regression.
#[must_use]
pub fn compare(a: &Run, b: &Run, limit: f64) -> Comparison {
    let others: BTreeMap<String, &Row> = b.rows().map(|row| (id_of(row), row)).collect();
    let mut found = Comparison {
        limit,
        ..Comparison::default()
    };
    let mut groups: BTreeMap<GroupKey<'_>, Pair<'_>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for row in a.rows() {
        let id = id_of(row);
        // A summary that names a row twice is read as if it did so once.
        if !seen.insert(id.clone()) {
            continue;
        }
        let other = others.get(&id).copied();
        match other.filter(|_| a.has(&id) && b.has(&id)) {
            Some(other) => {
                let group = groups.entry(key(row));
                let group = group.or_insert_with_key(|key| Pair::of(*key, a, b, limit));
                match group.compared(row, other, limit) {
                    Some(row) => found.rows.push(row),
                    None => found.in_neither += 1,
                }
            }
            None => found.add_one_sided(id, (a, Some(row)), (b, other)),
        }
    }
    for (id, row) in others {
        if !seen.contains(&id) {
            found.add_one_sided(id, (a, None), (b, Some(row)));
        }
    }
    found
}

impl Comparison {
    fn add_one_sided(&mut self, id: String, a: (&Run, Option<&Row>), b: (&Run, Option<&Row>)) {
        let (list, row) = match (a.0.has(&id), b.0.has(&id)) {
            (true, _) if b.1.is_some_and(|row| is_fault(row.status)) => (&mut self.broken, b.1),
            (true, _) => (&mut self.only_in_a, b.1),
            (_, true) => (&mut self.only_in_b, a.1),
            _ => {
                self.in_neither += 1;
                return;
            }
        };
        let why = match row {
            None => "it was not measured".to_owned(),
            Some(row) => row.reason.clone().unwrap_or_else(|| {
                // Its figures stand in the summary, but what they were made of is lost.
                "`results.jsonl` has no batches of it".to_owned()
            }),
        };
        list.push(OneSided { row: id, why });
    }
}

const fn is_fault(status: Status) -> bool {
    matches!(status, Status::Wrong | Status::Crashed | Status::Timeout)
}

/// Workload, case and size: what rows share that are measured by one baseline.
type GroupKey<'r> = (&'r str, Option<&'r str>, Option<u64>);

fn key(row: &Row) -> GroupKey<'_> {
    (&row.workload, row.case.as_deref(), row.size)
}

/// A group of rows in both runs.
struct Pair<'r> {
    a: Yardsticks<'r>,
    b: Yardsticks<'r>,
    /// Whether ratios to the baseline tell of the rows, and not of the baseline.
    is_baseline_steady: bool,
}

impl<'r> Pair<'r> {
    fn of(key: GroupKey<'_>, a: &'r Run, b: &'r Run, limit: f64) -> Self {
        let in_group = |run: &'r Run| Yardsticks::of(run, |row| self::key(row) == key);
        let (a, b) = (in_group(a), in_group(b));
        let baselines = a.baseline.zip(b.baseline);
        let change = baselines.and_then(|(one, other)| time_change((&a, one), (&b, other)));
        let verdict = change.map(|change| Verdict::of(change, limit));
        Self {
            is_baseline_steady: !matches!(verdict, None | Some(Verdict::Slower | Verdict::Quicker)),
            a,
            b,
        }
    }

    /// A row of the group; none where nothing is left above the empty loop.
    fn compared(&self, a: &Row, b: &Row, limit: f64) -> Option<Compared> {
        let by_ratio = || ratio_change((&self.a, a), (&self.b, b));
        let by_ratio = (self.is_baseline_steady && !is_baseline(a)).then(by_ratio);
        let (judged_by, change) = match by_ratio.flatten() {
            Some(change) => (Yardstick::Baseline, change),
            None => (
                Yardstick::EmptyLoop,
                time_change((&self.a, a), (&self.b, b))?,
            ),
        };
        Some(Compared {
            workload: a.workload.clone(),
            case: a.case.clone(),
            size: a.size,
            size_unit: a.size_unit,
            binding: a.binding.clone(),
            variant: a.variant.clone(),
            a_net_ns: self.a.net_ns(a),
            b_net_ns: self.b.net_ns(b),
            change: change.mid,
            change_low: change.low,
            change_high: change.high,
            judged_by,
            verdict: Verdict::of(change, limit),
            is_unstable: [a, b].iter().any(|row| row.status == Status::Unstable),
        })
    }
}

/// Whether a row is the one that every run has, and that the others are held against.
fn is_baseline(row: &Row) -> bool {
    let mut names = BINDINGS.iter().filter(|one| one.is_baseline);
    row.variant == GENERATED && names.any(|one| one.name == row.binding)
}

#[cfg(test)]
mod tests;
