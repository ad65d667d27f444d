//! What one element is: its kind, its width in bits, and whether its bytes are swapped.
//!
//! The kinds are DLPack's, since it names the most; `format.rs` and `typestr.rs` spell them for the
//! buffer protocol and for NumPy. Nothing is read from memory here.

use std::fmt;

/// A kind of number, with the code that DLPack gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum Kind {
    /// Signed integer, two's complement.
    Int = 0,
    /// Unsigned integer.
    UInt = 1,
    /// IEEE 754 binary floating point.
    Float = 2,
    /// The upper half of a float32.
    Bfloat = 4,
    /// Two floats, the real part first.
    Complex = 5,
    /// One byte, 0 or 1. Any other value is the producer's mistake, so it is never read as a Rust `bool`.
    Bool = 6,
    /// 8-bit float, 3 bits of exponent, 4 of mantissa.
    Float8E3m4 = 7,
    /// 8-bit float, 4 and 3, with infinities.
    Float8E4m3 = 8,
    /// 8-bit float, 4 and 3, bias 11, no negative zero.
    Float8E4m3b11fnuz = 9,
    /// 8-bit float, 4 and 3, no infinities.
    Float8E4m3fn = 10,
    /// 8-bit float, 4 and 3, no infinities, no negative zero.
    Float8E4m3fnuz = 11,
    /// 8-bit float, 5 and 2.
    Float8E5m2 = 12,
    /// 8-bit float, 5 and 2, no infinities, no negative zero.
    Float8E5m2fnuz = 13,
    /// 8 bits of exponent, no sign.
    Float8E8m0fnu = 14,
    /// 6-bit float, 2 and 3.
    Float6E2m3fn = 15,
    /// 6-bit float, 3 and 2.
    Float6E3m2fn = 16,
    /// 4-bit float, 2 and 1.
    Float4E2m1fn = 17,
}

/// Kinds of one width only, whose name says the width.
const FIXED: [(Kind, u8, &str); 13] = [
    (Kind::Bfloat, 16, "bfloat16"),
    (Kind::Bool, 8, "bool"),
    (Kind::Float8E3m4, 8, "float8_e3m4"),
    (Kind::Float8E4m3, 8, "float8_e4m3"),
    (Kind::Float8E4m3b11fnuz, 8, "float8_e4m3b11fnuz"),
    (Kind::Float8E4m3fn, 8, "float8_e4m3fn"),
    (Kind::Float8E4m3fnuz, 8, "float8_e4m3fnuz"),
    (Kind::Float8E5m2, 8, "float8_e5m2"),
    (Kind::Float8E5m2fnuz, 8, "float8_e5m2fnuz"),
    (Kind::Float8E8m0fnu, 8, "float8_e8m0fnu"),
    (Kind::Float6E2m3fn, 6, "float6_e2m3fn"),
    (Kind::Float6E3m2fn, 6, "float6_e3m2fn"),
    (Kind::Float4E2m1fn, 4, "float4_e2m1fn"),
];

/// Kinds of several widths, whose name is followed by the width in bits.
const SIZED: [(Kind, &[u8], &str); 4] = [
    (Kind::Int, &[2, 4, 8, 16, 32, 64], "int"),
    (Kind::UInt, &[1, 2, 4, 8, 16, 32, 64], "uint"),
    (Kind::Float, &[16, 32, 64, 128], "float"),
    (Kind::Complex, &[32, 64, 128], "complex"),
];

/// The type of an element.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DType {
    kind: Kind,
    bits: u8,
    is_swapped: bool,
}

impl DType {
    /// A type whose width is known to fit its kind: for the constants of [`crate::Element`].
    pub(crate) const fn known(kind: Kind, bits: u8) -> Self {
        DType {
            kind,
            bits,
            is_swapped: false,
        }
    }

    /// The type of that kind and width, or nothing where DLPack knows no such type.
    pub fn new(kind: Kind, bits: u8) -> Option<Self> {
        let fixed = FIXED
            .iter()
            .any(|(k, width, _)| *k == kind && *width == bits);
        let sized = SIZED
            .iter()
            .any(|(k, widths, _)| *k == kind && widths.contains(&bits));
        (fixed || sized).then_some(DType::known(kind, bits))
    }

    /// The type with this DLPack code.
    #[inline]
    pub fn from_code(code: u8, bits: u8) -> Option<Self> {
        // The usual ones without a search.
        match (code, bits) {
            (0, 8 | 16 | 32 | 64) => return Some(DType::known(Kind::Int, bits)),
            (1, 8 | 16 | 32 | 64) => return Some(DType::known(Kind::UInt, bits)),
            (2, 16 | 32 | 64) => return Some(DType::known(Kind::Float, bits)),
            _ => {}
        }
        DType::search(code, bits)
    }

