//! Holds a call against the header: the right function, its parameters, and values that fit them.
//!
//! All that does not fit is said at once, beside the call and the prototype. What a value means to
//! a binding is the plan's business, which is asked last.

use std::fmt::Write as _;

use fishplate_bindings::{Argument, Notes, Operation, PlannedFunction, plan};
use fishplate_model::{Function, Interface};

use super::order::in_order;
use super::{Code, OwnFunction, types};
use crate::error::suggestion;
use crate::notes::own_notes;
use crate::{LabError, Spec, Workload};

/// A call that does not fit the header.
#[derive(Debug)]
pub struct Misfit {
    call: String,
    /// The prototype with its place; empty where there is no such function.
    prototype: String,
    problems: Vec<String>,
}

impl std::fmt::Display for Misfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("`--call` does not fit the header:")?;
        for problem in &self.problems {
            write!(f, "\n  - {problem}")?;
        }
        write!(f, "\n  the call:   {}", self.call)?;
        if !self.prototype.is_empty() {
            write!(f, "\n  the header: {}", self.prototype)?;
        }
        Ok(())
    }
}

/// The workload of a call that fits, and the interface of its function alone.
///
/// # Errors
/// [`LabError::Misfit`], with all that does not fit.
pub(crate) fn fitted(
    own: &OwnFunction,
    workload: Workload,
    interface: Interface,
) -> Result<(Workload, Interface), LabError> {
    let fail = |prototype: &str, problems: Vec<String>| {
        LabError::Misfit(Box::new(Misfit {
            call: own.call.text.clone(),
            prototype: prototype.to_owned(),
            problems,
        }))
    };
    let interface = alone(own, interface).map_err(|problem| fail("", vec![problem]))?;
    let Some(function) = interface.functions.first() else {
        return Err(fail("", vec![String::new()]));
    };
    let prototype = format!("{}  ({})", prototype(function), function.span);
    let fail = |problems: Vec<String>| fail(&prototype, problems);
    callable(own, function).map_err(|problem| fail(vec![problem]))?;
    let ordered = in_order(&own.call.arguments, function);
    let mut problems = ordered.problems;
    problems.extend(types::problems(function, &ordered.arguments, &interface));
    if !problems.is_empty() {
        return Err(fail(problems));
    }
    // Without a problem none is missing.
    let arguments = ordered.arguments.into_iter();
    let arguments = arguments.filter_map(|(name, spec)| Some((name, spec?)));
    let workload = planned(own, workload, &interface, arguments.collect()).map_err(fail)?;
    Ok((workload, interface))
}

/// The interface with the function of the call and no other.
fn alone(own: &OwnFunction, mut interface: Interface) -> Result<Interface, String> {
    let name = &own.call.function;
    if interface
        .functions
        .iter()
        .any(|function| function.name == *name)
    {
        interface
            .functions
            .retain(|function| function.name == *name);
        interface.functions.truncate(1);
        return Ok(interface);
    }
    let known: Vec<String> = (interface.functions.iter())
        .map(|function| function.name.clone())
        .collect();
    let about = interface
        .unsupported
        .iter()
        .find(|item| item.what.contains(&format!("`{name}`")));
    if let Some(item) = about {
        return Err(format!(
            "`{name}` is not understood: {} ({})",
            item.what, item.span
        ));
    }
    let listed = match known.len() {
        0 => "; it declares no function of its own, and nothing that it includes has that name"
            .to_owned(),
        1..=12 => format!("; declared there: {}", known.join(", ")),
        count => format!("; {count} others are declared there"),
    };
    let headers = own.shown_headers();
    Err(format!(
        "`{name}` is not declared in {headers}{}{listed}",
        suggestion(name, &known)
    ))
}

/// Whether the library has the function, and as one that can be called with given arguments.
fn callable(own: &OwnFunction, function: &Function) -> Result<(), String> {
    let name = &function.name;
    if function.is_variadic {
        return Err(format!(
            "`{name}` takes a variable number of arguments; wrap it in a function that does not"
        ));
    }
    if function.is_inline {
        return Err(format!(
            "`{name}` is inline in the header, so no library has it; wrap it in a function that is not"
        ));
    }
    if function.is_exported == Some(false) {
        return Err(match &own.code {
            Code::Sources { .. } => format!(
                "the sources do not define `{name}`; name the file that does with `--source`"
            ),
            Code::Library { file, .. } => format!(
                "`{}` has no symbol `{name}`; name the library that does with `--library`",
                file.display()
            ),
        });
    }
    Ok(())
}

