//! The volumes of the same columns, as lines that stand on the lower edge of a picture of their own.

use std::ops::Range;

use crate::error::KlineError;
use crate::grid::Grid;
use crate::raster;
use crate::scene::{Colors, fetch_ahead};
use crate::series::Series;
use crate::shape::Shape;
use crate::spans::Spans;

/// What is drawn of the volumes.
#[derive(Clone, Copy, Debug)]
pub struct VolumeScene<'a> {
    /// The candles.
    pub series: &'a Series,
    /// Which of them lie in which column; its rows are those of this picture.
    pub grid: Grid,
    /// The volume at the upper edge.
    pub top: f64,
    /// What they look like.
    pub colors: Colors,
}

impl VolumeScene<'_> {
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
            let len = self.series.len();
            fetch_ahead(&self.grid, &columns, len, |row| {
                self.series.fetch_volumes(row)
            });
            let mut first = self.grid.candles(i64::from(columns.start), len).start;
            for (column, line) in columns.zip(spans.lines_mut()) {
                let next = self.grid.candles(i64::from(column) + 1, len).start;
                if let Some(rows) = self.rows(self.series.volume_of(first..next)) {
                    line.set(rows, self.color(self.series.is_up(first..next)));
                }
                first = next;
            }
            return spans;
        }
        let shape = Shape::of(&self.grid);
        let first = i64::from(columns.start);
        let rows = self
            .grid
            .candidates(&columns, shape.reach(), self.series.len());
        for row in rows {
            let body = shape.body(self.grid.column_of(row) - first);
            if let Some(rows) = self.rows(self.series.volume(row)) {
                let is_up = self.series.is_up(row..row + 1);
                spans.set(body, rows, self.color(is_up));
            }
        }
        spans
    }

    /// The rows of a bar; nothing where there is no volume.
    fn rows(&self, volume: f64) -> Option<(i32, i32)> {
        let rows = f64::from(self.grid.rows());
        if !(volume > 0.0 && self.top > 0.0) || rows < 1.0 {
            return None;
        }
        // A volume that is there is seen, however little it is.
        let height = (volume / self.top * rows).clamp(1.0, rows) + 0.5;
        let last = rows as i32 - 1;
        Some((last + 1 - height as i32, last))
    }

    fn color(&self, is_up: bool) -> u32 {
        if is_up {
            self.colors.volume_up
        } else {
            self.colors.volume_down
        }
    }
}

/// The largest volume of a column that is seen.
pub fn volume_top(series: &Series, grid: &Grid) -> f64 {
    let largest = |volumes: &mut dyn Iterator<Item = f64>| volumes.fold(0.0, f64::max);
    if !series.has_volumes() {
        return 0.0;
    }
    if grid.is_merged() {
        let len = series.len();
        fetch_ahead(grid, &(0..grid.columns()), len, |row| {
            series.fetch_volumes(row)
        });
        let columns = 0..i64::from(grid.columns());
        return largest(&mut columns.map(|column| series.volume_of(grid.candles(column, len))));
    }
    largest(
        &mut grid
            .visible(series.len())
            .map(|candle| series.volume(candle)),
    )
}
