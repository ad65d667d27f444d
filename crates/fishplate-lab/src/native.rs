//! Writes the loop in C that calls the kernel: the row without any Python in it.
//!
//! The loop is compiled by itself and linked to the kernel's library, so the call is as real as
//! that of every other row. Compiling is the business of `kernel.rs`.

use fishplate_model::{Function, TypeKind};

use crate::Spec;
use crate::spec::Literal;

const HEAD: &str = "#define _POSIX_C_SOURCE 200809L\n#include <stdint.h>\n#include <time.h>\n";
const CLOCK: &str = "static uint64_t now_ns(int clock)\n{
    struct timespec now;
    clock_gettime((clockid_t)clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;\n}\n";

/// The name of the loop in its library.
pub(crate) const LOOP: &str = "fishplate_loop";

/// The element type of a scalar result in NumPy's words; none for `void` and all else.
pub(crate) fn result_dtype(function: &Function) -> Option<String> {
    match &function.result.kind {
        TypeKind::Bool => Some("bool".to_owned()),
        TypeKind::Int {
            bits: bits @ (8 | 16 | 32 | 64),
            is_signed,
            ..
        } => Some(format!("{}int{bits}", if *is_signed { "" } else { "u" })),
        TypeKind::Float {
            bits: bits @ (32 | 64),
            ..
        } => Some(format!("float{bits}")),
        _ => None,
    }
}

/// The C source of the loop.
///
/// The result goes into a volatile global, so that no call is removed and the last answer can
/// be compared with the reference. The loop reads the clock itself: the way into it from Python
/// is then no part of the time. As in the loops of Python, one call goes before.
pub(crate) fn source(header: &str, function: &Function, arguments: &[(String, Spec)]) -> String {
    let mut parameters = String::new();
    let mut values = Vec::new();
    for (index, (_, spec)) in arguments.iter().enumerate() {
        let name = format!("p{index}");
        let c_type = match spec {
            Spec::Literal(literal) => {
                values.push(literal_in_c(literal));
                continue;
            }
            Spec::Scalar(dtype) => c_type(dtype),
            Spec::Buffer { .. } => "void *",
            Spec::LengthOf(_) => "int64_t ",
        };
        parameters.push_str(&format!(", {c_type}{name}"));
        values.push(name);
    }
    let call = format!("{}({})", function.name, values.join(", "));
    let (sink, statement) = match result_dtype(function) {
        Some(_) => (
            format!("volatile {} fishplate_sink;\n\n", function.result.spelling),
            format!("fishplate_sink = {call}"),
        ),
        None => (String::new(), format!("(void){call}")),
    };
    format!(
        "{HEAD}\n#include \"{header}\"\n\n{sink}{CLOCK}\n\
         uint64_t {LOOP}(uint64_t loops, int clock{parameters})\n{{\n    \
         {statement};\n    \
         uint64_t start = now_ns(clock);\n    \
         for (uint64_t turn = 0; turn < loops; turn++)\n        {statement};\n    \
         return now_ns(clock) - start;\n}}\n"
    )
}

fn c_type(dtype: &str) -> &'static str {
    match dtype {
        "bool" => "_Bool ",
        "int8" => "int8_t ",
        "int16" => "int16_t ",
        "int32" => "int32_t ",
        "uint8" => "uint8_t ",
        "uint16" => "uint16_t ",
        "uint32" => "uint32_t ",
        "uint64" => "uint64_t ",
        "float32" => "float ",
        "float64" => "double ",
        _ => "int64_t ",
    }
}

fn literal_in_c(literal: &Literal) -> String {
    match literal {
        Literal::Int(value) => value.to_string(),
        Literal::Float(value) => format!("{value:?}"),
        Literal::Bool(value) => u8::from(*value).to_string(),
        // Octal escapes have a fixed width, so nothing behind them is taken for a digit.
        Literal::Text(value) => {
            let bytes: String = value.bytes().map(|byte| format!("\\{byte:03o}")).collect();
            format!("\"{bytes}\"")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fishplate_model::{Span, Type};

    fn function(name: &str, spelling: &str, kind: TypeKind) -> Function {
        Function {
            name: name.into(),
            symbol: None,
            parameters: Vec::new(),
            result: Type {
                spelling: spelling.into(),
                alias: None,
                is_const: false,
                kind,
            },
            is_variadic: false,
            is_inline: false,
            is_exported: Some(true),
            comment: None,
            span: Span {
                file: "kernel.h".into(),
                line: 1,
                column: 1,
            },
        }
    }

    #[test]
    fn the_loop_keeps_the_result_and_passes_each_kind_of_argument() {
        let kind = TypeKind::Float {
            name: "double".into(),
            bits: 64,
        };
        let arguments: Vec<(String, Spec)> = [
            ("a", "float64[N]"),
            ("n", "len(a)"),
            ("k", "3"),
            ("t", "\"a\""),
        ]
        .map(|(name, spec)| (name.to_owned(), spec.parse().unwrap()))
        .into();
        let text = source("kernel.h", &function("dot", "double", kind), &arguments);
        let (_, own) = text.split_once("#include \"kernel.h\"").unwrap();
        let (sink, own) = own.split_once("static uint64_t now_ns").unwrap();
        let (_, own) = own.split_once("}\n").unwrap();
        assert_eq!(sink.trim(), "volatile double fishplate_sink;");
        insta::assert_snapshot!(own.trim(), @r#"
        uint64_t fishplate_loop(uint64_t loops, int clock, void *p0, int64_t p1)
        {
            fishplate_sink = dot(p0, p1, 3, "\141");
            uint64_t start = now_ns(clock);
            for (uint64_t turn = 0; turn < loops; turn++)
                fishplate_sink = dot(p0, p1, 3, "\141");
            return now_ns(clock) - start;
        }
        "#);
    }

    #[test]
    fn a_function_without_result_is_called_for_itself() {
        let text = source("k.h", &function("scale", "void", TypeKind::Void), &[]);
        assert!(
            text.contains("(void)scale();") && !text.contains("sink"),
            "{text}"
        );
    }
}
