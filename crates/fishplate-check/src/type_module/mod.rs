//! Writes what a header says as a Python module that declares it on a loaded library.
//!
//! An old ctypes module becomes safe by one call: `types.apply(lib)`. Nothing is checked here:
//! whoever writes the files holds them against the header first, and leaves out what fails.

mod python;
mod records;
mod stub;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use fishplate_model::{Function, Interface};

use crate::index::Native;
use records::Records;
use values::Values;

/// The names that a library object has of its own, or that ctypes does not look up.
const OWN_NAMES: &[&str] = &[
    "_FuncPtr",
    "_func_flags_",
    "_func_restype_",
    "_handle",
    "_name",
];

/// How the first line of every such file begins, by which an older one is known.
pub const TYPE_MODULE_MARK: &str = python::FIRST;

/// A module and its stub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeModule {
    /// The text of the `.py` file.
    pub python: String,
    /// The text of the `.pyi` file.
    pub stub: String,
    /// How many functions it declares.
    pub functions: usize,
    /// The functions and records that it leaves out, with the reason.
    pub left_out: BTreeMap<String, String>,
}

/// Writes the module for everything that a header declares.
///
/// `unfit` names functions and records that are to be left out, with the reason: those that a
/// check of an earlier text has found to differ from C.
#[must_use]
pub fn type_module(interface: &Interface, unfit: &BTreeMap<String, String>) -> TypeModule {
    let native = Native::new(interface);
    let records = Records::new(&native, unfit);
    let values = Values {
        native: &native,
        records: &records,
    };
    let mut left_out = BTreeMap::new();
    let mut functions: Vec<Prototype<'_>> = Vec::new();
    let mut seen = BTreeSet::new();
    for function in &interface.functions {
        let symbol = function.symbol.as_deref().unwrap_or(&function.name);
        if !seen.insert(symbol) {
            continue;
        }
        let why = unfit.get(symbol).cloned();
        let found = why.map_or_else(|| prototype(&values, function, symbol), Err);
        match found {
            Ok(prototype) => functions.push(prototype),
            Err(why) => {
                left_out.insert(symbol.to_owned(), why);
            }
        }
    }
    for one in &interface.unsupported {
        left_out.insert(one.what.clone(), one.span.to_string());
    }
    let needed = records.needed(&values, &functions);
    for record in &needed {
        if let Some(why) = records.why_opaque(record) {
            left_out.insert(record.name.clone(), why.to_owned());
        }
    }
    let parts = Parts {
        interface,
        values: &values,
        records: &needed,
        functions: &functions,
        left_out: &left_out,
    };
    TypeModule {
        python: python::text(&parts),
        stub: stub::text(&parts),
        functions: functions.len(),
        left_out,
    }
}

/// What both files are made of.
struct Parts<'a, 'p> {
    interface: &'a Interface,
    values: &'p Values<'a, 'p>,
    /// The records that the functions need, each behind those that it holds.
    records: &'p [&'a fishplate_model::Record],
    functions: &'p [Prototype<'a>],
    left_out: &'p BTreeMap<String, String>,
}

/// A function that ctypes can declare.
struct Prototype<'a> {
    symbol: &'a str,
    native: &'a Function,
    arguments: Vec<String>,
    result: String,
}

/// The function as ctypes declares it, or why it cannot.
fn prototype<'a>(
    values: &Values<'a, '_>,
    function: &'a Function,
    symbol: &'a str,
) -> Result<Prototype<'a>, String> {
    if OWN_NAMES.contains(&symbol) {
        return Err("a library object has something of its own by that name".to_owned());
    }
    if function.is_inline {
        return Err("it is inline, so no library has it".to_owned());
    }
    if function.is_exported == Some(false) {
        return Err("the library does not export it".to_owned());
    }
    let mut arguments = Vec::new();
    for (index, parameter) in function.parameters.iter().enumerate() {
        let part = match &parameter.name {
            Some(name) => format!("parameter `{name}`"),
            None => format!("parameter {}", index + 1),
        };
        let ty = values.parameter(&parameter.ty);
        arguments.push(ty.map_err(|why| format!("{part} {why}"))?);
    }
    let result = values.result(&function.result);
    Ok(Prototype {
        symbol,
        native: function,
        arguments,
        result: result.map_err(|why| format!("the result {why}"))?,
    })
}

/// Whether a name can stand behind a dot in Python.
fn is_plain_name(name: &str) -> bool {
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name && !KEYWORDS.contains(&name)
}

/// Python's keywords (The Python Language Reference, 2.3.1).
const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];
