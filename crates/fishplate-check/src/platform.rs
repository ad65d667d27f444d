//! What the target's C compiler makes of the types that ctypes names.
//!
//! Only sizes, alignments and the family of bit-field rules; nothing is compared here.

use fishplate_model::Target;

/// The C types of one target, as far as a binding can name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Platform {
    pub(crate) pointer_bits: u32,
    pub(crate) long_bits: u32,
    pub(crate) wchar_bits: u32,
    pub(crate) wchar_is_signed: bool,
    pub(crate) long_double_bits: u32,
    /// The alignment of an eight-byte scalar in a record, in bytes.
    pub(crate) eight_byte_align: u64,
    pub(crate) is_windows: bool,
    /// Whether variadic arguments travel differently from fixed ones (Apple on arm64).
    pub(crate) has_own_variadics: bool,
}

impl Platform {
    /// What follows from a target's triple and widths.
    pub(crate) fn of(target: &Target) -> Self {
        let triple = target.triple.as_str();
        let is_windows = triple.contains("windows") || triple.contains("mingw");
        let is_apple = triple.contains("apple") || triple.contains("darwin");
        let is_arm64 = triple.starts_with("aarch64") || triple.starts_with("arm64");
        let is_i386 = ["i386", "i486", "i586", "i686"]
            .iter()
            .any(|word| triple.starts_with(word));
        // A hand-made interface may leave the widths out; no target that CPython knows has none.
        let pointer_bits = match target.pointer_bits {
            0 => 64,
            bits => bits,
        };
        let long_bits = match target.long_bits {
            0 if is_windows => 32,
            0 => pointer_bits,
            bits => bits,
        };
        Self {
            pointer_bits,
            long_bits,
            wchar_bits: if is_windows { 16 } else { 32 },
            wchar_is_signed: !is_windows && (is_apple || !is_arm64),
            long_double_bits: match () {
                () if is_windows && !triple.contains("gnu") => 64,
                () if is_apple && is_arm64 => 64,
                () if is_i386 => 96,
                () if pointer_bits == 32 => 64,
                () => 128,
            },
            // The System V ABI of i386 aligns `double` and `long long` to four bytes in a record.
            eight_byte_align: if is_i386 && !is_windows { 4 } else { 8 },
            is_windows,
            has_own_variadics: is_apple && is_arm64,
        }
    }

    /// The alignment of a scalar of `bits` in a record, in bytes.
    pub(crate) fn align_bytes(&self, bits: u32) -> u64 {
        match bits {
            96 => 4,
            64 => self.eight_byte_align,
            bits => u64::from(bits / 8).clamp(1, 16),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn platform(triple: &str, pointer_bits: u32, long_bits: u32) -> Platform {
        Platform::of(&Target {
            triple: triple.to_owned(),
            pointer_bits,
            long_bits,
            char_is_signed: true,
            is_little_endian: true,
        })
    }

    #[test]
    fn widths_follow_from_the_target() {
        let linux = platform("x86_64-unknown-linux-gnu", 64, 64);
        assert_eq!((linux.wchar_bits, linux.long_double_bits), (32, 128));
        let windows = platform("x86_64-pc-windows-msvc", 64, 32);
        assert_eq!((windows.wchar_bits, windows.long_double_bits), (16, 64));
        let mac = platform("arm64-apple-macosx11.0.0", 64, 64);
        assert!(mac.has_own_variadics && mac.long_double_bits == 64);
        assert!(!platform("x86_64-apple-darwin", 64, 64).has_own_variadics);
        let i386 = platform("i686-unknown-linux-gnu", 32, 32);
        assert_eq!((i386.align_bytes(64), i386.align_bytes(96)), (4, 4));
    }

    #[test]
    fn widths_that_are_missing_are_those_of_the_family() {
        assert_eq!(platform("x86_64-pc-windows-msvc", 0, 0).long_bits, 32);
        assert_eq!(platform("", 0, 0).pointer_bits, 64);
    }
}
