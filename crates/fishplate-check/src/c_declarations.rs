//! Turns what a C reader says of a piece of C text into declarations: for CFFI's `cdef`.
//!
//! The text is read for one target and judged for many, so types go by their names and not by
//! the widths that they have there.

use fishplate_model::{
    ConstantValue, DECLARATIONS_VERSION, Declarations, DeclaredCallback, DeclaredConstant,
    DeclaredField, DeclaredFunction, DeclaredKind, DeclaredRecord, DeclaredResult,
    DeclaredSignature, DeclaredType, Function, Interface, Origin, Record, RecordKind, Signature,
    Span, Type, TypeKind, Typedef,
};

use crate::index::Native;
use crate::spelling;

/// How deep a type is followed.
const DEPTH: u32 = 40;

/// The declarations that C text makes, with each place of it turned into one of the sources.
///
/// `scope` goes before the full names of its records: two texts may each have a record of one name.
#[must_use]
pub fn declarations_of(
    interface: &Interface,
    origin: Origin,
    scope: &str,
    place: impl Fn(&Span) -> Span,
) -> Declarations {
    let text = Text {
        native: Native::new(interface),
        origin,
        scope,
        place: &place,
    };
    let constants = interface
        .constants
        .iter()
        .filter_map(|one| match one.value {
            ConstantValue::Int { value, .. } => Some(DeclaredConstant {
                name: one.name.clone(),
                value,
                span: place(&one.span),
            }),
            ConstantValue::Float { .. } | ConstantValue::Text { .. } => None,
        });
    let enumerators = interface.enumerations.iter().flat_map(|enumeration| {
        enumeration.enumerators.iter().map(|one| DeclaredConstant {
            name: one.name.clone(),
            value: one.value,
            span: place(&enumeration.span),
        })
    });
    Declarations {
        version: DECLARATIONS_VERSION,
        files: 1,
        functions: interface
            .functions
            .iter()
            .map(|one| text.function(one))
            .collect(),
        records: interface
            .records
            .iter()
            .map(|one| text.record(one))
            .collect(),
        callbacks: interface
            .typedefs
            .iter()
            .filter_map(|one| text.callback(one))
            .collect(),
        constants: constants.chain(enumerators).collect(),
        ..Declarations::default()
    }
}

struct Text<'a, 'p> {
    native: Native<'a>,
    origin: Origin,
    scope: &'p str,
    place: &'p dyn Fn(&Span) -> Span,
}

impl Text<'_, '_> {
    fn function(&self, function: &Function) -> DeclaredFunction {
        let span = (self.place)(&function.span);
        let symbol = function.symbol.as_ref().unwrap_or(&function.name);
        DeclaredFunction {
            symbol: symbol.clone(),
            library: String::new(),
            arguments: Some(
                function
                    .parameters
                    .iter()
                    .map(|parameter| self.ty(&parameter.ty, &span, DEPTH))
                    .collect(),
            ),
            is_variadic: function.is_variadic,
            result: DeclaredResult::Type {
                ty: self.ty(&function.result, &span, DEPTH),
            },
            has_errcheck: false,
            convention: fishplate_model::Convention::C,
            is_guarded: false,
            is_verified: false,
            origin: self.origin,
            arguments_span: None,
            result_span: None,
            span,
        }
    }

    fn record(&self, record: &Record) -> DeclaredRecord {
        let span = (self.place)(&record.span);
        let fields = record.fields.iter().enumerate().map(|(index, field)| {
            let span = (self.place)(&field.span);
            DeclaredField {
                name: match &field.name {
                    Some(name) => name.clone(),
                    None => format!("anonymous_{}", index + 1),
                },
                ty: self.ty(&field.ty, &span, DEPTH),
                width_bits: field.width_bits,
                is_anonymous: field.name.is_none(),
                span,
            }
        });
        DeclaredRecord {
            name: self.scoped(&record.name),
            short_name: record.name.clone(),
            is_union: record.kind == RecordKind::Union,
            pack: record.align_bytes.filter(|_| record.is_packed),
            align: None,
            is_swapped: false,
            base: None,
            fields: record.size_bytes.map(|_| fields.collect()),
            is_verified: false,
            origin: self.origin,
            span,
        }
    }

    /// The full name of a record.
    fn scoped(&self, name: &str) -> String {
        format!("{}{name}", self.scope)
    }

    fn callback(&self, typedef: &Typedef) -> Option<DeclaredCallback> {
        let TypeKind::Callback { signature } = &typedef.ty.kind else {
            return None;
        };
        let span = (self.place)(&typedef.span);
        Some(DeclaredCallback {
            is_verified: false,
            origin: self.origin,
            name: typedef.name.clone(),
            signature: self.signature(signature, &span, DEPTH),
            span,
        })
    }

    fn signature(&self, signature: &Signature, span: &Span, depth: u32) -> DeclaredSignature {
        let parameters = signature.parameters.iter();
        DeclaredSignature {
            arguments: parameters.map(|one| self.ty(one, span, depth)).collect(),
            result: self.ty(&signature.result, span, depth),
            convention: fishplate_model::Convention::C,
        }
    }

    fn ty(&self, ty: &Type, span: &Span, depth: u32) -> DeclaredType {
        let kind = match depth.checked_sub(1) {
            Some(depth) => self.kind(ty, span, depth),
            None => unknown("a type nested too deeply"),
        };
        DeclaredType {
            spelling: ty.spelling.clone(),
            span: span.clone(),
            kind,
        }
    }

    fn kind(&self, ty: &Type, span: &Span, depth: u32) -> DeclaredKind {
        let named = |name: &str| DeclaredKind::Simple {
            name: name.to_owned(),
        };
        let known = self
            .native
            .known_type(ty)
            .or_else(|| spelling::canonical(&ty.kind));
        if let Some(name) = known {
            return named(name);
        }
        match &ty.kind {
            TypeKind::Void => DeclaredKind::Void,
            TypeKind::Bool => named("c_bool"),
            TypeKind::Enum { name } => {
                let underlying = self.native.enumeration(name).map(|one| &one.underlying);
                match underlying.and_then(|ty| spelling::canonical(&ty.kind)) {
                    Some(name) => named(name),
                    None => unknown("an enumeration without a width"),
                }
            }
            TypeKind::Record { name } => DeclaredKind::Record {
                name: self.scoped(name),
            },
            TypeKind::Pointer { to, .. } => DeclaredKind::Pointer {
                to: Box::new(self.ty(to, span, depth)),
            },
            TypeKind::Array { element, length } => DeclaredKind::Array {
                element: Box::new(self.ty(element, span, depth)),
                // An array of any length takes no room.
                length: Some(length.unwrap_or(0)),
            },
            TypeKind::Callback { signature } => {
                // What is wrong with a named one is wrong where it is named.
                let typedef = self.native.typedef(ty).map(|one| (self.place)(&one.span));
                let signature = self.signature(signature, &typedef.unwrap_or(span.clone()), depth);
                DeclaredKind::Callback {
                    signature: Box::new(signature),
                }
            }
            TypeKind::Int { .. }
            | TypeKind::Float { .. }
            | TypeKind::Complex { .. }
            | TypeKind::VaList
            | TypeKind::Vector { .. }
            | TypeKind::Unsupported { .. } => unknown("a type that ctypes has no name for"),
        }
    }
}

fn unknown(why: &str) -> DeclaredKind {
    DeclaredKind::Unknown {
        why: why.to_owned(),
    }
}