    fn search(code: u8, bits: u8) -> Option<Self> {
        let kinds = SIZED
            .iter()
            .map(|(kind, ..)| *kind)
            .chain(FIXED.iter().map(|(kind, ..)| *kind));
        kinds
            .into_iter()
            .find(|kind| *kind as u8 == code)
            .and_then(|kind| DType::new(kind, bits))
    }

    /// The type of that name: `float32`, `bfloat16`, or as NumPy writes it, `f4` and `<f4`.
    pub fn parse(name: &str) -> Option<Self> {
        let sized = |(kind, widths, stem): &(Kind, &[u8], &str)| {
            let bits = name.strip_prefix(stem)?.parse().ok()?;
            widths.contains(&bits).then_some(DType::known(*kind, bits))
        };
        let fixed = FIXED.iter().find(|(.., word)| *word == name);
        fixed
            .map(|(kind, bits, _)| DType::known(*kind, *bits))
            .or_else(|| SIZED.iter().find_map(sized))
            .or_else(|| crate::typestr::parse(name))
    }

    /// The same type with its bytes in the other order; one byte has no order.
    pub(crate) fn swapped(mut self, is_swapped: bool) -> Self {
        self.is_swapped = is_swapped && self.size_bytes() > 1;
        self
    }

    /// Its kind.
    #[inline]
    pub fn kind(self) -> Kind {
        self.kind
    }

    /// Its width in bits, of which less than 8 are one element in a byte of its own.
    #[inline]
    pub fn bits(self) -> u8 {
        self.bits
    }

    /// Whether its bytes are not in this machine's order.
    #[inline]
    pub fn is_swapped(self) -> bool {
        self.is_swapped
    }

    /// Bytes from one element to the next in contiguous memory.
    #[inline]
    pub fn size_bytes(self) -> usize {
        usize::from(self.bits).div_ceil(8)
    }

    /// The alignment that a Rust value of this type needs.
    #[inline]
    pub fn align_bytes(self) -> usize {
        let parts = if matches!(self.kind, Kind::Complex) {
            2
        } else {
            1
        };
        (self.size_bytes() / parts).max(1)
    }

    /// Its name, as NumPy and `ml_dtypes` write it.
    pub fn name(self) -> String {
        let fixed = FIXED.iter().find(|(kind, ..)| *kind == self.kind);
        let sized = SIZED.iter().find(|(kind, ..)| *kind == self.kind);
        match (fixed, sized) {
            (Some((.., word)), _) => (*word).to_owned(),
            (None, Some((.., stem))) => format!("{stem}{}", self.bits),
            (None, None) => format!("{:?}{}", self.kind, self.bits),
        }
    }
}

impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())?;
        if self.is_swapped {
            f.write_str(" with swapped bytes")?;
        }
        Ok(())
    }
}

impl fmt::Debug for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back() {
        let sized = SIZED
            .iter()
            .flat_map(|(kind, widths, _)| widths.iter().map(|bits| (*kind, *bits)));
        let fixed = FIXED.iter().map(|(kind, bits, _)| (*kind, *bits));
        for (kind, bits) in sized.chain(fixed) {
            let dtype = DType::new(kind, bits).unwrap();
            assert_eq!(DType::parse(&dtype.name()), Some(dtype));
            assert_eq!(DType::from_code(kind as u8, bits), Some(dtype));
        }
    }

    #[test]
    fn odd_widths_and_unknown_codes_are_no_type() {
        for (code, bits) in [(2, 31), (2, 8), (0, 0), (3, 64), (6, 1), (18, 8), (255, 32)] {
            assert_eq!(DType::from_code(code, bits), None, "{code} {bits}");
        }
        for name in ["", "float", "float33", "int-8", "f3", "object", "int08x"] {
            assert_eq!(DType::parse(name), None, "{name}");
        }
    }

    #[test]
    fn complex_is_aligned_as_its_parts_are() {
        let complex = DType::parse("complex64").unwrap();
        assert_eq!((complex.size_bytes(), complex.align_bytes()), (8, 4));
        let nibble = DType::parse("float4_e2m1fn").unwrap();
        assert_eq!((nibble.size_bytes(), nibble.align_bytes()), (1, 1));
    }

    #[test]
    fn one_byte_has_no_order() {
        assert!(!DType::parse("uint8").unwrap().swapped(true).is_swapped());
        assert!(DType::parse("uint16").unwrap().swapped(true).is_swapped());
    }
}
