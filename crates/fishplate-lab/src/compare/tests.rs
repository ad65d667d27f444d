//! Runs that nobody made, with known changes.

use fishplate_model::{Sample, Summary};

use super::*;
use crate::made_up;

/// A row's time in each process and round, in nanoseconds above the empty loop.
type Time = fn(u32, u32) -> f64;

/// The machine's speed in one run: how long all takes, against a quick one.
type Weather = fn(u32, u32) -> f64;

const QUIET: Weather = |_, _| 1.0;
const BINDING: &str = "ctypes";

fn baseline() -> &'static str {
    BINDINGS.iter().find(|one| one.is_baseline).unwrap().name
}

/// A run of some rows of one workload; what is not told apart is as steady as a lab can be.
fn run(weather: Weather, rows: &[(&str, Time)]) -> Run {
    let mut lines = String::new();
    let mut kept = Vec::new();
    for (binding, time) in rows {
        let row = Row {
            samples: 240,
            // The interval of the batches themselves is meant.
            ratio_low: None,
            ratio_high: None,
            ..made_up::row("add", None, binding, GENERATED, 40.0)
        };
        for (process, round) in (0..12).flat_map(|p| (0..20).map(move |r| (p, r))) {
            let speed = weather(process, round);
            let sample = Sample {
                version: 1,
                row: id_of(&row),
                process,
                round,
                loops: 1,
                raw_ns: speed * (10.0 + time(process, round)),
                floor_ns: speed * 10.0,
            };
            lines += &serde_json::to_string(&sample).unwrap();
            lines += "\n";
        }
        kept.push(row);
    }
    let summary = Summary {
        rows: kept,
        ..made_up::summary()
    };
    Run::read(summary, lines.as_bytes()).unwrap()
}

fn pair(weather: Weather, base: Time, time: Time) -> Run {
    run(weather, &[(baseline(), base), (BINDING, time)])
}

fn usual() -> Run {
    pair(QUIET, |_, _| 40.0, |_, _| 100.0)
}

/// The rows of a comparison as name, change and verdict.
fn verdicts(found: &Comparison) -> Vec<(&str, f64, Verdict)> {
    let rows = found.rows.iter();
    rows.map(|row| {
        let change = (row.change * 1000.0).round() / 1000.0;
        (row.binding.as_str(), change, row.verdict)
    })
    .collect()
}

#[test]
fn a_run_against_itself_is_the_same() {
    let found = compare(&usual(), &usual(), 0.05);
    let same = |name| (name, 1.0, Verdict::Same);
    assert_eq!(verdicts(&found), [same(baseline()), same(BINDING)]);
    assert!(!found.is_regression());
    assert_eq!(found.rows[0].judged_by, Yardstick::EmptyLoop);
    assert_eq!(found.rows[1].judged_by, Yardstick::Baseline);
    assert_eq!(found.rows[1].a_net_ns, Some(100.0));
}

#[test]
fn a_row_that_is_slower_beyond_the_limit_is_a_regression() {
    let slower = pair(QUIET, |_, _| 40.0, |_, _| 110.0);
    let found = compare(&usual(), &slower, 0.05);
    assert_eq!(verdicts(&found)[1], (BINDING, 1.1, Verdict::Slower));
    assert!(found.is_regression());
    let back = compare(&slower, &usual(), 0.05);
    assert_eq!(verdicts(&back)[1], (BINDING, 0.909, Verdict::Quicker));
    assert!(!back.is_regression());
    let found = compare(&usual(), &slower, 0.15);
    assert_eq!(verdicts(&found)[1], (BINDING, 1.1, Verdict::Same));
}

#[test]
fn a_machine_that_is_slower_today_makes_no_row_slower() {
    let stormy = |p: u32, r: u32| if (p + r).is_multiple_of(3) { 1.9 } else { 1.5 };
    let today = pair(stormy, |_, _| 40.0, |_, _| 100.0);
    let found = compare(&usual(), &today, 0.05);
    assert_eq!(verdicts(&found)[1], (BINDING, 1.0, Verdict::Same));
    // The baseline has nothing but the clock and the loop, and they disagree.
    assert_eq!(verdicts(&found)[0], (baseline(), 1.0, Verdict::Unclear));
    assert!(found.rows[0].change_high > 1.49);
}

