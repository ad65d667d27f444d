//! The Rust types that an element of an array may be read as.
//!
//! Every bit pattern of them is a value: memory that others write cannot make an invalid one. A
//! Rust `bool` is therefore none, and a byte of `Bool8` is read as what it is.
#![allow(unsafe_code)]

use crate::dtype::{DType, Kind};

/// A type that array memory may be read and written as.
///
/// # Safety
/// Every bit pattern of `size_of::<Self>()` bytes is a value, there are no padding bytes, the size
/// is that of `DTYPE`, and nothing happens on drop.
pub unsafe trait Element: Copy + Send + Sync + 'static {
    /// What the producer must offer.
    const DTYPE: DType;
}

macro_rules! element {
    ($($name:ty: $kind:ident $bits:literal;)*) => {$(
        // SAFETY: an integer, a float or a transparent wrapper of them: every pattern is a value,
        // no byte is padding, and the assertion below holds the size.
        unsafe impl Element for $name {
            const DTYPE: DType = DType::known(Kind::$kind, $bits);
        }
        const _: () = assert!(size_of::<$name>() * 8 == $bits);
    )*};
}

/// A half-precision float, as its bits: reading it as a number is left to the crate of your choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct F16(pub u16);

/// The upper half of an `f32`, as its bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Bf16(pub u16);

/// A byte that is meant to be 0 or 1, and may be anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Bool8(pub u8);

/// Two floats, the real part first.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(C)]
pub struct Complex<T> {
    /// The real part.
    pub re: T,
    /// The imaginary part.
    pub im: T,
}

element! {
    i8: Int 8; i16: Int 16; i32: Int 32; i64: Int 64;
    u8: UInt 8; u16: UInt 16; u32: UInt 32; u64: UInt 64;
    f32: Float 32; f64: Float 64;
    F16: Float 16; Bf16: Bfloat 16; Bool8: Bool 8;
    Complex<f32>: Complex 64; Complex<f64>: Complex 128;
}

impl Bf16 {
    /// The number, exactly.
    pub fn to_f32(self) -> f32 {
        f32::from_bits(u32::from(self.0) << 16)
    }

    /// The nearest number, ties to even; a NaN stays one.
    pub fn from_f32(value: f32) -> Self {
        let bits = value.to_bits();
        if value.is_nan() {
            return Bf16(((bits >> 16) as u16) | 0x40);
        }
        let half = 0x7fff + ((bits >> 16) & 1);
        Bf16(((bits + half) >> 16) as u16)
    }
}

impl Bool8 {
    /// Whether the byte is not 0.
    pub fn is_true(self) -> bool {
        self.0 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bfloat16_rounds_to_even_and_keeps_nan() {
        for (value, bits) in [
            (1.0, 0x3f80),
            (-2.5, 0xc020),
            (f32::INFINITY, 0x7f80),
            (f32::MAX, 0x7f80),
            (f32::from_bits(0x3f80_8000), 0x3f80),
            (f32::from_bits(0x3f81_8000), 0x3f82),
            (f32::from_bits(0x3f80_8001), 0x3f81),
        ] {
            assert_eq!(Bf16::from_f32(value), Bf16(bits), "{value}");
        }
        assert!(Bf16::from_f32(f32::NAN).to_f32().is_nan());
        assert!(
            Bf16::from_f32(f32::from_bits(0x7f80_0001))
                .to_f32()
                .is_nan()
        );
        assert_eq!(Bf16(0x4049).to_f32(), 3.140_625);
    }

    #[test]
    fn types_are_as_aligned_as_their_dtype_says() {
        fn agrees<T: Element>() {
            assert_eq!(
                (size_of::<T>(), align_of::<T>()),
                (T::DTYPE.size_bytes(), T::DTYPE.align_bytes())
            );
        }
        agrees::<f64>();
        agrees::<Complex<f32>>();
        agrees::<Bf16>();
        agrees::<Bool8>();
    }
}
