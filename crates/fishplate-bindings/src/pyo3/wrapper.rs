//! Writes the Rust function behind a Python function.

use super::names::{documentation, literal};
use super::parameters::{Parameters, default_expression, is_fallible, token_expression};
use crate::source::Source;
use crate::{Argument, Element, Input, IntType, Operation, Plan, PlannedFunction};

/// The Rust name of the native function.
pub(crate) fn native_name(function: &PlannedFunction) -> String {
    format!("c_{}", function.name)
}

/// The name of an enumeration's static.
pub(crate) fn enumeration_name(place: usize) -> String {
    format!("ENUMERATION_{place}")
}

/// The name of an element's constant.
pub(crate) fn element_name(element: &Element) -> String {
    element.label().to_uppercase()
}

/// The declaration of the native function under its symbol.
pub(crate) fn prototype(function: &PlannedFunction, plan: &Plan, out: &mut Source) {
    let parameters: Vec<String> = function
        .arguments
        .iter()
        .enumerate()
        .filter_map(|(place, argument)| {
            let ty = rust_type(argument_operation(function, *argument)?, plan);
            Some(format!("p{place}: {ty}"))
        })
        .collect();
    let result = match &function.result {
        Operation::ReturnVoid => String::new(),
        other => format!(" -> {}", rust_type(other, plan)),
    };
    out.line(format!("#[link_name = {}]", literal(&function.symbol)));
    out.line(format!(
        "pub fn {}({}){result};",
        native_name(function),
        parameters.join(", ")
    ));
}

fn argument_operation(function: &PlannedFunction, argument: Argument) -> Option<&Operation> {
    match argument {
        Argument::Input(place) => function.inputs.get(place).map(|input| &input.operation),
        Argument::Length(place) => function.lengths.get(place),
    }
}

fn int_type(int: &IntType) -> String {
    format!("{}{}", if int.is_signed { 'i' } else { 'u' }, int.bits)
}

/// The Rust type with the form that the C type has in a call.
fn rust_type(operation: &Operation, plan: &Plan) -> String {
    match operation {
        Operation::IntIn(int) | Operation::ReturnInt(int) | Operation::LengthIn { int, .. } => {
            int_type(int)
        }
        Operation::FloatIn(float) | Operation::ReturnFloat(float) => format!("f{}", float.bits),
        Operation::BoolIn { .. } | Operation::ReturnBool => "bool".to_owned(),
        Operation::EnumIn { enumeration } | Operation::ReturnEnum { enumeration } => plan
            .enumerations
            .get(*enumeration)
            .map_or_else(|| "i32".to_owned(), |item| int_type(&item.int)),
        Operation::Utf8In { .. } => "*const c_char".to_owned(),
        Operation::BufferIn(_) => "*const c_void".to_owned(),
        Operation::BufferOut(_) => "*mut c_void".to_owned(),
        Operation::GilRelease | Operation::ReturnVoid => "()".to_owned(),
    }
}

/// The function that Python calls.
pub(crate) fn wrapper(function: &PlannedFunction, plan: &Plan, out: &mut Source) {
    if let Some(doc) = &function.doc {
        out.line(documentation(doc));
    }
    head(function, plan, out);
    for place in 0..function.inputs.len() {
        check(function, plan, place, out);
    }
    late_checks(function, out);
    call(function, out);
    out.close("}");
}

/// The attribute, the signature and the arguments.
fn head(function: &PlannedFunction, plan: &Plan, out: &mut Source) {
    let parameters = Parameters::new(function);
    let shown: Vec<String> = function.inputs.iter().map(Input::in_signature).collect();
    out.line(format!(
        "#[pyfunction(name = {}, signature = ({}), text_signature = {})]",
        literal(&function.name),
        parameters.signature(function),
        literal(&format!("({})", shown.join(", ")))
    ));
    let (name, list) = (&function.name, parameters.list(function));
    let result = match &function.result {
        Operation::ReturnEnum { .. } => "Bound<'py, PyAny>".to_owned(),
        other => rust_type(other, plan),
    };
    out.open(match result.as_str() {
        result if is_fallible(function) => {
            format!("fn call_{name}<'py>({list}) -> Checked<'py, {result}> {{")
        }
        "()" => format!("fn call_{name}({list}) {{"),
        result => format!("fn call_{name}({list}) -> {result} {{"),
    });
    if let Some(statements) = parameters.fetch(function) {
        out.line(statements);
    }
}

fn check(function: &PlannedFunction, plan: &Plan, place: usize, out: &mut Source) {
    let Some(input) = function.inputs.get(place) else {
        return;
    };
    let label = literal(&format!("{}() argument '{}'", function.name, input.name));
    let given = match input.default {
        None => format!("given[{place}]"),
        Some(_) => "given".to_owned(),
    };
    let check = match &input.operation {
        Operation::IntIn(int) if !int.is_signed && int.bits == 64 => {
            format!("uniform::unsigned({given}, {label})?")
        }
        Operation::IntIn(int) => {
            format!("uniform::integer::<{}>({given}, {label})?", int_type(int))
        }
        Operation::FloatIn(float) if float.bits == 32 => {
            format!("uniform::float({given}, {label})?")
        }
        Operation::FloatIn(_) => format!("uniform::double({given}, {label})?"),
        Operation::BoolIn { accepts_integers } => {
            format!("uniform::truth({given}, {accepts_integers}, {label})?")
        }
        Operation::EnumIn { enumeration } => {
            let (name, ty) = (
                enumeration_name(*enumeration),
                rust_type(&input.operation, plan),
            );
            format!("enumerations::{name}.value({given}, {label})? as {ty}")
        }
        Operation::Utf8In { is_nullable } => {
            format!("uniform::text({given}, {is_nullable}, {label})?")
        }
        Operation::BufferIn(element) => borrow(place, "read", element, &label, out),
        Operation::BufferOut(element) => borrow(place, "write", element, &label, out),
        _ => return,
    };
    match &input.default {
        None => {
            out.line(format!("let in_{place} = {check};"));
        }
        Some(default) => {
            let place_among = place.saturating_sub(function.required());
            out.open(format!("let in_{place} = match optional[{place_among}] {{"));
            out.line(format!("Some(given) => {check},"))
                .line(format!("None => {},", default_expression(input, default)));
            out.close("};");
        }
    }
}

