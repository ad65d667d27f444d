//! Which candles a column holds: each exactly once, wherever the view is, and no extreme is lost.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that fails panics"
)]

#[allow(dead_code, reason = "each test uses a part of it")]
mod market;

use fishplate_kline::{Scale, Series, Viewport};
use market::{Chance, Market, fitted, picture};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn columns_share_out_what_is_seen(
        x0 in -1e7..1e7_f64,
        span in prop_oneof![1e-3..10.0_f64, 1.0..1e4_f64, 1e4..2e7_f64],
        width in 1..3000_u32,
        dpr in prop_oneof![Just(1.0), Just(1.25), Just(2.0), 0.5..4.0_f64],
        len in 0..20_000_000_usize,
    ) {
        let grid = Viewport::new(x0, x0 + span, width, 10, dpr).unwrap().grid();
        let mut next = grid.visible(len).start;
        for column in 0..i64::from(grid.columns()) {
            let candles = grid.candles(column, len);
            prop_assert_eq!(candles.start, next);
            prop_assert!(candles.end >= candles.start);
            next = candles.end;
        }
        prop_assert_eq!(next, grid.visible(len).end);
    }

    #[test]
    fn a_candle_is_found_where_it_is_drawn(
        x0 in -1e6..1e6_f64,
        span in prop_oneof![1e-3..10.0_f64, 1.0..1e4_f64],
        width in 1..3000_u32,
        candle in 0..1_000_000_usize,
    ) {
        let grid = Viewport::new(x0, x0 + span, width, 10, 1.0).unwrap().grid();
        let middle = grid.x_of(candle as f64 + 0.5);
        let column = grid.column_of(candle);
        prop_assert!((middle - (column as f64 + 0.5)).abs() <= 0.5 + 1e-3);
        prop_assert!((grid.place_at(middle) - (candle as f64 + 0.5)).abs() <= 1e-3);
    }
}

#[test]
fn a_spike_anywhere_among_a_million_reaches_the_edge() {
    let market = Market::walk(1_000_000, 7);
    let mut chance = Chance::new(3);
    for trial in 0..40 {
        let row = match trial {
            0 => 0,
            1 => market.opens.len() - 1,
            _ => chance.below(1_000_000) as usize,
        };
        let mut spiked = market.clone();
        if trial % 2 == 0 {
            spiked.highs[row] = 1e6;
        } else {
            spiked.lows[row] = -1e6;
        }
        // A view of all of them, by load and by append.
        let series = spiked.series();
        let viewport = Viewport::new(0.0, 1e6, 800, 600, 1.0).unwrap();
        let scene = fitted(&series, &viewport, Scale::Linear);
        let pixels = picture(&scene);
        let edge = if trial % 2 == 0 {
            &pixels[..800]
        } else {
            &pixels[800 * 599..]
        };
        let seen: Vec<usize> = (0..800)
            .filter(|x| edge[*x] != scene.colors.background)
            .collect();
        assert_eq!(seen, [row * 800 / 1_000_000], "trial {trial}, row {row}");
    }
}

#[test]
fn panning_by_whole_pixels_moves_the_picture_and_changes_nothing() {
    let market = Market::walk(100_000, 11);
    let series = market.series();
    let range = fitted(
        &series,
        &Viewport::new(0.0, 1e5, 10, 10, 1.0).unwrap(),
        Scale::Linear,
    );
    let mut chance = Chance::new(5);
    for trial in 0..200_u32 {
        let width = 50 + chance.below(400) as u32;
        let span = match trial % 4 {
            0 => 3.0 + chance.below(400) as f64 / 7.0,
            1 => f64::from(width) / (1.0 + chance.below(9) as f64),
            2 => 100.0 + chance.below(100_000) as f64 / 3.0,
            _ => f64::from(width) * (1.0 + chance.below(20) as f64),
        };
        let dpr = [1.0, 1.25, 2.0][trial as usize % 3];
        let x0 = chance.below(90_000) as f64 + chance.below(1000) as f64 / 1000.0 - 500.0;
        let first = Viewport::new(x0, x0 + span, width, 60, dpr).unwrap();
        let columns = first.grid().columns() as usize;
        let shift = 1 + chance.below(columns as u64 - 1) as usize;
        let moved = x0 + shift as f64 * (span / columns as f64);
        let second = Viewport::new(moved, moved + span, width, 60, dpr).unwrap();
        let paint = |viewport| {
            picture(&market::scene(
                &series,
                viewport,
                range.axis.range(),
                Scale::Linear,
            ))
        };
        let (before, after) = (paint(&first), paint(&second));
        for (row, (before, after)) in before
            .chunks(columns)
            .zip(after.chunks(columns))
            .enumerate()
        {
            assert_eq!(
                before[shift..],
                after[..columns - shift],
                "trial {trial}, row {row}"
            );
        }
    }
}

