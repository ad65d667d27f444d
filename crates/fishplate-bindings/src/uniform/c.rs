//! What the C and C++ writers share: prototypes, the checks of inputs and the words of messages.
//!
//! Prototypes are written from the plan, so that a package needs no header of the library to be
//! built; the echo library proves them against the header's own.

use crate::source::c_string;
use crate::{
    Argument, DefaultValue, Element, IntType, Operation, Plan, PlannedEnum, PlannedFunction,
};

/// The C name of the function behind a prototype.
pub(crate) fn native_name(function: &PlannedFunction) -> String {
    format!("fp_native_{}", function.name)
}

fn element_type(element: &Element) -> &str {
    match element {
        Element::Bool => "fp_bool",
        other => other.c_name(),
    }
}

/// The C type of a value input or result.
fn value_type<'a>(operation: &'a Operation, plan: &'a Plan) -> &'a str {
    match operation {
        Operation::IntIn(int) | Operation::ReturnInt(int) | Operation::LengthIn { int, .. } => {
            &int.c_name
        }
        Operation::FloatIn(float) | Operation::ReturnFloat(float) => &float.c_name,
        Operation::BoolIn { .. } | Operation::ReturnBool => "fp_bool",
        Operation::EnumIn { enumeration } | Operation::ReturnEnum { enumeration } => plan
            .enumerations
            .get(*enumeration)
            .map_or("int", |item| &item.int.c_name),
        Operation::Utf8In { .. } => "const char *",
        Operation::BufferIn(_) | Operation::BufferOut(_) => "void *",
        Operation::GilRelease | Operation::ReturnVoid => "void",
    }
}

fn parameter_type(operation: &Operation, plan: &Plan) -> String {
    match operation {
        Operation::BufferIn(element) => format!("const {} *", element_type(element)),
        Operation::BufferOut(element) => format!("{} *", element_type(element)),
        other => value_type(other, plan).to_owned(),
    }
}

fn argument_operation<'a>(
    function: &'a PlannedFunction,
    argument: &Argument,
) -> Option<&'a Operation> {
    match argument {
        Argument::Input(place) => function.inputs.get(*place).map(|input| &input.operation),
        Argument::Length(place) => function.lengths.get(*place),
    }
}

/// The declaration of the native function, with its symbol as a label.
pub(crate) fn prototype(function: &PlannedFunction, plan: &Plan) -> String {
    let parameters: Vec<String> = function
        .arguments
        .iter()
        .filter_map(|argument| argument_operation(function, argument))
        .map(|operation| parameter_type(operation, plan))
        .collect();
    let parameters = if parameters.is_empty() {
        "void".to_owned()
    } else {
        parameters.join(", ")
    };
    let result = value_type(&function.result, plan);
    let name = native_name(function);
    format!(
        "FP_EXTERN {result} {name}({parameters}) FP_SYMBOL({});",
        c_string(&function.symbol)
    )
}

/// The call of the native function; `input` and `count` name the marshalled values.
pub(crate) fn call(
    function: &PlannedFunction,
    plan: &Plan,
    input: &dyn Fn(usize) -> String,
    count: &dyn Fn(usize) -> String,
) -> String {
    let arguments: Vec<String> = function
        .arguments
        .iter()
        .filter_map(|argument| {
            let operation = argument_operation(function, argument)?;
            let value = match argument {
                Argument::Input(place) => input(*place),
                Argument::Length(place) => count(*place),
            };
            Some(match operation {
                Operation::Utf8In { .. } => value,
                other => format!("({}){value}", parameter_type(other, plan)),
            })
        })
        .collect();
    format!("{}({})", native_name(function), arguments.join(", "))
}

/// The variable that an input is marshalled into, declared with its C type.
pub(crate) fn variable(operation: &Operation, name: &str) -> String {
    match operation {
        Operation::IntIn(int) if is_uint64(int) => format!("uint64_t {name};"),
        Operation::IntIn(_) | Operation::EnumIn { .. } => format!("int64_t {name};"),
        Operation::FloatIn(float) if float.bits == 32 => format!("float {name};"),
        Operation::FloatIn(_) => format!("double {name};"),
        Operation::BoolIn { .. } => format!("fp_bool {name};"),
        Operation::Utf8In { .. } => format!("const char *{name};"),
        _ => format!("fp_view {name};"),
    }
}

/// What the variable of [`variable`] holds when the caller leaves the input out.
pub(crate) fn default(value: &DefaultValue) -> String {
    match value {
        DefaultValue::Int(number) => literal(*number),
        // As in Python, the shortest digits that read back exactly; C narrows to `float` as the
        // check of a given number does.
        DefaultValue::Float(number) => format!("{number:?}"),
        DefaultValue::Bool(truth) => u8::from(*truth).to_string(),
        DefaultValue::Text(text) => c_string(text),
        DefaultValue::None => "NULL".to_owned(),
    }
}

