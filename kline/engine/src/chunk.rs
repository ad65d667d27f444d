//! 4,096 rows in columns, with the two lowest levels of the pyramid over them.
//!
//! Columns hold what is drawn. What was given and is drawn otherwise stands in a list of odd rows,
//! which is empty for honest data. A chunk knows nothing of its neighbours.

use crate::error::KlineError;
use crate::extent::Extent;
use crate::row::{NO_TIME, Prices, Row, summed_volume};
use crate::source::{Column, Source};

/// Entries of one level of the pyramid under one of the next.
pub(crate) const FAN_OUT: usize = 16;
/// Rows of a full chunk: `FAN_OUT` to the third.
pub(crate) const CHUNK_ROWS: usize = 4096;

/// What a stretch of rows comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sum {
    pub(crate) extent: Extent,
    pub(crate) volume: f64,
}

impl Sum {
    pub(crate) const EMPTY: Sum = Sum {
        extent: Extent::EMPTY,
        volume: 0.0,
    };

    pub(crate) fn join(self, other: Sum) -> Sum {
        Sum {
            extent: self.extent.join(other.extent),
            volume: self.volume + other.volume,
        }
    }

    pub(crate) fn of(sums: &[Sum]) -> Sum {
        sums.iter().copied().fold(Sum::EMPTY, Sum::join)
    }
}

/// A number as it was given, where it is drawn otherwise.
#[derive(Clone, Copy, Debug)]
struct Odd<T> {
    at: u16,
    given: T,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Chunk {
    opens: Vec<f64>,
    highs: Vec<f64>,
    lows: Vec<f64>,
    closes: Vec<f64>,
    /// As many as rows, or none.
    volumes: Vec<f64>,
    times: Vec<i64>,
    odd_prices: Vec<Odd<Prices>>,
    odd_volumes: Vec<Odd<f64>>,
    /// One for each 16 rows begun, and for each 256.
    small: Vec<Sum>,
    large: Vec<Sum>,
}

impl Chunk {
    pub(crate) fn rows(&self) -> usize {
        self.opens.len()
    }

    /// What all rows come to.
    pub(crate) fn whole(&self) -> Sum {
        Sum::of(&self.large)
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
            self.volumes.resize(end, 0.0);
            let new = self.volumes.get_mut(first..).unwrap_or_default();
            source.numbers(Column::Volume, from, new)?;
            note_volumes(first, new, &mut self.odd_volumes);
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
            self.odd_prices.push(Odd {
                at: at as u16,
                given: row.prices,
            });
        }
        self.opens.push(drawn.open);
        self.highs.push(drawn.high);
        self.lows.push(drawn.low);
        self.closes.push(drawn.close);
        if let Some(volume) = row.volume {
            self.volumes.push(volume);
            let new = self.volumes.get_mut(at..).unwrap_or_default();
            note_volumes(at, new, &mut self.odd_volumes);
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
        self.volumes.truncate(at);
        self.times.truncate(at);
        self.odd_prices.retain(|odd| usize::from(odd.at) < at);
        self.odd_volumes.retain(|odd| usize::from(odd.at) < at);
        Some(row)
    }

