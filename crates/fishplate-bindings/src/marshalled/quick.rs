//! The quick way through a generated function: conditions under which the arguments can be handed
//! on as they are.
//!
//! It may only be quick, never different: what does not fit, or raises, goes the careful way,
//! which does every check in order.

use super::{Dialect, Handed, buffer, dtype, result, values};
use crate::source::Source;
use crate::{Argument, Element, IntType, Operation, PlannedFunction};

/// Integers up to this size fit one digit of CPython's `int`; comparing with them is quicker.
const ONE_DIGIT: i128 = (1 << 30) - 1;

/// Conditions, then borrowed arrays, then the conditions on those, then the C arguments.
#[derive(Default)]
struct Quick {
    conditions: Vec<String>,
    borrowed: Vec<String>,
    late_conditions: Vec<String>,
    arguments: Vec<String>,
}

/// Writes the quick way of a function, if it has one.
pub(super) fn way(place: usize, function: &PlannedFunction, dialect: &Dialect, out: &mut Source) {
    let Some(quick) = of(function, dialect).filter(|_| !function.inputs.is_empty()) else {
        return;
    };
    out.open("try:");
    let mut depth = 0;
    if !quick.conditions.is_empty() {
        out.open(format!("if {}:", quick.conditions.join(" and ")));
        depth += 1;
    }
    for borrowed in &quick.borrowed {
        out.line(borrowed);
    }
    if !quick.late_conditions.is_empty() {
        out.open(format!("if {}:", quick.late_conditions.join(" and ")));
        depth += 1;
    }
    let call = format!("_fp_{place}({})", quick.arguments.join(", "));
    out.line(format!("return {}", result(function, dialect, call)));
    for _ in 0..depth {
        out.out();
    }
    out.out();
    out.open("except _fp_Exception:").line("pass").out();
}

fn of(function: &PlannedFunction, dialect: &Dialect) -> Option<Quick> {
    let mut quick = Quick::default();
    let mut handed = Vec::new();
    for (place, input) in function.inputs.iter().enumerate() {
        let value = match &input.operation {
            Operation::BufferIn(element) => {
                array(function, place, element, false, dialect, &mut quick)?
            }
            Operation::BufferOut(element) => {
                array(function, place, element, true, dialect, &mut quick)?
            }
            other => scalar(other, &input.name, dialect)?,
        };
        quick.conditions.extend(value.condition);
        handed.push(value.argument);
    }
    lengths(function, &mut quick)?;
    for &(written, other) in &function.apart {
        let (start, end) = (bytes(function, written)?, bytes(function, other)?);
        let distance = (dialect.distance)(&borrowed(written), &borrowed(other));
        quick
            .late_conditions
            .push(format!("not -{start} < {distance} < {end}"));
    }
    let argument = |argument: &Argument| match argument {
        Argument::Input(place) => handed.get(*place).cloned(),
        Argument::Length(place) => Some(length(*place)),
    };
    quick.arguments = (function.arguments.iter())
        .map(argument)
        .collect::<Option<_>>()?;
    Some(quick)
}

fn scalar(operation: &Operation, name: &str, dialect: &Dialect) -> Option<Handed> {
    let handed = |condition: Option<String>| Handed {
        condition,
        argument: name.to_owned(),
    };
    Some(match operation {
        Operation::IntIn(int) => (dialect.integer)(int, name),
        // What is looked up must be what is handed over, whatever the argument says of itself.
        Operation::EnumIn { enumeration } => Handed {
            condition: Some(format!(
                "(_fp_m_{name} := _fp_index({name})) in {}",
                values(*enumeration)
            )),
            argument: format!("_fp_m_{name}"),
        },
        Operation::FloatIn(float) if float.bits == 32 => {
            let largest = f32::MAX;
            handed(Some(format!(
                "_fp_type({name}) is float and -{largest:e} <= {name} <= {largest:e}"
            )))
        }
        Operation::FloatIn(_) => handed((dialect.double)(name)),
        Operation::BoolIn { .. } => handed(Some(format!("({name} is True or {name} is False)"))),
        Operation::Utf8In { .. } => Handed {
            condition: Some(format!(
                "_fp_type({name}) is _fp_str and \"\\0\" not in {name}"
            )),
            argument: format!("{name}.encode()"),
        },
        _ => return None,
    })
}

/// A NumPy array; other exporters go the careful way.
fn array(
    function: &PlannedFunction,
    place: usize,
    element: &Element,
    is_written: bool,
    dialect: &Dialect,
    quick: &mut Quick,
) -> Option<Handed> {
    let name = &function.inputs.get(place)?.name;
    let mut condition = format!(
        "_fp_type({name}) is _fp_ndarray and {name}.dtype is {} and {name}.ndim == 1",
        dtype(element)?
    );
    // What NumPy calls aligned is so to the machine's own need, which on 64-bit machines is the
    // element's size.
    if is_written && dialect.borrows_read_only {
        condition.push_str(&format!(" and {name}.flags.carray"));
    } else if element.size_bytes() > 1 {
        condition.push_str(&format!(" and {name}.flags.aligned"));
    }
    let is_measured = !function.apart.is_empty();
    let expression = (dialect.borrow)(element, name, is_measured);
    let argument = if is_measured {
        quick
            .borrowed
            .push(format!("{} = {expression}", borrowed(place)));
        borrowed(place)
    } else {
        expression
    };
    Some(Handed {
        condition: Some(condition),
        argument,
    })
}

fn lengths(function: &PlannedFunction, quick: &mut Quick) -> Option<()> {
    for (place, operation) in function.lengths.iter().enumerate() {
        let Operation::LengthIn { buffers, int } = operation else {
            return None;
        };
        let (first, others) = buffers.split_first()?;
        let first = &function.inputs.get(*first)?.name;
        let mut condition = format!("({} := _fp_len({first}))", length(place));
        for other in others {
            let other = &function.inputs.get(*other)?.name;
            condition.push_str(&format!(" == _fp_len({other})"));
        }
        if others.is_empty() {
            condition.push_str(" >= 0");
        }
        quick.conditions.push(condition);
        if int.high() < i128::from(i64::MAX) {
            quick
                .conditions
                .push(format!("{} <= {}", length(place), int.high()));
        }
    }
    Some(())
}

/// The size in bytes of the buffer at a place of the inputs, as an expression.
fn bytes(function: &PlannedFunction, place: usize) -> Option<String> {
    let (element, _) = buffer(&function.inputs.get(place)?.operation)?;
    let at = function.lengths.iter().position(
        |operation| matches!(operation, Operation::LengthIn { buffers, .. } if buffers.contains(&place)),
    )?;
    Some(format!("{} * {}", length(at), element.size_bytes()))
}

fn borrowed(place: usize) -> String {
    format!("_fp_p{place}")
}

fn length(place: usize) -> String {
    format!("_fp_n{place}")
}

/// The condition that an integer of one of Python's own kinds of number is within the range.
pub(crate) fn range(int: &IntType, name: &str) -> String {
    let (low, high) = (int.low(), int.high());
    if high <= ONE_DIGIT {
        return format!("{low} <= {name} <= {high}");
    }
    let near = if int.is_signed { -ONE_DIGIT } else { 0 };
    format!("({near} <= {name} <= {ONE_DIGIT} or {low} <= {name} <= {high})")
}
