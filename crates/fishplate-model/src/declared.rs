//! What sources outside C declare of native code: the side that `check` holds against the truth.
//!
//! Readers of ctypes, CFFI, Cython and Rust sources produce it; nothing is judged here. A reader
//! never stops at what it does not understand: it records an [`Unresolved`] with its place.

use serde::{Deserialize, Serialize};

use crate::Span;
use crate::types::is_false;

/// The version of the JSON form; raised when a reader of the old form would misread the new one.
pub const DECLARATIONS_VERSION: u32 = 1;

/// Everything that the sources of one project declare.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declarations {
    /// [`DECLARATIONS_VERSION`].
    pub version: u32,
    /// How many files were read.
    pub files: u64,
    /// The functions, in the order of files and lines.
    pub functions: Vec<DeclaredFunction>,
    /// The structs and unions.
    pub records: Vec<DeclaredRecord>,
    /// The named callback types.
    pub callbacks: Vec<DeclaredCallback>,
    /// Integer constants at module level that may stand for a macro or an enumerator.
    pub constants: Vec<DeclaredConstant>,
    /// Calls of native functions.
    pub calls: Vec<CallSite>,
    /// Formats of the `struct` module.
    pub formats: Vec<StructFormat>,
    /// C text that CFFI is given.
    pub cdefs: Vec<Cdef>,
    /// Patterns in the sources that often mean that memory is used after its end.
    pub suspicions: Vec<Suspicion>,
    /// Comments that silence findings.
    pub ignores: Vec<Ignore>,
    /// What was seen and not understood.
    pub unresolved: Vec<Unresolved>,
    /// How many declarations only running the code could resolve.
    #[serde(default)]
    pub resolved_by_run: u64,
    /// Whether an archive among the targets has Cython sources, which another reader reads.
    #[serde(default, skip_serializing_if = "is_false")]
    pub archives_hold_cython: bool,
    /// The jail in which modules were imported; none where nothing was run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jail: Option<String>,
    /// What kept an import from telling all that it declares.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub run_failures: Vec<RunFailure>,
}

/// A native function as a source declares it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredFunction {
    /// Its name in the library's symbol table.
    pub symbol: String,
    /// The sources' word for the library, such as the variable `lib` or `libusb-1.0`; empty if unknown.
    #[serde(default)]
    pub library: String,
    /// The parameters; none where nothing is declared of them.
    pub arguments: Option<Vec<DeclaredType>>,
    /// Whether more arguments may follow.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_variadic: bool,
    /// The result.
    pub result: DeclaredResult,
    /// Whether `errcheck` is set.
    #[serde(default, skip_serializing_if = "is_false")]
    pub has_errcheck: bool,
    /// How it is called.
    #[serde(default)]
    pub convention: Convention,
    /// Whether the source prepares for its absence (`hasattr`, `try`, a version test).
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_guarded: bool,
    /// Whether a C compiler sees the library's own header besides this declaration, so that only
    /// what C converts without a word can be wrong.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_verified: bool,
    /// Which kind of source declares it.
    pub origin: Origin,
    /// The place that a person must edit: in a table or helper, the entry with the function's name.
    pub span: Span,
    /// The place of the parameters' declaration, where it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arguments_span: Option<Span>,
    /// The place of the result's declaration, where it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result_span: Option<Span>,
}

/// What is declared of a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum DeclaredResult {
    /// Nothing: ctypes then takes it for a C `int`.
    Unset,
    /// A type; `void` for `None`.
    Type {
        /// The type.
        #[serde(rename = "type")]
        ty: DeclaredType,
    },
}

/// The calling convention of a declaration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Convention {
    /// C's own (`CDLL`, `CFUNCTYPE`).
    #[default]
    C,
    /// `stdcall` (`WinDLL`, `WINFUNCTYPE`).
    Stdcall,
}

/// The kind of source that a declaration was read from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A Python source with ctypes, read and not run.
    #[default]
    Ctypes,
    /// The same, where only its import showed all of it.
    Run,
    /// A CFFI cdef.
    Cffi,
    /// A Cython `cdef extern` block.
    Cython,
    /// A Rust `extern` block.
    Rust,
}

/// A type as a source declares it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredType {
    /// As the source spells it: `ctypes.c_long`, `POINTER(Point)`.
    pub spelling: String,
    /// Where it stands.
    pub span: Span,
    /// What it is.
    #[serde(flatten)]
    pub kind: DeclaredKind,
}

/// What a [`DeclaredType`] is. Sizes are not said here: they follow from the target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DeclaredKind {
    /// `None` as a result, or behind a pointer.
    Void,
    /// A simple type by the name that ctypes gives it: `c_int`, `c_long`, `c_size_t`, `c_double`,
    /// `c_char_p`, `c_void_p`, `c_wchar_p`, `c_bool`, `c_char`, `c_wchar`, `py_object`, `HRESULT` ….
    Simple {
        /// The name, aliases resolved.
        name: String,
    },
    /// `POINTER(T)`.
    Pointer {
        /// What it points to.
        to: Box<DeclaredType>,
    },
    /// `T * n`.
    Array {
        /// The element.
        element: Box<DeclaredType>,
        /// The number of elements; none where it is not known.
        length: Option<u64>,
    },
    /// A struct or union, by the name of a [`DeclaredRecord`].
    Record {
        /// Its name there.
        name: String,
    },
    /// A type that the library's own header defines, by its name in C: `size_type`, `struct point`.
    Named {
        /// The name.
        name: String,
        /// What the source takes it for, where the header does not tell.
        about: Box<DeclaredType>,
    },
    /// A pointer to a function.
    Callback {
        /// What is called.
        signature: Box<DeclaredSignature>,
    },
    /// Anything with a class method `from_param`, such as NumPy's `ndpointer`.
    Adapter {
        /// What is known of it, in words; empty if nothing.
        what: String,
    },
    /// Not understood.
    Unknown {
        /// Why, in words.
        why: String,
    },
}

