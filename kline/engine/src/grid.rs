//! Which candles lie in which column of device pixels.
//!
//! Columns are counted from the first candle, not from the edge of the view: column `j` holds the
//! candles whose centre lies within `[j * s, (j + 1) * s)`, where `s` is candles for a column. A view
//! begins at a whole column, so moving it moves the picture and never changes which candles share one.

use std::ops::Range;

use crate::error::KlineError;

/// No side of a picture has more device pixels.
pub const MAX_SIDE: u32 = 65_536;
/// Below this many device pixels for a candle, candles share columns.
const LEAST_FOR_ONE: f64 = 1.5;
/// Spans of views are multiples of this, so that a moved view has the same span as before: what two
/// ends far from 0 leave of it differs in the last bits.
const SPAN_STEP: f64 = 1.0 / 65_536.0;

/// What is seen, as a caller says it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    x0: f64,
    x1: f64,
    width: u32,
    height: u32,
    dpr: f64,
}

impl Viewport {
    /// From `x0` to `x1`, counted in candles, in `width` times `height` device-independent pixels of
    /// `dpr` device pixels a side.
    ///
    /// # Errors
    /// [`KlineError::View`] where the range is not finite, reversed or too narrow, or the picture too
    /// large.
    pub fn new(x0: f64, x1: f64, width: u32, height: u32, dpr: f64) -> Result<Self, KlineError> {
        let view = |said: String| Err(KlineError::View(said));
        for (name, x) in [("x0", x0), ("x1", x1)] {
            if !(-1e15..=1e15).contains(&x) {
                return view(format!(
                    "`{name}` is {x}; give a number of candles between -1e15 and 1e15"
                ));
            }
        }
        if x1 < x0 {
            return view(format!(
                "the view is reversed: `x0` is {x0} and `x1` {x1}; exchange them"
            ));
        }
        if x1 - x0 < 1e-3 {
            return view(format!(
                "the view from {x0} to {x1} is less than a thousandth of a candle; show more"
            ));
        }
        if !(0.1..=16.0).contains(&dpr) {
            return view(format!("`dpr` is {dpr}; give a ratio between 0.1 and 16"));
        }
        for (name, side) in [("width", width), ("height", height)] {
            let device = device_pixels(side, dpr);
            if device > f64::from(MAX_SIDE) {
                return view(format!(
                    "`{name}` is {side} pixels, {device} on the device; {MAX_SIDE} is the most"
                ));
            }
        }
        Ok(Viewport {
            x0,
            x1,
            width,
            height,
            dpr,
        })
    }

    /// The range that was asked, in candles.
    pub fn range(&self) -> (f64, f64) {
        (self.x0, self.x1)
    }

    /// Width and height in device-independent pixels, and the ratio.
    pub fn size(&self) -> (u32, u32, f64) {
        (self.width, self.height, self.dpr)
    }

    /// The columns of device pixels.
    pub fn grid(&self) -> Grid {
        let columns = device_pixels(self.width, self.dpr) as u32;
        let span = self.x1 - self.x0;
        let span = if span >= 1.0 {
            nearest(span / SPAN_STEP) * SPAN_STEP
        } else {
            span
        };
        let per_column = span / f64::from(columns.max(1));
        Grid {
            per_column,
            origin: nearest(self.x0 / per_column),
            columns,
            rows: device_pixels(self.height, self.dpr) as u32,
            dpr: self.dpr,
        }
    }
}

fn device_pixels(side: u32, dpr: f64) -> f64 {
    (f64::from(side) * dpr).round()
}

/// The nearest whole number; halves go up, below 0 too, so that a shift changes nothing.
fn nearest(value: f64) -> f64 {
    (value + 0.5).floor()
}

/// The columns of a view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// Candles for a column.
    per_column: f64,
    /// Column, counted from candle 0, that is the first of the view; a whole number.
    origin: f64,
    columns: u32,
    rows: u32,
    dpr: f64,
}

impl Grid {
    /// Device pixels in a row.
    pub fn columns(&self) -> u32 {
        self.columns
    }

    /// Rows of device pixels.
    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// The same columns with another number of rows.
    pub fn with_rows(self, rows: u32) -> Self {
        Grid { rows, ..self }
    }

    /// Device pixels for a device-independent one.
    pub fn dpr(&self) -> f64 {
        self.dpr
    }

    /// Candles for a column of device pixels.
    pub fn candles_per_column(&self) -> f64 {
        self.per_column
    }

    /// Device pixels for a candle.
    pub fn pixels_per_candle(&self) -> f64 {
        1.0 / self.per_column
    }

    /// Whether candles share columns.
    pub fn is_merged(&self) -> bool {
        self.pixels_per_candle() < LEAST_FOR_ONE
    }

    /// The first candle at or behind the left edge of a column of the view; may be any number.
    #[inline]
    pub fn boundary(&self, column: i64) -> i64 {
        let edge = (self.origin + column as f64) * self.per_column - 0.5;
        let whole = edge as i64;
        whole + i64::from((whole as f64) < edge)
    }

    /// The candles of a column, of a series of that length.
    #[inline]
    pub fn candles(&self, column: i64, len: usize) -> Range<usize> {
        clamp(self.boundary(column), len)..clamp(self.boundary(column + 1), len)
    }

    /// The candles that are seen: those whose centre is.
    pub fn visible(&self, len: usize) -> Range<usize> {
        clamp(self.boundary(0), len)..clamp(self.boundary(i64::from(self.columns)), len)
    }

    /// The candles of which a part may be seen, where each is `reach` columns wide to either side.
    pub(crate) fn candidates(&self, columns: &Range<u32>, reach: i64, len: usize) -> Range<usize> {
        let first = self.boundary(i64::from(columns.start) - reach - 1);
        let last = self.boundary(i64::from(columns.end) + reach + 1);
        clamp(first, len)..clamp(last, len)
    }

    /// The column of the view that holds the centre of a candle; may be any number.
    #[inline]
    pub fn column_of(&self, candle: usize) -> i64 {
        let column = (candle as f64 + 0.5) / self.per_column;
        (column.floor() - self.origin) as i64
    }

    /// X of a place on the axis, in device pixels.
    pub fn x_of(&self, place: f64) -> f64 {
        place / self.per_column - self.origin
    }

    /// The place on the axis at an x in device pixels: the inverse of [`Grid::x_of`].
    pub fn place_at(&self, x: f64) -> f64 {
        (x + self.origin) * self.per_column
    }
}

fn clamp(candle: i64, len: usize) -> usize {
    usize::try_from(candle.max(0))
        .unwrap_or(usize::MAX)
        .min(len)
}
