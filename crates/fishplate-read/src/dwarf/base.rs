//! The base types of DWARF as C types; compilers spell the same type in several ways.

use fishplate_model::{Type, TypeKind};
use gimli::constants as dw;

use super::tree::Node;

/// An integer of a number of bytes, where only that is known.
pub(super) fn sized_int(bytes: u64, is_signed: bool) -> Type {
    let name = match (bytes, is_signed) {
        (1, true) => "signed char",
        (1, false) => "unsigned char",
        (2, true) => "short",
        (2, false) => "unsigned short",
        (8, true) => "long",
        (8, false) => "unsigned long",
        (_, true) => "int",
        (_, false) => "unsigned int",
    };
    Type {
        spelling: name.to_owned(),
        alias: None,
        is_const: false,
        kind: TypeKind::Int {
            name: name.to_owned(),
            bits: u32::try_from(bytes.saturating_mul(8)).unwrap_or(0),
            is_signed,
        },
    }
}

/// A base type, by its encoding; compilers spell the same type in several ways.
pub(super) fn base(node: &Node) -> Type {
    let spelled = node.name.clone().unwrap_or_default();
    let name = canonical(&spelled);
    let bits = u32::try_from(node.byte_size.unwrap_or(0).saturating_mul(8)).unwrap_or(0);
    let int = |is_signed| TypeKind::Int {
        name: name.clone(),
        bits,
        is_signed,
    };
    let encoding = node
        .encoding
        .and_then(|encoding| u8::try_from(encoding).ok());
    let kind = match encoding.map(gimli::DwAte) {
        Some(dw::DW_ATE_boolean) => TypeKind::Bool,
        Some(dw::DW_ATE_signed | dw::DW_ATE_signed_char) => int(true),
        Some(dw::DW_ATE_unsigned | dw::DW_ATE_unsigned_char | dw::DW_ATE_UTF) => int(false),
        Some(dw::DW_ATE_float) => TypeKind::Float {
            name: name.clone(),
            bits,
        },
        Some(dw::DW_ATE_complex_float) => {
            let half = TypeKind::Float {
                name: name.replace("complex ", ""),
                bits: bits / 2,
            };
            let element = Type {
                spelling: String::new(),
                alias: None,
                is_const: false,
                kind: half,
            };
            TypeKind::Complex {
                element: Box::new(element),
            }
        }
        _ => TypeKind::Unsupported {
            what: format!("the base type `{spelled}`"),
        },
    };
    Type {
        spelling: name,
        alias: None,
        is_const: false,
        kind,
    }
}

/// The name that C's grammar puts first: GCC says `long unsigned int` for `unsigned long`.
fn canonical(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let has = |word: &str| words.contains(&word);
    let longs = words.iter().filter(|word| **word == "long").count();
    let width = match (longs, has("short"), has("char")) {
        (2, ..) => "long long",
        (1, ..) if !has("double") => "long",
        (_, true, _) => "short",
        (_, _, true) => "char",
        _ if has("int") => "int",
        _ => return name.to_owned(),
    };
    match (has("unsigned"), has("signed"), width) {
        (true, ..) => format!("unsigned {width}"),
        (_, true, "char") => "signed char".to_owned(),
        _ => width.to_owned(),
    }
}
