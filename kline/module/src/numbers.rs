//! Elements of borrowed memory as numbers of our own: of any type, byte order and stride.
//!
//! All that reads a caller's memory is here. It is read through raw pointers and no reference to it
//! is ever made, since others may write it meanwhile: a number that changes is one or the other.
#![allow(unsafe_code)]

use fishplate_exchange::{Element, Foreign, Kind};

/// An element type that columns may have.
trait Number: Element {
    fn swapped(self) -> Self;
    /// As a float64, where it is exactly one.
    fn to_f64(self) -> Option<f64>;
    /// As a 64-bit integer, where it is exactly one.
    fn to_i64(self) -> Option<i64>;
}

macro_rules! integers {
    ($($name:ty)*) => {$(
        impl Number for $name {
            fn swapped(self) -> Self {
                self.swap_bytes()
            }

            fn to_f64(self) -> Option<f64> {
                // Beyond that not every integer has a float64 of its own.
                let is_held = i128::from(self).unsigned_abs() <= 1 << f64::MANTISSA_DIGITS;
                is_held.then_some(self as f64)
            }

            fn to_i64(self) -> Option<i64> {
                i64::try_from(self).ok()
            }
        }
    )*};
}

macro_rules! floats {
    ($($name:ty)*) => {$(
        impl Number for $name {
            fn swapped(self) -> Self {
                <$name>::from_bits(self.to_bits().swap_bytes())
            }

            fn to_f64(self) -> Option<f64> {
                Some(f64::from(self))
            }

            fn to_i64(self) -> Option<i64> {
                None
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 u8 u16 u32 u64);
floats!(f32 f64);

/// The elements of a row of numbers; what they are has been checked.
pub(crate) struct Numbers(Foreign);

/// The place of a number that cannot be held.
#[derive(Debug)]
pub(crate) struct NotHeld(pub(crate) usize);

/// Runs `$body` with `$T` for the element type.
macro_rules! with_type {
    ($meta:expr, $T:ident => $body:expr, else $other:expr) => {{
        let dtype = $meta.dtype();
        match (dtype.kind(), dtype.bits()) {
            (Kind::Float, 64) => {
                type $T = f64;
                $body
            }
            (Kind::Float, 32) => {
                type $T = f32;
                $body
            }
            (Kind::Int, 64) => {
                type $T = i64;
                $body
            }
            (Kind::Int, 32) => {
                type $T = i32;
                $body
            }
            (Kind::Int, 16) => {
                type $T = i16;
                $body
            }
            (Kind::Int, 8) => {
                type $T = i8;
                $body
            }
            (Kind::UInt, 64) => {
                type $T = u64;
                $body
            }
            (Kind::UInt, 32) => {
                type $T = u32;
                $body
            }
            (Kind::UInt, 16) => {
                type $T = u16;
                $body
            }
            (Kind::UInt, 8) => {
                type $T = u8;
                $body
            }
            _ => $other,
        }
    }};
}

impl Numbers {
    /// The numbers of a row in memory of this process; nothing where its elements are none.
    pub(crate) fn of(foreign: Foreign) -> Option<Self> {
        let meta = foreign.meta();
        let is_known =
            with_type!(meta, T => size_of::<T>() == meta.dtype().size_bytes(), else false);
        (is_known && meta.rank() == 1 && meta.device().is_cpu()).then_some(Numbers(foreign))
    }

    /// Number of elements.
    pub(crate) fn len(&self) -> usize {
        self.0.meta().count()
    }

    /// Whether the elements are integers.
    pub(crate) fn are_integers(&self) -> bool {
        self.0.meta().dtype().kind() != Kind::Float
    }

    /// Fills `into` from element `from` on.
    pub(crate) fn to_f64(&self, from: usize, into: &mut [f64]) -> Result<(), NotHeld> {
        with_type!(self.0.meta(), T => self.read::<T, f64>(from, into, T::to_f64), else Ok(()))
    }

    /// The same with integers.
    pub(crate) fn to_i64(&self, from: usize, into: &mut [i64]) -> Result<(), NotHeld> {
        with_type!(self.0.meta(), T => self.read::<T, i64>(from, into, T::to_i64), else Ok(()))
    }

    fn read<T: Number, U>(
        &self,
        from: usize,
        into: &mut [U],
        convert: impl Fn(T) -> Option<U>,
    ) -> Result<(), NotHeld> {
        let meta = self.0.meta();
        let count = into.len().min(self.len().saturating_sub(from));
        let stride = meta.strides().first().copied().unwrap_or(0);
        let is_swapped = meta.dtype().is_swapped();
        let start = std::ptr::with_exposed_provenance::<u8>(meta.address());
        let mut not_held = None;
        // The common case stands apart, so that its step is known to the compiler.
        let step = if stride == size_of::<T>() as isize {
            None
        } else {
            Some(stride)
        };
        for (index, place) in into.iter_mut().take(count).enumerate() {
            let step = step.unwrap_or(size_of::<T>() as isize);
            let offset = (from + index) as isize * step;
            // SAFETY: `of` has checked that these are elements of `T` in memory of this process, which
            // its producer keeps in place while `self.0` is held; `from + index` is below their number,
            // and that all of them lie within the memory is what `Meta` proves. They may be misaligned.
            let value = unsafe { start.offset(offset).cast::<T>().read_unaligned() };
            let value = if is_swapped { value.swapped() } else { value };
            match convert(value) {
                Some(value) => *place = value,
                None => not_held = not_held.or(Some(from + index)),
            }
        }
        not_held.map_or(Ok(()), |row| Err(NotHeld(row)))
    }
}