/// Asks the plan, whose word on lengths and names every binding follows.
fn planned(
    own: &OwnFunction,
    workload: Workload,
    interface: &Interface,
    arguments: Vec<(String, Spec)>,
) -> Result<Workload, Vec<String>> {
    let (text, source) = match &own.notes {
        Some((text, file)) => (text.clone(), file.as_str()),
        None => (
            own_notes(&own.call.function, &arguments),
            "what follows from `--call`",
        ),
    };
    let fail = |error: &dyn std::fmt::Display| vec![error.to_string()];
    let notes = Notes::parse(&text, source).map_err(|error| fail(&error))?;
    let planned = plan(interface, &notes, "own").map_err(|error| fail(&error))?;
    let Some(function) = planned.functions.first() else {
        let reason = planned
            .left_out
            .first()
            .map_or("", |left| left.reason.as_str());
        return Err(vec![format!("no binding path can carry it: {reason}")]);
    };
    let problems = length_problems(function, &arguments);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut workload = workload;
    workload.notes = Some(text);
    for case in &mut workload.cases {
        case.arguments = in_python(function, &arguments);
    }
    Ok(workload)
}

/// Where the call and the plan differ on which argument is whose length.
fn length_problems(function: &PlannedFunction, arguments: &[(String, Spec)]) -> Vec<String> {
    let mut problems = Vec::new();
    let buffers_of = |length: usize| -> Vec<&(String, Spec)> {
        let Some(Operation::LengthIn { buffers, .. }) = function.lengths.get(length) else {
            return Vec::new();
        };
        let is_one = |input: usize| buffers.contains(&input);
        let all = arguments.iter().zip(&function.arguments);
        all.filter(|(_, place)| matches!(place, Argument::Input(input) if is_one(*input)))
            .map(|(argument, _)| argument)
            .collect()
    };
    for ((name, spec), place) in arguments.iter().zip(&function.arguments) {
        match (spec, place) {
            (Spec::LengthOf(of), Argument::Length(length)) => {
                let buffers = buffers_of(*length);
                if !buffers.iter().any(|(buffer, _)| buffer == of) {
                    problems.push(format!(
                        "`{name}` is not the length of `{of}`; correct the notes"
                    ));
                }
                problems.extend(unequal(name, &buffers));
            }
            (Spec::LengthOf(of), Argument::Input(_)) => problems.push(format!(
                "the notes do not say that `{name}` is the length of `{of}`; write \
                 `len = \"{name}\"` for `{of}` in the notes, or give `{name}` a number"
            )),
            (_, Argument::Length(length)) => {
                let of = buffers_of(*length)
                    .first()
                    .map_or("", |(buffer, _)| buffer.as_str());
                problems.push(format!(
                    "`{name}` is the number of elements of `{of}`, which bindings count themselves; \
                     write `{name}=len({of})`"
                ));
            }
            _ => {}
        }
    }
    problems
}

/// Arrays of one length that are given different ones.
fn unequal(name: &str, buffers: &[&(String, Spec)]) -> Option<String> {
    let mut lengths = buffers.iter().filter_map(|(buffer, spec)| match spec {
        Spec::Buffer { length, .. } => Some((buffer, length)),
        _ => None,
    });
    let (first, expected) = lengths.next()?;
    let (other, _) = lengths.find(|(_, length)| *length != expected)?;
    Some(format!(
        "`{name}` is the length of `{first}` and of `{other}`, so both have as many elements; write \
         the same number for both, or say in the notes which parameter holds the length of `{other}`"
    ))
}

/// The arguments by the names that the bindings give them.
fn in_python(function: &PlannedFunction, arguments: &[(String, Spec)]) -> Vec<(String, Spec)> {
    let renamed = |name: &str| -> String {
        let mut all = arguments.iter().zip(&function.arguments);
        let place = all
            .find(|((known, _), _)| known == name)
            .map(|(_, place)| place);
        match place {
            Some(Argument::Input(input)) => {
                function.inputs.get(*input).map(|input| input.name.clone())
            }
            _ => None,
        }
        .unwrap_or_else(|| name.to_owned())
    };
    let arguments = arguments.iter().map(|(name, spec)| {
        let spec = match spec {
            Spec::LengthOf(of) => Spec::LengthOf(renamed(of)),
            other => other.clone(),
        };
        (renamed(name), spec)
    });
    arguments.collect()
}

/// A function as C declares it, on one line.
fn prototype(function: &Function) -> String {
    let mut text = String::new();
    let join = |ty: &str, name: &str| {
        let gap = if ty.ends_with('*') || name.is_empty() {
            ""
        } else {
            " "
        };
        format!("{ty}{gap}{name}")
    };
    let _ = write!(text, "{}(", join(&function.result.spelling, &function.name));
    let parameters: Vec<String> = (function.parameters.iter())
        .map(|parameter| {
            join(
                &parameter.ty.spelling,
                parameter.name.as_deref().unwrap_or(""),
            )
        })
        .collect();
    text.push_str(&if parameters.is_empty() {
        "void".to_owned()
    } else {
        parameters.join(", ")
    });
    text.push_str(if function.is_variadic { ", ...)" } else { ")" });
    text
}

#[cfg(test)]
mod tests;
