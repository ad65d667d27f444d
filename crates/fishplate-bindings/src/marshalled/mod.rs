//! What the binding paths share whose marshalling is Python text: one module for all of them.
//!
//! A path brings a [`Dialect`]: how its tool opens the library, finds a function and is handed a
//! value. What is taken and what is refused stands here and in `_uniform.py`, never in a dialect.

mod careful;
mod module;
mod quick;

use crate::source::Source;
use crate::{Element, IntType, Library, Operation, Plan, PlannedFunction};

pub(crate) use self::module::module;
pub(crate) use self::quick::range;

/// How one tool is spoken to from Python.
///
/// Names that begin with `_fp_` are the module's own; no C function or parameter has such a name.
pub(crate) struct Dialect {
    /// What a person calls the tool.
    pub(crate) tool: &'static str,
    /// What it needs of the standard library, as import statements.
    pub(crate) imports: &'static [&'static str],
    /// Imports the tool, opens the library and prepares what the other fields name.
    pub(crate) opening: fn(&Plan, &Library, &mut Source),
    /// Binds `_fp_<place>` to the native function.
    pub(crate) native: fn(usize, &PlannedFunction, &Plan, &mut Source),
    /// How the quick way hands over an integer that the caller calls by this name.
    pub(crate) integer: fn(&IntType, &str) -> Handed,
    /// What must be true of a number that is to become a `double`; nothing where the tool itself
    /// takes numbers and nothing else.
    pub(crate) double: fn(&str) -> Option<String>,
    /// The expression that lends an array to the quick way; it raises for a strided one. The last
    /// argument says whether `distance` is asked of the result.
    pub(crate) borrow: fn(&Element, &str, bool) -> String,
    /// Whether `borrow` takes read-only arrays, so that a written one's rights must be looked at.
    pub(crate) borrows_read_only: bool,
    /// How many bytes one borrowed array lies behind another, as an expression.
    pub(crate) distance: fn(&str, &str) -> String,
    /// The function that lends a memoryview's memory to the careful way (`_uniform.view`).
    pub(crate) lend: fn(&Element) -> String,
    /// What the tool is handed for checked text that may be `None`.
    pub(crate) nullable_text: fn(&str) -> String,
    /// A call's value as a plain Python value.
    pub(crate) plain_result: fn(&Operation, String) -> String,
}

/// One value on the quick way.
pub(crate) struct Handed {
    /// What must be true of it.
    pub(crate) condition: Option<String>,
    /// What the tool is given.
    pub(crate) argument: String,
}

/// The element of a buffer and whether it is written.
fn buffer(operation: &Operation) -> Option<(&Element, bool)> {
    match operation {
        Operation::BufferIn(element) => Some((element, false)),
        Operation::BufferOut(element) => Some((element, true)),
        _ => None,
    }
}

/// The module's name of the NumPy element type, for elements that NumPy has one of.
fn dtype(element: &Element) -> Option<String> {
    match element {
        Element::Byte { .. } => None,
        Element::Float(float) if float.bits == 128 => None,
        _ => Some(format!("_fp_dtype_{}", element.label())),
    }
}

/// The module's name of the values of an enumeration.
fn values(enumeration: usize) -> String {
    format!("_fp_values_{enumeration}")
}

/// What the caller gets of a call's value.
fn result(function: &PlannedFunction, dialect: &Dialect, call: String) -> String {
    let plain = (dialect.plain_result)(&function.result, call);
    match function.result {
        Operation::ReturnEnum { enumeration } => format!("_fp_member_{enumeration}({plain})"),
        _ => plain,
    }
}