fn borrow(place: usize, way: &str, element: &Element, label: &str, out: &mut Source) -> String {
    out.line(format!("let mut room_{place} = buffer::Room::new();"));
    let element = element_name(element);
    format!("buffer::{way}(&mut room_{place}, given[{place}], &elements::{element}, {label})?")
}

fn late_checks(function: &PlannedFunction, out: &mut Source) {
    let name = literal(&function.name);
    let label = |place: usize| {
        literal(
            function
                .inputs
                .get(place)
                .map_or("", |input| input.name.as_str()),
        )
    };
    let pair = |place: usize| format!("({}, &in_{place})", label(place));
    for (place, operation) in function.lengths.iter().enumerate() {
        let Operation::LengthIn { buffers, int } = operation else {
            continue;
        };
        let Some((&first, others)) = buffers.split_first() else {
            continue;
        };
        for &other in others {
            let (a, b) = (pair(first), pair(other));
            out.line(format!(
                "buffer::same_length(given[{first}].py(), {name}, {a}, {b})?;"
            ));
        }
        let ty = int_type(int);
        if int.high() < i128::from(i64::MAX) {
            let input = function
                .inputs
                .get(first)
                .map_or("", |input| input.name.as_str());
            let label = literal(&format!("{}() the length of '{input}'", function.name));
            out.line(format!("let length_{place} = buffer::length::<{ty}>(given[{first}].py(), &in_{first}, {label})?;"));
        } else {
            out.line(format!("let length_{place} = in_{first}.count() as {ty};"));
        }
    }
    for &(written, other) in &function.apart {
        let (a, b) = (pair(written), pair(other));
        out.line(format!(
            "buffer::apart(given[{written}].py(), {name}, {a}, {b})?;"
        ));
    }
}

fn call(function: &PlannedFunction, out: &mut Source) {
    let arguments: Vec<String> = function
        .arguments
        .iter()
        .map(|argument| match argument {
            Argument::Input(place) if function.buffer(*place).is_some() => {
                format!("in_{place}.start()")
            }
            Argument::Input(place) => format!("in_{place}"),
            Argument::Length(place) => format!("length_{place}"),
        })
        .collect();
    let call = format!(
        "unsafe {{ native::{}({}) }}",
        native_name(function),
        arguments.join(", ")
    );
    let py = token_expression(function);
    out.line("// SAFETY: the prototype is the header's, and what its pointers point to is held until the end.");
    let value = if function.is_detached {
        format!("uniform::detached({py}, || {call})")
    } else {
        call
    };
    match function.result {
        Operation::ReturnEnum { enumeration } => {
            out.line(format!("let value = {value};"));
            out.line(format!(
                "enumerations::{}.member({py}, value)",
                enumeration_name(enumeration)
            ));
        }
        Operation::ReturnVoid => {
            out.line(format!("{value};"));
            if is_fallible(function) {
                out.line("Ok(())");
            }
        }
        _ if is_fallible(function) => {
            out.line(format!("Ok({value})"));
        }
        _ => {
            out.line(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Input;

    fn function(names: &[&str]) -> PlannedFunction {
        let int = IntType {
            c_name: "int".to_owned(),
            bits: 32,
            is_signed: true,
        };
        PlannedFunction {
            name: "add".to_owned(),
            symbol: "add".to_owned(),
            doc: Some("Adds.".to_owned()),
            inputs: names
                .iter()
                .map(|name| Input {
                    name: (*name).to_owned(),
                    operation: Operation::IntIn(int.clone()),
                    default: None,
                })
                .collect(),
            lengths: Vec::new(),
            apart: Vec::new(),
            arguments: (0..names.len()).map(Argument::Input).collect(),
            result: Operation::ReturnInt(int),
            is_detached: false,
        }
    }

    fn text(names: &[&str]) -> String {
        let plan = Plan {
            module: "sums".to_owned(),
            headers: Vec::new(),
            enumerations: Vec::new(),
            functions: Vec::new(),
            left_out: Vec::new(),
            is_thread_safe: false,
        };
        let mut out = Source::new();
        wrapper(&function(names), &plan, &mut out);
        out.finish()
    }

    #[test]
    fn a_plain_function_takes_its_parameters_by_name() {
        insta::assert_snapshot!(text(&["a", "type"]), @r##"
        /// Adds.
        #[pyfunction(name = "add", signature = (a, r#type), text_signature = "(a, type)")]
        fn call_add<'py>(a: Given<'_, 'py>, r#type: Given<'_, 'py>) -> Checked<'py, i32> {
            let given = [a, r#type];
            let in_0 = uniform::integer::<i32>(given[0], "add() argument 'a'")?;
            let in_1 = uniform::integer::<i32>(given[1], "add() argument 'type'")?;
            // SAFETY: the prototype is the header's, and what its pointers point to is held until the end.
            Ok(unsafe { native::c_add(in_0, in_1) })
        }
        "##);
    }

    #[test]
    fn a_name_that_rust_keeps_is_looked_up_in_the_keywords() {
        let text = text(&["self", "a"]);
        assert!(
            text.contains("signature = (*arguments, **keywords), text_signature = \"(self, a)\""),
            "{text}"
        );
    }
}
