//! The careful way through a generated function: every check of the one meaning, in order.

use super::{Dialect, buffer, dtype, result, values};
use crate::source::{Source, python_string};
use crate::{Argument, Operation, Plan, PlannedFunction};

/// Writes the careful way of a function.
pub(super) fn way(
    place: usize,
    function: &PlannedFunction,
    plan: &Plan,
    dialect: &Dialect,
    out: &mut Source,
) {
    let knows_array = |operation| buffer(operation).is_some_and(|(item, _)| dtype(item).is_some());
    if (function.inputs.iter()).any(|input| knows_array(&input.operation)) {
        out.line("_fp_learn()");
    }
    for (at, input) in function.inputs.iter().enumerate() {
        let place = python_string(&format!("{}() argument '{}'", function.name, input.name));
        let check = check(&input.operation, plan, dialect, &input.name, &place);
        out.line(format!("_fp_v{at} = {check}"));
    }
    late_checks(function, out);
    let arguments: Vec<String> = (function.arguments.iter())
        .map(|argument| match argument {
            Argument::Input(at) => handed(function, *at, dialect),
            Argument::Length(at) => format!("_fp_n{at}"),
        })
        .collect();
    let call = format!("_fp_{place}({})", arguments.join(", "));
    out.line(format!("return {}", result(function, dialect, call)));
}

/// What the tool is given for a checked input.
fn handed(function: &PlannedFunction, at: usize, dialect: &Dialect) -> String {
    let value = format!("_fp_v{at}");
    match function.inputs.get(at).map(|input| &input.operation) {
        Some(Operation::BufferIn(_) | Operation::BufferOut(_)) => format!("{value}.pointer"),
        Some(Operation::Utf8In { is_nullable: true }) => (dialect.nullable_text)(&value),
        _ => value,
    }
}

/// The checks that come after every argument: lengths, then overlap.
fn late_checks(function: &PlannedFunction, out: &mut Source) {
    let quoted = |place: usize| {
        let input = function.inputs.get(place);
        python_string(input.map_or("", |input| input.name.as_str()))
    };
    let name = python_string(&function.name);
    for (at, operation) in function.lengths.iter().enumerate() {
        let Operation::LengthIn { buffers, int } = operation else {
            continue;
        };
        let Some((&first, others)) = buffers.split_first() else {
            continue;
        };
        for &other in others {
            out.line(format!(
                "_fp.same_length(_fp_v{first}, _fp_v{other}, {name}, {}, {})",
                quoted(first),
                quoted(other)
            ));
        }
        let place = python_string(&format!(
            "{}() the length of {}",
            function.name,
            quoted(first).replace('"', "'")
        ));
        out.line(format!(
            "_fp_n{at} = _fp.integer(_fp_v{first}.length, 0, {}, {place})",
            int.high()
        ));
    }
    for &(written, other) in &function.apart {
        out.line(format!(
            "_fp.apart(_fp_v{written}, _fp_v{other}, {name}, {}, {})",
            quoted(written),
            quoted(other)
        ));
    }
}

/// The check of one argument, as an expression.
fn check(operation: &Operation, plan: &Plan, dialect: &Dialect, name: &str, place: &str) -> String {
    match operation {
        Operation::IntIn(int) => {
            let (low, high) = (int.low(), int.high());
            format!("_fp.integer({name}, {low}, {high}, {place})")
        }
        Operation::FloatIn(float) if float.bits == 32 => format!("_fp.number32({name}, {place})"),
        Operation::FloatIn(_) => format!("_fp.number({name}, {place})"),
        Operation::BoolIn { accepts_integers } => {
            format!(
                "_fp.truth({name}, {}, {place})",
                python_bool(*accepts_integers)
            )
        }
        Operation::EnumIn { enumeration } => {
            let Some(item) = plan.enumerations.get(*enumeration) else {
                return name.to_owned();
            };
            let mask = if item.is_flags {
                item.mask().to_string()
            } else {
                "None".to_owned()
            };
            let (values, class) = (values(*enumeration), python_string(&item.name));
            format!("_fp.member({name}, {values}, {mask}, {place}, {class})")
        }
        Operation::Utf8In { is_nullable } => {
            format!("_fp.text({name}, {}, {place})", python_bool(*is_nullable))
        }
        Operation::BufferIn(element) | Operation::BufferOut(element) => format!(
            "_fp.view({name}, {}, \"{}\", {}, {}, {place}, {})",
            (dialect.lend)(element),
            element.kind(),
            element.size_bytes(),
            python_bool(matches!(operation, Operation::BufferOut(_))),
            python_string(&format!("a buffer of {}", element.label())),
        ),
        _ => name.to_owned(),
    }
}

fn python_bool(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}
