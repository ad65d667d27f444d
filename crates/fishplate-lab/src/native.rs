//! Writes the loop in C that calls the kernel: the row without any Python in it.
//!
//! The loop is compiled by itself and linked to the kernel's library, so the call is as real as
//! that of every other row. Compiling is the business of `kernel.rs`.

use fishplate_model::{Function, TypeKind};

use crate::spec::Literal;
use crate::{Spec, Workload};

const HEAD: &str = "#define _POSIX_C_SOURCE 200809L\n#include <stdint.h>\n#include <time.h>\n";
const CLOCK: &str = "static uint64_t now_ns(int clock)\n{
    struct timespec now;
    clock_gettime((clockid_t)clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;\n}\n";

/// The name of a case's loop in the library.
pub(crate) fn loop_name(case: usize) -> String {
    format!("fishplate_loop_{case}")
}

/// The name of the variable that holds the last answer of a case's loop.
pub(crate) fn sink_name(case: usize) -> String {
    format!("fishplate_sink_{case}")
}

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

/// The C source of the loops, one for each case with a function for it.
pub(crate) fn source(workload: &Workload, functions: &[Option<&Function>]) -> String {
    let cases = workload.cases.iter().zip(functions).enumerate();
    let loops: String = cases
        .filter_map(|(index, (case, function))| {
            function.map(|function| one_loop(index, function, &case.arguments))
        })
        .collect();
    format!("{HEAD}\n#include \"{}\"\n\n{CLOCK}{loops}", workload.header)
}

/// The loop of a case.
///
/// The result goes into a volatile global, so that no call is removed and the last answer can
/// be compared with the reference. The loop reads the clock itself: the way into it from Python
/// is then no part of the time. As in the loops of Python, one call goes before.
fn one_loop(index: usize, function: &Function, arguments: &[(String, Spec)]) -> String {
    let (loop_name, sink_name) = (loop_name(index), sink_name(index));
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
            Spec::Text { .. } => "const char *",
            Spec::LengthOf(_) | Spec::Size => "int64_t ",
        };
        parameters.push_str(&format!(", {c_type}{name}"));
        values.push(name);
    }
    let call = format!("{}({})", function.name, values.join(", "));
    let (sink, statement) = match result_dtype(function) {
        Some(_) => (
            format!("volatile {} {sink_name};\n\n", function.result.spelling),
            format!("{sink_name} = {call}"),
        ),
        None => (String::new(), format!("(void){call}")),
    };
    format!(
        "\n{sink}uint64_t {loop_name}(uint64_t loops, int clock{parameters})\n{{\n    \
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
            ("s", "str[5]"),
        ]
        .map(|(name, spec)| (name.to_owned(), spec.parse().unwrap()))
        .into();
        let text = one_loop(2, &function("dot", "double", kind), &arguments);
        insta::assert_snapshot!(text.trim(), @r#"
        volatile double fishplate_sink_2;

        uint64_t fishplate_loop_2(uint64_t loops, int clock, void *p0, int64_t p1, const char *p4)
        {
            fishplate_sink_2 = dot(p0, p1, 3, "\141", p4);
            uint64_t start = now_ns(clock);
            for (uint64_t turn = 0; turn < loops; turn++)
                fishplate_sink_2 = dot(p0, p1, 3, "\141", p4);
            return now_ns(clock) - start;
        }
        "#);
    }

    #[test]
    fn a_function_without_result_is_called_for_itself() {
        let text = one_loop(0, &function("scale", "void", TypeKind::Void), &[]);
        assert!(
            text.contains("(void)scale();") && !text.contains("sink"),
            "{text}"
        );
    }
}
