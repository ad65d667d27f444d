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
        assert_eq!(grouped(999), "999");
        assert_eq!(instructions(1_465.5), "1,466");
    }
}
