//! C types as expressions of ctypes: one answer each, or the reason why there is none.

use fishplate_model::{Signature, Type, TypeKind};

use super::records::Records;
use crate::index::Native;
use crate::spelling;

/// How deep a type is followed.
const DEPTH: u32 = 20;

/// Writes types for one interface.
pub(super) struct Values<'a, 'p> {
    pub(super) native: &'p Native<'a>,
    pub(super) records: &'p Records<'a>,
}

type Written = Result<String, &'static str>;

impl<'a> Values<'a, '_> {
    /// A parameter. An address of text takes `bytes` too, since few headers say `const`
    /// everywhere; one of something opaque is a number or `None`.
    pub(super) fn parameter(&self, ty: &'a Type) -> Written {
        self.check_by_value(ty)?;
        match &ty.kind {
            // Callers pass `bytes` for bytes of any sign, which `c_char_p` alone would take.
            TypeKind::Pointer { to, .. } if is_bytes(to) => Ok(named("c_void_p")),
            _ => self.at(ty, DEPTH),
        }
    }

    /// A result.
    pub(super) fn result(&self, ty: &'a Type) -> Written {
        if matches!(ty.kind, TypeKind::Void) {
            return Ok("None".to_owned());
        }
        self.check_by_value(ty)?;
        self.at(ty, DEPTH)
    }

    /// A field.
    pub(super) fn field(&self, ty: &'a Type) -> Written {
        self.at(ty, DEPTH)
    }

    /// What ctypes refuses to pass by value, or passes wrongly.
    fn check_by_value(&self, ty: &'a Type) -> Result<(), &'static str> {
        let TypeKind::Record { name } = &ty.kind else {
            return Ok(());
        };
        let record = self.native.record(name).ok_or("has an unknown record")?;
        if self.records.why_opaque(record).is_some() || self.records.is_closed(record) {
            return Err("is a record by value of which not everything can be said");
        }
        if self.records.has_union_or_bits(record, DEPTH) {
            return Err(
                "is a union or a record with bit-fields by value, which ctypes cannot pass",
            );
        }
        Ok(())
    }

    fn at(&self, ty: &'a Type, depth: u32) -> Written {
        let depth = depth.checked_sub(1).ok_or("is nested too deeply")?;
        let known = self.native.known_type(ty);
        if let Some(known) = known.or_else(|| spelling::canonical(&ty.kind)) {
            // A `char` under another name is a small number, which `c_char` makes a text of.
            let is_number = known == "c_char" && !is_text(ty);
            return Ok(named(if is_number { "c_byte" } else { known }));
        }
        match &ty.kind {
            TypeKind::Bool => Ok(named("c_bool")),
            TypeKind::Enum { name } => {
                let enumeration = self.native.enumeration(name);
                let held = enumeration.and_then(spelling::enumeration);
                held.map(named).ok_or("is an enumeration of an odd width")
            }
            TypeKind::Record { name } => {
                let record = self.native.record(name).ok_or("has an unknown record")?;
                if self.records.is_closed(record) {
                    return Err("is a record of which the header does not show the inside");
                }
                Ok(self.records.class(record))
            }
            TypeKind::Pointer { to, .. } => self.pointer(to, depth),
            TypeKind::Array { element, length } => {
                let element = self.at(element, depth)?;
                Ok(format!("{element} * {}", length.unwrap_or(0)))
            }
            TypeKind::Callback { signature } => self.callback(signature, depth),
            TypeKind::VaList => Err("is a `va_list`, which Python cannot make"),
            TypeKind::Complex { .. } => Err("is a complex number, which ctypes has not everywhere"),
            TypeKind::Vector { .. } => Err("is a vector, which ctypes does not have"),
            TypeKind::Unsupported { .. } => Err("has a type that was not understood"),
            _ => Err("has a type that ctypes does not have"),
        }
    }

    fn pointer(&self, to: &'a Type, depth: u32) -> Written {
        let is_wide = to.alias.as_deref() == Some("wchar_t");
        match &to.kind {
            TypeKind::Int { name, .. } if name == "char" && is_text(to) => Ok(named("c_char_p")),
            TypeKind::Int { .. } if is_wide => Ok(named("c_wchar_p")),
            TypeKind::Void => Ok(named("c_void_p")),
            TypeKind::Record { name } => match self.native.record(name) {
                Some(record) if !self.records.is_closed(record) => {
                    Ok(format!("ctypes.POINTER({})", self.records.class(record)))
                }
                // A handle is a number to Python, as most modules keep it.
                _ => Ok(named("c_void_p")),
            },
            // What an address leads to may be unsayable; the address is not.
            _ => Ok(match self.at(to, depth) {
                Ok(inner) => format!("ctypes.POINTER({inner})"),
                Err(_) => named("c_void_p"),
            }),
        }
    }

    fn callback(&self, signature: &'a Signature, depth: u32) -> Written {
        if signature.is_variadic {
            return Ok(named("c_void_p"));
        }
        let result = match &signature.result.kind {
            TypeKind::Void => Ok("None".to_owned()),
            // ctypes takes no other pointer from a Python function.
            TypeKind::Pointer { .. } | TypeKind::Callback { .. } => Ok(named("c_void_p")),
            _ => self.result(&signature.result),
        };
        let arguments: Result<Vec<String>, _> = (signature.parameters.iter())
            .map(|one| self.check_by_value(one).and_then(|()| self.at(one, depth)))
            .collect();
        Ok(match (result, arguments) {
            (Ok(result), Ok(arguments)) => {
                let all: Vec<String> = std::iter::once(result).chain(arguments).collect();
                format!("ctypes.CFUNCTYPE({})", all.join(", "))
            }
            _ => named("c_void_p"),
        })
    }
}

/// Whether a type is a byte that is no text.
fn is_bytes(ty: &Type) -> bool {
    match &ty.kind {
        TypeKind::Int { name, bits: 8, .. } => name != "char" || !is_text(ty),
        _ => false,
    }
}

/// Whether a `char` is meant as text, by its name.
fn is_text(ty: &Type) -> bool {
    !ty.alias.as_deref().is_some_and(spelling::is_no_text)
}

fn named(name: &str) -> String {
    format!("ctypes.{name}")
}
