//! What rows of a series are and come to, wherever they lie. Nothing is changed here.

use std::ops::Range;

use crate::chunk::{CHUNK_ROWS, Chunk, FAN_OUT};
use crate::extent::Extent;
use crate::row::{Prices, Row};
use crate::series::Series;

/// Rows of one chunk.
pub(crate) struct Piece<'a> {
    pub(crate) chunk: &'a Chunk,
    /// Number of the chunk.
    pub(crate) number: usize,
    pub(crate) from: usize,
    pub(crate) to: usize,
}

impl Series {
    /// A row as it was given.
    pub fn row(&self, row: usize) -> Option<Row> {
        let (chunk, at) = self.place(row)?;
        chunk.row(at)
    }

    /// A candle as it is drawn; nothing for a gap.
    #[inline]
    pub fn drawn(&self, row: usize) -> Option<Prices> {
        let (chunk, at) = self.place(row)?;
        chunk.drawn(at).filter(|prices| !prices.extent().is_empty())
    }

    /// The volume of a row as it is summed.
    pub fn volume(&self, row: usize) -> f64 {
        self.place(row)
            .map_or(0.0, |(chunk, at)| chunk.volumes().summed(at))
    }

    /// The time of a row.
    pub fn time(&self, row: usize) -> Option<i64> {
        let (chunk, at) = self.place(row)?;
        chunk.time(at)
    }

    /// Lowest and highest price of some rows.
    #[inline]
    pub fn extent(&self, rows: Range<usize>) -> Extent {
        let Some((first, last)) = self.ends(&rows) else {
            return Extent::EMPTY;
        };
        if first.number == last.number {
            return first.chunk.extent(first.from, last.to);
        }
        first
            .chunk
            .extent_from(first.from)
            .join(self.levels.extent(first.number + 1, last.number))
            .join(last.chunk.extent_to(last.to))
    }

    /// Sum of the volumes of some rows.
    pub fn volume_of(&self, rows: Range<usize>) -> f64 {
        let Some((first, last)) = self.ends(&rows) else {
            return 0.0;
        };
        if first.number == last.number {
            return first.chunk.volumes().between(first.from, last.to);
        }
        first.chunk.volumes().behind(first.from)
            + self.levels.volume(first.number + 1, last.number)
            + last.chunk.volumes().before(last.to)
    }

    /// Some rows as one candle: first open, highest high, lowest low, last close; nothing where all
    /// rows are gaps.
    #[inline]
    pub fn merged(&self, rows: Range<usize>) -> Option<Prices> {
        let extent = self.extent(rows.clone());
        (!extent.is_empty()).then(|| Prices {
            open: self.first_open(&rows),
            high: extent.high,
            low: extent.low,
            close: self.last_close(&rows),
        })
    }

    /// Whether some rows as one candle close no lower than they open; so does a gap.
    #[inline]
    pub fn is_up(&self, rows: Range<usize>) -> bool {
        let (open, close) = (self.first_open(&rows), self.last_close(&rows));
        close >= open || open.is_nan()
    }

