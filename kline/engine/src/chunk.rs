//! 4,096 rows in columns, with the two lowest levels of the pyramid over them.
//!
//! Columns hold what is drawn. What was given and is drawn otherwise stands in a list of odd rows,
//! which is empty for honest data. A chunk knows nothing of its neighbours.

use crate::error::KlineError;
use crate::extent::{Extent, Extents, fetch};
use crate::odd::OddRows;
use crate::row::{NO_TIME, Prices, Row};
use crate::source::{Column, Source};
use crate::volumes::Volumes;

/// Entries of one level of the pyramid under one of the next.
pub(crate) const FAN_OUT: usize = 16;
/// Rows of a full chunk: `FAN_OUT` to the third.
pub(crate) const CHUNK_ROWS: usize = 4096;

/// What the rows of a chunk come to that are before a block, and those that are behind it.
///
/// A range that is longer than a chunk ends in two of them: with this it is answered from one place
/// in each and some rows, instead of three. Of millions of rows each place is a wait for memory.
#[derive(Clone, Copy, Debug)]
struct Sides {
    before: Extent,
    behind: Extent,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Chunk {
    opens: Vec<f64>,
    highs: Vec<f64>,
    lows: Vec<f64>,
    closes: Vec<f64>,
    odd: OddRows<Prices>,
    volumes: Volumes,
    /// As many as rows, or none.
    times: Vec<i64>,
    /// One for each 16 rows begun, and for each 256.
    small: Extents,
    large: Extents,
    /// For each 16 rows of a full chunk, what is before and behind them.
    sides: Vec<Sides>,
}

impl Chunk {
    pub(crate) fn rows(&self) -> usize {
        self.opens.len()
    }

    /// What all rows come to.
    pub(crate) fn whole(&self) -> (Extent, f64) {
        (self.large.join(0..self.large.len()), self.volumes.whole())
    }

    /// Reads `count` rows of the source from row `from` on, behind those that are there.
    pub(crate) fn read(
        &mut self,
        source: &impl Source,
        from: usize,
        count: usize,
    ) -> Result<(), KlineError> {
        let first = self.rows();
        let end = first + count;
        for (column, values) in [
            (Column::Open, &mut self.opens),
            (Column::High, &mut self.highs),
            (Column::Low, &mut self.lows),
            (Column::Close, &mut self.closes),
        ] {
            values.resize(end, 0.0);
            source.numbers(column, from, values.get_mut(first..).unwrap_or_default())?;
        }
        if source.has_volumes() {
            self.volumes.read(source, from, count)?;
        }
        if source.has_times() {
            self.times.resize(end, NO_TIME);
            source.times(from, self.times.get_mut(first..).unwrap_or_default())?;
        }
        self.note_prices(first);
        self.sum_from(first);
        Ok(())
    }

    /// Adds a row, which has what the others have.
    pub(crate) fn push(&mut self, row: &Row) {
        let at = self.rows();
        let drawn = row.prices.drawn();
        if !row.prices.is_plain() {
            self.odd.push(at, row.prices);
        }
        self.opens.push(drawn.open);
        self.highs.push(drawn.high);
        self.lows.push(drawn.low);
        self.closes.push(drawn.close);
        if let Some(volume) = row.volume {
            self.volumes.push(volume);
        }
        self.times.extend(row.time);
        self.sum_from(at);
    }

    /// Takes the last row away; whoever calls pushes another at once.
    pub(crate) fn pop(&mut self) -> Option<Row> {
        let at = self.rows().checked_sub(1)?;
        let row = self.row(at)?;
        for values in [
            &mut self.opens,
            &mut self.highs,
            &mut self.lows,
            &mut self.closes,
        ] {
            values.truncate(at);
        }
        self.volumes.pop(at);
        self.times.truncate(at);
        self.odd.pop(at);
        Some(row)
    }

    /// A row as it was given.
    pub(crate) fn row(&self, at: usize) -> Option<Row> {
        Some(Row {
            prices: self.odd.find(at).or_else(|| self.drawn(at))?,
            volume: self.volumes.given(at),
            time: self.time(at),
        })
    }

