//! A view of a series: everything that decides what is drawn, and the lines of each column.

use std::ops::Range;

use crate::axis::{Axis, PriceRange, Scale};
use crate::error::KlineError;
use crate::extent::Extent;
use crate::grid::Grid;
use crate::raster;
use crate::row::Prices;
use crate::series::Series;
use crate::shape::Shape;
use crate::spans::Spans;

/// From this many candles for a column on, neighbours have no memory in common.
const FETCHED_AHEAD: f64 = 256.0;

/// Colours, each 0xAARRGGBB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colors {
    /// Candles that close no lower than they open.
    pub up: u32,
    /// The others.
    pub down: u32,
    /// Behind them.
    pub background: u32,
    /// Volumes of rising candles.
    pub volume_up: u32,
    /// Volumes of the others.
    pub volume_down: u32,
}

impl Default for Colors {
    fn default() -> Self {
        Colors {
            up: 0xFF26_A69A,
            down: 0xFFEF_5350,
            background: 0xFF1E_1E1E,
            volume_up: 0xFF26_A69A,
            volume_down: 0xFFEF_5350,
        }
    }
}

impl Colors {
    pub(crate) fn of(&self, prices: &Prices) -> u32 {
        if prices.is_up() { self.up } else { self.down }
    }
}

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The candles.
    pub series: &'a Series,
    /// Which of them lie in which column.
    pub grid: Grid,
    /// Which prices lie in which row.
    pub axis: Axis,
    /// What they look like.
    pub colors: Colors,
}

impl<'a> Scene<'a> {
    /// Draws columns `columns` of the picture; the rest of the memory stays as it is.
    ///
    /// # Errors
    /// [`KlineError::Memory`] where the memory does not hold the picture.
    pub fn render(
        &self,
        pixels: &mut [u32],
        stride: usize,
        columns: Range<u32>,
    ) -> Result<(), KlineError> {
        let size = (self.grid.columns(), self.grid.rows());
        let background = self.colors.background;
        raster::render((pixels, stride), size, columns, background, |columns| {
            self.spans(columns)
        })
    }

    /// The lines of some columns.
    pub fn spans(&self, columns: Range<u32>) -> Spans {
        let mut spans = Spans::empty(columns.len());
        if self.grid.is_merged() {
            self.merged(&columns, &mut spans);
        } else {
            self.candles(&columns, &mut spans);
        }
        spans
    }

    /// Several candles for each column: from their lowest to their highest price.
    fn merged(&self, columns: &Range<u32>, spans: &mut Spans) {
        let len = self.series.len();
        fetch_ahead(&self.grid, columns, len, |row| self.series.fetch(row));
        let mut first = self.grid.candles(i64::from(columns.start), len).start;
        for (column, line) in columns.clone().zip(spans.lines_mut()) {
            let next = self.grid.candles(i64::from(column) + 1, len).start;
            if let Some(prices) = self.series.merged(first..next) {
                let rows = (self.axis.row(prices.high), self.axis.row(prices.low));
                line.set(rows, self.colors.of(&prices));
            }
            first = next;
        }
    }

    fn candles(&self, columns: &Range<u32>, spans: &mut Spans) {
        let shape = Shape::of(&self.grid);
        let first = i64::from(columns.start);
        for row in self
            .grid
            .candidates(columns, shape.reach(), self.series.len())
        {
            let Some(prices) = self.series.drawn(row) else {
                continue;
            };
            let column = self.grid.column_of(row) - first;
            let color = self.colors.of(&prices);
            let (top, bottom) = (
                self.axis.row(prices.open.max(prices.close)),
                self.axis.row(prices.open.min(prices.close)),
            );
            spans.set(shape.body(column), (top, bottom), color);
            let wick = (self.axis.row(prices.high), self.axis.row(prices.low));
            spans.set(shape.wick(column), wick, color);
        }
    }
}

/// Asks for the memory that the boundaries of columns need, where they are far apart.
pub(crate) fn fetch_ahead(
    grid: &Grid,
    columns: &Range<u32>,
    len: usize,
    fetch: impl Fn(usize) -> f64,
) {
    if grid.candles_per_column() > FETCHED_AHEAD {
        let boundaries = columns
            .clone()
            .map(|column| grid.candles(column.into(), len).start);
        std::hint::black_box(boundaries.map(fetch).sum::<f64>());
    }
}

/// The price range that shows some candles, with a part of the height free above and below.
pub fn fit(series: &Series, rows: Range<usize>, margin: f64, scale: Scale) -> Option<PriceRange> {
    let mut extent = series.extent(rows.clone());
    if scale == Scale::Log && extent.low <= 0.0 {
        extent = Extent {
            low: series.lowest_positive(rows)?,
            ..extent
        };
    }
    PriceRange::fit(extent, margin, scale)
}
