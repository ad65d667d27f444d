//! The echo library: what proves a generated binding.
//!
//! For a plan it gives a C file that defines every planned function with the header's own
//! prototype. Each records the bytes of its arguments and returns a value that it was told to.
//! The compiler refuses the file where the interface and the header disagree; a driver that
//! calls a binding and reads the record finds where the binding and the interface do. What the
//! record must hold comes from the interface, not from the plan's operations.

use fishplate_model::{Function, Interface, Type, TypeKind};
use serde::Serialize;

use crate::source::Source;
use crate::{Argument, Element, Operation, Plan, PlannedFunction};

/// An echo library and how to call it.
#[derive(Clone, Debug)]
pub struct Echo {
    /// The C source, which includes the headers as they are named in the interface.
    pub source: String,
    /// The functions for the driver, as JSON.
    pub cases: String,
}

/// The functions of an echo library.
#[derive(Serialize)]
struct Cases<'a> {
    module: &'a str,
    functions: Vec<Case<'a>>,
}

/// One function as the driver sees it.
#[derive(Serialize)]
struct Case<'a> {
    /// The Python name.
    name: &'a str,
    /// Its number in the record.
    number: usize,
    /// The Python parameters.
    inputs: Vec<CaseInput<'a>>,
    /// The C parameters in order: what the record holds of each.
    record: Vec<Recorded>,
    /// The `struct` code of the result, none for `void`.
    result: Option<String>,
    /// The values of the result's enumeration.
    result_values: Option<Vec<i128>>,
}

#[derive(Serialize)]
struct CaseInput<'a> {
    name: &'a str,
    /// `value`, `text`, `buffer`.
    role: &'static str,
    /// The `struct` code of the value or element.
    code: String,
    /// Bytes of one element of a buffer.
    size: u32,
    is_written: bool,
    /// The values of an enumeration.
    values: Option<Vec<i128>>,
}

/// What the record holds of one C parameter.
#[derive(Serialize)]
struct Recorded {
    /// The place of the Python input that it comes from; none for a length.
    input: Option<usize>,
    /// The place of the buffer whose length it is.
    length_of: Option<usize>,
    /// The `struct` code; `P` for a pointer.
    code: String,
}

/// Writes the echo library of a plan that was made from `interface`; functions that the plan leaves
/// out are not in it.
#[must_use]
pub fn echo(interface: &Interface, plan: &Plan) -> Echo {
    let mut out = Source::new();
    out.line(PREAMBLE);
    for header in &interface.headers {
        // A header's name is no string literal: escapes do not count in it.
        out.line(format!("#include \"{header}\""));
    }
    out.line("");
    let mut functions = Vec::new();
    for (number, planned) in plan.functions.iter().enumerate() {
        let symbol = |function: &&Function| {
            function.symbol.as_ref().unwrap_or(&function.name) == &planned.symbol
        };
        let Some(declared) = interface.functions.iter().find(symbol) else {
            continue;
        };
        define(number, declared, planned, &mut out);
        functions.push(case(number, declared, planned, plan, interface));
    }
    let cases = Cases {
        module: &plan.module,
        functions,
    };
    Echo {
        source: out.finish(),
        // Strings and numbers only: there is nothing that JSON could refuse.
        cases: serde_json::to_string_pretty(&cases).unwrap_or_default(),
    }
}

const PREAMBLE: &str = r"#include <stddef.h>
#include <string.h>

/* What the last call was given, and what the next one returns. */
unsigned char fishplate_echo_record[1 << 16];
size_t fishplate_echo_used;
long fishplate_echo_function = -1;
long fishplate_echo_calls;
unsigned char fishplate_echo_result[64];

static void fishplate_echo_begin(long function)
{
    fishplate_echo_function = function;
    fishplate_echo_used = 0;
    fishplate_echo_calls++;
}

static void fishplate_echo_add(const void *bytes, size_t size)
{
    if (size > 0 && fishplate_echo_used + size <= sizeof fishplate_echo_record) {
        memcpy(fishplate_echo_record + fishplate_echo_used, bytes, size);
        fishplate_echo_used += size;
    }
}
";

