//! Numbers as people type them: `50k`, `1.5M`, `64KB`, `1GiB`.

/// Thousands, and what a number may end in for them.
const COUNTS: &[(&str, f64)] = &[("k", 1e3), ("m", 1e6), ("g", 1e9)];

/// Bytes, the longer endings first.
const BYTES: &[(&str, f64)] = &[
    ("kib", 1024.0),
    ("mib", 1_048_576.0),
    ("gib", 1_073_741_824.0),
    ("kb", 1e3),
    ("mb", 1e6),
    ("gb", 1e9),
    ("b", 1.0),
    ("k", 1e3),
    ("m", 1e6),
    ("g", 1e9),
];

/// A number of things; none where it is no finite number from 0 on.
pub(crate) fn count(text: &str) -> Option<f64> {
    scaled(text, COUNTS)
}

/// A number of bytes; none where it is no finite number from 0 on.
pub(crate) fn bytes(text: &str) -> Option<f64> {
    scaled(text, BYTES)
}

fn scaled(text: &str, endings: &[(&str, f64)]) -> Option<f64> {
    let text = text.trim().replace('_', "").to_lowercase();
    let (digits, factor) = endings
        .iter()
        .find_map(|(ending, factor)| Some((text.strip_suffix(ending)?, *factor)))
        .unwrap_or((&text, 1.0));
    let digits = digits.trim();
    // `inf` and `nan` are numbers to the parser, and no answers.
    if !digits.starts_with(|letter: char| letter.is_ascii_digit()) {
        return None;
    }
    let number = digits.parse::<f64>().ok()? * factor;
    number.is_finite().then_some(number)
}

/// A number as it is shown: whole numbers without a point, thousands apart.
pub(crate) fn shown(number: f64) -> String {
    if number.fract() != 0.0 || number.abs() >= 1e15 {
        return number.to_string();
    }
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_understood_in_any_case() {
        assert_eq!(count("50k"), Some(50_000.0));
        assert_eq!(count("1.5M"), Some(1_500_000.0));
        assert_eq!(count("1_000"), Some(1_000.0));
        assert_eq!(bytes("64 KB"), Some(64_000.0));
        assert_eq!(bytes("1GiB"), Some(1_073_741_824.0));
        assert_eq!(bytes("8"), Some(8.0));
        assert_eq!(bytes("8k"), Some(8_000.0));
    }

    #[test]
    fn what_is_no_number_from_zero_on_is_refused() {
        for text in [
            "",
            "-1",
            "inf",
            "nan",
            "many",
            "1e999",
            "k",
            "12 apples",
            "1,000",
        ] {
            assert_eq!(count(text), None, "{text}");
            assert_eq!(bytes(text), None, "{text}");
        }
    }

    #[test]
    fn thousands_are_apart() {
        assert_eq!(shown(1_000_000.0), "1,000,000");
        assert_eq!(shown(999.0), "999");
        assert_eq!(shown(0.5), "0.5");
    }
}
