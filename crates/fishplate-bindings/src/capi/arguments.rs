//! Writes how the arguments of a call get from CPython to the checks.
//!
//! Behind the text of [`fetch`], `given` is an array with one place for each parameter, and
//! [`settled`] names the cases in which a parameter's variable needs no check.

use super::style::Calling;
use crate::source::{Source, c_string};
use crate::uniform::c;
use crate::{Input, Operation, PlannedFunction};

impl Calling {
    /// The flags of a function with parameters.
    pub(crate) fn flags(self) -> &'static str {
        match self {
            Self::Array => "METH_FASTCALL | METH_KEYWORDS",
            Self::Tuple | Self::Parser => "METH_VARARGS | METH_KEYWORDS",
        }
    }

    /// The C parameters of a function with parameters.
    pub(crate) fn parameters(self) -> &'static str {
        match self {
            Self::Array => {
                "PyObject *module, PyObject *const *given, Py_ssize_t positional, PyObject *keywords"
            }
            Self::Tuple | Self::Parser => "PyObject *module, PyObject *tuple, PyObject *keywords",
        }
    }
}

/// The statements that fill `given`; those behind them may still declare variables.
pub(crate) fn fetch(function: &PlannedFunction, calling: Calling, out: &mut Source) {
    match calling {
        Calling::Array => in_order(function, "given, positional, keywords", "fp_arguments", out),
        Calling::Tuple => {
            out.line("PyObject *const *given = &PyTuple_GET_ITEM(tuple, 0);")
                .line("Py_ssize_t positional = PyTuple_GET_SIZE(tuple);");
            in_order(function, "tuple, keywords", "fp_tuple_arguments", out);
        }
        Calling::Parser => parsed(function, out),
    }
}

/// Takes the array as it is where every argument came by position.
fn in_order(function: &PlannedFunction, given: &str, orders: &str, out: &mut Source) {
    let (required, count) = (function.required(), function.inputs.len());
    out.line(format!("PyObject *ordered[{count}];"));
    let fits = if required == count {
        format!("positional == {count}")
    } else if required == 0 {
        format!("positional <= {count}")
    } else {
        format!("positional >= {required} && positional <= {count}")
    };
    out.open(format!("if (!FP_LIKELY({fits} && keywords == NULL)) {{"));
    order(function, given, orders, out);
    out.line("given = ordered;");
    if required < count {
        out.line(format!("positional = {count};"));
    }
    out.close("}");
}

/// Puts arguments that did not simply come by position into `ordered`.
fn order(function: &PlannedFunction, given: &str, orders: &str, out: &mut Source) {
    let (required, count) = (function.required(), function.inputs.len());
    let names = function.inputs.iter().map(|input| c_string(&input.name));
    let names = names.collect::<Vec<_>>().join(", ");
    out.line(format!("static const char *const names[] = {{{names}}};"));
    let name = c_string(&function.name);
    out.open(format!(
        "if ({orders}({name}, names, {required}, {count}, {given}, ordered) < 0) {{"
    ));
    out.line("return NULL;").close("}");
}

/// Has `PyArg_ParseTuple` take the tuple apart, unless there are keywords.
fn parsed(function: &PlannedFunction, out: &mut Source) {
    let count = function.inputs.len();
    out.line(format!("PyObject *ordered[{count}] = {{NULL}};"))
        .line("PyObject *const *given = ordered;");
    let mut format = String::new();
    let mut places = Vec::new();
    for (place, input) in function.inputs.iter().enumerate() {
        if place == function.required() {
            format.push('|');
        }
        let Some((code, ty)) = code(function, place) else {
            format.push('O');
            places.push(format!("&ordered[{place}]"));
            continue;
        };
        format.push(code);
        places.push(format!("&parsed_{place}"));
        let otherwise = input.default.as_ref().map_or("0".to_owned(), c::default);
        out.line(format!("{ty} parsed_{place} = {otherwise};"));
    }
    out.open("if (keywords == NULL) {").open(format!(
        "if (!PyArg_ParseTuple(tuple, \"{format}:{}\", {})) {{",
        function.name,
        places.join(", ")
    ));
    out.line("return NULL;").close("}").close("}");
    out.open("else {");
    order(function, "tuple, keywords", "fp_tuple_arguments", out);
    out.close("}");
}