fn define(number: usize, declared: &Function, planned: &PlannedFunction, out: &mut Source) {
    let parameters: Vec<String> = declared
        .parameters
        .iter()
        .enumerate()
        .map(|(place, parameter)| format!("{} p{place}", c_type(&parameter.ty)))
        .collect();
    let parameters = if parameters.is_empty() {
        "void".to_owned()
    } else {
        parameters.join(", ")
    };
    let result = c_type(&declared.result);
    out.line(format!("{result} {}({parameters})", declared.name))
        .open("{");
    out.line(format!("fishplate_echo_begin({number});"));
    for place in 0..declared.parameters.len() {
        out.line(format!("fishplate_echo_add(&p{place}, sizeof p{place});"));
    }
    for (place, argument) in planned.arguments.iter().enumerate() {
        let Argument::Input(at) = argument else {
            continue;
        };
        let Some(input) = planned.inputs.get(*at) else {
            continue;
        };
        match &input.operation {
            Operation::Utf8In { .. } => {
                out.open(format!("if (p{place} != NULL) {{"));
                out.line(format!(
                    "fishplate_echo_add(p{place}, strlen(p{place}) + 1);"
                ))
                .close("}");
            }
            Operation::BufferIn(element) | Operation::BufferOut(element) => {
                let Some(length) = length_place(planned, *at) else {
                    continue;
                };
                let size = element.size_bytes();
                out.line(format!(
                    "fishplate_echo_add(p{place}, (size_t)p{length} * {size});"
                ));
                if matches!(input.operation, Operation::BufferOut(_)) {
                    out.line(format!(
                        "memset((void *)p{place}, 0xA5, (size_t)p{length} * {size});"
                    ));
                }
            }
            _ => {}
        }
    }
    if planned.result != Operation::ReturnVoid {
        out.line(format!("{result} value;"));
        out.line("memcpy(&value, fishplate_echo_result, sizeof value);")
            .line("return value;");
    }
    out.close("}").line("");
}

/// The C place of the length of the buffer at an input's place.
fn length_place(planned: &PlannedFunction, input: usize) -> Option<usize> {
    planned
        .arguments
        .iter()
        .position(|argument| match argument {
            Argument::Length(place) => matches!(
                planned.lengths.get(*place),
                Some(Operation::LengthIn { buffers, .. }) if buffers.contains(&input)
            ),
            Argument::Input(_) => false,
        })
}

/// The C spelling of a type that crosses, from the interface alone.
fn c_type(ty: &Type) -> String {
    let constant = if ty.is_const { "const " } else { "" };
    match &ty.kind {
        TypeKind::Void => format!("{constant}void"),
        TypeKind::Bool => format!("{constant}_Bool"),
        TypeKind::Int { name, .. } | TypeKind::Float { name, .. } => format!("{constant}{name}"),
        TypeKind::Pointer { to, .. } => format!("{} *", c_type(to)),
        _ => ty.spelling.clone(),
    }
}

fn case<'a>(
    number: usize,
    declared: &Function,
    planned: &'a PlannedFunction,
    plan: &Plan,
    interface: &Interface,
) -> Case<'a> {
    let record = planned
        .arguments
        .iter()
        .zip(&declared.parameters)
        .map(|(argument, parameter)| Recorded {
            input: match argument {
                Argument::Input(place) => Some(*place),
                Argument::Length(_) => None,
            },
            length_of: match argument {
                Argument::Length(place) => match planned.lengths.get(*place) {
                    Some(Operation::LengthIn { buffers, .. }) => buffers.first().copied(),
                    _ => None,
                },
                Argument::Input(_) => None,
            },
            code: code(&parameter.ty, interface),
        })
        .collect();
    let result_values = match planned.result {
        Operation::ReturnEnum { enumeration } => {
            plan.enumerations.get(enumeration).map(|item| item.values())
        }
        _ => None,
    };
    Case {
        name: &planned.name,
        number,
        inputs: planned
            .inputs
            .iter()
            .map(|input| case_input(input, plan))
            .collect(),
        record,
        result: (planned.result != Operation::ReturnVoid)
            .then(|| code(&declared.result, interface)),
        result_values,
    }
}

fn case_input<'a>(input: &'a crate::Input, plan: &Plan) -> CaseInput<'a> {
    let mut case = CaseInput {
        name: &input.name,
        role: "value",
        code: String::new(),
        size: 0,
        is_written: matches!(input.operation, Operation::BufferOut(_)),
        values: None,
    };
    match &input.operation {
        Operation::BufferIn(element) | Operation::BufferOut(element) => {
            case.role = "buffer";
            case.size = element.size_bytes();
            case.code = element_code(element).to_owned();
        }
        Operation::Utf8In { .. } => case.role = "text",
        Operation::EnumIn { enumeration } => {
            case.values = plan
                .enumerations
                .get(*enumeration)
                .map(|item| item.values());
        }
        _ => {}
    }
    case
}

fn element_code(element: &Element) -> &'static str {
    element.format()
}

/// The `struct` code of a C type, in native size and order.
fn code(ty: &Type, interface: &Interface) -> String {
    match &ty.kind {
        TypeKind::Bool => "?".to_owned(),
        TypeKind::Int {
            bits, is_signed, ..
        } => {
            let code = match bits {
                8 => "b",
                16 => "h",
                32 => "i",
                _ => "q",
            };
            if *is_signed {
                code.to_owned()
            } else {
                code.to_uppercase()
            }
        }
        TypeKind::Float { bits: 32, .. } => "f".to_owned(),
        TypeKind::Float { bits: 64, .. } => "d".to_owned(),
        TypeKind::Float { .. } => "g".to_owned(),
        TypeKind::Enum { name } => interface
            .enumerations
            .iter()
            .find(|item| item.name == *name)
            .map_or_else(|| "i".to_owned(), |item| code(&item.underlying, interface)),
        _ => "P".to_owned(),
    }
}
