//! Figures with as many digits as mean something.

/// A time in nanoseconds.
pub(crate) fn nanoseconds(ns: f64) -> String {
    if (0.0..1.0).contains(&ns) {
        // A time per item; the net time of a call is that small by accident only.
        format!("{ns:.2}")
    } else if ns.abs() < 100.0 {
        format!("{ns:.1}")
    } else {
        let sign = if ns < 0.0 { "-" } else { "" };
        format!("{sign}{}", grouped(ns.abs().round() as u64))
    }
}

/// A time with three digits, in the unit that suits it.
pub(crate) fn duration(ns: f64) -> String {
    let units = [(1e9, "s"), (1e6, "ms"), (1e3, "\u{b5}s"), (1.0, "ns")];
    // What would be rounded up to the next unit is said in that one.
    let mut fitting = units
        .into_iter()
        .filter(|(scale, _)| ns.abs() >= 0.9995 * scale);
    let (scale, unit) = fitting.next().unwrap_or((1.0, "ns"));
    let value = ns / scale;
    match value.abs() {
        size if size >= 1000.0 => format!("{} {unit}", grouped(value.abs().round() as u64)),
        size if size >= 99.95 => format!("{value:.0} {unit}"),
        size if size >= 9.995 => format!("{value:.1} {unit}"),
        _ => format!("{value:.2} {unit}"),
    }
}

/// A round time beside an axis.
pub(crate) fn round_duration(ns: f64) -> String {
    let units = [(1e9, "s"), (1e6, "ms"), (1e3, "\u{b5}s"), (1.0, "ns")];
    let mut fitting = units.into_iter().filter(|(scale, _)| ns >= 0.9995 * scale);
    let (scale, unit) = fitting.next().unwrap_or((1.0, "ns"));
    format!("{} {unit}", round_number(ns / scale))
}

/// A round number without noise behind it.
pub(crate) fn round_number(value: f64) -> String {
    if value >= 1000.0 {
        return grouped(value.round() as u64);
    }
    let text = format!("{value:.6}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    short.to_owned()
}

/// A round number with few letters: `10k`, `1M`.
pub(crate) fn short_number(value: f64) -> String {
    let units = [(1e9, "G"), (1e6, "M"), (1e3, "k")];
    match units.into_iter().find(|(scale, _)| value >= 0.9995 * scale) {
        Some((scale, unit)) => format!("{}{unit}", round_number(value / scale)),
        None => round_number(value),
    }
}

/// A ratio.
pub(crate) fn ratio(value: f64) -> String {
    if value < 10.0 {
        format!("{value:.2}")
    } else {
        format!("{value:.1}")
    }
}

/// Instructions of a call.
pub(crate) fn instructions(count: f64) -> String {
    grouped(count.max(0.0).round() as u64)
}

/// A ratio that may be a very large one.
pub(crate) fn large_ratio(value: f64) -> String {
    if value < 1000.0 {
        ratio(value)
    } else {
        grouped(value.round() as u64)
    }
}

/// A number of bytes in MiB.
pub(crate) fn mebibytes(bytes: u64) -> String {
    let value = bytes as f64 / f64::from(1 << 20);
    if value < 10.0 {
        format!("{value:.2} MiB")
    } else {
        format!("{} MiB", grouped(value.round() as u64))
    }
}

/// Digits in groups of three.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of bytes in the largest unit that leaves it whole.
pub(crate) fn bytes(count: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let fitting = units
        .into_iter()
        .find(|(bits, _)| count > 0 && count.is_multiple_of(1 << bits));
    fitting.map_or_else(
        || format!("{} bytes", grouped(count)),
        |(bits, unit)| format!("{} {unit}", grouped(count >> bits)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_digits_that_mean_something() {
        assert_eq!(nanoseconds(41.23), "41.2");
        assert_eq!(nanoseconds(1_234_567.8), "1,234,568");
        assert_eq!(nanoseconds(-0.4), "-0.4");
        assert_eq!(nanoseconds(0.844), "0.84");
        assert_eq!(ratio(1.004), "1.00");
        assert_eq!(ratio(15.44), "15.4");
        assert_eq!(large_ratio(7083.3), "7,083");
        assert_eq!(grouped(999), "999");
        assert_eq!(instructions(1_465.5), "1,466");
        assert_eq!(
            [300 << 10, 1 << 30].map(mebibytes),
            ["0.29 MiB", "1,024 MiB"]
        );
    }

    #[test]
    fn a_time_has_the_unit_that_suits_it() {
        assert_eq!([2.0, 2e4, 1e6].map(short_number), ["2", "20k", "1M"]);
        let times = [0.8, 36.12, 163.4, 999.7, 1234.0, 5.2e6, 1.5e9, 3.2e12];
        assert_eq!(
            times.map(duration),
            [
                "0.80 ns",
                "36.1 ns",
                "163 ns",
                "1.00 \u{b5}s",
                "1.23 \u{b5}s",
                "5.20 ms",
                "1.50 s",
                "3,200 s"
            ]
        );
        assert_eq!(
            [0.5, 20.0, 1e4, 2e6].map(round_duration),
            ["0.5 ns", "20 ns", "10 \u{b5}s", "2 ms"]
        );
        assert_eq!(
            [0.02, 5.0, 1e6].map(round_number),
            ["0.02", "5", "1,000,000"]
        );
    }
}
