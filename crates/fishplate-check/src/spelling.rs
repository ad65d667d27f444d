//! Writes a C type as ctypes would declare it, in the style of the file that needs it.

use std::collections::{BTreeMap, HashMap};

use fishplate_model::{
    Declarations, DeclaredKind, DeclaredResult, DeclaredType, Enumeration, Type, TypeKind,
};

use crate::index::Native;
use crate::record_names::Pairs;

/// How deep a type is followed.
const DEPTH: u32 = 20;

/// How the files of a project spell the names of ctypes.
#[derive(Debug, Default)]
pub(crate) struct Styles<'a> {
    by_file: HashMap<&'a str, Style<'a>>,
}

#[derive(Debug, Default)]
struct Style<'a> {
    /// How often each prefix (`ctypes.`, `c.`, none) stands before a name of ctypes.
    prefixes: BTreeMap<&'a str, usize>,
}

/// A type as it is to be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spelt {
    pub(crate) text: String,
    /// The same with the names of ctypes in full, for a fix; none where it is no text of Python.
    pub(crate) full: Option<String>,
}

impl<'a> Styles<'a> {
    pub(crate) fn new(declarations: &'a Declarations) -> Self {
        let mut styles = Self::default();
        for function in &declarations.functions {
            for argument in function.arguments.iter().flatten() {
                styles.learn(argument, DEPTH);
            }
            if let DeclaredResult::Type { ty } = &function.result {
                styles.learn(ty, DEPTH);
            }
        }
        for record in &declarations.records {
            for field in record.fields.iter().flatten() {
                styles.learn(&field.ty, DEPTH);
            }
        }
        for callback in &declarations.callbacks {
            for argument in &callback.signature.arguments {
                styles.learn(argument, DEPTH);
            }
            styles.learn(&callback.signature.result, DEPTH);
        }
        styles
    }

    fn learn(&mut self, ty: &'a DeclaredType, depth: u32) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        let style = self.by_file.entry(&ty.span.file).or_default();
        for name in names(&ty.spelling) {
            let (prefix, last) = match name.rfind('.') {
                Some(dot) => name.split_at(dot + 1),
                None => ("", name),
            };
            if is_ctypes_name(last) {
                *style.prefixes.entry(prefix).or_default() += 1;
            }
        }
        match &ty.kind {
            DeclaredKind::Pointer { to: inner }
            | DeclaredKind::Array { element: inner, .. }
            | DeclaredKind::Named { about: inner, .. } => {
                self.learn(inner, depth);
            }
            _ => {}
        }
    }

    /// A name of ctypes as the file spells it.
    pub(crate) fn name(&self, name: &str, file: &str) -> Spelt {
        let style = self.by_file.get(file);
        let prefix = style.and_then(|style| {
            let most = style.prefixes.iter().max_by_key(|(_, count)| **count)?;
            Some(*most.0)
        });
        Spelt {
            text: match prefix {
                Some(prefix) => format!("{prefix}{name}"),
                None => format!("ctypes.{name}"),
            },
            full: Some(format!("ctypes.{name}")),
        }
    }
}

/// The dotted names in an expression.
fn names(expression: &str) -> impl Iterator<Item = &str> {
    expression
        .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
        .map(|name| name.trim_matches('.'))
        .filter(|name| name.starts_with(|c: char| c.is_alphabetic() || c == '_'))
}

fn is_ctypes_name(name: &str) -> bool {
    const OTHERS: &[&str] = &["POINTER", "CFUNCTYPE", "py_object", "byref", "cast"];
    OTHERS.contains(&name)
        || WELL_KNOWN.iter().any(|(_, known)| *known == name)
        || CANONICAL.iter().any(|(_, known)| *known == name)
        || matches!(name, "c_char_p" | "c_void_p" | "c_wchar_p")
}

/// Typedefs whose width is the same by definition everywhere, or follows the pointer.
const WELL_KNOWN: &[(&str, &str)] = &[
    ("size_t", "c_size_t"),
    ("ssize_t", "c_ssize_t"),
    ("int8_t", "c_int8"),
    ("uint8_t", "c_uint8"),
    ("int16_t", "c_int16"),
    ("uint16_t", "c_uint16"),
    ("int32_t", "c_int32"),
    ("uint32_t", "c_uint32"),
    ("int64_t", "c_int64"),
    ("uint64_t", "c_uint64"),
    ("intptr_t", "c_ssize_t"),
    ("ptrdiff_t", "c_ssize_t"),
    ("uintptr_t", "c_size_t"),
    ("wchar_t", "c_wchar"),
    ("bool", "c_bool"),
];

/// The types of the language.
const CANONICAL: &[(&str, &str)] = &[
    ("char", "c_char"),
    ("signed char", "c_byte"),
    ("unsigned char", "c_ubyte"),
    ("short", "c_short"),
    ("unsigned short", "c_ushort"),
    ("int", "c_int"),
    ("unsigned int", "c_uint"),
    ("long", "c_long"),
    ("unsigned long", "c_ulong"),
    ("long long", "c_longlong"),
    ("unsigned long long", "c_ulonglong"),
    ("float", "c_float"),
    ("double", "c_double"),
    ("long double", "c_longdouble"),
];

/// Whether the name of a `char` says that it is a small number and no text.
pub(crate) fn is_no_text(alias: &str) -> bool {
    !alias.to_lowercase().contains("char")
}