#[test]
fn noise_alone_is_no_regression() {
    // 8 % slower in the middle, but the processes differ by more.
    let spread = |p: u32, _: u32| 108.0 + 12.0 * (f64::from(p) - 5.5) / 5.5;
    let found = compare(&usual(), &pair(QUIET, |_, _| 40.0, spread), 0.05);
    assert_eq!(verdicts(&found)[1], (BINDING, 1.08, Verdict::Unclear));
    assert!(!found.is_regression());
}

#[test]
fn a_baseline_that_is_quicker_makes_the_others_no_slower() {
    let today = pair(QUIET, |_, _| 30.0, |_, _| 100.0);
    let found = compare(&usual(), &today, 0.05);
    assert_eq!(verdicts(&found)[0], (baseline(), 0.75, Verdict::Quicker));
    assert_eq!(verdicts(&found)[1], (BINDING, 1.0, Verdict::Same));
    assert_eq!(found.rows[1].judged_by, Yardstick::EmptyLoop);
}

#[test]
fn a_kernel_that_is_slower_makes_every_row_slower() {
    let today = pair(QUIET, |_, _| 80.0, |_, _| 140.0);
    let found = compare(&usual(), &today, 0.05);
    assert_eq!(verdicts(&found)[0], (baseline(), 2.0, Verdict::Slower));
    assert_eq!(verdicts(&found)[1], (BINDING, 1.4, Verdict::Slower));
}

#[test]
fn the_doubt_of_a_summary_is_kept() {
    let mut doubtful = pair(QUIET, |_, _| 40.0, |_, _| 110.0);
    let mut summary = made_up::summary();
    summary.rows = doubtful.rows().cloned().collect();
    summary.rows[1].ratio_low = Some(2.4);
    summary.rows[1].ratio_high = Some(3.0);
    let lines: String = [baseline(), BINDING]
        .iter()
        .flat_map(|name| {
            let id = format!("add/-/-/{name}/{GENERATED}");
            let samples = doubtful.batches(&id).iter().flatten().cloned();
            samples
                .map(|sample| Sample {
                    row: id.clone(),
                    ..sample
                })
                .collect::<Vec<_>>()
        })
        .map(|sample| serde_json::to_string(&sample).unwrap() + "\n")
        .collect();
    doubtful = Run::read(summary, lines.as_bytes()).unwrap();
    let found = compare(&usual(), &doubtful, 0.05);
    assert_eq!(verdicts(&found)[1], (BINDING, 1.1, Verdict::Unclear));
}

#[test]
fn rows_on_one_side_are_named_and_broken_ones_are_a_regression() {
    let mut summary = made_up::summary();
    summary.rows = usual().rows().cloned().collect();
    summary.rows[1].status = Status::Wrong;
    summary.rows[1].samples = 0;
    summary.rows[1].reason = Some("the answer is 4".to_owned());
    let broken = Run::read(summary, &b""[..]).unwrap();
    let found = compare(&usual(), &broken, 0.05);
    assert_eq!(found.rows, []);
    assert_eq!(found.broken[0].why, "the answer is 4");
    assert_eq!(
        found.broken[0].row,
        format!("add/-/-/{BINDING}/{GENERATED}")
    );
    assert_eq!(
        found.only_in_a[0].why,
        "`results.jsonl` has no batches of it"
    );
    assert!(found.is_regression());
    // What was broken before and is mended is no regression.
    let mended = compare(&broken, &usual(), 0.05);
    assert!(!mended.is_regression() && mended.only_in_b.len() == 2);
    let alone = run(QUIET, &[(baseline(), |_, _| 40.0)]);
    let found = compare(&usual(), &alone, 0.05);
    assert_eq!(found.only_in_a[0].why, "it was not measured");
    assert!(!found.is_regression());
    assert_eq!(compare(&alone, &usual(), 0.05).only_in_b.len(), 1);
    assert_eq!(compare(&broken, &broken, 0.05).in_neither, 2);
}

#[test]
fn without_a_baseline_the_empty_loop_judges() {
    let one = |time: Time| run(QUIET, &[(BINDING, time)]);
    let found = compare(&one(|_, _| 100.0), &one(|_, _| 120.0), 0.05);
    assert_eq!(verdicts(&found), [(BINDING, 1.2, Verdict::Slower)]);
    // A row whose time is lost in the loop has no change that could be said.
    let lost = compare(&one(|_, _| 0.0), &one(|_, _| 0.0), 0.05);
    assert_eq!((lost.rows.len(), lost.in_neither), (0, 1));
}
