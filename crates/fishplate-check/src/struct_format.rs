//! Reads formats of Python's `struct` module: where each value lies and how long the whole is.
//!
//! Source: the documentation of `struct`; `calcsize` is what a test holds this against.

use crate::platform::Platform;

/// How many values of one format are looked at; a larger format is not judged.
const MOST: u64 = 65_536;

/// One value of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) code: char,
    pub(crate) offset_bytes: u64,
    pub(crate) size_bytes: u64,
    pub(crate) class: Class,
}

/// What a value is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Int,
    Float,
    /// Bytes or padding: anything may lie there.
    Bytes,
}

/// A format that is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Format {
    pub(crate) values: Vec<Value>,
    /// What `calcsize` gives.
    pub(crate) size_bytes: u64,
    /// Whether values lie as a C compiler lays them (`@`, or no sign at all).
    pub(crate) is_native: bool,
}

/// Reads a format; none where `struct` would refuse it, or it is too large to look at.
pub(crate) fn read(format: &str, platform: &Platform) -> Option<Format> {
    let mut chars = format.chars().peekable();
    let first = chars.peek().copied();
    let is_native = !matches!(first, Some('=' | '<' | '>' | '!'));
    if matches!(first, Some('@' | '=' | '<' | '>' | '!')) {
        chars.next();
    }
    let mut values = Vec::new();
    let (mut at, mut many) = (0_u64, 0_u64);
    while let Some(c) = chars.next() {
        if c.is_ascii_whitespace() {
            continue;
        }
        let mut count = None;
        let mut code = c;
        while let Some(digit) = code.to_digit(10) {
            count = Some(
                count
                    .unwrap_or(0_u64)
                    .checked_mul(10)?
                    .checked_add(u64::from(digit))?,
            );
            code = chars.next()?;
        }
        let (size, class) = kind(code, is_native, platform)?;
        if is_native {
            let align = if matches!(code, 'x' | 'c' | 's' | 'p' | 'b' | 'B' | '?') {
                1
            } else {
                platform.align_bytes(u32::try_from(size * 8).ok()?)
            };
            at = at.checked_next_multiple_of(align)?;
        }
        let count = count.unwrap_or(1);
        // One text of that many bytes, or padding.
        let (repeats, size) = match code {
            's' | 'p' | 'x' => (1, count),
            _ => (count, size),
        };
        many = many.checked_add(repeats)?;
        if many > MOST {
            return None;
        }
        for _ in 0..repeats {
            if code != 'x' {
                values.push(Value {
                    code,
                    offset_bytes: at,
                    size_bytes: size,
                    class,
                });
            }
            at = at.checked_add(size)?;
        }
    }
    Some(Format {
        values,
        size_bytes: at,
        is_native,
    })
}

fn kind(code: char, is_native: bool, platform: &Platform) -> Option<(u64, Class)> {
    let long = if is_native {
        u64::from(platform.long_bits / 8)
    } else {
        4
    };
    let pointer = u64::from(platform.pointer_bits / 8);
    Some(match code {
        'x' | 'c' | 's' | 'p' => (1, Class::Bytes),
        'b' | 'B' | '?' => (1, Class::Int),
        'h' | 'H' => (2, Class::Int),
        'i' | 'I' => (4, Class::Int),
        'l' | 'L' => (long, Class::Int),
        'q' | 'Q' => (8, Class::Int),
        'n' | 'N' | 'P' if is_native => (pointer, Class::Int),
        'e' => (2, Class::Float),
        'f' => (4, Class::Float),
        'd' => (8, Class::Float),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up;

    fn size(format: &str) -> Option<u64> {
        let platform = Platform::of(&made_up::target("x86_64-unknown-linux-gnu"));
        read(format, &platform).map(|format| format.size_bytes)
    }

    #[test]
    fn native_formats_are_aligned_and_the_others_are_not() {
        assert_eq!(size("ci"), Some(8));
        assert_eq!(size("=ci"), Some(5));
        assert_eq!(size("<qc"), Some(9));
        assert_eq!(size("c0q"), Some(8));
        assert_eq!(size("@lP3s 2h"), Some(24));
        assert_eq!(size("<l"), Some(4));
    }

    #[test]
    fn a_format_that_struct_refuses_is_none() {
        for format in ["z", "3", "<P", "99999999999999999999x", "999999999c", "é"] {
            assert_eq!(size(format), None, "{format}");
        }
        assert_eq!(size(""), Some(0));
    }

    #[test]
    fn sizes_are_those_of_calcsize() {
        let formats = [
            "c",
            "ch",
            "chi",
            "chiq",
            "bBhHiIlLqQnNefd?",
            "5s3xI",
            "i0d",
            "2c2h2i",
            "=chiq",
            ">dHb",
            "10p",
            "xx3i",
            "f d",
            "n?P",
            "l3c",
        ];
        let script = format!("import struct\nfor f in {formats:?}: print(struct.calcsize(f))");
        let Some(answers) = made_up::run_python(&script) else {
            return;
        };
        let ours: Vec<String> = formats
            .iter()
            .map(|format| size(format).unwrap_or_default().to_string())
            .collect();
        assert_eq!(answers.lines().collect::<Vec<_>>(), ours);
    }
}