/// A function type without a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredSignature {
    /// The parameters.
    pub arguments: Vec<DeclaredType>,
    /// The result; `void` for `None`.
    pub result: DeclaredType,
    /// How it is called.
    #[serde(default)]
    pub convention: Convention,
}

/// A struct or union as a source declares it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredRecord {
    /// Its name, unique in the declarations: `module.Class`.
    pub name: String,
    /// The class's own name, which is held against C's names.
    pub short_name: String,
    /// Whether it is a union.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_union: bool,
    /// `_pack_`, where it is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<u64>,
    /// `_align_`, where it is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub align: Option<u64>,
    /// Whether it has the other byte order than the machine's.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_swapped: bool,
    /// The record that it inherits fields from, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// The fields in order; none where `_fields_` is missing (opaque) or not understood.
    pub fields: Option<Vec<DeclaredField>>,
    /// Whether a C compiler takes the layout from the library's own header.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_verified: bool,
    /// Which kind of source declares it.
    pub origin: Origin,
    /// Where it is declared.
    pub span: Span,
}

/// A field of a [`DeclaredRecord`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredField {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: DeclaredType,
    /// Its width where it is a bit-field, in bits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width_bits: Option<u32>,
    /// Whether its own fields are reached without its name.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_anonymous: bool,
    /// Where it is declared.
    pub span: Span,
}

/// A named callback type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredCallback {
    /// Its name in the source.
    pub name: String,
    /// What is called.
    pub signature: DeclaredSignature,
    /// Whether a C compiler sees the library's own type besides this one.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_verified: bool,
    /// Which kind of source declares it.
    #[serde(default)]
    pub origin: Origin,
    /// Where it is declared.
    pub span: Span,
}

/// An integer constant of a module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredConstant {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: i128,
    /// Where it is set.
    pub span: Span,
}

/// A call of a native function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallSite {
    /// The function's symbol.
    pub symbol: String,
    /// What is passed, in order.
    pub arguments: Vec<ArgumentKind>,
    /// Whether `*args` or `**kwargs` may pass more.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_open: bool,
    /// Where the call stands.
    pub span: Span,
}

/// What a call passes, as far as the source shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ArgumentKind {
    /// A Python integer.
    Int {
        /// Its value, where the source writes it out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<i64>,
    },
    /// A Python float.
    Float,
    /// `str`.
    Text,
    /// `bytes`.
    Bytes,
    /// `None`.
    None,
    /// A value of a declared type: `c_double(x)`, `byref(point)`, `POINTER(T)()`.
    Typed {
        /// The type.
        #[serde(rename = "type")]
        ty: DeclaredType,
    },
    /// The source does not show it.
    Unknown,
}

/// A format of the `struct` module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StructFormat {
    /// The format.
    pub format: String,
    /// The C record that the source says it stands for (a comment, a name), if any.
    pub record: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// C text that CFFI is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cdef {
    /// The text, as the compiler would see it.
    pub text: String,
    /// The `FFI` object that it is given to; the texts of one see each other's types.
    pub ffi: u32,
    /// The largest alignment that the fields of its records have; none where C decides.
    pub pack: Option<u32>,
    /// Whether a C compiler verifies it (`set_source` with a source); else only `dlopen` reads it.
    pub is_verified: bool,
    /// Whether the text is what the tables of a module stand for that CFFI wrote: it stands nowhere
    /// in the source.
    #[serde(default)]
    pub is_table: bool,
    /// Where the text begins.
    pub span: Span,
    /// Whether the source shows it, or only an import.
    #[serde(default = "read_text")]
    pub origin: Origin,
}

fn read_text() -> Origin {
    Origin::Cffi
}

/// A pattern that often means that memory is used after its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspicion {
    /// The pattern, by the code of its rule: `FP141`.
    pub code: String,
    /// What the pattern is about: a function, a variable.
    pub symbol: String,
    /// What was seen, in words.
    pub what: String,
    /// Where it stands.
    pub span: Span,
}

/// A comment that silences findings at its line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ignore {
    /// The codes; empty silences every code.
    pub codes: Vec<String>,
    /// Where the comment stands.
    pub span: Span,
}

/// What an import did instead of telling what it declares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFailure {
    /// The module; empty where no module was under way.
    pub module: String,
    /// What it means for the declarations.
    pub kind: RunFailureKind,
    /// What happened, in words that follow the module's name.
    pub what: String,
    /// Where it happened, as far as that is known.
    pub span: Span,
}

/// What a [`RunFailure`] means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunFailureKind {
    /// The process ended, by itself or at a limit.
    Ended,
    /// The module raised an exception.
    Raised,
    /// Another module that it needs is not there.
    Missing,
    /// The module did something that should not happen at an import; it told all the same.
    Wrote,
}

/// A declaration that was seen and not understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unresolved {
    /// What it is, in words.
    pub what: String,
    /// Why it was not understood, in words.
    pub why: String,
    /// Where it stands.
    pub span: Span,
}
