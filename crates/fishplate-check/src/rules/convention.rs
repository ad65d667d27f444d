//! FP142: `stdcall` on one side and C's own convention on the other.

use fishplate_model::{Convention, Severity};

use crate::callbacks::CallbackPair;
use crate::context::{self, Context};
use crate::draft::{self, Draft, Drafts, Key, Subject};
use crate::functions::FunctionPair;
use crate::rule::{Check, Example, Rule};

const CONSEQUENCE: &str = "the stack is off by the arguments after every call";

pub(super) static RULE: Rule = Rule {
    code: "FP142",
    name: "convention",
    summary: "a call is declared `stdcall` where C has its own convention, or the reverse",
    explanation: "On 32-bit Windows a `stdcall` function takes its arguments off the stack itself, and \
a C function leaves that to the caller. Called by the wrong convention, the stack is off after every \
call. `WinDLL` and `WINFUNCTYPE` declare `stdcall`, `CDLL` and `CFUNCTYPE` C's own. A variadic \
function is never `stdcall`. On every 64-bit target there is one convention, and nothing is reported.

Load the library with `CDLL`, and declare callbacks by the convention in the header.",
    severity: "error (32-bit Windows only)",
    is_heuristic: false,
    bad: Example::python(
        "lib = WinDLL('lib')\nlib.log.argtypes = [c_char_p]\nlib.log.restype = c_int",
        "int log(const char *format, ...);",
    )
    .on(&["i686-pc-windows-msvc"]),
    good: Example::python(
        "lib = CDLL('lib')\nlib.log.argtypes = [c_char_p]\nlib.log.restype = c_int",
        "int log(const char *format, ...);",
    )
    .on(&["i686-pc-windows-msvc"]),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    if !context.platform.is_windows || context.platform.pointer_bits != 32 {
        return;
    }
    for pair in &context.functions {
        if pair.declared.convention == Convention::Stdcall && pair.native.is_variadic {
            drafts.push(variadic(context, pair));
        }
    }
    for pair in &context.callbacks {
        drafts.extend(callback(context, pair));
    }
}

fn variadic(context: &Context<'_>, pair: &FunctionPair<'_>) -> Draft {
    let key = Key {
        subject: Subject::Function(pair.index),
        part: None,
    };
    let symbol = &pair.declared.symbol;
    let mut draft = Draft::new(RULE.code, Severity::Error, key, symbol);
    draft.message = format!("`{symbol}` is declared `stdcall`, and a variadic function never is");
    draft.binding = draft::label(&pair.declared.span, symbol, "`stdcall` here");
    let name = &pair.native.name;
    draft.native = Some(context.native_label(&pair.native.span, name, "variadic here"));
    CONSEQUENCE.clone_into(&mut draft.consequence);
    "load the library with `CDLL`".clone_into(&mut draft.help);
    draft.also_at = context::also_at(pair);
    "stdcall".clone_into(&mut draft.fact);
    draft
}

fn callback(context: &Context<'_>, pair: &CallbackPair<'_>) -> Option<Draft> {
    let is_stdcall = |spelling: &str| spelling.contains("stdcall");
    let aliases = context.native.aliases(pair.native);
    let native = is_stdcall(&pair.native.spelling)
        || aliases
            .iter()
            .filter_map(|alias| context.native.typedef_spelling(alias))
            .any(is_stdcall);
    let declared = pair.signature.convention == Convention::Stdcall;
    if native == declared {
        return None;
    }
    let key = Key {
        subject: pair.subject(),
        part: None,
    };
    let word = |is_stdcall| {
        if is_stdcall {
            "`stdcall`"
        } else {
            "C's own convention"
        }
    };
    let (ours, theirs) = (word(declared), word(native));
    let mut draft = Draft::new(RULE.code, Severity::Error, key, pair.name);
    draft.message = format!(
        "callback `{}` has {ours} in the binding and {theirs} in the header",
        pair.name
    );
    draft.binding = draft::label(pair.span, pair.name, format!("{ours} here"));
    draft.native = Some(context.native_callback(pair, &format!("{theirs} here")));
    CONSEQUENCE.clone_into(&mut draft.consequence);
    let maker = if native { "WINFUNCTYPE" } else { "CFUNCTYPE" };
    draft.help = format!("declare it with `{maker}`");
    "convention".clone_into(&mut draft.fact);
    Some(draft)
}
