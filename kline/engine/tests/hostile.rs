//! Rows, views and memory that nobody should make: an answer or a refusal, never a panic.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that fails panics"
)]

#[allow(dead_code, reason = "each test uses a part of it")]
mod market;

use fishplate_kline::{
    Axis, Colors, KlineError, Offset, PriceRange, Prices, Row, Scale, Scene, Series, Slices,
    Viewport, VolumeScene, fit, price_ticks, time_ticks, volume_top,
};
use market::{Chance, Market, fitted, picture};
use proptest::prelude::*;

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(f64::NEG_INFINITY),
        Just(f64::MAX),
        Just(f64::MIN),
        Just(f64::MIN_POSITIVE),
        Just(f64::from_bits(1)),
        Just(0.0),
        Just(-0.0),
        Just(1e-8),
        Just(1e9),
        -1e3..1e3_f64,
        any::<u64>().prop_map(f64::from_bits),
    ]
}

fn time() -> impl Strategy<Value = i64> {
    prop_oneof![
        Just(i64::MIN),
        Just(i64::MAX),
        Just(0),
        any::<i64>(),
        0..1_000_000_i64
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_rows_in_any_view_are_drawn_or_refused(
        rows in prop::collection::vec((number(), number(), number(), number(), number(), time()), 0..60),
        (x0, x1) in (prop_oneof![-100.0..100.0_f64, number()], prop_oneof![0.0..200.0_f64, number()]),
        (width, height) in (0..70_u32, 0..40_u32),
        dpr in prop_oneof![3 => Just(1.0), 1 => number()],
        (y0, y1) in (number(), number()),
        log in any::<bool>(),
    ) {
        let scale = if log { Scale::Log } else { Scale::Linear };
        let mut series = Series::default();
        for (open, high, low, close, volume, time) in rows {
            let prices = Prices::new(open, high, low, close);
            series.append(&Row { prices, volume: Some(volume), time: Some(time) }).unwrap();
        }
        let Ok(viewport) = Viewport::new(x0, x1, width, height, dpr) else {
            prop_assert!(!(x1 - x0 >= 1e-3 && x0.abs() <= 1e15 && x1.abs() <= 1e15 && (0.1..=16.0).contains(&dpr)));
            return Ok(());
        };
        let grid = viewport.grid();
        let seen = grid.visible(series.len());
        let ranges = [
            fit(&series, seen.clone(), 0.05, scale),
            fit(&series, seen, 0.0, scale),
            PriceRange::new(y0, y1, scale).ok(),
        ];
        for range in ranges.into_iter().flatten() {
            prop_assert!(range.low() < range.high());
            let axis = Axis::new(range, scale, grid.rows());
            let scene = Scene { series: &series, grid, axis, colors: Colors::default() };
            everything_holds(&scene)?;
        }
        let ticks = time_ticks(&series, &grid, 5, &[Offset { from: 0, seconds: 3600 }]);
        prop_assert!(ticks.len() <= 5);
        let _ = (series.stats(), series.row_at_time(17));
    }
}

/// What every drawing promises, whatever is drawn.
fn everything_holds(scene: &Scene<'_>) -> Result<(), TestCaseError> {
    let (columns, rows) = (scene.grid.columns(), scene.grid.rows());
    let pixels = picture(scene);
    let colors = scene.colors;
    let is_known = |pixel: &u32| [colors.up, colors.down, colors.background].contains(pixel);
    prop_assert!(pixels.iter().all(is_known));
    let commands = scene.commands(0..scene.series.len());
    prop_assert!(commands.len() <= columns as usize);
    for command in &commands {
        let all = [command.x, command.y, command.width, command.height];
        prop_assert!(all.iter().all(|value| value.is_finite()), "{command:?}");
        prop_assert!(command.width > 0.0 && command.height >= 0.0, "{command:?}");
        prop_assert!(command.wick_top <= command.y, "{command:?}");
        prop_assert!(
            command.wick_bottom >= command.y + command.height,
            "{command:?}"
        );
        prop_assert!(command.wick_bottom.is_finite() && command.wick_top.is_finite());
    }
    for records in [scene.lines(), scene.rects()] {
        prop_assert!(records.up.len() <= scene.record_capacity());
        prop_assert!(records.down.len() <= scene.record_capacity());
        let all = records.up.iter().chain(&records.down).flatten();
        prop_assert!(all.copied().all(f64::is_finite));
    }
    for tick in price_ticks(&scene.axis, 6) {
        let y = scene.axis.y(tick.value);
        let air = 1e-3 + f64::from(rows) * 1e-3;
        prop_assert!(y >= -air && y <= f64::from(rows) + air, "{tick:?} at {y}");
    }
    let top = volume_top(scene.series, &scene.grid);
    let volumes = VolumeScene {
        series: scene.series,
        grid: scene.grid,
        top,
        colors,
    };
    let mut pixels = vec![1; columns as usize * rows as usize];
    volumes
        .render(&mut pixels, columns as usize, 0..columns)
        .unwrap();
    prop_assert!(pixels.iter().all(is_known));
    Ok(())
}

#[test]
fn very_small_and_very_large_prices_keep_their_shape() {
    let market = Market::walk(300, 31);
    let of = |factor: f64, shift: f64| {
        let scaled = |values: &[f64]| -> Vec<f64> {
            values
                .iter()
                .map(|value| value.mul_add(factor, shift))
                .collect()
        };
        Market {
            opens: scaled(&market.opens),
            highs: scaled(&market.highs),
            lows: scaled(&market.lows),
            closes: scaled(&market.closes),
            ..market.clone()
        }
    };
    let viewport = Viewport::new(0.0, 300.0, 90, 40, 1.0).unwrap();
    let lines = |market: &Market| {
        let series = market.series();
        let spans = fitted(&series, &viewport, Scale::Linear).spans(0..90);
        (0..90)
            .map(|column| spans.line(column).unwrap())
            .collect::<Vec<_>>()
    };
    let plain = lines(&market);
    // A cent on a price of a billion, and prices around 1e-8: a row more or less by rounding.
    for scaled in [of(1e-10, 0.0), of(1e7, 0.0), of(1.0, 1e9)] {
        for (plain, scaled) in plain.iter().zip(lines(&scaled)) {
            assert!((plain.0 - scaled.0).abs() <= 1 && (plain.1 - scaled.1).abs() <= 1);
            assert_eq!(plain.2, scaled.2);
        }
    }
}

#[test]
fn a_flat_price_of_any_size_lies_in_the_middle() {
    for price in [0.0, 1e-300, 1e-8, 1.0, -7.5, 1e9, 1e300, f64::MAX] {
        let mut series = Series::default();
        let row = Row {
            prices: Prices::new(price, price, price, price),
            volume: None,
            time: None,
        };
        series.append(&row).unwrap();
        let viewport = Viewport::new(0.0, 1.0, 9, 11, 1.0).unwrap();
        let range = fit(&series, 0..1, 0.05, Scale::Linear).unwrap();
        let spans = market::scene(&series, &viewport, range, Scale::Linear).spans(0..9);
        let (top, bottom, _) = spans.line(4).unwrap();
        if price < 1e308 {
            assert_eq!((top, bottom), (5, 5), "{price}");
        }
    }
}

#[test]
fn the_prices_at_the_edges_lie_in_the_first_and_the_last_row() {
    let mut chance = Chance::new(25);
    for trial in 0..20_000 {
        let low = 1e-3 + chance.below(1_000_000) as f64 / 7.0;
        let high = low + 1e-6 + chance.below(1_000_000) as f64 / 3e3;
        let rows = 1 + chance.below(3000) as u32;
        let scale = if trial % 2 == 0 {
            Scale::Linear
        } else {
            Scale::Log
        };
        let axis = Axis::new(PriceRange::new(low, high, scale).unwrap(), scale, rows);
        let edges = (axis.row(high), axis.row(low));
        assert_eq!(edges, (0, rows as i32 - 1), "{low} to {high}");
        assert_eq!(axis.row(high * 2.0), -1);
    }
}

#[test]
fn a_flat_candle_at_the_lowest_price_is_seen() {
    let mut series = Series::default();
    for price in [2.0, 1.0] {
        let prices = Prices::new(price, price, price, price);
        let row = Row {
            prices,
            volume: None,
            time: None,
        };
        series.append(&row).unwrap();
    }
    let viewport = Viewport::new(0.0, 2.0, 20, 9, 1.0).unwrap();
    let spans = fitted(&series, &viewport, Scale::Linear).spans(0..20);
    let rows = |column| spans.line(column).map(|(top, bottom, _)| (top, bottom));
    assert_eq!((rows(5), rows(15)), (Some((0, 0)), Some((8, 8))));
}

#[test]
fn there_is_room_for_candles_of_which_an_edge_is_seen() {
    let series = Market::walk(5, 1).series();
    // The bodies of candles 0 and 3 reach into the view; their middles do not.
    let viewport = Viewport::new(0.8, 3.2, 240, 50, 1.0).unwrap();
    let scene = fitted(&series, &viewport, Scale::Linear);
    assert_eq!(scene.grid.visible(5), 1..3);
    let records = scene.rects();
    assert_eq!(records.up.len() + records.down.len(), 4);
    assert_eq!(scene.record_capacity(), 4);
    assert_eq!(scene.commands(0..5).len(), 4);
}

#[test]
fn views_that_show_nothing_show_the_background() {
    let series = Market::walk(10, 1).series();
    for (x0, x1) in [(100.0, 200.0), (-50.0, -1.0), (1e14, 1e14 + 10.0)] {
        let viewport = Viewport::new(x0, x1, 30, 20, 1.0).unwrap();
        let scene = fitted(&series, &viewport, Scale::Linear);
        assert!(
            picture(&scene)
                .iter()
                .all(|pixel| *pixel == scene.colors.background)
        );
        assert!(scene.commands(0..10).is_empty());
    }
    let empty = Series::default();
    let scene = fitted(
        &empty,
        &Viewport::new(0.0, 1.0, 4, 4, 1.0).unwrap(),
        Scale::Linear,
    );
    assert!(
        picture(&scene)
            .iter()
            .all(|pixel| *pixel == scene.colors.background)
    );
}

#[test]
fn refusals_say_what_and_how_to_mend_it() {
    let said = |refused: Result<Viewport, KlineError>| refused.unwrap_err().to_string();
    says(
        &said(Viewport::new(2.0, 1.0, 1, 1, 1.0)),
        "the view is reversed: `x0` is 2 and `x1` 1; exchange them",
    );
    says(
        &said(Viewport::new(f64::NAN, 1.0, 1, 1, 1.0)),
        "`x0` is NaN; give a number of candles between -1e15 and 1e15",
    );
    says(
        &said(Viewport::new(0.0, 0.0, 1, 1, 1.0)),
        "the view from 0 to 0 is less than a thousandth of a candle; show more",
    );
    says(
        &said(Viewport::new(0.0, 1.0, 65_537, 1, 1.0)),
        "`width` is 65537 pixels, 65537 on the device; 65536 is the most",
    );
    says(
        &said(Viewport::new(0.0, 1.0, 40_000, 1, 2.0)),
        "`width` is 40000 pixels, 80000 on the device; 65536 is the most",
    );
    says(
        &said(Viewport::new(0.0, 1.0, 1, 1, 0.0)),
        "`dpr` is 0; give a ratio between 0.1 and 16",
    );
    let short = Slices::new(&[1.0, 2.0], &[1.0], &[1.0, 2.0], &[1.0, 2.0]).unwrap_err();
    says(
        &short.to_string(),
        "`highs` has 1 rows and `opens` 2; hand in one of each for a candle",
    );
}

fn says(said: &str, expected: &str) {
    assert_eq!(said, expected);
}

#[test]
fn memory_that_does_not_hold_the_picture_is_left_as_it_is() {
    let series = Market::walk(100, 1).series();
    let scene = fitted(
        &series,
        &Viewport::new(0.0, 100.0, 30, 20, 1.0).unwrap(),
        Scale::Linear,
    );
    for (words, stride) in [
        (599, 30),
        (0, 30),
        (600, 29),
        (600, 0),
        (600, 31),
        (600, usize::MAX / 2),
    ] {
        let mut pixels = vec![5; words];
        let refused = scene.render(&mut pixels, stride, 0..30);
        assert!(
            matches!(refused, Err(KlineError::Memory(_))),
            "{words} {stride}"
        );
        assert!(pixels.iter().all(|pixel| *pixel == 5));
    }
    // The last row need not be as long as the stride.
    assert!(scene.render(&mut vec![5; 19 * 33 + 30], 33, 0..30).is_ok());
}

#[test]
fn rows_without_what_the_others_have_are_refused_and_change_nothing() {
    let mut series = Market::walk(5000, 1).series();
    let plain = Slices::new(&[1.0], &[1.0], &[1.0], &[1.0]).unwrap();
    let before = series.stats();
    let said = series.extend(&plain).unwrap_err().to_string();
    assert_eq!(
        said,
        "the chart has volumes, and the new rows have none; give each a volume"
    );
    let row = Row {
        prices: Prices::new(1.0, 1.0, 1.0, 1.0),
        volume: Some(1.0),
        time: None,
    };
    let said = series.append(&row).unwrap_err().to_string();
    assert_eq!(
        said,
        "the chart has times, and the new rows have none; give each a time"
    );
    assert_eq!(series.stats(), before);
    let mut bare = Series::read(&plain).unwrap();
    let said = bare.append(&row).unwrap_err().to_string();
    assert_eq!(
        said,
        "the chart has no volumes, and the new rows have; leave the volume out, or set all candles with volumes"
    );
    assert!(bare.update_last(row.prices, Some(1.0)).is_err());
    assert_eq!(
        Series::default().update_last(row.prices, None),
        Err(KlineError::NoCandle)
    );
}
