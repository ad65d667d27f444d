//! From Rust types to declared ones, by the names that every binding uses for C's types.

use fishplate_model::{Convention, DeclaredKind, DeclaredSignature, DeclaredType, Span};
use syn::spanned::Spanned;
use syn::{Expr, GenericArgument, Lit, PathArguments, ReturnType, Type, TypeBareFn, TypePath};

/// How many types may stand inside each other.
const DEEPEST: u32 = 64;

/// Rust's and C's names of the simple types, with the names that ctypes gives them.
const SIMPLE: &[(&str, &str)] = &[
    ("i8", "c_int8"),
    ("i16", "c_int16"),
    ("i32", "c_int32"),
    ("i64", "c_int64"),
    ("isize", "c_ssize_t"),
    ("u8", "c_uint8"),
    ("u16", "c_uint16"),
    ("u32", "c_uint32"),
    ("u64", "c_uint64"),
    ("usize", "c_size_t"),
    ("f32", "c_float"),
    ("f64", "c_double"),
    ("bool", "c_bool"),
    ("c_char", "c_char"),
    ("c_schar", "c_byte"),
    ("c_uchar", "c_ubyte"),
    ("c_short", "c_short"),
    ("c_ushort", "c_ushort"),
    ("c_int", "c_int"),
    ("c_uint", "c_uint"),
    ("c_long", "c_long"),
    ("c_ulong", "c_ulong"),
    ("c_longlong", "c_longlong"),
    ("c_ulonglong", "c_ulonglong"),
    ("c_float", "c_float"),
    ("c_double", "c_double"),
    ("size_t", "c_size_t"),
    ("ssize_t", "c_ssize_t"),
    ("wchar_t", "c_wchar"),
    ("int8_t", "c_int8"),
    ("int16_t", "c_int16"),
    ("int32_t", "c_int32"),
    ("int64_t", "c_int64"),
    ("uint8_t", "c_uint8"),
    ("uint16_t", "c_uint16"),
    ("uint32_t", "c_uint32"),
    ("uint64_t", "c_uint64"),
];

/// What types are read with: the file, its aliases and its records.
pub(super) struct Scope<'f> {
    pub(super) file: &'f str,
    pub(super) text: &'f str,
    pub(super) aliases: std::collections::HashMap<String, &'f Type>,
    /// Names of records, with what they are called in the declarations.
    pub(super) records: std::collections::HashMap<String, String>,
}

impl Scope<'_> {
    /// The place of a piece of syntax.
    pub(super) fn span(&self, piece: &impl Spanned) -> Span {
        let start = piece.span().start();
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        Span {
            file: self.file.to_owned(),
            line: number(start.line),
            column: number(start.column).saturating_add(1),
        }
    }

    /// A type as it is declared.
    pub(super) fn ty(&self, ty: &Type) -> DeclaredType {
        DeclaredType {
            spelling: self.spelling(ty),
            span: self.span(ty),
            kind: self.kind(ty, 0),
        }
    }

    /// The type of a result; `()` is void.
    pub(super) fn result(&self, result: &ReturnType, otherwise: &impl Spanned) -> DeclaredType {
        match result {
            ReturnType::Type(_, ty) => self.ty(ty),
            ReturnType::Default => DeclaredType {
                spelling: "()".to_owned(),
                span: self.span(otherwise),
                kind: DeclaredKind::Void,
            },
        }
    }

    /// The text of the source, on one line.
    fn spelling(&self, ty: &Type) -> String {
        let range = ty.span().byte_range();
        let text = self.text.get(range).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn kind(&self, ty: &Type, depth: u32) -> DeclaredKind {
        if depth > DEEPEST {
            return unknown("it is nested too deeply");
        }
        let inner = |ty: &Type| {
            Box::new(DeclaredType {
                spelling: self.spelling(ty),
                span: self.span(ty),
                kind: self.kind(ty, depth + 1),
            })
        };
        match ty {
            Type::Ptr(pointer) => DeclaredKind::Pointer {
                to: inner(&pointer.elem),
            },
            Type::Reference(reference) => DeclaredKind::Pointer {
                to: inner(&reference.elem),
            },
            Type::Paren(paren) => self.kind(&paren.elem, depth + 1),
            Type::Group(group) => self.kind(&group.elem, depth + 1),
            Type::Never(_) => DeclaredKind::Void,
            Type::Tuple(tuple) if tuple.elems.is_empty() => DeclaredKind::Void,
            Type::Array(array) => DeclaredKind::Array {
                element: inner(&array.elem),
                length: length(&array.len),
            },
            Type::BareFn(function) => self.callback(function),
            Type::Path(path) => self.path(path, depth),
            _ => unknown("no C type corresponds to it"),
        }
    }

    fn callback(&self, function: &TypeBareFn) -> DeclaredKind {
        if function.abi.is_none() {
            return unknown("a Rust function is no C function; write `extern \"C\" fn`");
        }
        let arguments = function.inputs.iter().map(|input| self.ty(&input.ty));
        DeclaredKind::Callback {
            signature: Box::new(DeclaredSignature {
                arguments: arguments.collect(),
                result: self.result(&function.output, function),
                convention: Convention::C,
            }),
        }
    }

    fn path(&self, path: &TypePath, depth: u32) -> DeclaredKind {
        let Some(last) = path.path.segments.last() else {
            return unknown("it has no name");
        };
        let name = last.ident.to_string();
        if name == "c_void" || name == "void" {
            return DeclaredKind::Void;
        }
        // A null-able pointer is a pointer: `Option<&T>`, `Option<extern "C" fn()>`, `NonNull<T>`.
        if matches!(name.as_str(), "Option" | "NonNull" | "Box" | "MaybeUninit") {
            let PathArguments::AngleBracketed(arguments) = &last.arguments else {
                return unknown("its type is missing");
            };
            let Some(GenericArgument::Type(of)) = arguments.args.first() else {
                return unknown("its type is missing");
            };
            return match name.as_str() {
                "NonNull" | "Box" => DeclaredKind::Pointer {
                    to: Box::new(self.ty(of)),
                },
                _ => self.kind(of, depth + 1),
            };
        }
        if let Some(alias) = self.aliases.get(&name) {
            return self.kind(alias, depth + 1);
        }
        if let Some(record) = self.records.get(&name) {
            return DeclaredKind::Record {
                name: record.clone(),
            };
        }
        match SIMPLE.iter().find(|(rust, _)| *rust == name) {
            Some((_, name)) => DeclaredKind::Simple {
                name: (*name).to_owned(),
            },
            None => unknown("it is declared in no file that was read"),
        }
    }
}

fn unknown(why: &str) -> DeclaredKind {
    DeclaredKind::Unknown {
        why: why.to_owned(),
    }
}

fn length(length: &Expr) -> Option<u64> {
    match length {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse().ok(),
            _ => None,
        },
        _ => None,
    }
}
