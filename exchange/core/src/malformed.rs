//! Why what a producer says cannot be, in words that name what was said.
//!
//! It is the producer's mistake, or what no protocol can carry; that an array is not what a caller
//! asked for is in `spec.rs`.

use std::fmt;

use crate::dims::MAX_RANK;

/// Why what a producer says cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Malformed {
    /// More dimensions than any protocol lets through, or fewer than none.
    Rank(i64),
    /// A length below zero.
    NegativeLength(i64),
    /// Shape and strides of different lengths.
    StridesLength(usize, usize),
    /// The number of bytes does not fit the address space.
    Size(String),
    /// The array reaches out of the address space.
    Extent(String),
    /// No address, though there are elements.
    NoAddress(usize),
    /// No shape, or no strides, where there must be some.
    Missing(&'static str),
    /// An element type that is none.
    ElementType(String),
    /// A version whose layout is not known.
    Version(u32, u32),
    /// Something else that the protocol forbids; the text says what.
    Broken(String),
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Malformed::Rank(rank) => write!(f, "{rank} dimensions; 0 to {MAX_RANK} are possible"),
            Malformed::NegativeLength(length) => write!(f, "a dimension has the length {length}"),
            Malformed::StridesLength(rank, strides) => {
                write!(f, "{strides} strides for {rank} dimensions")
            }
            Malformed::Size(what) => write!(f, "{what} is more than the address space holds"),
            Malformed::Extent(what) => write!(f, "{what} reaches out of the address space"),
            Malformed::NoAddress(count) => write!(f, "{count} elements at the address 0"),
            Malformed::Missing(what) => write!(f, "there is no {what}"),
            Malformed::ElementType(what) => {
                write!(f, "{what} is no element type that can be exchanged")
            }
            Malformed::Version(major, minor) => write!(
                f,
                "version {major}.{minor} has a layout that is not known here"
            ),
            Malformed::Broken(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Malformed {}
