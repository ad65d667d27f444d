//! The axis of time on real-looking sessions: what is marked, and where.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that fails panics"
)]

#[allow(dead_code, reason = "each test uses a part of it")]
mod market;

use fishplate_kline::{Offset, Series, Slices, TimeTick, Viewport, time_ticks};
use market::{MONDAY, Market};

fn texts(ticks: &[TimeTick]) -> Vec<String> {
    ticks
        .iter()
        .map(|tick| format!("{} {}", tick.unit, tick.text))
        .collect()
}

fn ticks(series: &Series, x0: f64, x1: f64, count: usize, offsets: &[Offset]) -> Vec<TimeTick> {
    let grid = Viewport::new(x0, x1, 800, 10, 1.0).unwrap().grid();
    let ticks = time_ticks(series, &grid, count, offsets);
    assert!(ticks.len() <= count);
    assert!(ticks.windows(2).all(|pair| pair[0].candle < pair[1].candle));
    for tick in &ticks {
        assert!((grid.x_of(tick.candle as f64 + 0.5) - tick.x).abs() < 1e-9);
    }
    ticks
}

#[test]
fn a_night_takes_no_room_and_the_new_day_is_marked_at_its_first_candle() {
    let series = Market::walk(390 * 15, 1).series();
    let found = ticks(&series, 300.0, 480.0, 6, &[]);
    assert_eq!(
        texts(&found),
        [
            "minute 14:30",
            "hour 15:00",
            "minute 15:30",
            "day 2",
            "hour 10:00",
            "minute 10:30"
        ]
    );
    assert_eq!(found[3].candle, 390);
    // A weekend: Monday the 8th begins right after Friday the 5th.
    let found = ticks(&series, 0.0, 390.0 * 15.0, 20, &[]);
    let monday = found.iter().find(|tick| tick.unit == "week").unwrap();
    assert_eq!((monday.candle, monday.text.as_str()), (390 * 5, "8"));
    let expected = [
        "day 2", "day 3", "day 4", "day 5", "week 8", "day 9", "day 10",
    ];
    assert_eq!(texts(&found)[..7], expected);
}

#[test]
fn local_time_moves_the_marks() {
    let series = Market::walk(390, 1).series();
    let new_york = [Offset {
        from: i64::MIN,
        seconds: -5 * 3600,
    }];
    let found = ticks(&series, 0.0, 120.0, 4, &new_york);
    assert_eq!(texts(&found), ["hour 05:00", "minute 05:30", "hour 06:00"]);
    // Half an hour into the session, the clock is put forward.
    let half_hour = MONDAY + (570 + 30) * 60_000_000_000;
    let moved = [
        Offset {
            from: 0,
            seconds: 0,
        },
        Offset {
            from: half_hour,
            seconds: 3600,
        },
    ];
    let found = ticks(&series, 0.0, 120.0, 4, &moved);
    assert_eq!(texts(&found), ["hour 11:00", "minute 11:30", "hour 12:00"]);
}

#[test]
fn decades_of_days_are_marked_by_years_and_seconds_by_seconds() {
    let day = 86_400_000_000_000;
    let of = |first: i64, step: i64, count: i64| {
        let times: Vec<i64> = (0..count).map(|row| first + row * step).collect();
        let prices = vec![1.0; times.len()];
        let slices = Slices::new(&prices, &prices, &prices, &prices).unwrap();
        Series::read(&slices.with_times(&times).unwrap()).unwrap()
    };
    let decades = of(0, day, 365 * 50);
    let found = ticks(&decades, 0.0, 365.0 * 50.0, 6, &[]);
    assert_eq!(
        texts(&found),
        ["year 1980", "year 1990", "year 2000", "year 2010"]
    );
    let seconds = of(MONDAY, 1_000_000_000, 100);
    let found = ticks(&seconds, 0.0, 20.0, 5, &[]);
    assert_eq!(
        texts(&found),
        ["second 00:00:05", "second 00:00:10", "second 00:00:15"]
    );
    // Before 1970 too.
    let old = of(-36_500 * day, day, 1000);
    assert_eq!(
        texts(&ticks(&old, 0.0, 1000.0, 3, &[])),
        ["year 1871", "year 1872"]
    );
}

#[test]
fn without_times_indices_are_marked() {
    let prices = vec![1.0; 1000];
    let series = Series::read(&Slices::new(&prices, &prices, &prices, &prices).unwrap()).unwrap();
    let found = ticks(&series, 100.0, 200.0, 5, &[]);
    assert_eq!(
        texts(&found),
        [
            "index 100",
            "index 120",
            "index 140",
            "index 160",
            "index 180"
        ]
    );
    assert!(ticks(&series, 100.0, 101.0, 5, &[]).len() <= 1);
    assert!(ticks(&Series::default(), 0.0, 1.0, 5, &[]).is_empty());
}
