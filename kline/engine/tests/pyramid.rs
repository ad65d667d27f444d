//! A series after any changes, held against plain lists that every question goes through row by row.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that fails panics"
)]

use fishplate_kline::{Prices, Row, Series, Slices};
use proptest::prelude::*;

/// A change of a series.
#[derive(Clone, Debug)]
enum Change {
    Append(Prices, f64, i64),
    Update(Prices, Option<f64>),
    Extend(Vec<(Prices, f64, i64)>),
    Truncate(usize),
    /// Somebody has a clone from now on, which must not change.
    Snapshot,
}

fn price() -> impl Strategy<Value = f64> {
    prop_oneof![
        20 => (1..2000_i32).prop_map(|cents| f64::from(cents) / 100.0),
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => Just(-3.5),
        1 => Just(1e-8),
        1 => Just(1e9),
    ]
}

fn prices() -> impl Strategy<Value = Prices> {
    let honest = (1..2000_i32, 0..50_i32, 0..50_i32, 0..50_i32).prop_map(|(low, a, b, c)| {
        let cents = |value: i32| f64::from(value) / 100.0;
        let (open, close) = (cents(low + a), cents(low + b));
        Prices::new(open, open.max(close) + cents(c), cents(low), close)
    });
    let any = (price(), price(), price(), price())
        .prop_map(|(open, high, low, close)| Prices::new(open, high, low, close));
    prop_oneof![6 => honest, 1 => any]
}

fn row() -> impl Strategy<Value = (Prices, f64, i64)> {
    let volume =
        prop_oneof![9 => (0..500_i32).prop_map(f64::from), 1 => Just(-1.0), 1 => Just(f64::NAN)];
    (prices(), volume, -100..100_i64)
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => row().prop_map(|(prices, volume, time)| Change::Append(prices, volume, time)),
        2 => (prices(), prop::option::of((0..500_i32).prop_map(f64::from)))
            .prop_map(|(prices, volume)| Change::Update(prices, volume)),
        // Long ones come from repeating a short one, so that a failure shrinks.
        2 => (prop::collection::vec(row(), 1..20), 1..900_usize).prop_map(|(rows, times)| {
            Change::Extend(rows.iter().cycle().take(rows.len() * times).cloned().collect())
        }),
        1 => (0..6000_usize).prop_map(Change::Truncate),
        1 => Just(Change::Snapshot),
    ]
}

/// Plain lists.
#[derive(Clone, Default)]
struct Model(Vec<(Prices, f64, i64)>);

impl Model {
    fn apply(&mut self, series: &mut Series, change: &Change) {
        match change {
            Change::Append(prices, volume, time) => {
                self.0.push((*prices, *volume, *time));
                let row = Row {
                    prices: *prices,
                    volume: Some(*volume),
                    time: Some(*time),
                };
                series.append(&row).unwrap();
            }
            Change::Update(prices, volume) => {
                let expected = self.0.last_mut();
                let done = series.update_last(*prices, *volume);
                assert_eq!(done.is_ok(), expected.is_some());
                if let Some(last) = expected {
                    *last = (*prices, volume.unwrap_or(last.1), last.2);
                }
            }
            Change::Extend(rows) => {
                self.0.extend(rows.iter().copied());
                extend(series, rows);
            }
            Change::Truncate(count) => {
                self.0.drain(..(*count).min(self.0.len()));
                series.truncate_front(*count);
            }
            Change::Snapshot => {}
        }
    }

    /// Extent, first open, last close and volume of some rows.
    fn merged(&self, from: usize, to: usize) -> (Option<[f64; 4]>, f64) {
        let rows = &self.0[from..to];
        let priced: Vec<_> = rows.iter().filter(|row| !row.0.is_gap()).collect();
        let all = |row: &&(Prices, f64, i64)| [row.0.open, row.0.high, row.0.low, row.0.close];
        let lowest = priced.iter().flat_map(all).fold(f64::INFINITY, f64::min);
        let highest = priced
            .iter()
            .flat_map(all)
            .fold(f64::NEG_INFINITY, f64::max);
        let volume = rows.iter().map(|row| row.1).filter(|v| *v >= 0.0).sum();
        let ends = priced.first().zip(priced.last());
        (
            ends.map(|(first, last)| [first.0.open, highest, lowest, last.0.close]),
            volume,
        )
    }

    fn check(&self, series: &Series, chance: u64) {
        let len = self.0.len();
        assert_eq!(series.len(), len);
        let mut market = chance | 1;
        let mut draw = |bound: usize| {
            market ^= market << 13;
            market ^= market >> 7;
            market ^= market << 17;
            (market >> 16) as usize % bound
        };
        for _ in 0..40 {
            let (a, b) = (draw(len + 1), draw(len + 1));
            let (from, to) = (a.min(b), a.max(b));
            let found = series.merged(from..to);
            let (expected, volume) = self.merged(from, to);
            let found_prices = found.map(|p| [p.open, p.high, p.low, p.close]);
            assert_eq!(found_prices, expected, "{from}..{to} of {len}");
            assert!(
                (series.volume_of(from..to) - volume).abs() <= 1e-9 * volume,
                "{from}..{to}"
            );
        }
        for _ in 0..10.min(len) {
            let at = draw(len);
            let given = series.row(at).unwrap();
            let bits = |p: Prices| [p.open, p.high, p.low, p.close].map(f64::to_bits);
            let (prices, volume, time) = self.0[at];
            assert_eq!(bits(given.prices), bits(prices));
            assert_eq!(given.volume.map(f64::to_bits), Some(volume.to_bits()));
            assert_eq!(given.time, Some(time));
        }
        assert_eq!(series.row(len), None);
        self.check_counts(series);
    }

