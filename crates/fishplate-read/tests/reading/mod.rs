//! Reads the small headers and finds things in their interfaces.

#![allow(
    unreachable_pub,
    dead_code,
    reason = "a module of several test programs"
)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "only tests call it")]

use fishplate_model::{Field, Function, Interface, Record, Type, TypeKind};
use fishplate_read::{HeaderRequest, Reading, read_headers};

use crate::libclang::{libclang, request};

/// The interface of a small header; none where the test must be skipped.
pub fn read(header: &str, test: &str) -> Option<Interface> {
    Some(reading(&request(libclang(test)?, header)).interface)
}

/// What a request gives.
pub fn reading(request: &HeaderRequest) -> Reading {
    read_headers(request).unwrap_or_else(|error| panic!("{error}"))
}

/// A function of an interface.
pub fn function<'a>(interface: &'a Interface, name: &str) -> &'a Function {
    interface
        .functions
        .iter()
        .find(|one| one.name == name)
        .unwrap_or_else(|| panic!("no {name}"))
}

/// A record of an interface.
pub fn record<'a>(interface: &'a Interface, name: &str) -> &'a Record {
    interface
        .records
        .iter()
        .find(|one| one.name == name)
        .unwrap_or_else(|| {
            let names: Vec<_> = interface.records.iter().map(|one| &one.name).collect();
            panic!("no {name} in {names:?}")
        })
}

/// A field of a record.
pub fn field<'a>(record: &'a Record, name: &str) -> &'a Field {
    record
        .fields
        .iter()
        .find(|one| one.name.as_deref() == Some(name))
        .unwrap()
}

/// What a pointer points to.
pub fn pointee(ty: &Type) -> &Type {
    let TypeKind::Pointer { to, .. } = &ty.kind else {
        panic!("{ty:?}")
    };
    to
}

/// A short text for a type: its kind and what matters of it.
pub fn short(ty: &Type) -> String {
    let body = match &ty.kind {
        TypeKind::Void => "void".to_owned(),
        TypeKind::Bool => "bool".to_owned(),
        TypeKind::Int {
            name,
            bits,
            is_signed,
        } => {
            format!("{}{bits} {name}", if *is_signed { "i" } else { "u" })
        }
        TypeKind::Float { name, bits } => format!("f{bits} {name}"),
        TypeKind::Complex { element } => format!("complex({})", short(element)),
        TypeKind::Enum { name } => format!("enum {name}"),
        TypeKind::Record { name } => format!("record {name}"),
        TypeKind::Pointer {
            to,
            is_nullable: None,
        } => format!("*{}", short(to)),
        TypeKind::Pointer {
            to,
            is_nullable: Some(true),
        } => format!("*?{}", short(to)),
        TypeKind::Pointer {
            to,
            is_nullable: Some(false),
        } => format!("*!{}", short(to)),
        TypeKind::Array { element, length } => format!("[{} x {length:?}]", short(element)),
        TypeKind::Callback { signature } => {
            let parameters: Vec<_> = signature.parameters.iter().map(short).collect();
            format!(
                "fn({}) -> {}",
                parameters.join(", "),
                short(&signature.result)
            )
        }
        TypeKind::VaList => "va_list".to_owned(),
        TypeKind::Vector { element, length } => format!("<{} x {length}>", short(element)),
        TypeKind::Unsupported { what } => format!("unsupported {what}"),
    };
    if ty.is_const {
        format!("const {body}")
    } else {
        body
    }
}

/// The short texts of a function's parameters and of its result.
pub fn shorts(function: &Function) -> Vec<String> {
    function
        .parameters
        .iter()
        .map(|one| short(&one.ty))
        .chain([short(&function.result)])
        .collect()
}
