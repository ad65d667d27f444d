//! The marshalling operations: all that a writer is told of a function.
//!
//! A writer turns operations into its tool's source text and never looks at the interface
//! itself, so that every binding path means the same. What a path cannot do it says in its
//! table of [`Support`] per operation, before anything is written.

/// A C integer type that crosses as a Python `int`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntType {
    /// Its canonical C name, such as `unsigned long`.
    pub c_name: String,
    /// Width in bits: 8, 16, 32 or 64.
    pub bits: u32,
    /// Whether it holds negative values.
    pub is_signed: bool,
}

impl IntType {
    /// The smallest value.
    #[must_use]
    pub fn low(&self) -> i128 {
        if self.is_signed {
            -(1 << (self.bits - 1))
        } else {
            0
        }
    }

    /// The largest value.
    #[must_use]
    pub fn high(&self) -> i128 {
        if self.is_signed {
            (1 << (self.bits - 1)) - 1
        } else {
            (1 << self.bits) - 1
        }
    }
}

/// A C floating type that crosses as a Python `float`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FloatType {
    /// Its canonical C name: `float`, `double` or `long double`.
    pub c_name: String,
    /// Storage width in bits.
    pub bits: u32,
}

/// The element of a buffer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    /// Integers of one width and sign.
    Int(IntType),
    /// Floating numbers.
    Float(FloatType),
    /// `_Bool`.
    Bool,
    /// Bytes of no declared kind, behind `char *` or `void *`: any one-byte format is taken.
    Byte {
        /// `char` or `void`.
        c_name: String,
    },
}

impl Element {
    /// The C type that the pointer points to.
    #[must_use]
    pub fn c_name(&self) -> &str {
        match self {
            Self::Int(int) => &int.c_name,
            Self::Float(float) => &float.c_name,
            Self::Bool => "_Bool",
            Self::Byte { c_name } => c_name,
        }
    }

    /// Size of one element, in bytes.
    #[must_use]
    pub fn size_bytes(&self) -> u32 {
        match self {
            Self::Int(int) => int.bits / 8,
            Self::Float(float) => float.bits / 8,
            Self::Bool | Self::Byte { .. } => 1,
        }
    }

    /// The kind of format that fits: `i` signed, `u` unsigned, `f` floating, `?` bool, `c` bytes.
    #[must_use]
    pub fn kind(&self) -> char {
        match self {
            Self::Int(int) if int.is_signed => 'i',
            Self::Int(_) => 'u',
            Self::Float(_) => 'f',
            Self::Bool => '?',
            Self::Byte { .. } => 'c',
        }
    }

    /// The `struct` code that producers use for it on a 64-bit Unix; for stubs and messages.
    #[must_use]
    pub fn format(&self) -> &'static str {
        match (self.kind(), self.size_bytes()) {
            ('i', 1) => "b",
            ('i', 2) => "h",
            ('i', 4) => "i",
            ('i', _) => "q",
            ('u', 1) => "B",
            ('u', 2) => "H",
            ('u', 4) => "I",
            ('u', _) => "Q",
            ('f', 4) => "f",
            ('f', 8) => "d",
            ('f', _) => "g",
            ('?', _) => "?",
            _ => "B",
        }
    }

    /// What a person calls it: `float64`, `uint8`, `bytes`.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Int(int) if int.is_signed => format!("int{}", int.bits),
            Self::Int(int) => format!("uint{}", int.bits),
            Self::Float(float) if float.bits == 128 => "longdouble".to_owned(),
            Self::Float(float) => format!("float{}", float.bits),
            Self::Bool => "bool".to_owned(),
            Self::Byte { .. } => "bytes".to_owned(),
        }
    }
}

/// One marshalling step.
///
/// `…In` steps take the Python argument at the same place of [`crate::PlannedFunction::inputs`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// An integer, checked against the C type's range.
    IntIn(IntType),
    /// A floating number; a finite one beyond `float` is refused.
    FloatIn(FloatType),
    /// A `bool`; with `accepts_integers` any integer by its truth.
    BoolIn {
        /// Whether the notes allow integers.
        accepts_integers: bool,
    },
    /// A member of an enumeration or its integer.
    EnumIn {
        /// The place in [`crate::Plan::enumerations`].
        enumeration: usize,
    },
    /// NUL-terminated text: `str` as UTF-8, or `bytes`.
    Utf8In {
        /// Whether `None` gives a null pointer.
        is_nullable: bool,
    },
    /// A borrowed read-only buffer.
    BufferIn(Element),
    /// A buffer that the function writes in place.
    BufferOut(Element),
    /// The one length that several buffers share, checked to be equal and to fit the C type.
    LengthIn {
        /// The places of the buffers among the inputs.
        buffers: Vec<usize>,
        /// The C type of the length parameter.
        int: IntType,
    },
    /// Other threads may run Python during the call.
    GilRelease,
    /// No result: `None`.
    ReturnVoid,
    /// An integer.
    ReturnInt(IntType),
    /// A floating number.
    ReturnFloat(FloatType),
    /// A `bool`.
    ReturnBool,
    /// A member of an enumeration; a value that it does not declare stays an `int`.
    ReturnEnum {
        /// The place in [`crate::Plan::enumerations`].
        enumeration: usize,
    },
}

/// Whether a binding path can do an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// It can.
    Yes,
    /// It cannot, and this is why; the sentence goes on "… cannot carry it: ".
    No(&'static str),
}
