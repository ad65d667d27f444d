//! The plan: per function the operations that carry a call, in the order of the one meaning.

use fishplate_model::Interface;

use crate::api::{Api, ApiFunction, Role};
use crate::{DefaultValue, Element, IntType, Notes, NotesError, Operation};

/// What a writer is given: one Python module's functions as operations.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The import name of the package.
    pub module: String,
    /// The headers that it was made from, for documentation.
    pub headers: Vec<String>,
    /// The enumerations that functions use, in the order of first use.
    pub enumerations: Vec<PlannedEnum>,
    /// The functions in the order of the headers.
    pub functions: Vec<PlannedFunction>,
    /// The functions that no path can carry, and why.
    pub left_out: Vec<LeftOut>,
    /// Whether the notes say that several threads may call the library at once.
    pub is_thread_safe: bool,
}

/// A function that a package does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its C name.
    pub function: String,
    /// Why, as a sentence without capital and full stop.
    pub reason: String,
}

/// An enumeration as a Python class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedEnum {
    /// The Python class.
    pub name: String,
    /// The C integer type behind it.
    pub int: IntType,
    /// Whether any combination of members is a value.
    pub is_flags: bool,
    /// Python member names and values, in the header's order.
    pub members: Vec<(String, i128)>,
    /// Its docstring.
    pub doc: Option<String>,
}

impl PlannedEnum {
    /// The distinct values, ascending.
    #[must_use]
    pub fn values(&self) -> Vec<i128> {
        let mut values: Vec<i128> = self.members.iter().map(|(_, value)| *value).collect();
        values.sort_unstable();
        values.dedup();
        values
    }

    /// All bits of all members together.
    #[must_use]
    pub fn mask(&self) -> i128 {
        self.members.iter().fold(0, |mask, (_, value)| mask | value)
    }
}

/// A function as operations.
///
/// A call runs the `inputs` from left to right, then the `lengths`, then the `apart` checks,
/// then the C function with `arguments`, then `result`.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedFunction {
    /// Its Python name.
    pub name: String,
    /// Its name in the library's symbol table.
    pub symbol: String,
    /// Its docstring.
    pub doc: Option<String>,
    /// What Python passes, in order.
    pub inputs: Vec<Input>,
    /// The lengths that buffers give ([`Operation::LengthIn`]), in the order of the C parameters.
    pub lengths: Vec<Operation>,
    /// Pairs of buffers that must not overlap, the written one first.
    pub apart: Vec<(usize, usize)>,
    /// What C receives, in order.
    pub arguments: Vec<Argument>,
    /// The result.
    pub result: Operation,
    /// Whether other threads may run Python during the call.
    pub is_detached: bool,
}

/// A Python parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Its Python name.
    pub name: String,
    /// How it is marshalled.
    pub operation: Operation,
    /// What is passed when the caller leaves it out; only behind others that have one too, or none.
    pub default: Option<DefaultValue>,
}

/// A C argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// The marshalled input at this place.
    Input(usize),
    /// The length at this place of [`PlannedFunction::lengths`].
    Length(usize),
}

impl PlannedFunction {
    /// Every operation that a path must be able to do to carry the function.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        let detach = self.is_detached.then_some(&Operation::GilRelease);
        self.inputs
            .iter()
            .map(|input| &input.operation)
            .chain(&self.lengths)
            .chain(detach)
            .chain([&self.result])
    }

    /// How many inputs the caller must give; those behind them have a default.
    #[must_use]
    pub fn required(&self) -> usize {
        (self.inputs.iter())
            .take_while(|input| input.default.is_none())
            .count()
    }

    /// The element of the buffer at a place of the inputs and whether it is written.
    #[must_use]
    pub fn buffer(&self, place: usize) -> Option<(&Element, bool)> {
        match &self.inputs.get(place)?.operation {
            Operation::BufferIn(element) => Some((element, false)),
            Operation::BufferOut(element) => Some((element, true)),
            _ => None,
        }
    }
}

/// Plans the Python module `module` for an interface.
///
/// # Errors
/// When an entry of the notes matches nothing or does not fit the function that it names.
pub fn plan(interface: &Interface, notes: &Notes, module: &str) -> Result<Plan, NotesError> {
    let api = Api::new(interface, notes)?;
    Ok(Plan {
        module: module.to_owned(),
        headers: interface.headers.clone(),
        functions: api.functions.iter().map(lower).collect(),
        enumerations: api.enumerations,
        left_out: api.left_out,
        is_thread_safe: notes.library.thread_safe,
    })
}

fn lower(function: &ApiFunction) -> PlannedFunction {
    // Lengths are not Python parameters, so a C place and an input's place differ.
    let mut place_of_input = Vec::new();
    let mut next = 0;
    for parameter in &function.parameters {
        place_of_input.push(next);
        next += usize::from(!matches!(parameter.role, Role::Length { .. }));
    }
    let mut inputs = Vec::new();
    let mut lengths = Vec::new();
    let mut arguments = Vec::new();
    for parameter in &function.parameters {
        if let Role::Length { int, buffers } = &parameter.role {
            arguments.push(Argument::Length(lengths.len()));
            let buffers = buffers
                .iter()
                .filter_map(|&c| place_of_input.get(c).copied())
                .collect();
            lengths.push(Operation::LengthIn {
                buffers,
                int: int.clone(),
            });
        } else {
            arguments.push(Argument::Input(inputs.len()));
            inputs.push(Input {
                name: parameter.name.clone(),
                operation: operation(&parameter.role),
                default: parameter.default.clone(),
            });
        }
    }
    PlannedFunction {
        name: function.name.clone(),
        symbol: function.symbol.clone(),
        doc: function.doc.clone(),
        apart: apart(&inputs),
        inputs,
        lengths,
        arguments,
        result: function.result.clone(),
        is_detached: function.is_detached,
    }
}

fn operation(role: &Role) -> Operation {
    match role {
        Role::Plain(operation) => operation.clone(),
        Role::Buffer {
            element,
            is_written: false,
        } => Operation::BufferIn(element.clone()),
        Role::Buffer {
            element,
            is_written: true,
        } => Operation::BufferOut(element.clone()),
        Role::Length { int, .. } => Operation::IntIn(int.clone()),
    }
}

fn apart(inputs: &[Input]) -> Vec<(usize, usize)> {
    let is_buffer = |input: &Input| {
        matches!(
            input.operation,
            Operation::BufferIn(_) | Operation::BufferOut(_)
        )
    };
    let mut pairs = Vec::new();
    for (place, input) in inputs.iter().enumerate() {
        if !matches!(input.operation, Operation::BufferOut(_)) {
            continue;
        }
        for (other, second) in inputs.iter().enumerate() {
            let is_seen = matches!(second.operation, Operation::BufferOut(_)) && other < place;
            if other != place && is_buffer(second) && !is_seen {
                pairs.push((place, other));
            }
        }
    }
    pairs
}
