//! The lowest and the highest price of some candles, and lists of them: what a pyramid is made of.

use std::ops::Range;

/// Lowest and highest price; `low > high` where there is no price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// Lowest price.
    pub low: f64,
    /// Highest price.
    pub high: f64,
}

impl Extent {
    /// That of no candle.
    pub const EMPTY: Extent = Extent {
        low: f64::INFINITY,
        high: f64::NEG_INFINITY,
    };

    /// Whether there is no price.
    pub fn is_empty(self) -> bool {
        self.low > self.high
    }

    /// That of both.
    #[inline]
    pub fn join(self, other: Extent) -> Extent {
        Extent {
            low: lesser(self.low, other.low),
            high: greater(self.high, other.high),
        }
    }

    /// That of lows and highs, of which those of gaps are already `EMPTY`.
    #[inline]
    pub(crate) fn of(lows: &[f64], highs: &[f64]) -> Extent {
        Extent {
            low: fold(lows, f64::INFINITY, lesser),
            high: fold(highs, f64::NEG_INFINITY, greater),
        }
    }
}

// One instruction each, unlike `f64::min`, which has to mind NaN: there is none in these columns.
#[inline]
fn lesser(a: f64, b: f64) -> f64 {
    if b < a { b } else { a }
}

#[inline]
fn greater(a: f64, b: f64) -> f64 {
    if b > a { b } else { a }
}

/// A fold in four lanes, since the compiler may not reorder the comparisons of one.
#[inline]
fn fold(values: &[f64], start: f64, choose: impl Fn(f64, f64) -> f64) -> f64 {
    let (fours, rest) = values.as_chunks::<4>();
    let mut lanes = [start; 4];
    for four in fours {
        for (lane, value) in lanes.iter_mut().zip(four) {
            *lane = choose(*lane, *value);
        }
    }
    let joined = lanes.into_iter().fold(start, &choose);
    rest.iter().copied().fold(joined, choose)
}

/// One level of a pyramid: what each block of the level below comes to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extents {
    lows: Vec<f64>,
    highs: Vec<f64>,
}

impl Extents {
    pub(crate) fn len(&self) -> usize {
        self.lows.len()
    }

    pub(crate) fn push(&mut self, extent: Extent) {
        self.lows.push(extent.low);
        self.highs.push(extent.high);
    }

    pub(crate) fn truncate(&mut self, len: usize) {
        self.lows.truncate(len);
        self.highs.truncate(len);
    }

    pub(crate) fn get(&self, at: usize) -> Option<Extent> {
        Some(Extent {
            low: *self.lows.get(at)?,
            high: *self.highs.get(at)?,
        })
    }

    /// What some blocks come to; nothing for those that are not there.
    #[inline]
    pub(crate) fn join(&self, blocks: Range<usize>) -> Extent {
        Extent::of(
            self.lows.get(blocks.clone()).unwrap_or_default(),
            self.highs.get(blocks).unwrap_or_default(),
        )
    }

    pub(crate) fn bytes(&self) -> usize {
        (self.lows.capacity() + self.highs.capacity()) * size_of::<f64>()
    }
}

/// The first number of 16, and one in the second half: they lie in two or three lines of the cache.
pub(crate) fn fetch(values: &[f64], first: usize) -> f64 {
    let at = |place: usize| values.get(place).copied().unwrap_or(0.0);
    at(first) + at(first + 8)
}

/// Sum of some volumes; nothing for those that are not there.
pub(crate) fn total(volumes: &[f64], places: Range<usize>) -> f64 {
    volumes.get(places).unwrap_or_default().iter().sum()
}
