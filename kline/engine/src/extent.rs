//! The lowest and the highest price of some candles: what the pyramid is made of.

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
    pub fn join(self, other: Extent) -> Extent {
        Extent {
            low: lesser(self.low, other.low),
            high: greater(self.high, other.high),
        }
    }

    /// That of rows whose gaps are already `EMPTY`.
    pub(crate) fn of_rows(lows: &[f64], highs: &[f64]) -> Extent {
        Extent {
            low: fold(lows, f64::INFINITY, lesser),
            high: fold(highs, f64::NEG_INFINITY, greater),
        }
    }
}

// One instruction each, unlike `f64::min`, which has to mind NaN: there is none in these columns.
fn lesser(a: f64, b: f64) -> f64 {
    if b < a { b } else { a }
}

fn greater(a: f64, b: f64) -> f64 {
    if b > a { b } else { a }
}

/// A fold in four lanes, since the compiler may not reorder the comparisons of one.
fn fold(values: &[f64], start: f64, choose: fn(f64, f64) -> f64) -> f64 {
    let (fours, rest) = values.as_chunks::<4>();
    let mut lanes = [start; 4];
    for four in fours {
        for (lane, value) in lanes.iter_mut().zip(four) {
            *lane = choose(*lane, *value);
        }
    }
    let joined = lanes.into_iter().fold(start, choose);
    rest.iter().copied().fold(joined, choose)
}
