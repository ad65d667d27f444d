//! FP150: text that C wants back is read as `c_char_p`, which loses its address.

use fishplate_model::{DeclaredKind, DeclaredResult, Function, Severity, Type, TypeKind};

use crate::context::Context;
use crate::draft::{self, Drafts, Key, Subject};
use crate::functions::{FunctionPair, Position};
use crate::rule::{Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: "FP150",
    name: "ret-owned-string",
    summary: "text that the caller has to free is read as `c_char_p`, so that its address is lost",
    explanation: "A `c_char_p` result becomes a Python `bytes`, a copy; the address is gone. Where \
the header wants the text freed, every call leaks it. Where it must not be freed, `c_char_p` is right.

Declare `c_void_p` (or `POINTER(c_char)`), copy the text with `ctypes.string_at(address)`, and hand the \
address to the library's own freeing function.",
    severity: "warning (a guess from the header's comments and names)",
    is_heuristic: true,
    bad: Example::python(
        "lib.thing_describe.argtypes = [c_void_p]\nlib.thing_describe.restype = c_char_p",
        "char *thing_describe(void *thing);\nvoid thing_free_string(char *text);",
    ),
    good: Example::python(
        "lib.thing_describe.argtypes = [c_void_p]\nlib.thing_describe.restype = c_void_p",
        "char *thing_describe(void *thing);\nvoid thing_free_string(char *text);",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for pair in &context.functions {
        if !is_copied(pair) || !is_owned_text(&pair.native.result) {
            continue;
        }
        let Some((freeing, how)) = evidence(context, pair.native) else {
            continue;
        };
        let key = Key {
            subject: Subject::Function(pair.index),
            part: Some(Position::Result),
        };
        let symbol = &pair.declared.symbol;
        let mut draft = draft::Draft::new(RULE.code, Severity::Warning, key, symbol);
        draft.message =
            format!("`{symbol}` returns text to be freed, and the binding keeps a copy only");
        draft.binding = match &pair.declared.result {
            DeclaredResult::Type { ty } => draft::label_type(ty, "the address is lost here"),
            DeclaredResult::Unset => continue,
        };
        draft.native = Some(context.native_label(&pair.native.span, &pair.native.name, &how));
        "every call leaks the text (a guess from the header)".clone_into(&mut draft.consequence);
        draft.help = format!(
            "declare `{}`, copy with `ctypes.string_at(address)`, then call {freeing}",
            context
                .ctypes_name("c_void_p", &draft.binding.span.file)
                .text
        );
        draft.also_at = crate::context::also_at(pair);
        "owned text".clone_into(&mut draft.fact);
        drafts.push(draft);
    }
}

/// Whether ctypes copies the text; an `errcheck` may well do what is needed.
fn is_copied(pair: &FunctionPair<'_>) -> bool {
    let is_text = matches!(&pair.declared.result, DeclaredResult::Type { ty }
        if matches!(&ty.kind, DeclaredKind::Simple { name } if name == "c_char_p"));
    is_text && !pair.declared.has_errcheck
}

fn is_owned_text(result: &Type) -> bool {
    matches!(&result.kind, TypeKind::Pointer { to, .. }
        if !to.is_const && matches!(&to.kind, TypeKind::Int { bits: 8, .. }))
}

/// What tells that the caller has to free the result: the function that does it, and where it
/// is said.
fn evidence(context: &Context<'_>, function: &Function) -> Option<(String, String)> {
    let comment = function
        .comment
        .as_deref()
        .unwrap_or_default()
        .to_lowercase();
    let is_denied = [
        "not be freed",
        "not free",
        "never free",
        "n't free",
        "no need to free",
    ]
    .iter()
    .any(|words| comment.contains(words));
    if is_denied {
        return None;
    }
    let by_name = freeing_function(context, function);
    let is_told = comment.contains("free") || comment.contains("caller owns");
    match (by_name, is_told) {
        (Some(name), _) => {
            let how = format!("freed with `{name}`");
            Some((format!("`{name}`"), how))
        }
        (None, true) => Some((
            "the function that the header names".to_owned(),
            "its comment says to free it".to_owned(),
        )),
        (None, false) => None,
    }
}

/// The library's function that takes text, or an address, and frees it.
fn freeing_function<'a>(context: &Context<'a>, function: &Function) -> Option<&'a str> {
    const ENDINGS: &[&str] = &[
        "_free_string",
        "_string_free",
        "_free_str",
        "_str_free",
        "_free_cstring",
        "_free_text",
        "_free",
    ];
    let prefix = function.name.split('_').next()?;
    let functions = &context.truth.interface.functions;
    functions
        .iter()
        .filter(|one| one.name.split('_').next() == Some(prefix) && one.name != function.name)
        .filter(|one| ENDINGS.iter().any(|ending| one.name.ends_with(ending)))
        .find(|one| {
            matches!(one.parameters.as_slice(), [only]
                if matches!(&only.ty.kind, TypeKind::Pointer { to, .. }
                    if matches!(to.kind, TypeKind::Void | TypeKind::Int { bits: 8, .. })))
        })
        .map(|one| one.name.as_str())
}