/// The check of one input: an expression that is negative when an exception is set.
///
/// `given` is the Python object, `name` the variable of [`variable`].
pub(crate) fn check(
    function: &PlannedFunction,
    plan: &Plan,
    place: usize,
    given: &str,
    name: &str,
) -> String {
    let Some(input) = function.inputs.get(place) else {
        return "0".to_owned();
    };
    let place = c_string(&format!("{}() argument '{}'", function.name, input.name));
    match &input.operation {
        Operation::IntIn(int) if is_uint64(int) => {
            format!("fp_uint64({given}, {place}, {}, &{name})", range(int))
        }
        Operation::IntIn(int) => {
            let (low, high) = (literal(int.low()), literal(int.high()));
            format!(
                "fp_int({given}, {low}, {high}, {place}, {}, &{name})",
                range(int)
            )
        }
        Operation::FloatIn(float) if float.bits == 32 => {
            format!("fp_float({given}, {place}, &{name})")
        }
        Operation::FloatIn(_) => format!("fp_double({given}, {place}, &{name})"),
        Operation::BoolIn { accepts_integers } => {
            format!(
                "fp_truth({given}, {}, {place}, &{name})",
                u8::from(*accepts_integers)
            )
        }
        Operation::EnumIn { enumeration } => {
            let class = plan
                .enumerations
                .get(*enumeration)
                .map_or("", |item| item.name.as_str());
            format!(
                "fp_enum({given}, {}, {place}, {}, &{name})",
                has_value(*enumeration),
                c_string(class)
            )
        }
        Operation::Utf8In { is_nullable } => {
            format!(
                "fp_text({given}, {}, {place}, &{name})",
                u8::from(*is_nullable)
            )
        }
        Operation::BufferIn(element) => buffer(element, false, given, name, &place),
        Operation::BufferOut(element) => buffer(element, true, given, name, &place),
        _ => "0".to_owned(),
    }
}

fn buffer(element: &Element, is_written: bool, given: &str, name: &str, place: &str) -> String {
    let (kind, size) = (element.kind(), element.size_bytes());
    // NumPy and `array` spell 64-bit integers `l` on the Unix systems where `long` has 64 bits.
    let code = match element.format() {
        "q" => "l",
        "Q" => "L",
        other => other,
    };
    let label = c_string(&format!("a buffer of {}", element.label()));
    let written = u8::from(is_written);
    format!("fp_buffer({given}, &{name}, '{kind}', '{code}', {size}, {written}, {place}, {label})")
}

/// The checks after all inputs, each as `(condition, statement that sets the exception)`.
pub(crate) fn late_checks(
    function: &PlannedFunction,
    view: &dyn Fn(usize) -> String,
) -> Vec<(String, String)> {
    let mut checks = Vec::new();
    let name = c_string(&function.name);
    let label = |place: usize| {
        c_string(
            function
                .inputs
                .get(place)
                .map_or("", |input| input.name.as_str()),
        )
    };
    for operation in &function.lengths {
        let Operation::LengthIn { buffers, int } = operation else {
            continue;
        };
        let Some((&first, others)) = buffers.split_first() else {
            continue;
        };
        for &other in others {
            let (a, b) = (view(first), view(other));
            checks.push((
                format!("{a}.count != {b}.count"),
                format!(
                    "fp_length_differs({name}, {}, {a}.count, {}, {b}.count);",
                    label(first),
                    label(other)
                ),
            ));
        }
        if int.high() < i128::from(i64::MAX) {
            let place = c_string(&format!(
                "{}() the length of '{}'",
                function.name,
                function
                    .inputs
                    .get(first)
                    .map_or("", |input| input.name.as_str())
            ));
            checks.push((
                format!("{}.count > {}", view(first), literal(int.high())),
                format!("fp_out_of_range({place}, {});", range(int)),
            ));
        }
    }
    for &(written, other) in &function.apart {
        checks.push((
            format!("fp_overlap(&{}, &{})", view(written), view(other)),
            format!("fp_overlaps({name}, {}, {});", label(written), label(other)),
        ));
    }
    checks
}

/// The name of the function that says whether a value belongs to an enumeration.
pub(crate) fn has_value(enumeration: usize) -> String {
    format!("fp_has_{enumeration}")
}

/// The definition of [`has_value`].
pub(crate) fn has_value_definition(place: usize, item: &PlannedEnum) -> String {
    let name = has_value(place);
    if item.is_flags {
        let mask = literal(item.mask());
        return format!(
            "static FP_UNUSED int {name}(int64_t value)\n{{\n    return (value & ~({mask})) == 0;\n}}\n"
        );
    }
    let mut text =
        format!("static FP_UNUSED int {name}(int64_t value)\n{{\n    switch (value) {{\n");
    for value in item.values() {
        text.push_str(&format!("    case {}:\n", literal(value)));
    }
    text.push_str("        return 1;\n    default:\n        return 0;\n    }\n}\n");
    text
}

/// The Python object of a result that `value` holds.
pub(crate) fn result_object(result: &Operation, plan: &Plan, value: &str) -> String {
    let int_object = |int: &IntType| match (int.is_signed, int.bits) {
        (true, 64) => format!("PyLong_FromLongLong({value})"),
        (true, _) => format!("PyLong_FromLong({value})"),
        (false, 64) => format!("PyLong_FromUnsignedLongLong({value})"),
        (false, _) => format!("PyLong_FromUnsignedLong({value})"),
    };
    match result {
        Operation::ReturnInt(int) => int_object(int),
        Operation::ReturnEnum { enumeration } => plan
            .enumerations
            .get(*enumeration)
            .map_or_else(String::new, |item| int_object(&item.int)),
        Operation::ReturnBool => format!("PyBool_FromLong({value})"),
        Operation::ReturnFloat(_) => format!("PyFloat_FromDouble((double){value})"),
        _ => "Py_NewRef(Py_None)".to_owned(),
    }
}

/// The C type of a function's result.
pub(crate) fn result_type<'a>(function: &'a PlannedFunction, plan: &'a Plan) -> &'a str {
    value_type(&function.result, plan)
}

fn is_uint64(int: &IntType) -> bool {
    !int.is_signed && int.bits == 64
}

fn range(int: &IntType) -> String {
    c_string(&format!("from {} to {}", int.low(), int.high()))
}

/// A C literal of a 64-bit value.
fn literal(value: i128) -> String {
    if value == i128::from(i64::MIN) {
        "INT64_MIN".to_owned()
    } else {
        format!("INT64_C({value})")
    }
}
