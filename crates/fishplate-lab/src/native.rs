//! Writes the loop in C that calls the kernel: the row without any Python in it.
//!
//! The loop is compiled by itself and linked to the kernel's library, so the call is as real as
//! that of every other row. Compiling is the business of `kernel.rs`.

use fishplate_model::{Function, Interface, Type, TypeKind};

use crate::spec::Literal;
use crate::{Spec, Workload};

/// What stands before the loops.
///
/// The compiler may not know the arguments, nor that memory stays as it is: a function that is
/// declared `const` or `pure` would else be called once for all turns.
const HEAD: &str = "#include <stdint.h>
#include <time.h>

#define FISHPLATE_ANEW(value) __asm__ volatile(\"\" : \"+m\"(value) : : \"memory\")

static uint64_t fishplate_now_ns(int clock)
{
    struct timespec now;
    clock_gettime((clockid_t)clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
";

/// The name of a case's loop in the library.
pub(crate) fn loop_name(case: usize) -> String {
    format!("fishplate_loop_{case}")
}

/// The name of the variable that holds the last answer of a case's loop.
pub(crate) fn sink_name(case: usize) -> String {
    format!("fishplate_sink_{case}")
}

/// The element type of a scalar result in NumPy's words; none for `void` and all else.
pub(crate) fn result_dtype(function: &Function, interface: &Interface) -> Option<String> {
    dtype(&function.result, interface)
}

/// A type that is passed by value, in NumPy's words; none for all else.
pub(crate) fn dtype(ty: &Type, interface: &Interface) -> Option<String> {
    match &ty.kind {
        TypeKind::Enum { name } => {
            let mut all = interface.enumerations.iter();
            let found = all.find(|item| item.name == *name)?;
            // What an enumeration is made of is an integer, so this goes one step deep.
            (!matches!(found.underlying.kind, TypeKind::Enum { .. }))
                .then(|| dtype(&found.underlying, interface))?
        }
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

/// The C source of the loops, one for each case with a function for it; the headers go before it.
pub(crate) fn source(
    workload: &Workload,
    functions: &[Option<&Function>],
    interface: &Interface,
) -> String {
    let cases = workload.cases.iter().zip(functions).enumerate();
    let loops: String = cases
        .filter_map(|(index, (case, function))| {
            let function = (*function)?;
            let result = result_dtype(function, interface);
            Some(one_loop(
                index,
                &function.name,
                result.as_deref(),
                &case.arguments,
            ))
        })
        .collect();
    format!("{HEAD}{loops}")
}

/// The loop of a case.
///
/// The result goes into a volatile global, so that no call is removed and the last answer can
/// be compared with the reference. The loop reads the clock itself: the way into it from Python
/// is then no part of the time. As in the loops of Python, one call goes before.
fn one_loop(
    index: usize,
    function: &str,
    result: Option<&str>,
    arguments: &[(String, Spec)],
) -> String {
    let (loop_name, sink_name) = (loop_name(index), sink_name(index));
    let (mut parameters, mut constants, mut anew) = (String::new(), String::new(), String::new());
    let mut values = Vec::new();
    for (index, (_, spec)) in arguments.iter().enumerate() {
        let name = format!("p{index}");
        match spec {
            Spec::Literal(literal) => {
                let (c_type, value) = literal_in_c(literal);
                constants.push_str(&format!("    {c_type}{name} = {value};\n"));
            }
            _ => parameters.push_str(&format!(", {}{name}", parameter_type(spec))),
        }
        anew.push_str(&format!("        FISHPLATE_ANEW({name});\n"));
        values.push(name);
    }
    // In brackets the name is the function's, whatever macro is called the same.
    let call = format!("({function})({})", values.join(", "));
    let (sink, statement) = match result {
        Some(dtype) => (
            format!("volatile {}{sink_name};\n\n", c_type(dtype)),
            format!("{sink_name} = {call}"),
        ),
        None => (String::new(), format!("(void){call}")),
    };
    format!(
        "\n{sink}uint64_t {loop_name}(uint64_t loops, int clock{parameters})\n{{\n{constants}    \
         {statement};\n    \
         uint64_t start = fishplate_now_ns(clock);\n    \
         for (uint64_t turn = 0; turn < loops; turn++) {{\n{anew}        {statement};\n    }}\n    \
         return fishplate_now_ns(clock) - start;\n}}\n"
    )
}

fn parameter_type(spec: &Spec) -> &'static str {
    match spec {
        Spec::Scalar(dtype) => c_type(dtype),
        Spec::Buffer { .. } => "void *",
        Spec::Text { .. } => "const char *",
        Spec::LengthOf(_) | Spec::Size | Spec::Literal(_) => "int64_t ",
    }
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

/// A value with the type of a variable that holds it.
fn literal_in_c(literal: &Literal) -> (&'static str, String) {
    match literal {
        // The least of all is no literal of C, only the difference of two.
        Literal::Int(i64::MIN) => ("int64_t ", "INT64_MIN".to_owned()),
        Literal::Int(value) => ("int64_t ", value.to_string()),
        Literal::Float(value) => ("double ", format!("{value:?}")),
        Literal::Bool(value) => ("_Bool ", u8::from(*value).to_string()),
        // Octal escapes have a fixed width, so nothing behind them is taken for a digit.
        Literal::Text(value) => {
            let bytes: String = value.bytes().map(|byte| format!("\\{byte:03o}")).collect();
            ("const char *", format!("\"{bytes}\""))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loop_keeps_the_result_and_passes_each_kind_of_argument() {
        let arguments: Vec<(String, Spec)> = [
            ("a", "float64[N]"),
            ("n", "len(a)"),
            ("k", "3"),
            ("t", "\"a\""),
            ("s", "str[5]"),
        ]
        .map(|(name, spec)| (name.to_owned(), spec.parse().unwrap()))
        .into();
        let text = one_loop(2, "dot", Some("float64"), &arguments);
        insta::assert_snapshot!(text.trim(), @r#"
        volatile double fishplate_sink_2;

        uint64_t fishplate_loop_2(uint64_t loops, int clock, void *p0, int64_t p1, const char *p4)
        {
            int64_t p2 = 3;
            const char *p3 = "\141";
            fishplate_sink_2 = (dot)(p0, p1, p2, p3, p4);
            uint64_t start = fishplate_now_ns(clock);
            for (uint64_t turn = 0; turn < loops; turn++) {
                FISHPLATE_ANEW(p0);
                FISHPLATE_ANEW(p1);
                FISHPLATE_ANEW(p2);
                FISHPLATE_ANEW(p3);
                FISHPLATE_ANEW(p4);
                fishplate_sink_2 = (dot)(p0, p1, p2, p3, p4);
            }
            return fishplate_now_ns(clock) - start;
        }
        "#);
    }

    #[test]
    fn a_function_without_result_is_called_for_itself() {
        let text = one_loop(0, "scale", None, &[]);
        assert!(
            text.contains("(void)(scale)();") && !text.contains("sink"),
            "{text}"
        );
    }
}
