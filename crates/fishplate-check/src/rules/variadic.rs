//! FP120: a function that takes any number of arguments is not declared as one.

use fishplate_model::Severity;

use crate::context::{self, Context};
use crate::draft::{self, Draft, Drafts, Key, Subject};
use crate::functions::{Arguments, FunctionPair, Position};
use crate::index::is_bare;
use crate::rule::{Check, Example, Rule};
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP120",
    name: "variadic",
    summary: "a variadic function without its fixed parameters, or with more of them than it has",
    explanation:
        "On Apple arm64 variadic arguments travel on the stack and fixed ones in registers. \
ctypes takes the arguments beyond `argtypes` for variadic ones, so a list with exactly the fixed \
parameters is what makes a call right there. Without `argtypes` everything goes as fixed, and C \
finds nothing where it looks. Elsewhere the two travel alike, so the mistake stays unseen.

Declare the fixed parameters, and only those; pass the others as ctypes values.",
    severity: "warning; error on Apple arm64",
    is_heuristic: false,
    bad: Example::python(
        "lib.control.restype = c_int",
        "int control(void *state, int request, ...);",
    ),
    good: Example::python(
        "lib.control.argtypes = [c_void_p, c_int]\nlib.control.restype = c_int",
        "int control(void *state, int request, ...);",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for pair in &context.functions {
        if let Arguments::Variadic { declared, native } = pair.arguments {
            drafts.push(draft(context, pair, declared, native));
        }
    }
}

fn draft<'a>(
    context: &Context<'a>,
    pair: &FunctionPair<'a>,
    declared: usize,
    native: usize,
) -> Draft {
    let is_wrong_here = context.platform.has_own_variadics && pair.native.is_variadic;
    let severity = if is_wrong_here {
        Severity::Error
    } else {
        Severity::Warning
    };
    let key = Key {
        subject: Subject::Function(pair.index),
        part: is_bare(pair.declared).then_some(Position::Result),
    };
    let symbol = &pair.declared.symbol;
    let mut draft = Draft::new(RULE.code, severity, key, symbol);
    let fixed = words::count(native as u64, "fixed parameter");
    let (message, ours) = match (pair.native.is_variadic, &pair.declared.arguments) {
        (false, _) => (
            format!(
                "`{symbol}` takes any number of arguments in the binding, and not in the header"
            ),
            "variadic here".to_owned(),
        ),
        (true, None) => (
            format!("`{symbol}` is variadic, and its {fixed} are not declared"),
            "no parameter types here".to_owned(),
        ),
        (true, Some(_)) => (
            format!("`{symbol}` is variadic with {fixed}, and the binding declares {declared}"),
            words::count(declared as u64, "parameter") + " here",
        ),
    };
    draft.message = message;
    let span = pair
        .declared
        .arguments_span
        .as_ref()
        .unwrap_or(&pair.declared.span);
    draft.binding = draft::label(span, symbol, ours);
    let fact = if pair.native.is_variadic {
        format!("{fixed} and `...` here")
    } else {
        format!("{} here", words::count(native as u64, "parameter"))
    };
    draft.native = Some(context.native_label(&pair.native.span, &pair.native.name, &fact));
    draft.consequence = if is_wrong_here {
        "the arguments travel in registers, and C looks for the variadic ones on the stack"
    } else {
        "it works here; on Apple arm64 C looks for the variadic arguments elsewhere"
    }
    .to_owned();
    draft.help = help(context, pair, &fixed);
    draft.also_at = context::also_at(pair);
    draft.fact = format!("{declared} for {native}, ...");
    draft
}

fn help<'a>(context: &Context<'a>, pair: &FunctionPair<'a>, fixed: &str) -> String {
    let symbol = &pair.declared.symbol;
    if !context::is_python(pair.declared.origin) {
        return "declare it with the header's parameters and its `...`".to_owned();
    }
    if !pair.native.is_variadic {
        return "take the `...` out".to_owned();
    }
    match context.spell_parameters(pair) {
        Some(types) => format!("set `{symbol}.argtypes = [{types}]`"),
        None => format!("set `{symbol}.argtypes` to the {fixed}"),
    }
}
