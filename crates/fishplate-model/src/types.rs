//! C types, resolved to what crosses a call.

use serde::{Deserialize, Serialize};

/// A C type: what the author wrote and what the compiler makes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Type {
    /// The type as C spells it at this place, such as `const size_t *`.
    pub spelling: String,
    /// The typedef that names it, if one does (`size_t`); the outermost where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Whether the type itself (not what it points to) is `const`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_const: bool,
    /// The canonical type, with every typedef resolved.
    #[serde(flatten)]
    pub kind: TypeKind,
}

/// The canonical kind of a [`Type`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TypeKind {
    /// `void`, as a result or behind a pointer.
    Void,
    /// `_Bool`.
    Bool,
    /// Any integer type, plain `char` among them.
    Int {
        /// The canonical C name: `char`, `signed char`, `unsigned long`, `__int128` ….
        name: String,
        /// Width in bits.
        bits: u32,
        /// Whether it holds negative values on this target.
        is_signed: bool,
    },
    /// A binary floating type.
    Float {
        /// The canonical C name: `float`, `double`, `long double`, `_Float16`, `__float128` ….
        name: String,
        /// Storage width in bits (128 for x86-64 `long double`).
        bits: u32,
    },
    /// A complex type; the element is a floating type.
    Complex {
        /// The type of each part.
        element: Box<Type>,
    },
    /// An enumeration, by the name of an [`crate::Enumeration`].
    Enum {
        /// Its name in the interface.
        name: String,
    },
    /// A struct or union, by the name of a [`crate::Record`].
    Record {
        /// Its name in the interface.
        name: String,
    },
    /// A data pointer; an array parameter has decayed to one.
    Pointer {
        /// What it points to.
        to: Box<Type>,
        /// The nullability attribute or `nonnull`, where the header has one: true is "may be null".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        is_nullable: Option<bool>,
    },
    /// An array (in a record, a global or behind a pointer).
    Array {
        /// The element.
        element: Box<Type>,
        /// The number of elements; none for a flexible array.
        length: Option<u64>,
    },
    /// A pointer to a function, or a function type behind a pointer.
    Callback {
        /// What is called.
        signature: Box<Signature>,
    },
    /// The compiler's `va_list`.
    VaList,
    /// A vector type of the compiler.
    Vector {
        /// The element.
        element: Box<Type>,
        /// The number of elements.
        length: u64,
    },
    /// Something the reader does not understand; the interface's `unsupported` list says where.
    Unsupported {
        /// What it is, in words.
        what: String,
    },
}

/// A function type without a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The parameters' types, in order.
    pub parameters: Vec<Type>,
    /// The result's type.
    pub result: Type,
    /// Whether it ends in `...`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_variadic: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
pub(crate) fn is_false(value: &bool) -> bool {
    !*value
}
