//! FP161: a name that is a macro or an inline function, which no library holds.

use fishplate_model::{Origin, Severity};

use crate::context::Context;
use crate::draft::{self, Draft, Drafts, Key, Subject};
use crate::rule::{Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: "FP161",
    name: "macro-symbol",
    summary: "a declared function is a macro, an enumerator or an inline function in the header",
    explanation:
        "The preprocessor and the compiler resolve these; nothing of them is in the library, so \
looking the symbol up raises `AttributeError`.

Write the value, or what the inline function does, in Python; or call the function that it calls.",
    severity: "error; note where the sources guard it",
    is_heuristic: false,
    bad: Example::python(
        "lib.version.argtypes = []\nlib.version.restype = c_int",
        "static inline int version(void) { return 3; }",
    ),
    good: Example::python(
        "lib.version.argtypes = []\nlib.version.restype = c_int",
        "int version(void);",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for (index, function) in context.declared.functions() {
        let symbol = &function.symbol;
        let exported = context
            .truth
            .symbols
            .as_ref()
            .is_some_and(|symbols| symbols.contains(symbol));
        let native = context.native.function(symbol);
        let inline = native.filter(|one| one.is_inline && one.is_exported != Some(true));
        let place = match (inline, native) {
            (Some(inline), _) => Some((&inline.span, "an inline function")),
            (None, Some(_)) => None,
            (None, None) => context
                .native
                .constant_place(symbol)
                .map(|span| (span, "a constant")),
        };
        // A C compiler resolves what Cython writes, whatever it is.
        let is_compiled = function.is_verified || function.origin == Origin::Cython;
        let Some((span, what)) = place.filter(|_| !exported && !is_compiled) else {
            continue;
        };
        let severity = if function.is_guarded {
            Severity::Note
        } else {
            Severity::Error
        };
        let key = Key {
            subject: Subject::Function(index),
            part: None,
        };
        let mut draft = Draft::new(RULE.code, severity, key, symbol);
        draft.message = format!("`{symbol}` is {what} in the header, so no library has it");
        draft.binding = draft::label(&function.span, symbol, "declared here");
        draft.native = Some(context.native_label(span, symbol, &format!("{what} here")));
        "reading the attribute raises `AttributeError`".clone_into(&mut draft.consequence);
        draft.help = format!("write what `{symbol}` stands for in Python");
        what.clone_into(&mut draft.fact);
        drafts.push(draft);
    }
}