    fn check_counts(&self, series: &Series) {
        let count =
            |is: &dyn Fn(&(Prices, f64, i64)) -> bool| self.0.iter().filter(|row| is(row)).count();
        let stats = series.stats();
        assert_eq!(stats.gaps, count(&|row| row.0.is_gap()));
        assert_eq!(stats.reversed, count(&|row| row.0.is_reversed()));
        assert_eq!(stats.outside, count(&|row| row.0.is_outside()));
        assert_eq!(
            stats.bad_volumes,
            count(&|row| row.1.is_nan() || row.1 < 0.0)
        );
        let all = |p: Prices| [p.open, p.high, p.low, p.close];
        let is_low = |row: &(Prices, f64, i64)| {
            !row.0.is_gap() && all(row.0).iter().any(|price| *price <= 0.0)
        };
        assert_eq!(stats.not_positive, count(&is_low));
        let unsorted = self
            .0
            .windows(2)
            .filter(|pair| pair[1].2 < pair[0].2)
            .count();
        assert_eq!(stats.unsorted_times, unsorted);
        for time in [-101, -1, 0, 57, 100] {
            let expected = if unsorted == 0 {
                self.0.partition_point(|row| row.2 < time)
            } else {
                let found = self.0.iter().position(|row| row.2 >= time);
                found.unwrap_or(self.0.len())
            };
            assert_eq!(series.row_at_time(time), expected);
        }
        // Of what is drawn: open, close, and the lowest and the highest of the four.
        let drawn = |p: Prices| {
            let lowest = all(p).into_iter().fold(f64::INFINITY, f64::min);
            let highest = all(p).into_iter().fold(f64::NEG_INFINITY, f64::max);
            [p.open, p.close, lowest, highest]
        };
        let priced = self.0.iter().filter(|row| !row.0.is_gap());
        let lowest = priced
            .flat_map(|row| drawn(row.0))
            .filter(|price| *price > 0.0)
            .fold(f64::INFINITY, f64::min);
        let expected = (lowest < f64::INFINITY).then_some(lowest);
        assert_eq!(series.lowest_positive(0..self.0.len()), expected);
    }
}

fn extend(series: &mut Series, rows: &[(Prices, f64, i64)]) {
    let column = |of: fn(&Prices) -> f64| rows.iter().map(|row| of(&row.0)).collect::<Vec<_>>();
    let (opens, highs) = (column(|p| p.open), column(|p| p.high));
    let (lows, closes) = (column(|p| p.low), column(|p| p.close));
    let volumes: Vec<f64> = rows.iter().map(|row| row.1).collect();
    let times: Vec<i64> = rows.iter().map(|row| row.2).collect();
    let slices = Slices::new(&opens, &highs, &lows, &closes)
        .and_then(|slices| slices.with_volumes(&volumes))
        .and_then(|slices| slices.with_times(&times));
    series.extend(&slices.unwrap()).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_series_answers_as_plain_lists_do_after_any_changes(
        changes in prop::collection::vec(change(), 1..14),
        chance in any::<u64>(),
    ) {
        let (mut series, mut model) = (Series::default(), Model::default());
        let mut snapshots = Vec::new();
        for change in &changes {
            model.apply(&mut series, change);
            if matches!(change, Change::Snapshot) {
                snapshots.push((series.clone(), model.clone()));
            }
            model.check(&series, chance);
        }
        for (series, model) in snapshots {
            model.check(&series, chance);
        }
    }
}

#[test]
fn chunks_and_levels_of_every_depth_answer_as_a_scan_does() {
    // Prices that only spread have the extremes of a range at its end, those that only close in at
    // its beginning: so each piece that a range is answered from counts.
    let spreading: Vec<f64> = (0..1_200_000).map(f64::from).collect();
    let closing: Vec<f64> = spreading.iter().rev().copied().collect();
    for distances in [spreading, closing] {
        hold_to_distances(&distances);
    }
}

/// Holds a series whose highs are these, and whose lows are as far below 0, to what they are.
fn hold_to_distances(highs: &[f64]) {
    // Beyond 16 * 16 chunks of 4,096 rows the pyramid has three levels above them.
    let rows = highs.len();
    let lows: Vec<f64> = highs.iter().map(|price| -price).collect();
    let slices = Slices::new(&lows, highs, &lows, highs).unwrap();
    let mut series = Series::read(&slices.with_volumes(highs).unwrap()).unwrap();
    let (mut front, mut chance) = (0, 7_u64);
    let mut draw = |bound: usize| {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        (chance >> 16) as usize % bound
    };
    for round in 0..2000 {
        let len = rows - front;
        let (a, b) = (draw(len), draw(len));
        let (from, to) = (a.min(b), a.max(b) + 1);
        let (first, last) = (highs[front + from], highs[front + to - 1]);
        let most = first.max(last);
        let extent = series.extent(from..to);
        assert_eq!((extent.high, extent.low), (most, -most), "{from}..{to}");
        // Of whole numbers a float64 holds the sum, in whatever order they are added.
        let sum = (first + last) * (to - from) as f64 / 2.0;
        assert_eq!(series.volume_of(from..to), sum, "{from}..{to}");
        if round % 500 == 499 {
            series.truncate_front(10_001);
            front += 10_001;
        }
    }
}
