//! One candle as it was given, and as it is drawn: what is odd about it is decided here alone.

use crate::extent::Extent;

/// One row as it was given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Open, high, low, close.
    pub prices: Prices,
    /// Volume, where the series has volumes.
    pub volume: Option<f64>,
    /// Nanoseconds since 1970 in UTC, where the series has times; `i64::MIN` for none.
    pub time: Option<i64>,
}

/// The time of a row that has none in a series with times.
pub const NO_TIME: i64 = i64::MIN;

/// The four prices of a candle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prices {
    /// First price.
    pub open: f64,
    /// Highest price.
    pub high: f64,
    /// Lowest price.
    pub low: f64,
    /// Last price.
    pub close: f64,
}

impl Prices {
    /// A candle from its prices in the usual order.
    pub const fn new(open: f64, high: f64, low: f64, close: f64) -> Self {
        Prices {
            open,
            high,
            low,
            close,
        }
    }

    /// What a gap is drawn from.
    pub(crate) const GAP: Prices = Prices {
        open: f64::NAN,
        high: f64::NEG_INFINITY,
        low: f64::INFINITY,
        close: f64::NAN,
    };

    fn all(&self) -> [f64; 4] {
        [self.open, self.high, self.low, self.close]
    }

    /// Whether a price is no number, so that nothing is drawn.
    pub fn is_gap(&self) -> bool {
        !self.all().iter().all(|price| price.is_finite())
    }

    /// Whether the low is above the high, as when two columns were mixed up.
    pub fn is_reversed(&self) -> bool {
        !self.is_gap() && self.low > self.high
    }

    /// Whether the candle opens or closes beyond its own high or low.
    pub fn is_outside(&self) -> bool {
        !self.is_gap() && !self.is_reversed() && !self.is_plain()
    }

    /// Whether it is drawn just as it was given.
    pub(crate) fn is_plain(&self) -> bool {
        self.low <= self.open
            && self.low <= self.close
            && self.open <= self.high
            && self.close <= self.high
            && self.low > f64::NEG_INFINITY
            && self.high < f64::INFINITY
    }

    /// As it is drawn: from the lowest to the highest of the four, or not at all.
    pub(crate) fn drawn(self) -> Prices {
        if self.is_plain() {
            return self;
        }
        if self.is_gap() {
            return Prices::GAP;
        }
        let all = self.all();
        Prices {
            low: all.into_iter().fold(f64::INFINITY, f64::min),
            high: all.into_iter().fold(f64::NEG_INFINITY, f64::max),
            ..self
        }
    }

    /// Whether the last price is not below the first.
    pub fn is_up(&self) -> bool {
        self.close >= self.open
    }

    pub(crate) fn extent(&self) -> Extent {
        Extent {
            low: self.low,
            high: self.high,
        }
    }
}

/// A volume as it is summed: one that makes no sense counts as none.
pub(crate) fn summed_volume(volume: f64) -> f64 {
    if (0.0..f64::INFINITY).contains(&volume) {
        volume
    } else {
        0.0
    }
}