#[test]
fn a_view_whose_ends_are_moved_alike_deals_out_the_same_columns() {
    // The end that is further from 0 is rounded more, so they are not quite as far apart as before.
    let mut chance = Chance::new(15);
    let mut differ = 0;
    for _ in 0..200 {
        let x0 = chance.below(3000) as f64 / 3.0;
        let x1 = x0 + 10_000.0 + chance.below(1_000_000) as f64 / 7.0;
        let grid = |x0: f64, x1: f64| Viewport::new(x0, x1, 800, 1, 1.0).unwrap().grid();
        let shift = 1 + chance.below(700) as i64;
        let distance = shift as f64 * ((x1 - x0) / 800.0);
        let moved = (x0 + distance, x1 + distance);
        differ += u32::from(moved.1 - moved.0 != x1 - x0);
        let (before, after) = (grid(x0, x1), grid(moved.0, moved.1));
        assert_eq!(before.candles_per_column(), after.candles_per_column());
        for column in 0..800 - shift {
            assert_eq!(before.boundary(column + shift), after.boundary(column));
        }
    }
    assert!(differ > 20, "what this is about happened {differ} times");
}

#[test]
fn any_part_that_is_drawn_alone_is_as_in_the_whole() {
    let mut market = Market::walk(20_000, 13);
    (700..900).for_each(|row| market.blank(row));
    let series = market.series();
    let mut chance = Chance::new(9);
    for trial in 0..300_usize {
        let width = 1 + chance.below(300) as u32;
        let span = [5.0, 60.0, 700.0, 20_000.0][trial % 4] + chance.below(50) as f64;
        let x0 = chance.below(20_000) as f64 - 100.5;
        let scale = if trial % 5 == 0 {
            Scale::Log
        } else {
            Scale::Linear
        };
        let viewport = Viewport::new(x0, x0 + span, width, 40, 1.0).unwrap();
        let scene = fitted(&series, &viewport, scale);
        let whole = picture(&scene);
        let (a, b) = (
            chance.below(u64::from(width) + 1),
            chance.below(u64::from(width) + 1),
        );
        let part = a.min(b) as u32..a.max(b) as u32;
        // A stride that is longer than a row, and memory with something else in it.
        let stride = width as usize + 3;
        let mut pixels = vec![7; stride * 40];
        scene.render(&mut pixels, stride, part.clone()).unwrap();
        for (x, y) in (0..stride).flat_map(|x| (0..40).map(move |y| (x, y))) {
            let expected = if part.contains(&(x as u32)) {
                whole[y * width as usize + x]
            } else {
                7
            };
            assert_eq!(pixels[y * stride + x], expected, "trial {trial}, {x}, {y}");
        }
    }
}

#[test]
fn a_tick_makes_only_the_columns_stale_that_it_says() {
    let market = Market::walk(5_000, 17);
    let mut chance = Chance::new(21);
    for trial in 0..100_usize {
        let mut series = market.series();
        let span = [10.0, 90.0, 800.0, 5_000.0][trial % 4];
        let viewport = Viewport::new(5_003.0 - span, 5_003.0, 200, 50, 1.5).unwrap();
        let range = fitted(&series, &viewport, Scale::Linear).axis.range();
        let mut pixels = picture(&market::scene(&series, &viewport, range, Scale::Linear));
        let before = series.len();
        change(&mut series, &mut chance, trial % 3 == 0);
        let first = before.min(series.len() - 1);
        let scene = market::scene(&series, &viewport, range, Scale::Linear);
        let stale = fishplate_kline::stale_columns(&scene.grid, &(first..series.len()));
        let columns = scene.grid.columns() as usize;
        scene.render(&mut pixels, columns, stale).unwrap();
        assert_eq!(pixels, picture(&scene), "trial {trial}");
    }
}

/// Changes the last candle, or adds one.
fn change(series: &mut Series, chance: &mut Chance, is_new: bool) {
    let mut row = series.row(series.len() - 1).unwrap();
    row.prices.close = row.prices.open + chance.below(100) as f64 / 50.0 - 1.0;
    row.prices.high = row.prices.open.max(row.prices.close);
    row.prices.low = row.prices.open.min(row.prices.close);
    if is_new {
        series.append(&row).unwrap();
    } else {
        series.update_last(row.prices, None).unwrap();
    }
}
