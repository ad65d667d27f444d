//! Element types as NumPy's array interface spells them: `<f4`, `|u1`, `>i8`.
//!
//! Void, text, dates and objects are no element types and are not read.

use crate::dtype::{DType, Kind};

/// The type that `text` says; without a sign for the byte order, this machine's.
pub fn parse(text: &str) -> Option<DType> {
    let (is_foreign, rest) = match text.as_bytes().first()? {
        b'<' => (cfg!(target_endian = "big"), text.get(1..)?),
        b'>' => (cfg!(target_endian = "little"), text.get(1..)?),
        b'|' | b'=' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let kind = match rest.as_bytes().first()? {
        b'i' => Kind::Int,
        b'u' => Kind::UInt,
        b'f' => Kind::Float,
        b'c' => Kind::Complex,
        b'b' => Kind::Bool,
        _ => return None,
    };
    let digits = rest.get(1..)?;
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let bits = digits.parse::<u8>().ok()?.checked_mul(8)?;
    Some(DType::new(kind, bits)?.swapped(is_foreign))
}

/// How the array interface spells the type, where it can.
pub fn spell(dtype: DType) -> Option<String> {
    let letter = match dtype.kind() {
        Kind::Int => 'i',
        Kind::UInt => 'u',
        Kind::Float => 'f',
        Kind::Complex => 'c',
        Kind::Bool => 'b',
        _ => return None,
    };
    if dtype.bits() < 8 {
        return None;
    }
    let order = match (
        dtype.size_bytes(),
        dtype.is_swapped() == cfg!(target_endian = "little"),
    ) {
        (1, _) => '|',
        (_, true) => '>',
        (_, false) => '<',
    };
    Some(format!("{order}{letter}{}", dtype.size_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spelt_is_read_back() {
        for text in ["<f4", ">f4", "|u1", "|b1", "<c16", ">i8", "<f2", "|i1"] {
            assert_eq!(spell(parse(text).unwrap()).as_deref(), Some(text));
        }
        assert_eq!(spell(DType::parse("bfloat16").unwrap()), None);
        assert_eq!(spell(DType::parse("int4").unwrap()), None);
    }

    #[test]
    fn what_is_no_number_is_not_read() {
        for text in [
            "", "<", "<f", "|V8", "<U4", "|O8", "<M8[ns]", "<f3", "<f+4", "<f999", "f 4", "é4",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
