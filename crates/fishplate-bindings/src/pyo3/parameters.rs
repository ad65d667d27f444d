//! Writes the parameters of a function, and how the checks get at its arguments.
//!
//! Behind the text of [`Parameters::fetch`], `given` holds the arguments that must be there, and
//! `optional` the others: a default stands for what is left out, and never for a `None`.

use super::names::{literal, parameter};
use crate::{DefaultValue, Input, Operation, PlannedFunction};

/// Whether a call may raise.
pub(crate) fn is_fallible(function: &PlannedFunction) -> bool {
    !function.inputs.is_empty() || matches!(function.result, Operation::ReturnEnum { .. })
}

/// How PyO3 hands over the arguments.
pub(crate) enum Parameters {
    /// There are none; the attached thread's token where the body needs it.
    None { needs_token: bool },
    /// One by one, under their Rust names.
    Named(Vec<String>),
    /// Together, since Rust cannot have a parameter of one of the names.
    Together,
}

impl Parameters {
    pub(crate) fn new(function: &PlannedFunction) -> Self {
        let names = function.inputs.iter().map(|input| parameter(&input.name));
        match names.collect::<Option<Vec<String>>>() {
            None => Self::Together,
            Some(names) if names.is_empty() => Self::None {
                needs_token: is_fallible(function) || function.is_detached,
            },
            Some(names) => Self::Named(names),
        }
    }

    /// What PyO3 is told of them.
    pub(crate) fn signature(&self, function: &PlannedFunction) -> String {
        match self {
            Self::None { .. } => String::new(),
            Self::Named(names) => {
                let required = function.required();
                let named = names.iter().enumerate().map(|(place, name)| {
                    if place < required {
                        name.clone()
                    } else {
                        format!("{name} = uniform::Optional::LEFT_OUT")
                    }
                });
                named.collect::<Vec<_>>().join(", ")
            }
            Self::Together => "*arguments, **keywords".to_owned(),
        }
    }

    /// The parameters of the Rust function.
    pub(crate) fn list(&self, function: &PlannedFunction) -> String {
        match self {
            Self::None { needs_token: false } => String::new(),
            Self::None { .. } if is_fallible(function) => "py: Python<'py>".to_owned(),
            Self::None { .. } => "py: Python<'_>".to_owned(),
            Self::Named(names) => {
                let required = function.required();
                let token = (required == 0).then(|| format!("{}: Python<'py>", token(names)));
                let typed = names.iter().enumerate().map(|(place, name)| {
                    let ty = if place < required {
                        "Given"
                    } else {
                        "Optional"
                    };
                    format!("{name}: {ty}<'_, 'py>")
                });
                token
                    .into_iter()
                    .chain(typed)
                    .collect::<Vec<_>>()
                    .join(", ")
            }
            Self::Together => {
                "arguments: &Bound<'py, PyTuple>, keywords: Option<&Bound<'py, PyDict>>".to_owned()
            }
        }
    }

    /// The statements before the checks: a parameter may have any name, so the variables of the
    /// body may take over their names from there on.
    pub(crate) fn fetch(&self, function: &PlannedFunction) -> Option<String> {
        let required = function.required();
        match self {
            Self::None { .. } => None,
            Self::Named(names) => {
                let (given, optional) = names.split_at_checked(required)?;
                let given = format!("[{}]", given.join(", "));
                if optional.is_empty() {
                    return Some(format!("let given = {given};"));
                }
                let optional: Vec<String> = optional
                    .iter()
                    .map(|name| format!("{name}.given()"))
                    .collect();
                let optional = format!("[{}]", optional.join(", "));
                Some(if required == 0 {
                    format!("let (py, optional) = ({}, {optional});", token(names))
                } else {
                    format!("let (given, optional) = ({given}, {optional});")
                })
            }
            Self::Together => Some(together(function)),
        }
    }
}

/// Has the shared code put the arguments into the order of the parameters.
fn together(function: &PlannedFunction) -> String {
    let required = function.required();
    let name = |input: &Input| literal(&input.name);
    let names: Vec<String> = function.inputs.iter().map(name).collect();
    let (given, optional) = names.split_at(required.min(names.len()));
    let call = format!(
        "uniform::arguments({}, [{}], [{}], arguments, keywords)?",
        literal(&function.name),
        given.join(", "),
        optional.join(", ")
    );
    let given_is = "let given = given.each_ref();";
    let optional_is = "let optional = optional.each_ref().map(Option::as_ref);";
    match (given.is_empty(), optional.is_empty()) {
        (_, true) => format!("let (given, []) = {call};\n{given_is}"),
        (true, false) => {
            format!("let py = arguments.py();\nlet ([], optional) = {call};\n{optional_is}")
        }
        (false, false) => format!("let (given, optional) = {call};\n{given_is}\n{optional_is}"),
    }
}

/// A name for the attached thread's token that no parameter has.
fn token(names: &[String]) -> String {
    let mut token = "py".to_owned();
    while names.contains(&token) {
        token.push('_');
    }
    token
}

/// The expression of the attached thread's token, in the body.
pub(crate) fn token_expression(function: &PlannedFunction) -> &'static str {
    if function.required() == 0 {
        "py"
    } else {
        "given[0].py()"
    }
}

/// The value of an input that is left out, in the Rust type that it crosses in.
pub(crate) fn default_expression(input: &Input, default: &DefaultValue) -> String {
    match default {
        DefaultValue::Int(number) => number.to_string(),
        // As in Python, the shortest digits that read back exactly.
        DefaultValue::Float(number) => match &input.operation {
            Operation::FloatIn(float) if float.bits == 32 => format!("{number:?}_f64 as f32"),
            _ => format!("{number:?}"),
        },
        DefaultValue::Bool(truth) => truth.to_string(),
        DefaultValue::Text(text) => format!("c{}.as_ptr()", literal(text)),
        DefaultValue::None => "std::ptr::null()".to_owned(),
    }
}

/// The names that the wrapper of a function needs to be imported.
pub(crate) fn imported_names(function: &PlannedFunction) -> Vec<&'static str> {
    let required = function.required();
    let mut names = match Parameters::new(function) {
        Parameters::None { needs_token: false } => vec![],
        Parameters::None { .. } => vec!["Python"],
        Parameters::Named(_) if required == function.inputs.len() => vec!["Given"],
        Parameters::Named(_) if required == 0 => vec!["Optional", "Python"],
        Parameters::Named(_) => vec!["Given", "Optional"],
        Parameters::Together => vec!["Bound", "PyDict", "PyTuple"],
    };
    if is_fallible(function) {
        names.push("Checked");
    }
    if matches!(function.result, Operation::ReturnEnum { .. }) {
        names.extend(["Bound", "PyAny"]);
    }
    if (0..function.inputs.len()).any(|place| function.buffer(place).is_some()) {
        names.push("buffer");
    }
    names
}