/// The name in ctypes of a typedef that is as wide on every target, or as an address.
pub(crate) fn well_known(alias: &str) -> Option<&'static str> {
    let found = WELL_KNOWN.iter().find(|(name, _)| *name == alias);
    found.map(|(_, name)| *name)
}

/// The name in ctypes of an integer or floating type of the language.
pub(crate) fn canonical(kind: &TypeKind) -> Option<&'static str> {
    let (TypeKind::Int { name, .. } | TypeKind::Float { name, .. }) = kind else {
        return None;
    };
    let found = CANONICAL.iter().find(|(one, _)| one == name);
    found.map(|(_, name)| *name)
}

/// Writes C types for one target.
#[derive(Clone, Copy)]
pub(crate) struct Speller<'a, 'p> {
    pub(crate) styles: &'p Styles<'a>,
    pub(crate) native: &'p Native<'a>,
    pub(crate) declarations: &'a Declarations,
    pub(crate) pairs: &'p Pairs<'a>,
}

impl<'a> Speller<'a, '_> {
    /// The type as a parameter or field of it is declared; none where no one answer is right.
    pub(crate) fn value(&self, ty: &'a Type, file: &str) -> Option<Spelt> {
        self.at(ty, file, DEPTH)
    }

    /// The type of a result: an address that stands for nothing declared is still one.
    pub(crate) fn result(&self, ty: &'a Type, file: &str) -> Option<Spelt> {
        match &ty.kind {
            TypeKind::Void => Some(Spelt {
                text: "None".to_owned(),
                full: Some("None".to_owned()),
            }),
            TypeKind::Pointer { to, .. } if matches!(to.kind, TypeKind::Int { ref name, .. } if name == "char") => {
                Some(self.styles.name("c_char_p", file))
            }
            _ => self.value(ty, file),
        }
    }

    fn at(&self, ty: &'a Type, file: &str, depth: u32) -> Option<Spelt> {
        let depth = depth.checked_sub(1)?;
        let name = |name: &str| Some(self.styles.name(name, file));
        if let Some(known) = self.native.known_type(ty).or_else(|| canonical(&ty.kind)) {
            // A `char` under another name is a small number, which `c_char` makes a text of.
            let is_number = known == "c_char" && ty.alias.as_deref().is_some_and(is_no_text);
            return name(if is_number { "c_byte" } else { known });
        }
        match &ty.kind {
            TypeKind::Bool => name("c_bool"),
            TypeKind::Enum { name: one } => name(enumeration(self.native.enumeration(one)?)?),
            TypeKind::Record { name } => self.class(name),
            TypeKind::Pointer { to, .. } => self.pointer(to, file, depth),
            TypeKind::Array {
                element,
                length: Some(length),
            } => {
                let element = self.at(element, file, depth)?;
                Some(Spelt {
                    text: format!("{} * {length}", element.text),
                    full: element.full.map(|full| format!("{full} * {length}")),
                })
            }
            _ => None,
        }
    }

    fn pointer(&self, to: &'a Type, file: &str, depth: u32) -> Option<Spelt> {
        let name = |name: &str| Some(self.styles.name(name, file));
        let is_wide = to.alias.as_deref() == Some("wchar_t");
        match &to.kind {
            TypeKind::Int { name: int, .. } if int == "char" && to.is_const => name("c_char_p"),
            TypeKind::Int { .. } if is_wide && to.is_const => name("c_wchar_p"),
            _ => match self.at(to, file, depth) {
                Some(inner) if !matches!(to.kind, TypeKind::Void) => {
                    let pointer = self.styles.name("POINTER", file);
                    Some(Spelt {
                        text: format!("{}({})", pointer.text, inner.text),
                        full: inner.full.map(|inner| format!("ctypes.POINTER({inner})")),
                    })
                }
                _ => name("c_void_p"),
            },
        }
    }

    /// The one class that stands for a record.
    fn class(&self, record: &str) -> Option<Spelt> {
        let mut found = self.declarations.records.iter().filter(|declared| {
            self.pairs
                .get(declared.name.as_str())
                .is_some_and(|pair| pair.name == record)
        });
        let only = found.next()?;
        found.next().is_none().then(|| Spelt {
            text: only.short_name.clone(),
            full: Some(only.short_name.clone()),
        })
    }
}

/// The name in ctypes of the integer that holds an enumeration, as authors write it.
pub(crate) fn enumeration(enumeration: &Enumeration) -> Option<&'static str> {
    let TypeKind::Int {
        bits, is_signed, ..
    } = enumeration.underlying.kind
    else {
        return None;
    };
    let fits_int = enumeration
        .enumerators
        .iter()
        .all(|one| i32::try_from(one.value).is_ok());
    match (bits, is_signed) {
        (32, true) => Some("c_int"),
        // Compilers take the unsigned type where no member is negative; authors write `c_int`.
        (32, false) if fits_int => Some("c_int"),
        (32, false) => Some("c_uint"),
        (8, true) => Some("c_int8"),
        (8, false) => Some("c_uint8"),
        (16, true) => Some("c_int16"),
        (16, false) => Some("c_uint16"),
        (64, true) => Some("c_int64"),
        (64, false) => Some("c_uint64"),
        _ => None,
    }
}
