//! A typed use of every function, by position and by keyword, with and without what has a default:
//! what proves the stub.
//!
//! A stub checker says nothing where a tool hides its signatures, so each kind of value that a
//! parameter takes is passed once, and each result's type is asserted.

use crate::source::{Source, python_docstring};
use crate::stub::result_type;
use crate::{Element, Operation, OutputFile, Plan, PlannedFunction};

/// How many ways of passing an argument there are at most.
const WAYS: usize = 3;

/// The file `tests/usage.py` of a package.
pub(crate) fn file(plan: &Plan) -> OutputFile {
    let mut body = Source::new();
    body.open("def main() -> None:")
        .line("\"\"\"Calls every function.\"\"\"");
    for function in &plan.functions {
        calls(function, plan, &mut body);
    }
    let body = body.finish();
    let mut out = Source::new();
    out.line(python_docstring(
        "Uses every function by position and by keyword, with each kind of argument.\n\n\
         It is for a type checker, and for a run against a library whose functions do nothing:\n\
         on the real one, the calls do whatever the functions do.",
    ));
    out.line("");
    for (word, import) in [
        ("ctypes.", "import ctypes"),
        ("array(", "from array import array"),
        ("assert_type(", "from typing import assert_type"),
    ] {
        if body.contains(word) {
            out.line(import);
        }
    }
    out.line("")
        .line(format!("import {}", plan.module))
        .line("")
        .line("");
    out.open("class Index:")
        .line("\"\"\"An integer by way of `__index__`.\"\"\"")
        .line("");
    out.open("def __index__(self) -> int:")
        .line("return 1")
        .out()
        .out()
        .line("")
        .line("");
    out.open("class Number:")
        .line("\"\"\"A number by way of `__float__`.\"\"\"")
        .line("");
    out.open("def __float__(self) -> float:")
        .line("return 1.5")
        .out()
        .out()
        .line("")
        .line("");
    out.line(body).line("").line("");
    out.open("if __name__ == \"__main__\":").line("main()");
    OutputFile::new("tests/usage.py", out.finish())
}

fn calls(function: &PlannedFunction, plan: &Plan, out: &mut Source) {
    let result = match &function.result {
        Operation::ReturnEnum { enumeration } => {
            let name = plan
                .enumerations
                .get(*enumeration)
                .map_or("int", |item| item.name.as_str());
            format!("{}.{name} | int", plan.module)
        }
        other => result_type(other, plan),
    };
    let every = function.inputs.len();
    let mut calls = Vec::new();
    for way in 0..WAYS {
        calls.extend([(way, false, every), (way, true, every)]);
    }
    match (every, function.required()) {
        (0, _) => calls.truncate(2),
        (every, required) if required < every => {
            calls.extend([(0, false, required), (1, true, required)]);
        }
        _ => {}
    }
    for (way, by_name, count) in calls {
        let arguments: Vec<String> = function
            .inputs
            .iter()
            .take(count)
            .enumerate()
            .map(|(place, input)| {
                // Two buffers must not be one object: a written one may not overlap.
                let value = value(&input.operation, plan, way + place);
                if by_name {
                    format!("{}={value}", input.name)
                } else {
                    value
                }
            })
            .collect();
        let call = format!(
            "{}.{}({})",
            plan.module,
            function.name,
            arguments.join(", ")
        );
        if result == "None" {
            out.line(call);
        } else {
            out.line(format!("assert_type({call}, {result})"));
        }
    }
}

fn value(operation: &Operation, plan: &Plan, way: usize) -> String {
    let pick = |values: &[&str]| values[way % values.len()].to_owned();
    match operation {
        Operation::IntIn(_) => pick(&["1", "True", "Index()"]),
        Operation::FloatIn(_) => pick(&["1.5", "2", "Number()"]),
        Operation::BoolIn {
            accepts_integers: false,
        } => pick(&["True", "False"]),
        Operation::BoolIn {
            accepts_integers: true,
        } => pick(&["True", "2", "Index()"]),
        Operation::EnumIn { enumeration } => {
            let Some(item) = plan.enumerations.get(*enumeration) else {
                return "0".to_owned();
            };
            let Some((member, value)) = item.members.first() else {
                return "0".to_owned();
            };
            pick(&[
                &format!("{}.{}.{member}", plan.module, item.name),
                &value.to_string(),
            ])
        }
        Operation::Utf8In { is_nullable: false } => pick(&["\"text\"", "b\"text\""]),
        Operation::Utf8In { is_nullable: true } => pick(&["\"text\"", "b\"text\"", "None"]),
        Operation::BufferIn(element) => buffer(element, way, true),
        Operation::BufferOut(element) => buffer(element, way, false),
        _ => "None".to_owned(),
    }
}

fn buffer(element: &Element, way: usize, is_read_only: bool) -> String {
    match element {
        Element::Bool => "(ctypes.c_bool * 2)()".to_owned(),
        Element::Byte { .. } if is_read_only && way % 2 == 1 => "bytes(2)".to_owned(),
        Element::Byte { .. } => "bytearray(2)".to_owned(),
        Element::Int(int) if int.bits == 8 && !int.is_signed => "bytearray(2)".to_owned(),
        // No other producer of the standard library has them.
        Element::Float(float) if float.bits == 128 => "(ctypes.c_longdouble * 2)()".to_owned(),
        Element::Float(_) => format!("array(\"{}\", [0.0, 1.0])", element.format()),
        Element::Int(_) => format!("array(\"{}\", [0, 1])", element.format()),
    }
}
