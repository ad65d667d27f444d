//! What a compiler says of a library, and nothing else.

use serde::{Deserialize, Serialize};

use crate::types::is_false;
use crate::{Passage, Span, Target, Type};

/// The version of the JSON form; raised when a reader of the old form would misread the new one.
pub const INTERFACE_VERSION: u32 = 1;

/// The facts of one library's interface on one target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interface {
    /// [`INTERFACE_VERSION`].
    pub version: u32,
    /// The target that the facts hold for.
    pub target: Target,
    /// The headers that were asked for, as `#include` would name them or as paths.
    pub headers: Vec<String>,
    /// The functions, in the order of the headers.
    pub functions: Vec<Function>,
    /// The structs and unions that the headers declare or that a declaration needs.
    pub records: Vec<Record>,
    /// The enumerations.
    pub enumerations: Vec<Enumeration>,
    /// The typedefs.
    pub typedefs: Vec<Typedef>,
    /// Object-like macros that are constants.
    pub constants: Vec<Constant>,
    /// Variables that the headers declare.
    pub globals: Vec<Global>,
    /// What was seen and not understood.
    pub unsupported: Vec<Unsupported>,
}

/// A function that a header declares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// Its name in C.
    pub name: String,
    /// Its name in the symbol table, where an `asm` label makes that another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// The parameters, in order.
    pub parameters: Vec<Parameter>,
    /// The result.
    pub result: Type,
    /// Whether it ends in `...`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_variadic: bool,
    /// Whether it is declared `inline` or `static`, so that a library need not hold it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_inline: bool,
    /// Whether the library's symbol table has it; none when no library was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_exported: Option<bool>,
    /// The comment before it, without its marks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// A parameter of a function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name, if the header gives one.
    pub name: Option<String>,
    /// Its type, after array and function decay.
    #[serde(rename = "type")]
    pub ty: Type,
    /// Its declaration, from the type to the name; none where the reader has no place for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passage: Option<Passage>,
}

/// Struct or union.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// Fields one after the other.
    Struct,
    /// Fields at the same place.
    Union,
}

/// A struct or union, laid out as the compiler lays it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The tag (`struct point`), the typedef's name, or for an anonymous member the path to it
    /// (`event::data`).
    pub name: String,
    /// How C names the type: `struct point`, `point_t`; none where it has no name of its own.
    pub spelling: Option<String>,
    /// Struct or union.
    #[serde(rename = "type")]
    pub kind: RecordKind,
    /// `sizeof`, in bytes; none for an incomplete (opaque) record.
    pub size_bytes: Option<u64>,
    /// `_Alignof`, in bytes; none for an incomplete record.
    pub align_bytes: Option<u64>,
    /// Whether it is declared packed, or a pragma packs it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_packed: bool,
    /// The fields in order.
    pub fields: Vec<Field>,
    /// The comment before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// A field of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Its name; none for an anonymous struct or union member and for an unnamed bit-field.
    pub name: Option<String>,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: Type,
    /// Its offset from the start of the record, in bits.
    pub offset_bits: u64,
    /// Its width where it is a bit-field, in bits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width_bits: Option<u32>,
    /// Where it is declared.
    pub span: Span,
    /// Its declaration, from the type to the name; none where the reader has no place for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passage: Option<Passage>,
}

/// An enumeration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enumeration {
    /// The tag, the typedef's name, or a path (`event::kind`, `anonymous@header.h:12`).
    pub name: String,
    /// How C names the type: `enum colour`, `colour_t`; none where it has no name.
    pub spelling: Option<String>,
    /// The integer type that holds it.
    pub underlying: Type,
    /// Whether the header marks it as a set of flags.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_flags: bool,
    /// Its members in order.
    pub enumerators: Vec<Enumerator>,
    /// The comment before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// A member of an enumeration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enumerator {
    /// Its name.
    pub name: String,
    /// Its value; every C value fits.
    pub value: i128,
    /// The comment at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A typedef.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typedef {
    /// Its name.
    pub name: String,
    /// What it names.
    #[serde(rename = "type")]
    pub ty: Type,
    /// Where it is declared.
    pub span: Span,
}

/// An object-like macro that is a constant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Constant {
    /// Its name.
    pub name: String,
    /// Its value, as the compiler evaluates it.
    pub value: ConstantValue,
    /// Where it is defined.
    pub span: Span,
}

/// The value of a [`Constant`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConstantValue {
    /// An integer; `bits` and `is_signed` are those of the expression's C type.
    Int {
        /// The value.
        value: i128,
        /// Width of its type, in bits.
        bits: u32,
        /// Whether its type is signed.
        is_signed: bool,
    },
    /// A floating constant, by the bits of its nearest IEEE double (so that equality is exact).
    Float {
        /// `f64::to_bits`.
        bits: u64,
        /// The shortest decimal text that reads back to the same double.
        text: String,
    },
    /// A string literal: its bytes as text, each byte that is not UTF-8 as a `\xNN` escape.
    Text {
        /// The text, without the terminating NUL.
        value: String,
    },
}

/// A variable with external linkage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Global {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: Type,
    /// Whether the library's symbol table has it; none when no library was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_exported: Option<bool>,
    /// Where it is declared.
    pub span: Span,
}

/// Something a reader saw and did not understand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsupported {
    /// What it is, in words: "function `f`: parameter `x` has a vector type".
    pub what: String,
    /// Where it stands.
    pub span: Span,
}
