//! Round numbers for an axis, with as many decimals as tell them apart.

use crate::axis::{Axis, Scale};

/// A value on an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// The value.
    pub value: f64,
    /// How it is written.
    pub text: String,
}

/// No axis has room for more.
const MOST: usize = 1000;

/// At most `count` round values from `low` to `high`: multiples of 1, 2 or 5 times a power of ten.
pub fn ticks(low: f64, high: f64, count: usize) -> Vec<Tick> {
    let count = count.min(MOST);
    let span = high - low;
    if count == 0 || !(span > 0.0 && span.is_finite()) {
        return Vec::new();
    }
    let first = (span / count as f64).log10().floor() as i32 - 1;
    let steps = (first..first + 4).flat_map(|power| [1.0, 2.0, 5.0].map(|digit| (digit, power)));
    for (digit, power) in steps {
        let step = scaled(digit, power);
        // An end that is round itself is not lost to rounding.
        let (from, to) = ((low / step - 1e-9).ceil(), (high / step + 1e-9).floor());
        // Multiples beyond what a float64 counts are not told apart by their texts either.
        if to - from >= count as f64 || from.abs().max(to.abs()) > 9e15 {
            continue;
        }
        let numbers = (0..=(to - from).max(-1.0) as i64).map(|number| from + number as f64);
        return numbers
            .filter(|_| to >= from)
            .map(|number| tick(number * digit, power))
            .collect();
    }
    Vec::new()
}

/// At most `count` round prices of an axis; on a logarithmic one, 1, 2 and 5 of each decade if there
/// are some.
pub fn price_ticks(axis: &Axis, count: usize) -> Vec<Tick> {
    let (low, high) = (axis.range().low(), axis.range().high());
    let count = count.min(MOST);
    if axis.scale() == Scale::Linear || high / low < 8.0 || count < 2 {
        return ticks(low, high, count);
    }
    let powers = low.log10().floor() as i32..=high.log10().floor() as i32;
    let within = |digits: &[f64], every: i32| -> Vec<Tick> {
        let decades = powers.clone().filter(|power| power.rem_euclid(every) == 0);
        decades
            .flat_map(|power| digits.iter().map(move |digit| tick(*digit, power)))
            .filter(|tick| tick.value >= low && tick.value <= high)
            .collect()
    };
    let every = [1, 2, 5, 10, 20, 50, 100, 200, 500];
    let choices = [within(&[1.0, 2.0, 5.0], 1)]
        .into_iter()
        .chain(every.into_iter().map(|every| within(&[1.0], every)));
    choices
        .into_iter()
        .find(|ticks| ticks.len() <= count)
        .unwrap_or_default()
}

fn tick(digits: f64, power: i32) -> Tick {
    let value = scaled(digits, power);
    Tick {
        value,
        text: text(value, power),
    }
}

/// `digits` times ten to `power`, as near as a float64 comes.
fn scaled(digits: f64, power: i32) -> f64 {
    // A power below 0 is no exact number, and dividing by the exact one above rounds once.
    if (-22..0).contains(&power) {
        digits / 10f64.powi(-power)
    } else {
        digits * 10f64.powi(power)
    }
}

/// A number to the decimal place `power`.
fn text(value: f64, power: i32) -> String {
    let value = value + 0.0; // No minus sign before a zero.
    if value.abs() >= 1e15 || power < -12 {
        let digits = value.abs().log10().floor() - f64::from(power);
        let digits = if digits.is_finite() {
            digits.clamp(0.0, 15.0) as usize
        } else {
            0
        };
        return format!("{value:.digits$e}");
    }
    format!("{value:.*}", usize::try_from(-power).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::axis::PriceRange;

    fn texts(ticks: &[Tick]) -> Vec<&str> {
        ticks.iter().map(|tick| tick.text.as_str()).collect()
    }

    #[test]
    fn values_are_round_and_have_the_decimals_that_tell_them_apart() {
        assert_eq!(texts(&ticks(0.0, 10.0, 6)), ["0", "2", "4", "6", "8", "10"]);
        assert_eq!(texts(&ticks(-0.3, 0.3, 3)), ["-0.2", "0.0", "0.2"]);
        assert_eq!(
            texts(&ticks(1.000_000_01e-8, 1.4e-8, 4)),
            ["0.000000011", "0.000000012", "0.000000013", "0.000000014"]
        );
        assert_eq!(
            texts(&ticks(999_999_999.99, 1_000_000_000.01, 3)),
            ["999999999.99", "1000000000.00", "1000000000.01"]
        );
        assert_eq!(texts(&ticks(0.0, 5e20, 2)), ["0", "5e20"]);
    }

    #[test]
    fn there_are_never_more_than_asked_and_none_outside() {
        let mut low = 1e-300;
        while low < 1e300 {
            for count in [1, 2, 5, 13] {
                let (from, to) = (low * 0.37, low * 11.3);
                let found = ticks(from, to, count);
                assert!(found.len() <= count, "{from} {to}");
                assert!(count < 3 || !found.is_empty(), "{from} {to} {count}");
                let air = (to - from) * 1e-8;
                let is_within = |tick: &Tick| tick.value >= from - air && tick.value <= to + air;
                assert!(found.iter().all(is_within), "{from} {to}: {found:?}");
            }
            low *= 1234.5;
        }
        for (low, high) in [
            (1.0, 1.0),
            (2.0, 1.0),
            (f64::NAN, 1.0),
            (0.0, f64::INFINITY),
        ] {
            assert!(ticks(low, high, 5).is_empty());
        }
    }

    #[test]
    fn a_logarithmic_axis_has_its_decades() {
        let of = |low, high, count| {
            let range = PriceRange::new(low, high, Scale::Log).unwrap();
            price_ticks(&Axis::new(range, Scale::Log, 500), count)
        };
        assert_eq!(
            texts(&of(0.9, 110.0, 8)),
            ["1", "2", "5", "10", "20", "50", "100"]
        );
        assert_eq!(texts(&of(1e-3, 1e5, 9)).len(), 9);
        assert_eq!(texts(&of(1e-9, 1e9, 4)).len(), 3);
        assert_eq!(
            texts(&of(100.0, 104.0, 5)),
            ["100", "101", "102", "103", "104"]
        );
    }
}
