//! The natural logarithm, from additions, multiplications and divisions alone.
//!
//! Those are the same on every machine, which the logarithm of a C library is not: a picture on a
//! logarithmic scale has the same bytes everywhere. No more exact than that needs.

/// The logarithm of a positive finite number, to about 15 digits.
pub(crate) fn ln(value: f64) -> f64 {
    // A subnormal has no leading bit of its own: it is made larger first.
    let (value, lifted) = if value < f64::MIN_POSITIVE {
        (value * 2f64.powi(54), 54.0)
    } else {
        (value, 0.0)
    };
    let bits = value.to_bits();
    let mut exponent = ((bits >> 52) & 0x7ff) as f64 - 1023.0 - lifted;
    let mut mantissa = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
    if mantissa > std::f64::consts::SQRT_2 {
        mantissa *= 0.5;
        exponent += 1.0;
    }
    // ln m = 2 artanh((m - 1) / (m + 1)), whose argument is at most 0.172.
    let z = (mantissa - 1.0) / (mantissa + 1.0);
    let square = z * z;
    let mut series = 0.0;
    for odd in [21.0, 19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0] {
        series = series * square + 1.0 / odd;
    }
    exponent * std::f64::consts::LN_2 + 2.0 * z * series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_logarithm_from_the_smallest_to_the_largest_number() {
        let mut value = f64::from_bits(1);
        while value < f64::MAX / 1.7 {
            let (ours, theirs) = (ln(value), value.ln());
            assert!(
                (ours - theirs).abs() <= 1e-14 * theirs.abs().max(1.0),
                "{value}: {ours} {theirs}"
            );
            value *= 1.617;
        }
        assert_eq!(ln(1.0), 0.0);
    }
}
