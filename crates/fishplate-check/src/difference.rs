//! How a declared value and C's differ; how bad that is where it stands is judged elsewhere.

use fishplate_model::Record;

use crate::shape::{Int, Shape};

/// How two values differ.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Difference<'a> {
    pub(crate) kind: Kind<'a>,
    /// The declared shape at the level where they differ.
    pub(crate) declared: Shape<'a>,
    /// C's shape at that level.
    pub(crate) native: Shape<'a>,
    /// How many pointers are followed from the value to the difference.
    pub(crate) levels: u32,
    /// Whether C only reads there.
    pub(crate) is_const: bool,
}

/// What the difference is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind<'a> {
    /// Two integers of different widths.
    Width { declared: Int, native: Int },
    /// Two integers of one width, one of them without negative values.
    Sign { declared: Int, native: Int },
    /// Two floating types.
    FloatWidth { declared: u32, native: u32 },
    /// Values that travel or are read in different ways: an integer, a floating value, an
    /// address, a record.
    Class,
    /// An integer as wide as an address, for one.
    Address,
    /// A record with one field, for that field.
    Wrapped,
    /// Two records of different sizes, in bytes.
    RecordSize { declared: u64, native: u64 },
    /// A pointer to a record that stands for another one.
    OtherRecord { paired: &'a Record },
    /// Arrays with different numbers of elements.
    Length { declared: u64, native: u64 },
    /// Two function types.
    Call(Box<CallDifference<'a>>),
}

/// How two function types differ.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CallDifference<'a> {
    pub(crate) part: CallPart,
    /// None for another number of arguments.
    pub(crate) inner: Option<Difference<'a>>,
}

/// Where two function types differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallPart {
    Arity { declared: usize, native: usize },
    Result,
    Argument(usize),
}

pub(crate) fn found<'a>(
    kind: Kind<'a>,
    declared: &Shape<'a>,
    native: &Shape<'a>,
) -> Difference<'a> {
    Difference {
        kind,
        declared: declared.clone(),
        native: native.clone(),
        levels: 0,
        is_const: false,
    }
}
