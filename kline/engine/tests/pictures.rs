//! Pictures, byte for byte: small ones as text that a person can read, large ones as a sum.
//!
//! `make bless` writes them anew. A picture that changed is looked at before it is taken.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that fails panics"
)]

#[allow(dead_code, reason = "each test uses a part of it")]
mod market;

use std::fmt::Write;
use std::path::Path;

use fishplate_kline::{
    Colors, PriceRange, Prices, Row, Scale, Scene, Series, Viewport, VolumeScene, volume_top,
};
use market::{Market, fitted, picture, scene};

/// One character for a pixel.
fn drawn(pixels: &[u32], columns: u32, colors: &Colors) -> String {
    let letter = |pixel: &u32| match *pixel {
        pixel if pixel == colors.background => '.',
        pixel if pixel == colors.up => 'u',
        pixel if pixel == colors.down => 'd',
        _ => '?',
    };
    let mut text = String::new();
    for row in pixels.chunks(columns as usize) {
        text.extend(row.iter().map(letter));
        text.push('\n');
    }
    text
}

fn drawing(scene: &Scene<'_>) -> String {
    drawn(&picture(scene), scene.grid.columns(), &scene.colors)
}

/// FNV-1a of the words, for pictures too large to be read.
fn sum(pixels: &[u32]) -> u64 {
    let bytes = pixels.iter().flat_map(|pixel| pixel.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

fn check(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.txt"));
    if std::env::var_os("FISHPLATE_BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        golden == text,
        "{name} has changed; `make bless` takes it\n--- was\n{golden}\n--- is\n{text}"
    );
}

fn candles(prices: &[[f64; 4]]) -> Series {
    let mut series = Series::default();
    for [open, high, low, close] in prices {
        let row = Row {
            prices: Prices::new(*open, *high, *low, *close),
            volume: None,
            time: None,
        };
        series.append(&row).unwrap();
    }
    series
}

#[test]
fn a_hundred_and_twenty_candles_at_three_ratios() {
    let series = Market::walk(120, 1).series();
    for (name, dpr) in [("ratio-1", 1.0), ("ratio-1.25", 1.25), ("ratio-2", 2.0)] {
        let viewport = Viewport::new(100.0, 120.0, 80, 20, dpr).unwrap();
        check(name, &drawing(&fitted(&series, &viewport, Scale::Linear)));
    }
}

#[test]
fn from_one_candle_to_several_in_a_column() {
    let series = Market::walk(400, 2).series();
    let mut text = String::new();
    for candles in [3.0, 9.0, 20.0, 39.0, 41.0, 60.0, 400.0] {
        let viewport = Viewport::new(400.0 - candles, 400.0, 60, 12, 1.0).unwrap();
        let drawing = drawing(&fitted(&series, &viewport, Scale::Linear));
        writeln!(text, "{candles} candles\n{drawing}").unwrap();
    }
    check("zoom", &text);
}

#[test]
fn gaps_equal_prices_and_prices_that_do_not_fit_their_candle() {
    let nan = f64::NAN;
    let series = candles(&[
        [2.0, 4.0, 1.0, 3.0],
        [3.0, 3.0, 3.0, 3.0],
        [nan, nan, nan, nan],
        [3.0, nan, 1.0, 2.0],
        [2.0, 4.0, 0.0, 2.0],
        [2.0, 1.0, 4.0, 3.0],
        [1.0, 2.0, 2.0, 4.0],
        [4.0, 4.0, 1.0, f64::INFINITY],
        [4.0, 4.0, 1.0, 1.0],
    ]);
    let viewport = Viewport::new(0.0, 9.0, 54, 17, 1.0).unwrap();
    check(
        "odd-rows",
        &drawing(&fitted(&series, &viewport, Scale::Linear)),
    );
}

#[test]
fn a_logarithmic_scale_gives_equal_ratios_equal_heights() {
    let series = candles(&[
        [1.0, 2.0, 1.0, 2.0],
        [2.0, 4.0, 2.0, 4.0],
        [4.0, 8.0, 4.0, 8.0],
        [8.0, 8.0, 1.0, 4.0],
        [4.0, 4.0, -1.0, 0.0],
        [0.0, 0.0, -2.0, -1.0],
        [2.0, 16.0, 2.0, 8.0],
    ]);
    let viewport = Viewport::new(0.0, 7.0, 35, 24, 1.0).unwrap();
    let range = PriceRange::new(1.0, 8.0, Scale::Log).unwrap();
    check(
        "log",
        &drawing(&scene(&series, &viewport, range, Scale::Log)),
    );
}

#[test]
fn volumes_stand_under_their_candles() {
    let series = Market::walk(400, 3).series();
    let mut text = String::new();
    for candles in [12.0, 400.0] {
        let viewport = Viewport::new(400.0 - candles, 400.0, 60, 12, 1.0).unwrap();
        let grid = viewport.grid().with_rows(8);
        let colors = Colors::default();
        let scene = VolumeScene {
            series: &series,
            grid,
            top: volume_top(&series, &grid),
            colors,
        };
        let mut pixels = vec![0; 60 * 8];
        scene.render(&mut pixels, 60, 0..60).unwrap();
        writeln!(text, "{candles} candles\n{}", drawn(&pixels, 60, &colors)).unwrap();
    }
    check("volumes", &text);
}

#[test]
fn large_pictures_have_the_sums_that_they_had() {
    let mut text = String::new();
    let mut note = |name: &str, scene: &Scene<'_>| {
        let sum = sum(&picture(scene));
        writeln!(text, "{name} {sum:016x}").unwrap();
    };
    let market = Market::walk(1_000_000, 4);
    let series = market.series();
    for (name, first, width, height, dpr) in [
        ("120 candles, 800x600", 999_880.0, 800, 600, 1.0),
        ("5,000 candles, 800x600", 995_000.0, 800, 600, 1.0),
        ("5,000 candles, 1920x1080", 995_000.0, 1920, 1080, 1.0),
        ("5,000 candles, 800x600 at 1.25", 995_000.0, 800, 600, 1.25),
        ("all candles, 1920x1080", 0.0, 1920, 1080, 1.0),
        ("all candles, 65,536x2", 0.0, 65_536, 2, 1.0),
    ] {
        let viewport = Viewport::new(first, 1e6, width, height, dpr).unwrap();
        note(name, &fitted(&series, &viewport, Scale::Linear));
        note(
            &format!("{name}, log"),
            &fitted(&series, &viewport, Scale::Log),
        );
    }
    let mut volatile = market;
    let (high, low) = (500.0, 0.5);
    for row in (0..1_000_000).step_by(3) {
        (volatile.highs[row], volatile.lows[row]) = (high, low);
    }
    let series = volatile.series();
    let viewport = Viewport::new(0.0, 5000.0, 800, 600, 1.0).unwrap();
    note(
        "5,000 wild candles",
        &fitted(&series, &viewport, Scale::Linear),
    );
    check("sums", &text);
}

#[test]
fn ten_million_candles_have_the_sum_that_they_had() {
    let series = Market::walk(10_000_000, 5).series();
    let viewport = Viewport::new(0.0, 1e7, 800, 600, 1.0).unwrap();
    let sum = sum(&picture(&fitted(&series, &viewport, Scale::Linear)));
    check("ten-million", &format!("{sum:016x}\n"));
}

#[test]
fn the_draw_list_of_a_few_candles() {
    let series = Market::walk(40, 6).series();
    let mut text = String::new();
    for (name, first, dpr) in [
        ("apart", 35.0, 1.0),
        ("apart", 35.0, 2.0),
        ("merged", 0.0, 1.0),
    ] {
        let viewport = Viewport::new(first, 40.0, 20, 40, dpr).unwrap();
        let scene = fitted(&series, &viewport, Scale::Linear);
        writeln!(text, "{name}, ratio {dpr}").unwrap();
        for command in scene.commands(0..series.len()) {
            writeln!(
                text,
                "  x {} y {} width {} height {} wick {} to {} color {:08x}",
                command.x,
                command.y,
                command.width,
                command.height,
                command.wick_top,
                command.wick_bottom,
                command.color
            )
            .unwrap();
        }
        let (lines, rects) = (scene.lines(), scene.rects());
        writeln!(text, "  first line {:?}", lines.up.first()).unwrap();
        writeln!(text, "  first rect {:?}", rects.down.first()).unwrap();
    }
    check("draw-list", &text);
}