    /// The first row whose time is not before `time`; the number of rows where there is none.
    pub fn row_at_time(&self, time: i64) -> usize {
        let is_before = |row: usize| self.time(row).is_some_and(|other| other < time);
        if self.unsorted_times() > 0 {
            return (0..self.rows)
                .find(|row| !is_before(*row))
                .unwrap_or(self.rows);
        }
        let (mut low, mut high) = (0, self.rows);
        while low < high {
            let middle = low + (high - low) / 2;
            if is_before(middle) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The lowest price above 0 of some rows, for a logarithmic scale.
    pub fn lowest_positive(&self, rows: Range<usize>) -> Option<f64> {
        let mut lowest = f64::INFINITY;
        for piece in self.pieces(rows.start, rows.end) {
            let whole = piece.chunk.extent(piece.from, piece.to);
            if whole.low > 0.0 {
                lowest = lowest.min(whole.low);
                continue;
            }
            let mut from = piece.from;
            while from < piece.to {
                // Only stretches with such a price are looked at one by one.
                let to = (from + FAN_OUT).min(piece.to);
                let extent = piece.chunk.extent(from, to);
                if extent.low > 0.0 {
                    lowest = lowest.min(extent.low);
                } else if extent.high > 0.0 {
                    let prices = (from..to).filter_map(|at| piece.chunk.drawn(at));
                    lowest = prices
                        .flat_map(|p| [p.open, p.high, p.low, p.close])
                        .filter(|price| *price > 0.0)
                        .fold(lowest, f64::min);
                }
                from = to;
            }
        }
        (lowest < f64::INFINITY).then_some(lowest)
    }

    /// The chunks of the first and the last of some rows; nothing where there are no such rows.
    #[inline]
    fn ends(&self, rows: &Range<usize>) -> Option<(Piece<'_>, Piece<'_>)> {
        let (from, to) = (rows.start, rows.end.min(self.rows));
        if from >= to {
            return None;
        }
        let (from, to) = (from + self.front, to + self.front);
        let piece = |number: usize| {
            let start = number * CHUNK_ROWS;
            Some(Piece {
                chunk: self.chunk(number)?,
                number,
                from: from.saturating_sub(start),
                to: (to - start).min(CHUNK_ROWS),
            })
        };
        Some((piece(from / CHUNK_ROWS)?, piece((to - 1) / CHUNK_ROWS)?))
    }

    /// The chunks that hold some rows, with the rows of each.
    pub(crate) fn pieces(&self, from: usize, to: usize) -> impl Iterator<Item = Piece<'_>> {
        let to = to.min(self.rows);
        let (from, to) = (from.min(to) + self.front, to + self.front);
        let numbers = if from < to {
            from / CHUNK_ROWS..(to - 1) / CHUNK_ROWS + 1
        } else {
            0..0
        };
        numbers.filter_map(move |number| {
            let start = number * CHUNK_ROWS;
            Some(Piece {
                chunk: self.chunk(number)?,
                number,
                from: from.saturating_sub(start),
                to: (to - start).min(CHUNK_ROWS),
            })
        })
    }

    #[inline]
    fn first_open(&self, rows: &Range<usize>) -> f64 {
        // Nearly always it is that of the first row.
        match self.place(rows.start) {
            Some((chunk, at)) if !chunk.open(at).is_nan() => chunk.open(at),
            _ => self.search_open(rows),
        }
    }

    #[inline]
    fn last_close(&self, rows: &Range<usize>) -> f64 {
        let last = rows.end.min(self.rows).checked_sub(1);
        match last.and_then(|last| self.place(last)) {
            Some((chunk, at)) if !chunk.close(at).is_nan() => chunk.close(at),
            _ => self.search_close(rows),
        }
    }

    /// Brings into the cache what a range that begins or ends at a row is answered from.
    ///
    /// Of millions of rows nothing is in the cache. Answering needs some twenty places in memory, one
    /// after the other; asked for ahead, they come for many ranges at a time, in a third of the time.
    /// The number means nothing.
    pub(crate) fn fetch(&self, row: usize) -> f64 {
        self.place(row).map_or(0.0, |(chunk, at)| chunk.fetch(at))
    }

    /// The same for sums of volumes.
    pub(crate) fn fetch_volumes(&self, row: usize) -> f64 {
        self.place(row)
            .map_or(0.0, |(chunk, at)| chunk.fetch_volumes(at))
    }

    #[cold]
    fn search_open(&self, rows: &Range<usize>) -> f64 {
        for piece in self.pieces(rows.start, rows.end) {
            if piece.from == 0 && piece.to == CHUNK_ROWS && self.is_gap(piece.number) {
                continue;
            }
            let mut at = piece.from;
            while at < piece.to {
                let open = piece.chunk.open(at);
                if !open.is_nan() {
                    return open;
                }
                at += piece.chunk.known_gap(at).max(1);
            }
        }
        f64::NAN
    }

    #[cold]
    fn search_close(&self, rows: &Range<usize>) -> f64 {
        let to = rows.end.min(self.rows) + self.front;
        let from = rows.start + self.front;
        let mut end = to;
        while end > from {
            let number = (end - 1) / CHUNK_ROWS;
            let start = number * CHUNK_ROWS;
            if end - start == CHUNK_ROWS && start >= from && self.is_gap(number) {
                end = start;
                continue;
            }
            let Some(chunk) = self.chunk(number) else {
                break;
            };
            let first = from.saturating_sub(start);
            if let Some(close) = last_close_of(chunk, first, end - start) {
                return close;
            }
            end = start;
        }
        f64::NAN
    }

    /// Whether a full chunk holds no price at all.
    fn is_gap(&self, number: usize) -> bool {
        number < self.full.len() && self.levels.is_gap(number)
    }

    #[inline]
    fn place(&self, row: usize) -> Option<(&Chunk, usize)> {
        if row >= self.rows {
            return None;
        }
        let row = row + self.front;
        Some((self.chunk(row / CHUNK_ROWS)?, row % CHUNK_ROWS))
    }

    #[inline]
    fn chunk(&self, number: usize) -> Option<&Chunk> {
        if number == self.full.len() {
            return Some(&self.tail);
        }
        self.full.get(number).map(|chunk| &**chunk)
    }
}

/// The last close of rows `from` to before `to`.
fn last_close_of(chunk: &Chunk, from: usize, to: usize) -> Option<f64> {
    let mut end = to;
    while end > from {
        let close = chunk.close(end - 1);
        if !close.is_nan() {
            return Some(close);
        }
        let block = (end - 1) / FAN_OUT * FAN_OUT;
        // A block that is a gap as a whole is left in one step.
        end = if end - block == FAN_OUT && block >= from && chunk.known_gap(block) > 0 {
            block
        } else {
            end - 1
        };
    }
    None
}
