//! Writes one function: its native declaration, its body, and where a body needs it, its `def`.

use super::names::{Own, has_words};
use crate::source::{Source, python_docstring};
use crate::uniform::c;
use crate::{Argument, Input, IntType, Operation, Plan, PlannedFunction};

/// Stands for the Python object that a check is given: its name must not be rewritten.
const GIVEN: &str = "$";

/// One function on its way into a module.
pub(crate) struct Function<'a> {
    /// Its place among the functions of the plan.
    pub(crate) place: usize,
    pub(crate) planned: &'a PlannedFunction,
    pub(crate) plan: &'a Plan,
    pub(crate) own: &'a Own,
}

impl Function<'_> {
    /// What Cython is told of the native function: the types that it passes. The prototype before
    /// it has the true ones, and the C compiler turns the one into the other.
    pub(crate) fn declaration(&self) -> String {
        let arguments: Vec<&str> = (self.planned.arguments.iter())
            .filter_map(|argument| match argument {
                Argument::Input(place) => {
                    let input = self.planned.inputs.get(*place)?;
                    Some(passed(&input.operation))
                }
                Argument::Length(_) => Some("Py_ssize_t"),
            })
            .collect();
        let name = self.own.declared(&c::native_name(self.planned));
        let arguments = self.own.cython(&arguments.join(", "));
        format!("{} {name}({arguments})", self.own.cython(self.result()))
    }

    /// Writes the function; what Cython cannot read as Cython goes into `words`, as Python.
    pub(crate) fn write(&self, out: &mut Source, words: &mut Source) {
        if has_words(self.planned) {
            let given: Vec<String> = (0..self.planned.inputs.len())
                .map(|place| self.own.cython(&format!("fp_given_{place}")))
                .collect();
            let call = self.own.cython(&format!("fp_call_{}", self.place));
            out.open(format!("cdef object {call}({}):", objects(&given)));
            self.body(&given, out);
            out.out();
            self.python(&call, words);
        } else {
            let signature: Vec<String> = (self.planned.inputs.iter())
                .map(Input::in_signature)
                .collect();
            let given: Vec<String> = (self.planned.inputs.iter())
                .map(|input| input.name.clone())
                .collect();
            out.open(format!(
                "def {}({}):",
                self.planned.name,
                objects(&signature)
            ));
            self.doc(out);
            self.body(&given, out);
            out.out();
        }
    }

    fn python(&self, call: &str, out: &mut Source) {
        let inputs = &self.planned.inputs;
        let signature: Vec<String> = inputs.iter().map(Input::in_signature).collect();
        let given: Vec<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
        out.line("").line("");
        out.open(format!(
            "def {}({}):",
            self.planned.name,
            signature.join(", ")
        ));
        self.doc(out);
        out.line(format!("return {call}({})", given.join(", ")))
            .out();
    }

    fn doc(&self, out: &mut Source) {
        if let Some(doc) = &self.planned.doc {
            out.line(python_docstring(doc));
        }
    }

    fn body(&self, given: &[String], out: &mut Source) {
        let mut line = |text: String| {
            out.line(self.own.cython(&text));
        };
        for (place, input) in self.planned.inputs.iter().enumerate() {
            let ty = match self.planned.buffer(place) {
                Some(_) => "fp_view",
                None => passed(&input.operation),
            };
            line(format!("cdef {ty} {}", variable(place)));
        }
        if self.planned.is_detached && self.planned.result != Operation::ReturnVoid {
            line(format!("cdef {} fp_value", self.result()));
        }
        let mut held = Vec::new();
        for (place, given) in given.iter().enumerate() {
            let check = c::check(self.planned, self.plan, place, GIVEN, &variable(place));
            out.line(self.own.cython(&check).replace(GIVEN, given));
            if self.planned.buffer(place).is_some() {
                out.open("try:");
                held.push(place);
            }
        }
        for (condition, raise) in c::late_checks(self.planned, &variable) {
            out.open(format!("if {}:", self.own.cython(&condition)))
                .line(self.own.cython(raise.trim_end_matches(';')))
                .out();
        }
        self.call(out);
        for place in held.iter().rev() {
            let release = format!("fp_release(&{}.view)", variable(*place));
            out.out()
                .open("finally:")
                .line(self.own.cython(&release))
                .out();
        }
    }

    fn call(&self, out: &mut Source) {
        let arguments: Vec<String> = (self.planned.arguments.iter())
            .map(|argument| self.argument(argument))
            .collect();
        let mut value = format!("{}({})", c::native_name(self.planned), arguments.join(", "));
        let is_void = self.planned.result == Operation::ReturnVoid;
        if self.planned.is_detached {
            out.open("with nogil:");
            if is_void {
                out.line(self.own.cython(&value)).out();
                return;
            }
            out.line(self.own.cython(&format!("fp_value = {value}")))
                .out();
            value = "fp_value".to_owned();
        }
        let statement = match &self.planned.result {
            Operation::ReturnVoid => value,
            Operation::ReturnEnum { enumeration } => {
                format!("return {}", self.member(*enumeration, &value))
            }
            _ => format!("return {value}"),
        };
        out.line(self.own.cython(&statement));
    }

    fn argument(&self, argument: &Argument) -> String {
        match argument {
            Argument::Input(place) if self.planned.buffer(*place).is_some() => {
                format!("{}.view.buf", variable(*place))
            }
            Argument::Input(place) => variable(*place),
            Argument::Length(place) => match self.planned.lengths.get(*place) {
                Some(Operation::LengthIn { buffers, .. }) => {
                    let first = buffers.first().copied().unwrap_or_default();
                    format!("{}.count", variable(first))
                }
                _ => "0".to_owned(),
            },
        }
    }

    /// The member of an enumeration that a value stands for.
    fn member(&self, enumeration: usize, value: &str) -> String {
        let number = c::result_object(&self.planned.result, self.plan, value);
        let has_class = (self.plan.enumerations.get(enumeration)).is_some_and(|item| item.is_flags);
        if has_class {
            format!("fp_combination(_fp_members_{enumeration}, _fp_class_{enumeration}, {number})")
        } else {
            format!("fp_member(_fp_members_{enumeration}, NULL, {number})")
        }
    }

    /// The Cython type of the result.
    fn result(&self) -> &'static str {
        match &self.planned.result {
            Operation::ReturnVoid => "void",
            Operation::ReturnInt(int) => integer(int),
            Operation::ReturnBool => "fp_bool",
            Operation::ReturnEnum { enumeration } => (self.plan.enumerations.get(*enumeration))
                .map_or("fp_signed", |item| integer(&item.int)),
            // Python has no other floating number.
            _ => "double",
        }
    }
}

/// The Cython type that an input is passed as.
fn passed(operation: &Operation) -> &'static str {
    match operation {
        Operation::IntIn(int) => integer(int),
        Operation::FloatIn(float) if float.bits == 32 => "float",
        Operation::FloatIn(_) => "double",
        Operation::BoolIn { .. } => "fp_bool",
        Operation::Utf8In { .. } => "const char *",
        Operation::BufferIn(_) => "const void *",
        Operation::BufferOut(_) => "void *",
        // Among the inputs, only an enumeration is left.
        _ => "fp_signed",
    }
}

fn integer(int: &IntType) -> &'static str {
    if !int.is_signed && int.bits == 64 {
        "fp_unsigned"
    } else {
        "fp_signed"
    }
}

fn variable(place: usize) -> String {
    format!("fp_in_{place}")
}

/// Parameters as plain objects: without the word, Cython reads a name like `char` as a type.
fn objects(parameters: &[String]) -> String {
    let parameters: Vec<String> = (parameters.iter())
        .map(|parameter| format!("object {parameter}"))
        .collect();
    parameters.join(", ")
}