/// The parser's own code for a parameter where it means exactly what the check does, with the C
/// type that it fills; behind the first that it has none for, it would check out of order.
fn code(function: &PlannedFunction, place: usize) -> Option<(char, &'static str)> {
    let inputs = function.inputs.get(..=place)?;
    inputs
        .iter()
        .map(own_code)
        .collect::<Option<Vec<_>>>()?
        .pop()
}

fn own_code(input: &Input) -> Option<(char, &'static str)> {
    match &input.operation {
        Operation::IntIn(int) => match int.c_name.as_str() {
            "short" => Some(('h', "short")),
            "int" => Some(('i', "int")),
            "long" => Some(('l', "long")),
            "long long" => Some(('L', "long long")),
            _ => None,
        },
        Operation::FloatIn(float) if float.bits == 64 => Some(('d', "double")),
        _ => None,
    }
}

/// When the variable of a parameter is set without a check: conditions with their statements, the
/// first that holds first.
pub(crate) fn settled(
    function: &PlannedFunction,
    place: usize,
    variable: &str,
    calling: Calling,
) -> Vec<(String, String)> {
    let mut settled = Vec::new();
    if calling == Calling::Parser && code(function, place).is_some() {
        settled.push((
            "keywords == NULL".to_owned(),
            format!("{variable} = parsed_{place};"),
        ));
    }
    let default = (function.inputs.get(place)).and_then(|input| input.default.as_ref());
    if let Some(default) = default {
        let is_left_out = match calling {
            Calling::Parser => format!("given[{place}] == NULL"),
            // The array ends with the last argument that came by position.
            Calling::Array | Calling::Tuple => {
                format!("positional <= {place} || given[{place}] == NULL")
            }
        };
        settled.push((
            is_left_out,
            format!("{variable} = {};", c::default(default)),
        ));
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DefaultValue, FloatType, IntType};

    fn input(name: &str, operation: Operation, default: Option<DefaultValue>) -> Input {
        Input {
            name: name.to_owned(),
            operation,
            default,
        }
    }

    fn function() -> PlannedFunction {
        let int = Operation::IntIn(IntType {
            c_name: "int".to_owned(),
            bits: 32,
            is_signed: true,
        });
        let double = Operation::FloatIn(FloatType {
            c_name: "double".to_owned(),
            bits: 64,
        });
        let text = Operation::Utf8In { is_nullable: true };
        PlannedFunction {
            name: "mixed".to_owned(),
            symbol: "mixed".to_owned(),
            doc: None,
            inputs: vec![
                input("a", int.clone(), None),
                input("b", double, Some(DefaultValue::Float(0.5))),
                input("c", text, Some(DefaultValue::None)),
                input("d", int, Some(DefaultValue::Int(3))),
            ],
            lengths: Vec::new(),
            apart: Vec::new(),
            arguments: Vec::new(),
            result: Operation::ReturnVoid,
            is_detached: false,
        }
    }

    #[test]
    fn the_parser_converts_nothing_behind_an_argument_that_it_has_no_code_for() {
        let mut out = Source::new();
        fetch(&function(), Calling::Parser, &mut out);
        let text = out.finish();
        let call = "\"i|dOO:mixed\", &parsed_0, &parsed_1, &ordered[2], &ordered[3]";
        assert!(text.contains(call), "{text}");
        assert!(text.contains("double parsed_1 = 0.5;"), "{text}");
    }

    #[test]
    fn a_default_is_set_where_the_argument_is_left_out() {
        assert!(settled(&function(), 0, "in_0", Calling::Array).is_empty());
        let is_left_out = "positional <= 3 || given[3] == NULL".to_owned();
        assert_eq!(
            settled(&function(), 3, "in_3", Calling::Array),
            [(is_left_out, "in_3 = INT64_C(3);".to_owned())]
        );
        assert_eq!(settled(&function(), 1, "in_1", Calling::Parser).len(), 2);
    }
}
