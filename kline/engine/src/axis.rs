//! Which row of device pixels a price lies in, on a linear or a logarithmic scale.

use crate::error::KlineError;
use crate::extent::Extent;
use crate::logarithm::ln;

/// How prices are spread over the height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Equal steps for equal differences.
    #[default]
    Linear,
    /// Equal steps for equal ratios.
    Log,
}

/// The prices at the lower and the upper edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PriceRange {
    low: f64,
    high: f64,
}

/// A range that both scales can show, for a view without a price.
impl Default for PriceRange {
    fn default() -> Self {
        PriceRange {
            low: 1.0,
            high: 10.0,
        }
    }
}

impl PriceRange {
    /// A range that a scale can show.
    ///
    /// # Errors
    /// [`KlineError::View`] where it is not finite, reversed, too narrow, or not positive on a
    /// logarithmic scale.
    pub fn new(low: f64, high: f64, scale: Scale) -> Result<Self, KlineError> {
        let view = |said: String| Err(KlineError::View(said));
        for (name, price) in [("y0", low), ("y1", high)] {
            if !price.is_finite() {
                return view(format!("`{name}` is {price}; give a finite price"));
            }
        }
        if low >= high {
            return view(format!(
                "the prices are reversed or equal: `y0` is {low} and `y1` {high}; give the lower first"
            ));
        }
        if scale == Scale::Log && low <= 0.0 {
            return view(format!(
                "`y0` is {low}, and a logarithmic scale has prices above 0 only"
            ));
        }
        let range = PriceRange { low, high };
        if range.is_shown(scale) {
            Ok(range)
        } else {
            view(format!(
                "the prices {low} and {high} are too close or too far apart to be drawn"
            ))
        }
    }

    /// The range that shows `extent` with a part of the height free above and below; nothing where
    /// there is no price that the scale can show.
    ///
    /// `extent.low` is above 0 on a logarithmic scale.
    pub fn fit(extent: Extent, margin: f64, scale: Scale) -> Option<Self> {
        if extent.is_empty() || (scale == Scale::Log && extent.low <= 0.0) {
            return None;
        }
        let Extent { low, high } = extent;
        let share = margin / (1.0 - 2.0 * margin);
        let (low, high) = match scale {
            Scale::Linear => {
                let pad = (high * 0.5 - low * 0.5) * 2.0 * share;
                (bounded(low - pad), bounded(high + pad))
            }
            Scale::Log => {
                let factor = ((ln(high) - ln(low)) * share).exp();
                (
                    (low / factor).max(f64::MIN_POSITIVE),
                    bounded(high * factor),
                )
            }
        };
        let range = PriceRange { low, high };
        if range.is_shown(scale) {
            return Some(range);
        }
        range.widened(scale)
    }

    /// The price at the lower edge.
    pub fn low(&self) -> f64 {
        self.low
    }

    /// The price at the upper edge.
    pub fn high(&self) -> f64 {
        self.high
    }

    /// Whether no price of `extent` lies beyond it.
    pub fn holds(&self, extent: Extent) -> bool {
        extent.is_empty() || (extent.low >= self.low && extent.high <= self.high)
    }

    /// A flat range with air around it: half a percent, or as much as it takes.
    fn widened(self, scale: Scale) -> Option<Self> {
        let middle = bounded(self.low * 0.5 + self.high * 0.5);
        let halves = [middle.abs() * 0.005, middle.abs() * 0.5, 0.5, 1e-300];
        let start = if middle == 0.0 { 2 } else { 0 };
        halves.into_iter().skip(start).find_map(|half| {
            let range = PriceRange {
                low: bounded(middle - half),
                high: bounded(middle + half),
            };
            range.is_shown(scale).then_some(range)
        })
    }

    fn is_shown(&self, scale: Scale) -> bool {
        if self.low >= self.high || (scale == Scale::Log && self.low <= 0.0) {
            return false;
        }
        let span = place(self.high, scale) - place(self.low, scale);
        // The most rows that a picture has: what is computed with must stay finite for all of them.
        span > 0.0 && span.is_finite() && (65_536.0 / span).is_finite()
    }
}

/// Prices that a difference of two of them can hold.
fn bounded(price: f64) -> f64 {
    price.clamp(-f64::MAX / 4.0, f64::MAX / 4.0)
}

/// Where a price lies on the scale; the lowest place of all where a logarithm has none.
fn place(price: f64, scale: Scale) -> f64 {
    match scale {
        Scale::Linear => price,
        Scale::Log if price > 0.0 => ln(price),
        Scale::Log => f64::NEG_INFINITY,
    }
}

/// A price range over rows of device pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    range: PriceRange,
    scale: Scale,
    /// Place of the upper edge.
    top: f64,
    rows_per_place: f64,
    rows: i32,
}

impl Axis {
    /// The range over that many rows.
    pub fn new(range: PriceRange, scale: Scale, rows: u32) -> Self {
        let top = place(range.high, scale);
        let span = top - place(range.low, scale);
        Axis {
            range,
            scale,
            top,
            rows_per_place: f64::from(rows) / span,
            rows: rows.min(i32::MAX as u32) as i32,
        }
    }

    /// The prices at the edges.
    pub fn range(&self) -> PriceRange {
        self.range
    }

    /// The scale.
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// The row of a price: -1 above the picture, the number of rows below it.
    ///
    /// Prices within the range, its ends too, are in the picture.
    #[inline]
    pub fn row(&self, price: f64) -> i32 {
        let y = (self.top - place(price, self.scale)) * self.rows_per_place;
        // Rounding down, without a call into a library where the machine has no instruction for it.
        let row = (y.clamp(-1.0, f64::from(self.rows)) + 1.0) as i32 - 1;
        if price >= self.range.low && price <= self.range.high {
            row.clamp(0, (self.rows - 1).max(0))
        } else {
            row
        }
    }

    /// Y of a price in device pixels from the upper edge, between the rows too.
    pub fn y(&self, price: f64) -> f64 {
        if self.scale == Scale::Log && price <= 0.0 {
            return f64::NAN;
        }
        (self.top - place(price, self.scale)) * self.rows_per_place
    }

    /// As [`Axis::y`], but a price without a place lies at the lower edge.
    pub(crate) fn y_or_bottom(&self, price: f64) -> f64 {
        let y = self.y(price);
        if y.is_nan() { f64::from(self.rows) } else { y }
    }

    /// The price at a y in device pixels.
    pub fn price(&self, y: f64) -> f64 {
        let place = self.top - y / self.rows_per_place;
        match self.scale {
            Scale::Linear => place,
            Scale::Log => place.exp(),
        }
    }
}