    /// A row as it was given.
    pub(crate) fn row(&self, at: usize) -> Option<Row> {
        let odd_volume = find(&self.odd_volumes, at);
        Some(Row {
            prices: find(&self.odd_prices, at).or_else(|| self.drawn(at))?,
            volume: odd_volume.or_else(|| self.volumes.get(at).copied()),
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

    pub(crate) fn volume(&self, at: usize) -> f64 {
        self.volumes.get(at).copied().unwrap_or(0.0)
    }

    pub(crate) fn times(&self) -> &[i64] {
        &self.times
    }

    /// What rows `from` to `to` come to: rows at the ends, entries of the levels between.
    pub(crate) fn sum(&self, from: usize, to: usize) -> Sum {
        if to - from <= 2 * FAN_OUT {
            return self.sum_rows(from, to);
        }
        let (first, last) = (from.div_ceil(FAN_OUT), to / FAN_OUT);
        let inner = if last - first <= 2 * FAN_OUT {
            Sum::of(self.small.get(first..last).unwrap_or_default())
        } else {
            let (low, high) = (first.div_ceil(FAN_OUT), last / FAN_OUT);
            Sum::of(self.small.get(first..low * FAN_OUT).unwrap_or_default())
                .join(Sum::of(self.large.get(low..high).unwrap_or_default()))
                .join(Sum::of(
                    self.small.get(high * FAN_OUT..last).unwrap_or_default(),
                ))
        };
        self.sum_rows(from, first * FAN_OUT)
            .join(inner)
            .join(self.sum_rows(last * FAN_OUT, to))
    }

    /// How many rows from `at` on are known to hold no price, without looking at each.
    pub(crate) fn known_gap(&self, at: usize) -> usize {
        let is_empty = |sums: &[Sum], at: usize| sums.get(at).is_some_and(|s| s.extent.is_empty());
        if at.is_multiple_of(FAN_OUT * FAN_OUT) && is_empty(&self.large, at / (FAN_OUT * FAN_OUT)) {
            return FAN_OUT * FAN_OUT;
        }
        if at.is_multiple_of(FAN_OUT) && is_empty(&self.small, at / FAN_OUT) {
            return FAN_OUT;
        }
        0
    }

    /// Every odd row from `from` on, as it was given.
    pub(crate) fn odd_prices(&self, from: usize) -> impl Iterator<Item = &Prices> {
        let odd = self
            .odd_prices
            .iter()
            .filter(move |odd| usize::from(odd.at) >= from);
        odd.map(|odd| &odd.given)
    }

    /// Number of volumes from `from` on that count as none.
    pub(crate) fn odd_volumes(&self, from: usize) -> usize {
        let is_counted = |odd: &&Odd<f64>| usize::from(odd.at) >= from;
        self.odd_volumes.iter().filter(is_counted).count()
    }

    /// Number of rows from `from` on with a price of 0 or less.
    pub(crate) fn not_positive(&self, from: usize) -> usize {
        if self.whole().extent.low > 0.0 {
            return 0;
        }
        let lows = self.lows.get(from..).unwrap_or_default();
        lows.iter().filter(|low| **low <= 0.0).count()
    }

    pub(crate) fn bytes(&self) -> usize {
        let numbers = [
            &self.opens,
            &self.highs,
            &self.lows,
            &self.closes,
            &self.volumes,
        ];
        numbers
            .iter()
            .map(|values| values.capacity() * size_of::<f64>())
            .sum::<usize>()
            + self.times.capacity() * size_of::<i64>()
            + (self.small.capacity() + self.large.capacity()) * size_of::<Sum>()
            + self.odd_prices.capacity() * size_of::<Odd<Prices>>()
            + self.odd_volumes.capacity() * size_of::<Odd<f64>>()
    }

    fn sum_rows(&self, from: usize, to: usize) -> Sum {
        Sum {
            extent: Extent::of_rows(
                self.lows.get(from..to).unwrap_or_default(),
                self.highs.get(from..to).unwrap_or_default(),
            ),
            volume: self
                .volumes
                .get(from..to)
                .unwrap_or_default()
                .iter()
                .sum::<f64>(),
        }
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
        self.odd_prices.push(Odd {
            at: at as u16,
            given,
        });
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

    /// Makes the entries of both levels anew that hold row `first` or a later one.
    fn sum_from(&mut self, first: usize) {
        let rows = self.rows();
        self.small.truncate(first / FAN_OUT);
        for block in self.small.len()..rows.div_ceil(FAN_OUT) {
            let from = block * FAN_OUT;
            let sum = self.sum_rows(from, rows.min(from + FAN_OUT));
            self.small.push(sum);
        }
        self.large.truncate(first / (FAN_OUT * FAN_OUT));
        for block in self.large.len()..rows.div_ceil(FAN_OUT * FAN_OUT) {
            let from = block * FAN_OUT;
            let to = self.small.len().min(from + FAN_OUT);
            let sum = Sum::of(self.small.get(from..to).unwrap_or_default());
            self.large.push(sum);
        }
    }
}

fn find<T: Copy>(odd: &[Odd<T>], at: usize) -> Option<T> {
    let place = odd.binary_search_by_key(&at, |odd| usize::from(odd.at));
    place
        .ok()
        .and_then(|place| odd.get(place))
        .map(|odd| odd.given)
}

/// Makes volumes that count as none into 0, and keeps what was given.
fn note_volumes(first: usize, volumes: &mut [f64], odd: &mut Vec<Odd<f64>>) {
    for (at, volume) in (first..).zip(volumes) {
        let summed = summed_volume(*volume);
        if summed != *volume {
            odd.push(Odd {
                at: at as u16,
                given: *volume,
            });
            *volume = summed;
        }
    }
}
