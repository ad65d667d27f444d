//! Element types as the buffer protocol spells them (PEP 3118, `struct`).
//!
//! The width is the item size that the producer states, never the letter's: ctypes writes `<l` for
//! eight bytes, which `struct` reads as four. Records, repeats and pointers are no element types.

use std::ffi::CStr;

use crate::dtype::{DType, Kind};

/// The type that `format` and the item size say together.
#[inline]
pub fn parse(format: &[u8], size_bytes: usize) -> Option<DType> {
    let (is_foreign, code) = match format {
        [b'@' | b'=', code @ ..] => (false, code),
        [b'<', code @ ..] => (cfg!(target_endian = "big"), code),
        [b'>' | b'!', code @ ..] => (cfg!(target_endian = "little"), code),
        code => (false, code),
    };
    let (kind, sizes): (Kind, &[usize]) = match code {
        b"b" => (Kind::Int, &[1]),
        b"h" => (Kind::Int, &[2]),
        b"i" => (Kind::Int, &[4]),
        b"l" => (Kind::Int, &[4, 8]),
        b"q" | b"n" => (Kind::Int, &[8]),
        // A `c` is a byte without a sign: Python shows it as `bytes` of length one.
        b"B" | b"c" => (Kind::UInt, &[1]),
        b"H" => (Kind::UInt, &[2]),
        b"I" => (Kind::UInt, &[4]),
        b"L" => (Kind::UInt, &[4, 8]),
        b"Q" | b"N" => (Kind::UInt, &[8]),
        b"?" => (Kind::Bool, &[1]),
        b"e" => (Kind::Float, &[2]),
        b"f" => (Kind::Float, &[4]),
        b"d" => (Kind::Float, &[8]),
        b"g" => (Kind::Float, &[16]),
        b"Zf" => (Kind::Complex, &[8]),
        b"Zd" => (Kind::Complex, &[16]),
        _ => return None,
    };
    if !sizes.contains(&size_bytes) {
        return None;
    }
    Some(DType::known(kind, (size_bytes * 8) as u8).swapped(is_foreign))
}

/// What [`parse`] gives for the letters of the usual types, without a search.
#[inline]
#[cfg_attr(not(feature = "python"), allow(dead_code))]
pub(crate) fn of_letter(letter: u8, size_bytes: isize) -> Option<DType> {
    let (kind, bits) = match (letter, size_bytes) {
        (b'f', 4) => (Kind::Float, 32),
        (b'd', 8) => (Kind::Float, 64),
        (b'B', 1) => (Kind::UInt, 8),
        (b'i', 4) => (Kind::Int, 32),
        (b'l' | b'q', 8) => (Kind::Int, 64),
        _ => return parse(&[letter], usize::try_from(size_bytes).ok()?),
    };
    Some(DType::known(kind, bits))
}

/// Whether that letter alone, with the item size, is how [`spell`] spells the type.
#[inline(always)]
#[cfg_attr(not(feature = "python"), allow(dead_code))]
pub(crate) fn is_letter_of(dtype: DType, letter: u8, size_bytes: isize) -> bool {
    let is_size = usize::try_from(size_bytes) == Ok(dtype.size_bytes());
    is_size && spell(dtype).is_some_and(|spelt| spelt.to_bytes() == [letter])
}

/// How the buffer protocol spells the type, where it can.
#[inline]
pub fn spell(dtype: DType) -> Option<&'static CStr> {
    if dtype.is_swapped() {
        return None;
    }
    // Where `long` has eight bytes, NumPy's int64 is a `long`: `q` would be its twin.
    let long_is_wide = cfg!(all(target_pointer_width = "64", not(windows)));
    Some(match (dtype.kind(), dtype.bits()) {
        (Kind::Int, 8) => c"b",
        (Kind::Int, 16) => c"h",
        (Kind::Int, 32) => c"i",
        (Kind::Int, 64) if long_is_wide => c"l",
        (Kind::Int, 64) => c"q",
        (Kind::UInt, 8) => c"B",
        (Kind::UInt, 16) => c"H",
        (Kind::UInt, 32) => c"I",
        (Kind::UInt, 64) if long_is_wide => c"L",
        (Kind::UInt, 64) => c"Q",
        (Kind::Bool, 8) => c"?",
        (Kind::Float, 16) => c"e",
        (Kind::Float, 32) => c"f",
        (Kind::Float, 64) => c"d",
        (Kind::Complex, 64) => c"Zf",
        (Kind::Complex, 128) => c"Zd",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spelt_is_read_back() {
        for name in [
            "int8",
            "int16",
            "int32",
            "int64",
            "uint8",
            "uint16",
            "uint32",
            "uint64",
            "bool",
            "float16",
            "float32",
            "float64",
            "complex64",
            "complex128",
        ] {
            let dtype = DType::parse(name).unwrap();
            let spelt = spell(dtype).unwrap();
            assert_eq!(parse(spelt.to_bytes(), dtype.size_bytes()), Some(dtype));
        }
        assert_eq!(spell(DType::parse("bfloat16").unwrap()), None);
    }

    #[test]
    fn byte_order_is_read_the_right_way_round() {
        let little = cfg!(target_endian = "little");
        for (format, is_swapped) in [
            ("f", false),
            ("@f", false),
            ("=f", false),
            ("<f", !little),
            (">f", little),
            ("!f", little),
        ] {
            let dtype = parse(format.as_bytes(), 4).unwrap();
            assert_eq!(dtype.is_swapped(), is_swapped, "{format}");
            assert_eq!(dtype.bits(), 32);
        }
        assert!(!parse(b">B", 1).unwrap().is_swapped());
    }

    #[test]
    fn the_width_is_the_item_size() {
        assert_eq!(parse(b"<l", 8), DType::parse("int64"));
        assert_eq!(parse(b"<l", 4), DType::parse("int32"));
        assert_eq!(parse(b"f", 8), None);
        assert_eq!(parse(b"B", 4), None);
        assert_eq!(parse(b"i", 0), None);
    }

    #[test]
    fn a_letter_alone_is_what_it_is_in_a_format() {
        for (letter, size) in
            (0..=255).flat_map(|letter| [-1, 0, 1, 2, 4, 8].map(|size| (letter, size)))
        {
            let parsed = usize::try_from(size)
                .ok()
                .and_then(|size| parse(&[letter], size));
            assert_eq!(of_letter(letter, size), parsed, "{letter} {size}");
        }
    }

    #[test]
    fn what_is_no_element_type_is_not_read() {
        for format in [
            "", "@", "O", "P", "2f", "T{f:x:}", "Z", "Zg", "ff", "w", "u", "s", "&f",
        ] {
            assert_eq!(parse(format.as_bytes(), 4), None, "{format}");
        }
    }
}
