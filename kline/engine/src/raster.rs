//! Upright lines to pixels: the background in one stroke, then the lines, 32 columns at a time.
//!
//! Drawing line by line is quick for short lines and slow for long ones, since each pixel of a line
//! is in another row of memory. Of 32 neighbours each row is written in one piece, so the worst
//! picture costs little more than the best. The loop has no branch for a pixel, and the compiler
//! makes vector instructions of it.

use std::ops::Range;

use crate::error::KlineError;
use crate::spans::Spans;

/// Columns that are drawn together: 128 bytes of each row.
const TILE: usize = 32;

/// Draws the lines of some columns into memory of so many columns and rows; the rest stays as it is.
pub(crate) fn render(
    (pixels, stride): (&mut [u32], usize),
    (width, height): (u32, u32),
    columns: Range<u32>,
    background: u32,
    spans: impl FnOnce(Range<u32>) -> Spans,
) -> Result<(), KlineError> {
    let mut picture = Picture::new(pixels, stride, width, height)?;
    let columns = columns.start..columns.end.min(width);
    picture.draw(columns.start as usize, &spans(columns.clone()), background);
    Ok(())
}

/// A picture in somebody's memory: rows of 0xAARRGGBB words.
#[derive(Debug)]
pub struct Picture<'a> {
    pixels: &'a mut [u32],
    /// Words from one row to the next.
    stride: usize,
    columns: usize,
    rows: usize,
}

impl<'a> Picture<'a> {
    /// Memory that holds that many columns and rows.
    ///
    /// # Errors
    /// [`KlineError::Memory`] where rows overlap or the memory is too short.
    pub fn new(
        pixels: &'a mut [u32],
        stride: usize,
        columns: u32,
        rows: u32,
    ) -> Result<Self, KlineError> {
        let (columns, rows) = (columns as usize, rows as usize);
        let needed = needed_words(stride, columns, rows)?;
        if pixels.len() < needed {
            return Err(KlineError::Memory(format!(
                "the memory has {} bytes, and {rows} rows of {columns} pixels, {} bytes apart, need {}",
                pixels.len() * 4,
                stride * 4,
                needed * 4
            )));
        }
        Ok(Picture {
            pixels,
            stride,
            columns,
            rows,
        })
    }

    /// Columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The pixels of one row; none where there is no such row.
    pub(crate) fn row_mut(&mut self, row: usize) -> &mut [u32] {
        let start = row.min(self.rows) * self.stride;
        let end = if row < self.rows {
            start + self.columns
        } else {
            start
        };
        self.pixels.get_mut(start..end).unwrap_or_default()
    }

    /// Draws lines over a background, from column `first` on; other columns stay as they are.
    pub fn draw(&mut self, first: usize, spans: &Spans, background: u32) {
        let last = self.columns.min(first + spans.len());
        if first >= last || self.rows == 0 {
            return;
        }
        self.clear(first..last, background);
        for start in (first..last).step_by(TILE) {
            let width = TILE.min(last - start);
            let place = start - first..start - first + width;
            let lines = Lines::of(spans, place, background, self.rows);
            self.draw_lines(start, width, &lines, background);
        }
    }

    fn clear(&mut self, columns: Range<usize>, background: u32) {
        if columns == (0..self.columns) && self.stride == self.columns {
            let end = self.columns * self.rows;
            self.pixels
                .get_mut(..end)
                .unwrap_or_default()
                .fill(background);
            return;
        }
        for row in self.pixels.chunks_mut(self.stride).take(self.rows) {
            row.get_mut(columns.clone())
                .unwrap_or_default()
                .fill(background);
        }
    }

    fn draw_lines(&mut self, start: usize, width: usize, lines: &Lines, background: u32) {
        let from = lines.rows.start * self.stride;
        let pixels = self.pixels.get_mut(from..).unwrap_or_default();
        for (row, pixels) in lines.rows.clone().zip(pixels.chunks_mut(self.stride)) {
            let pixels = pixels.get_mut(start..start + width).unwrap_or_default();
            match pixels.first_chunk_mut::<TILE>() {
                Some(whole) => lines.draw(row as i32, whole, background),
                None => {
                    let mut whole = [background; TILE];
                    lines.draw(row as i32, &mut whole, background);
                    pixels.copy_from_slice(whole.get(..width).unwrap_or_default());
                }
            }
        }
    }
}

/// Words that rows need.
fn needed_words(stride: usize, columns: usize, rows: usize) -> Result<usize, KlineError> {
    if rows == 0 || columns == 0 {
        return Ok(0);
    }
    if stride < columns {
        return Err(KlineError::Memory(format!(
            "rows are {} bytes apart, and {columns} pixels are {} bytes; make `stride` no less",
            stride.saturating_mul(4),
            columns * 4
        )));
    }
    let words = stride
        .checked_mul(rows - 1)
        .and_then(|words| words.checked_add(columns));
    words
        .filter(|words| *words <= isize::MAX as usize / 4)
        .ok_or_else(|| {
            KlineError::Memory(format!(
                "{rows} rows, each {stride} pixels apart, are more than memory can hold; check `stride`"
            ))
        })
}

/// The lines of one tile, side by side, in the form that its loop needs: a pixel is part of a line if
/// `row - start < limit`, both moved so that one signed comparison does for two.
struct Lines {
    starts: [i32; TILE],
    limits: [i32; TILE],
    /// Colour and background, so that one of the two is an `xor` of the other.
    differences: [u32; TILE],
    rows: Range<usize>,
}

impl Lines {
    fn of(spans: &Spans, place: Range<usize>, background: u32, rows: usize) -> Self {
        let mut lines = Lines {
            starts: [0; TILE],
            limits: [i32::MIN; TILE],
            differences: [0; TILE],
            rows: 0..0,
        };
        let (mut first, mut last) = (i32::MAX, -1);
        let tops = spans.tops.get(place.clone()).unwrap_or_default();
        let bottoms = spans.bottoms.get(place.clone()).unwrap_or_default();
        let colors = spans.colors.get(place).unwrap_or_default();
        let ours = lines.starts.iter_mut().zip(&mut lines.limits);
        let ours = ours.zip(&mut lines.differences);
        for (((start, limit), difference), ((top, bottom), color)) in
            ours.zip(tops.iter().zip(bottoms).zip(colors))
        {
            if top > bottom {
                continue;
            }
            *start = top.wrapping_sub(i32::MIN);
            *limit = bottom
                .wrapping_sub(*top)
                .wrapping_add(1)
                .wrapping_add(i32::MIN);
            *difference = color ^ background;
            first = first.min(*top);
            last = last.max(*bottom);
        }
        let first = usize::try_from(first.max(0)).unwrap_or(0);
        let end = usize::try_from(last.saturating_add(1))
            .unwrap_or(0)
            .min(rows);
        lines.rows = first.min(end)..end;
        lines
    }

    /// One row of all lines.
    #[inline(always)]
    fn draw(&self, row: i32, pixels: &mut [u32; TILE], background: u32) {
        let lines = self.starts.iter().zip(&self.limits).zip(&self.differences);
        for (pixel, ((start, limit), difference)) in pixels.iter_mut().zip(lines) {
            let is_line = row.wrapping_sub(*start) < *limit;
            let mask = u32::from(is_line).wrapping_neg();
            *pixel = background ^ (difference & mask);
        }
    }
}