    /// A row as it is drawn.
    pub(crate) fn drawn(&self, at: usize) -> Option<Prices> {
        Some(Prices {
            open: *self.opens.get(at)?,
            high: *self.highs.get(at)?,
            low: *self.lows.get(at)?,
            close: *self.closes.get(at)?,
        })
    }

    pub(crate) fn open(&self, at: usize) -> f64 {
        self.opens.get(at).copied().unwrap_or(f64::NAN)
    }

    pub(crate) fn close(&self, at: usize) -> f64 {
        self.closes.get(at).copied().unwrap_or(f64::NAN)
    }

    pub(crate) fn time(&self, at: usize) -> Option<i64> {
        self.times.get(at).copied()
    }

    pub(crate) fn volumes(&self) -> &Volumes {
        &self.volumes
    }

    pub(crate) fn times(&self) -> &[i64] {
        &self.times
    }

    /// Lowest and highest price of rows `from` to before `to`: rows at the ends, blocks between.
    #[inline]
    pub(crate) fn extent(&self, from: usize, to: usize) -> Extent {
        if to - from <= 2 * FAN_OUT {
            return self.extent_of_rows(from, to);
        }
        let (first, last) = (from.div_ceil(FAN_OUT), to / FAN_OUT);
        let inner = if last - first <= 2 * FAN_OUT {
            self.small.join(first..last)
        } else {
            let (low, high) = (first.div_ceil(FAN_OUT), last / FAN_OUT);
            let before = self.small.join(first..low * FAN_OUT);
            let after = self.small.join(high * FAN_OUT..last);
            before.join(self.large.join(low..high)).join(after)
        };
        self.extent_of_rows(from, first * FAN_OUT)
            .join(inner)
            .join(self.extent_of_rows(last * FAN_OUT, to))
    }

    /// Lowest and highest price of the rows from `from` on.
    #[inline]
    pub(crate) fn extent_from(&self, from: usize) -> Extent {
        let block = from / FAN_OUT;
        match self.sides.get(block) {
            Some(sides) => self
                .extent_of_rows(from, (block + 1) * FAN_OUT)
                .join(sides.behind),
            None => self.extent(from, self.rows()),
        }
    }

    /// Lowest and highest price of the rows before `to`.
    #[inline]
    pub(crate) fn extent_to(&self, to: usize) -> Extent {
        let block = to / FAN_OUT;
        match self.sides.get(block) {
            Some(sides) => self.extent_of_rows(block * FAN_OUT, to).join(sides.before),
            None => self.extent(0, to),
        }
    }

    /// Makes ready what only a chunk has that will not change.
    pub(crate) fn seal(&mut self) {
        let blocks = 0..self.small.len();
        let nothing = Sides {
            before: Extent::EMPTY,
            behind: Extent::EMPTY,
        };
        let mut sides = vec![nothing; blocks.len()];
        let (mut before, mut behind) = (Extent::EMPTY, Extent::EMPTY);
        for (block, side) in blocks.clone().zip(&mut sides) {
            side.before = before;
            before = before.join(self.small.join(block..block + 1));
        }
        for (block, side) in blocks.zip(&mut sides).rev() {
            side.behind = behind;
            behind = behind.join(self.small.join(block..block + 1));
        }
        self.sides = sides;
        self.volumes.seal();
    }

    /// A number from each piece of memory that a boundary at row `at` needs: see `Series::fetch`.
    pub(crate) fn fetch(&self, at: usize) -> f64 {
        let row = at / FAN_OUT * FAN_OUT;
        let rows = fetch(&self.lows, row) + fetch(&self.highs, row);
        let ends = self.open(at) + self.close(at.saturating_sub(1));
        let sides = self.sides.get(at / FAN_OUT);
        rows + ends + sides.map_or(0.0, |sides| sides.before.low)
    }

    /// The same for a boundary between two sums of volumes.
    pub(crate) fn fetch_volumes(&self, at: usize) -> f64 {
        self.open(at) + self.close(at.saturating_sub(1)) + self.volumes.fetch(at)
    }

