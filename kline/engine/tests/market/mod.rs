//! Made-up candles, the same on every machine: a walk in whole numbers, so nothing is rounded.

use fishplate_kline::{Axis, Colors, PriceRange, Scale, Scene, Series, Slices, Viewport, fit};

/// Columns of candles.
#[derive(Clone, Debug, Default)]
pub(crate) struct Market {
    pub(crate) opens: Vec<f64>,
    pub(crate) highs: Vec<f64>,
    pub(crate) lows: Vec<f64>,
    pub(crate) closes: Vec<f64>,
    pub(crate) volumes: Vec<f64>,
    pub(crate) times: Vec<i64>,
}

/// The first of the working days that `Market::walk` makes candles of, in nanoseconds.
pub(crate) const MONDAY: i64 = 1_704_067_200 * 1_000_000_000;
const MINUTE: i64 = 60 * 1_000_000_000;

/// Numbers by chance, always the same ones.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        (self.next() >> 11) % bound
    }
}

impl Market {
    /// A walk of candles in cents, one a minute in sessions of 6.5 hours on working days.
    pub(crate) fn walk(candles: usize, seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let mut market = Market::default();
        let mut price = 10_000_i64;
        for row in 0..candles {
            let open = price;
            price = (price + chance.below(41) as i64 - 20).max(100);
            let high = open.max(price) + chance.below(15) as i64;
            let low = open.min(price) - chance.below(15) as i64;
            market.opens.push(open as f64 / 100.0);
            market.highs.push(high as f64 / 100.0);
            market.lows.push(low as f64 / 100.0);
            market.closes.push(price as f64 / 100.0);
            market.volumes.push(chance.below(1000) as f64);
            market.times.push(session_minute(row as i64));
        }
        market
    }

    /// Makes a gap of a row.
    pub(crate) fn blank(&mut self, row: usize) {
        for values in [
            &mut self.opens,
            &mut self.highs,
            &mut self.lows,
            &mut self.closes,
        ] {
            values[row] = f64::NAN;
        }
    }

    /// The rows as a source.
    pub(crate) fn slices(&self) -> Slices<'_> {
        Slices::new(&self.opens, &self.highs, &self.lows, &self.closes)
            .and_then(|slices| slices.with_volumes(&self.volumes))
            .and_then(|slices| slices.with_times(&self.times))
            .unwrap()
    }

    /// The rows as a series.
    pub(crate) fn series(&self) -> Series {
        Series::read(&self.slices()).unwrap()
    }
}

/// The `row`th minute of trade since a Monday at 9:30.
fn session_minute(row: i64) -> i64 {
    let (day, minute) = (row / 390, row % 390);
    let (week, day) = (day / 5, day % 5);
    MONDAY + (week * 7 + day) * 1440 * MINUTE + (570 + minute) * MINUTE
}

/// A view of a series, with the prices of what is seen from edge to edge.
pub(crate) fn fitted<'a>(series: &'a Series, viewport: &Viewport, scale: Scale) -> Scene<'a> {
    let seen = viewport.grid().visible(series.len());
    let range = fit(series, seen, 0.0, scale).unwrap_or_default();
    scene(series, viewport, range, scale)
}

/// A view of a series with prices that are given.
pub(crate) fn scene<'a>(
    series: &'a Series,
    viewport: &Viewport,
    range: PriceRange,
    scale: Scale,
) -> Scene<'a> {
    let grid = viewport.grid();
    Scene {
        series,
        grid,
        axis: Axis::new(range, scale, grid.rows()),
        colors: Colors::default(),
    }
}

/// The picture of a scene, on memory that held something else before.
pub(crate) fn picture(scene: &Scene<'_>) -> Vec<u32> {
    let (columns, rows) = (scene.grid.columns(), scene.grid.rows());
    let mut pixels = vec![0xDEAD_BEEF; columns as usize * rows as usize];
    scene
        .render(&mut pixels, columns as usize, 0..columns)
        .unwrap();
    pixels
}
