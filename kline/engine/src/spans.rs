//! Pixels of a column at a time: every column of device pixels is one upright line of one colour.
//!
//! That holds for candles (a column is part of a wick or of a body), for several candles in a column
//! and for volumes. It is also all that the rasteriser needs to know.

use std::ops::Range;

/// Lines for the columns of some part of a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spans {
    /// First rows; above 0 where the line begins above the picture.
    pub(crate) tops: Vec<i32>,
    /// Last rows; before the first where there is no line.
    pub(crate) bottoms: Vec<i32>,
    pub(crate) colors: Vec<u32>,
}

impl Spans {
    /// That many columns without a line.
    pub fn empty(columns: usize) -> Self {
        Spans {
            tops: vec![0; columns],
            bottoms: vec![-1; columns],
            colors: vec![0; columns],
        }
    }

    /// Number of columns.
    pub fn len(&self) -> usize {
        self.tops.len()
    }

    /// Whether there is no column.
    pub fn is_empty(&self) -> bool {
        self.tops.is_empty()
    }

    /// First row, last row and colour of a column with a line.
    pub fn line(&self, column: usize) -> Option<(i32, i32, u32)> {
        let (top, bottom) = (*self.tops.get(column)?, *self.bottoms.get(column)?);
        (top <= bottom).then_some((top, bottom, *self.colors.get(column)?))
    }

    /// The lines, to be set one by one.
    pub(crate) fn lines_mut(&mut self) -> impl Iterator<Item = LineMut<'_>> {
        let rows = self.tops.iter_mut().zip(&mut self.bottoms);
        rows.zip(&mut self.colors)
            .map(|((top, bottom), color)| LineMut { top, bottom, color })
    }

    /// Draws the same line into some columns, as far as they are there.
    pub(crate) fn set(&mut self, columns: Range<i64>, rows: (i32, i32), color: u32) {
        let bound = |column: i64| column.clamp(0, self.len() as i64) as usize;
        let columns = bound(columns.start)..bound(columns.end);
        if columns.start >= columns.end {
            return;
        }
        // A candle of a hundred columns has one line for all of them.
        for (values, value) in [
            (&mut self.tops, rows.0),
            (&mut self.bottoms, ordered(rows).1),
        ] {
            if let Some(values) = values.get_mut(columns.clone()) {
                values.fill(value);
            }
        }
        if let Some(colors) = self.colors.get_mut(columns) {
            colors.fill(color);
        }
    }
}

/// The line of one column.
pub(crate) struct LineMut<'a> {
    top: &'a mut i32,
    bottom: &'a mut i32,
    color: &'a mut u32,
}

impl LineMut<'_> {
    #[inline]
    pub(crate) fn set(self, rows: (i32, i32), color: u32) {
        (*self.top, *self.bottom) = ordered(rows);
        *self.color = color;
    }
}

/// Rounding of a logarithm may put a low a row above its high.
#[inline]
fn ordered((top, bottom): (i32, i32)) -> (i32, i32) {
    (top, bottom.max(top))
}