    /// How many rows from `at` on are known to hold no price, without looking at each.
    pub(crate) fn known_gap(&self, at: usize) -> usize {
        let is_empty = |blocks: &Extents, at: usize| blocks.get(at).is_some_and(Extent::is_empty);
        if at.is_multiple_of(FAN_OUT * FAN_OUT) && is_empty(&self.large, at / (FAN_OUT * FAN_OUT)) {
            return FAN_OUT * FAN_OUT;
        }
        if at.is_multiple_of(FAN_OUT) && is_empty(&self.small, at / FAN_OUT) {
            return FAN_OUT;
        }
        0
    }

    /// Every odd row from `from` on, as it was given.
    pub(crate) fn odd(&self, from: usize) -> impl Iterator<Item = &Prices> {
        self.odd.from(from)
    }

    /// Number of rows from `from` on with a price of 0 or less.
    pub(crate) fn not_positive(&self, from: usize) -> usize {
        if self.whole().0.low > 0.0 {
            return 0;
        }
        let lows = self.lows.get(from..).unwrap_or_default();
        lows.iter().filter(|low| **low <= 0.0).count()
    }

    pub(crate) fn bytes(&self) -> usize {
        let numbers = [&self.opens, &self.highs, &self.lows, &self.closes];
        let numbers = numbers.iter().map(|values| values.capacity());
        numbers.sum::<usize>() * size_of::<f64>()
            + self.times.capacity() * size_of::<i64>()
            + self.small.bytes()
            + self.large.bytes()
            + self.sides.capacity() * size_of::<Sides>()
            + self.odd.bytes()
            + self.volumes.bytes()
    }

    #[inline]
    fn extent_of_rows(&self, from: usize, to: usize) -> Extent {
        Extent::of(
            self.lows.get(from..to).unwrap_or_default(),
            self.highs.get(from..to).unwrap_or_default(),
        )
    }

    /// Makes gaps and odd rows from `first` on into what is drawn, and keeps what was given.
    fn note_prices(&mut self, first: usize) {
        let mut start = first;
        while start < self.rows() {
            let end = (start + 64).min(self.rows());
            if !self.are_plain(start, end) {
                (start..end).for_each(|at| self.note_price(at));
            }
            start = end;
        }
    }

    /// Whether all these rows are drawn as they are: no branch, so that it is done for many at once.
    fn are_plain(&self, from: usize, to: usize) -> bool {
        let piece = |values| <Vec<f64> as AsRef<[f64]>>::as_ref(values).get(from..to);
        let (Some(opens), Some(highs), Some(lows), Some(closes)) = (
            piece(&self.opens),
            piece(&self.highs),
            piece(&self.lows),
            piece(&self.closes),
        ) else {
            return false;
        };
        let rows = opens.iter().zip(highs).zip(lows.iter().zip(closes));
        rows.fold(true, |plain, ((open, high), (low, close))| {
            plain
                & (low <= open)
                & (low <= close)
                & (open <= high)
                & (close <= high)
                & (*low > f64::NEG_INFINITY)
                & (*high < f64::INFINITY)
        })
    }

    fn note_price(&mut self, at: usize) {
        let Some(given) = self.drawn(at).filter(|given| !given.is_plain()) else {
            return;
        };
        self.odd.push(at, given);
        let drawn = given.drawn();
        for (values, value) in [
            (&mut self.opens, drawn.open),
            (&mut self.highs, drawn.high),
            (&mut self.lows, drawn.low),
            (&mut self.closes, drawn.close),
        ] {
            if let Some(place) = values.get_mut(at) {
                *place = value;
            }
        }
    }

    /// Makes the blocks of both levels anew that hold row `first` or a later one.
    fn sum_from(&mut self, first: usize) {
        let rows = self.rows();
        let blocks = first / FAN_OUT..rows.div_ceil(FAN_OUT);
        self.small.truncate(blocks.start);
        for block in blocks.clone() {
            let from = block * FAN_OUT;
            let extent = self.extent_of_rows(from, rows.min(from + FAN_OUT));
            self.small.push(extent);
        }
        let large = first / (FAN_OUT * FAN_OUT)..rows.div_ceil(FAN_OUT * FAN_OUT);
        self.large.truncate(large.start);
        for block in large.clone() {
            let from = block * FAN_OUT;
            let extent = self.small.join(from..self.small.len().min(from + FAN_OUT));
            self.large.push(extent);
        }
    }
}
