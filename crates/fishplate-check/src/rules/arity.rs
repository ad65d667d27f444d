//! FP110: another number of parameters than the header has.

use fishplate_model::Severity;

use crate::context::{self, Context};
use crate::draft::{self, Draft, Drafts, Key, Subject};
use crate::functions::{Arguments, FunctionPair};
use crate::rule::{Check, Example, Rule};
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP110",
    name: "arity",
    summary: "the binding declares another number of parameters than the header",
    explanation: "With too few, C reads the missing arguments from registers that nobody set: it may \
write through a pointer that was never passed. With too many, most ABIs ignore the rest. ctypes \
accepts more arguments than `argtypes` has, converting them by guess, so a short list works as long \
as every call passes the full number; on Apple arm64 those extra ones go to another place, where C \
does not look.

Write one entry per parameter of the prototype, in its order.",
    severity: "error; warning where calls pass the full number, or where the binding declares more",
    is_heuristic: false,
    bad: Example::python(
        "lib.read_pair.argtypes = [POINTER(c_int)]\nlib.read_pair.restype = c_int",
        "int read_pair(int *first, int *second);",
    ),
    good: Example::python(
        "lib.read_pair.argtypes = [POINTER(c_int), POINTER(c_int)]\nlib.read_pair.restype = c_int",
        "int read_pair(int *first, int *second);",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for pair in &context.functions {
        if let Arguments::Arity { declared, native } = pair.arguments {
            drafts.push(draft(context, pair, declared, native));
        }
    }
}

fn draft(context: &Context<'_>, pair: &FunctionPair<'_>, declared: usize, native: usize) -> Draft {
    let is_short = declared < native;
    let is_called_in_full = pair.is_called_with(native) && pair.is_always_called_with(native);
    // ctypes takes a call beyond a list that is not empty for a variadic one.
    let goes_elsewhere = context.platform.has_own_variadics && declared > 0;
    let severity = if is_short && (!is_called_in_full || goes_elsewhere) {
        Severity::Error
    } else {
        Severity::Warning
    };
    let key = Key {
        subject: Subject::Function(pair.index),
        part: None,
    };
    let symbol = &pair.declared.symbol;
    let mut draft = Draft::new(RULE.code, severity, key, symbol);
    let ours = words::count(declared as u64, "parameter");
    let theirs = words::count(native as u64, "parameter");
    draft.message = format!("`{symbol}` has {ours} in the binding and {native} in the header");
    let span = pair
        .declared
        .arguments_span
        .as_ref()
        .unwrap_or(&pair.declared.span);
    draft.binding = draft::label(span, symbol, format!("{ours} here"));
    draft.native = Some(context.native_label(
        &pair.native.span,
        &pair.native.name,
        &format!("{theirs} here"),
    ));
    draft.consequence = match (is_short, is_called_in_full, goes_elsewhere) {
        (true, true, true) => {
            "the arguments beyond the list go to the stack, where C does not look"
        }
        (true, true, false) => {
            "the calls in the sources pass the rest, which ctypes then converts by guess"
        }
        (true, false, _) => "C reads the missing arguments from registers that nobody set",
        (false, ..) => "a call with the header's arguments is refused; the extra ones are ignored",
    }
    .to_owned();
    draft.help = prototype(pair);
    draft.also_at = context::also_at(pair);
    draft.fact = format!("{declared} for {native}");
    draft
}

/// The header's parameters as C has them, for a person to translate.
fn prototype(pair: &FunctionPair<'_>) -> String {
    let parameters: Vec<String> = pair
        .native
        .parameters
        .iter()
        .map(|parameter| match &parameter.name {
            Some(name) => format!("{} {name}", parameter.ty.spelling),
            None => parameter.ty.spelling.clone(),
        })
        .collect();
    format!("declare one type for each of ({})", parameters.join(", "))
}
