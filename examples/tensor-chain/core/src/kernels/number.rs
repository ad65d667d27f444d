//! The numbers that kernels compute with, and the two ways in which they combine.

use fishplate_exchange::Element;

/// float32 or float64.
pub(super) trait Number: Element + Default {
    fn plus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
}

macro_rules! numbers {
    ($($name:ty)*) => {$(
        impl Number for $name {
            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                self + other
            }

            #[inline(always)]
            fn times(self, other: Self) -> Self {
                self * other
            }
        }
    )*};
}

numbers!(f32 f64);

/// How two numbers become one.
pub(super) trait Combine {
    fn of<T: Number>(a: T, b: T) -> T;
}

/// Their sum.
pub(super) struct Sum;

/// Their product.
pub(super) struct Product;

impl Combine for Sum {
    #[inline(always)]
    fn of<T: Number>(a: T, b: T) -> T {
        a.plus(b)
    }
}

impl Combine for Product {
    #[inline(always)]
    fn of<T: Number>(a: T, b: T) -> T {
        a.times(b)
    }
}

/// Runs `$body` with `$T` for the element type: the type is the kernel's matter, and no key.
macro_rules! with_number {
    ($float:expr, $T:ident => $body:expr) => {
        match $float {
            $crate::tensor::Float::F32 => {
                type $T = f32;
                $body
            }
            $crate::tensor::Float::F64 => {
                type $T = f64;
                $body
            }
        }
    };
}
pub(super) use with_number;
