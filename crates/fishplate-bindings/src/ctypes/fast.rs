//! The quick way through a generated function: conditions under which the arguments can be passed
//! on as they are.
//!
//! It may only be quick, never different: what does not fit, or raises, goes the careful way,
//! which does every check in order.

use crate::ctypes::types;
use crate::{Argument, Element, IntType, Operation, PlannedFunction};

/// Integers up to this size fit one digit of CPython's `int`; comparing with them is quicker.
const ONE_DIGIT: i128 = (1 << 30) - 1;

/// The quick way of a function: conditions, then statements, then the arguments.
pub(crate) struct Fast {
    pub(crate) conditions: Vec<String>,
    pub(crate) pointers: Vec<String>,
    pub(crate) late_conditions: Vec<String>,
    pub(crate) arguments: Vec<String>,
}

/// The quick way of a function, if it has one.
pub(crate) fn of(function: &PlannedFunction) -> Option<Fast> {
    // An overlap is looked for the careful way only; so is everything about text.
    if !function.apart.is_empty() {
        return None;
    }
    let mut fast = Fast {
        conditions: Vec::new(),
        pointers: Vec::new(),
        late_conditions: Vec::new(),
        arguments: Vec::new(),
    };
    let mut masks: Vec<(u32, Vec<String>)> = Vec::new();
    for (place, input) in function.inputs.iter().enumerate() {
        let name = &input.name;
        match &input.operation {
            Operation::IntIn(int) => fast.conditions.push(range(int, name)),
            Operation::FloatIn(float) if float.bits == 32 => {
                let largest = f32::MAX;
                fast.conditions
                    .push(format!("-{largest:e} <= {name} <= {largest:e}"));
            }
            Operation::FloatIn(_) => {}
            Operation::BoolIn { .. } => fast
                .conditions
                .push(format!("({name} is True or {name} is False)")),
            Operation::EnumIn { enumeration } => {
                fast.conditions
                    .push(format!("{name} in _fp_values_{enumeration}"));
            }
            Operation::BufferIn(element) | Operation::BufferOut(element) => {
                let dtype = dtype(element)?;
                fast.conditions.push(format!(
                    "_fp_type({name}) is _fp_ndarray and {name}.dtype is {dtype} and {name}.ndim == 1"
                ));
                fast.pointers
                    .push(format!("_fp_p{place} = {}({name})", borrow(element)));
                if element.size_bytes() > 1 {
                    let address = format!("_fp_addressof(_fp_p{place})");
                    match masks
                        .iter_mut()
                        .find(|(size, _)| *size == element.size_bytes())
                    {
                        Some((_, addresses)) => addresses.push(address),
                        None => masks.push((element.size_bytes(), vec![address])),
                    }
                }
            }
            _ => return None,
        }
    }
    lengths(function, &mut fast)?;
    for (size, addresses) in masks {
        fast.late_conditions
            .push(format!("not ({}) & {}", addresses.join(" | "), size - 1));
    }
    fast.arguments = arguments(function)?;
    Some(fast)
}

fn arguments(function: &PlannedFunction) -> Option<Vec<String>> {
    let argument = |argument: &Argument| match argument {
        Argument::Input(place) if function.buffer(*place).is_some() => {
            Some(format!("_fp_p{place}"))
        }
        Argument::Input(place) => function.inputs.get(*place).map(|input| input.name.clone()),
        Argument::Length(place) => Some(format!("_fp_n{place}")),
    };
    function.arguments.iter().map(argument).collect()
}

fn lengths(function: &PlannedFunction, fast: &mut Fast) -> Option<()> {
    for (place, operation) in function.lengths.iter().enumerate() {
        let Operation::LengthIn { buffers, int } = operation else {
            return None;
        };
        let (first, others) = buffers.split_first()?;
        let first = &function.inputs.get(*first)?.name;
        let mut condition = format!("(_fp_n{place} := _fp_len({first}))");
        for other in others {
            condition.push_str(&format!(
                " == _fp_len({})",
                function.inputs.get(*other)?.name
            ));
        }
        if others.is_empty() {
            condition.push_str(" >= 0");
        }
        fast.conditions.push(condition);
        if int.high() < i128::from(i64::MAX) {
            fast.conditions
                .push(format!("_fp_n{place} <= {}", int.high()));
        }
    }
    Some(())
}

fn range(int: &IntType, name: &str) -> String {
    let (low, high) = (int.low(), int.high());
    if high <= ONE_DIGIT {
        return format!("{low} <= {name} <= {high}");
    }
    let near = if int.is_signed { -ONE_DIGIT } else { 0 };
    format!("({near} <= {name} <= {ONE_DIGIT} or {low} <= {name} <= {high})")
}

/// The module's name of the NumPy element type, for elements that NumPy has one of.
pub(crate) fn dtype(element: &Element) -> Option<String> {
    match element {
        Element::Byte { .. } => None,
        Element::Float(float) if float.bits == 128 => None,
        _ => Some(format!("_fp_dtype_{}", element.label())),
    }
}

/// The module's name of the function that borrows a buffer.
pub(crate) fn borrow(element: &Element) -> String {
    format!("_fp_borrow_{}", types::element(element))
}
