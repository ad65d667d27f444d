//! The text of the stub: the classes with their fields, and the library with its functions.

use std::fmt::Write as _;

use fishplate_model::{Record, RecordKind, Type, TypeKind};

use super::{Parts, Prototype, is_plain_name, python};

pub(super) fn text(parts: &Parts<'_, '_>) -> String {
    let mut text = format!("{} rather than change it.\n", python::FIRST);
    text.push_str("import ctypes\nfrom typing import Any, type_check_only\n");
    for record in parts.records {
        class(&mut text, parts, record);
    }
    text.push_str(
        "\nFUNCTIONS: tuple[str, ...]\n\n@type_check_only\nclass Library(ctypes.CDLL):\n",
    );
    let mut is_empty = true;
    for function in parts.functions {
        if is_plain_name(function.symbol) {
            method(&mut text, parts, function);
            is_empty = false;
        } else {
            let _ = writeln!(
                text,
                "    # `{}` cannot stand behind a dot.",
                function.symbol
            );
        }
    }
    if is_empty {
        text.push_str("    ...\n");
    }
    text.push_str(
        "\ndef apply(\n    library: ctypes.CDLL, **records: type[ctypes.Structure | ctypes.Union]\n) -> Library: ...\n",
    );
    text
}

fn class(text: &mut String, parts: &Parts<'_, '_>, record: &Record) {
    let base = match record.kind {
        RecordKind::Struct => "Structure",
        RecordKind::Union => "Union",
    };
    let _ = writeln!(
        text,
        "\nclass {}(ctypes.{base}):",
        parts.values.records.class(record)
    );
    let is_opaque = parts.values.records.why_opaque(record).is_some();
    let mut is_empty = true;
    for field in record.fields.iter().filter(|_| !is_opaque) {
        let Some(name) = field.name.as_deref().filter(|name| is_plain_name(name)) else {
            continue;
        };
        let ty = match parts.values.field(&field.ty) {
            Ok(_) => value(parts, &field.ty),
            Err(_) => "bytes".to_owned(),
        };
        let _ = writeln!(text, "    {name}: {ty}");
        is_empty = false;
    }
    if is_empty {
        text.push_str("    ...\n");
    }
}

fn method(text: &mut String, parts: &Parts<'_, '_>, function: &Prototype<'_>) {
    let mut parameters = vec!["self".to_owned()];
    let both = function.native.parameters.iter().zip(&function.arguments);
    for (index, (parameter, written)) in both.enumerate() {
        let name = format!("a{index}");
        let name = parameter
            .name
            .as_deref()
            .filter(|name| is_plain_name(name) && *name != "self")
            .unwrap_or(&name);
        parameters.push(format!("{name}: {}", argument(written)));
    }
    parameters.push("/".to_owned());
    if function.native.is_variadic {
        parameters.push("*more: Any".to_owned());
    }
    let parameters = parameters.join(", ");
    let result = match function.result.as_str() {
        "None" => "None".to_owned(),
        _ => value(parts, &function.native.result),
    };
    let _ = writeln!(
        text,
        "    def {}({parameters}) -> {result}: ...",
        function.symbol
    );
}

/// What a parameter of a type takes.
fn argument(written: &str) -> String {
    if let Some(inner) = inside(written, "ctypes.POINTER(") {
        // A type within, such as `c_int * 3`, has no name of its own.
        let inner = if is_name(inner) { inner } else { "Any" };
        return format!(
            "ctypes._Pointer[{inner}] | ctypes.Array[{inner}] | ctypes._CArgObject | None"
        );
    }
    match simple(written) {
        Some(Python::Address) => {
            "int | bytes | ctypes.c_void_p | ctypes.Array[Any] | ctypes._Pointer[Any] | ctypes._CArgObject | None".to_owned()
        }
        Some(Python::Text) => {
            "bytes | ctypes.c_char_p | ctypes.Array[ctypes.c_char] | ctypes._Pointer[ctypes.c_char] | None".to_owned()
        }
        Some(Python::WideText) => "str | ctypes.c_wchar_p | None".to_owned(),
        Some(Python::Plain(word)) => format!("{word} | {written}"),
        None if written.starts_with("ctypes.CFUNCTYPE(") => "ctypes._FuncPointer | None".to_owned(),
        None => written.to_owned(),
    }
}

/// What a field or a result of a type is to Python.
fn value(parts: &Parts<'_, '_>, ty: &Type) -> String {
    let Ok(written) = parts.values.field(ty) else {
        return "Any".to_owned();
    };
    if let Some(inner) = inside(&written, "ctypes.POINTER(") {
        let inner = if is_name(inner) { inner } else { "Any" };
        return format!("ctypes._Pointer[{inner}]");
    }
    if let TypeKind::Array { element, .. } = &ty.kind {
        let element = parts.values.field(element).unwrap_or_default();
        return match simple(&element) {
            Some(Python::Plain("bytes")) => "bytes".to_owned(),
            _ if is_name(&element) => format!("ctypes.Array[{element}]"),
            _ => "ctypes.Array[Any]".to_owned(),
        };
    }
    match simple(&written) {
        Some(Python::Address) => "int | None".to_owned(),
        Some(Python::Text) => "bytes | None".to_owned(),
        Some(Python::WideText) => "str | None".to_owned(),
        Some(Python::Plain(word)) => word.to_owned(),
        None if written.starts_with("ctypes.CFUNCTYPE(") => "ctypes._FuncPointer".to_owned(),
        None => written,
    }
}

/// What Python makes of a simple type.
enum Python {
    Address,
    Text,
    WideText,
    Plain(&'static str),
}

fn simple(written: &str) -> Option<Python> {
    Some(match written.strip_prefix("ctypes.c_")? {
        "void_p" => Python::Address,
        "char_p" => Python::Text,
        "wchar_p" => Python::WideText,
        "char" => Python::Plain("bytes"),
        "wchar" => Python::Plain("str"),
        "bool" => Python::Plain("bool"),
        "float" | "double" | "longdouble" => Python::Plain("float"),
        name if is_name(name) => Python::Plain("int"),
        _ => return None,
    })
}

fn inside<'t>(written: &'t str, start: &str) -> Option<&'t str> {
    written.strip_prefix(start)?.strip_suffix(')')
}

fn is_name(written: &str) -> bool {
    written
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
}
