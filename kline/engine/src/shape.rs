//! How wide candles are, and which columns each of them takes: a body of odd width around its wick.

use std::ops::Range;

use crate::grid::Grid;

/// Widths for candles that have columns of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    body: i64,
    wick: i64,
}

impl Shape {
    /// Those that fit a grid: neighbours do not touch, and a wick stands in the middle of its body.
    pub(crate) fn of(grid: &Grid) -> Self {
        let pixels = grid.pixels_per_candle();
        let most = (pixels.floor() - 1.0).min(pixels * 0.8).max(1.0) as i64;
        let wick = (grid.dpr().round() as i64).clamp(1, most);
        // A body and a wick have their middle in the same place if both are odd, or both even.
        let body = most - (most - wick) % 2;
        Shape { body, wick }
    }

    /// How far a candle reaches to either side of its column.
    pub(crate) fn reach(&self) -> i64 {
        self.body / 2 + 1
    }

    /// The columns of the body of a candle in that column.
    pub(crate) fn body(&self, column: i64) -> Range<i64> {
        let first = column - self.body / 2;
        first..first + self.body
    }

    /// The columns of its wick.
    pub(crate) fn wick(&self, column: i64) -> Range<i64> {
        let first = column - self.wick / 2;
        first..first + self.wick
    }
}

/// The columns in which something may have changed when some candles have.
pub fn stale_columns(grid: &Grid, candles: &Range<usize>) -> Range<u32> {
    let Some(last) = candles.end.checked_sub(1).filter(|_| !candles.is_empty()) else {
        return 0..0;
    };
    // A candle that shares its column may be counted to the one beside it: rounding decides.
    let reach = if grid.is_merged() {
        1
    } else {
        Shape::of(grid).reach()
    };
    let bound = |column: i64| column.clamp(0, i64::from(grid.columns())) as u32;
    let first = bound(grid.column_of(candles.start) - reach);
    first..bound(grid.column_of(last) + reach + 1)
}
