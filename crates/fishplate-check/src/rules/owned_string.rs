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
        if !is_copied(pair) {
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

/// Whether a result is text, and whether C says that it is not the caller's to change.
fn text(result: &Type) -> Option<bool> {
    match &result.kind {
        TypeKind::Pointer { to, .. } if matches!(&to.kind, TypeKind::Int { bits: 8, .. }) => {
            Some(to.is_const)
        }
        _ => None,
    }
}

/// What tells that the caller has to free the result: the function that does it, and where it
/// is said.
fn evidence(context: &Context<'_>, function: &Function) -> Option<(String, String)> {
    let is_const = text(&function.result)?;
    let comment = Comment::new(function);
    if comment.denies() {
        return None;
    }
    let by_name = freeing_function(context, function);
    let is_told = comment.tells();
    match (by_name, is_told) {
        // Few libraries give away text that they call constant; those that do say so.
        (Some(_), false) if is_const => None,
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

/// The comment of a function, in lower case.
struct Comment {
    text: String,
}

impl Comment {
    fn new(function: &Function) -> Self {
        let comment = function.comment.as_deref().unwrap_or_default();
        // A comment goes on over lines.
        let words: Vec<&str> = comment.split_whitespace().collect();
        Self {
            text: words.join(" ").to_lowercase(),
        }
    }

    /// Whether it says that the text is not the caller's.
    fn denies(&self) -> bool {
        const DENIALS: &[&str] = &[
            "not be freed",
            "not free",
            "never free",
            "n't free",
            "no need to free",
            "not be released",
            "not release",
            "not be modified",
            "not be deallocated",
            "owned by the",
            "remains owned",
            "static string",
            "static storage",
            "statically allocated",
            "valid until",
            "borrowed",
        ];
        DENIALS.iter().any(|words| self.text.contains(words))
    }

    /// Whether it says that the caller has to free the text.
    fn tells(&self) -> bool {
        const FREEING: &[&str] = &["deallocate", "deallocated", "free", "freed", "released"];
        let mut words = self
            .text
            .split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_'));
        // "lock-free" and `x_free_all` are other matters; `x_free()` is told by its name.
        words.any(|word| FREEING.contains(&word) || word.ends_with("_free"))
            || self.text.contains("caller owns")
    }
}

/// The library's function that takes text, or an address, and frees it.
fn freeing_function<'a>(context: &Context<'a>, function: &Function) -> Option<&'a str> {
    let own = words(&function.name);
    let functions = &context.truth.interface.functions;
    functions
        .iter()
        .filter(|one| one.name != function.name && frees_text(&words(&one.name), &own))
        .find(|one| {
            matches!(one.parameters.as_slice(), [only]
                if matches!(&only.ty.kind, TypeKind::Pointer { to, .. }
                    if matches!(to.kind, TypeKind::Void | TypeKind::Int { bits: 8, .. })))
        })
        .map(|one| one.name.as_str())
}

/// Whether a name is of the same library and says that it frees text, or anything.
fn frees_text(name: &[String], other: &[String]) -> bool {
    const FREEING: &[&str] = &["dealloc", "free", "release"];
    const FREED: &[&str] = &[
        "chars", "cstr", "cstring", "mem", "memory", "ptr", "str", "string", "text",
    ];
    let Some((prefix, rest)) = name.split_first() else {
        return false;
    };
    let is_one = |list: &[&str], word: &String| list.contains(&word.as_str());
    other.first() == Some(prefix)
        && rest.iter().any(|word| is_one(FREEING, word))
        && rest
            .iter()
            .all(|word| is_one(FREEING, word) || is_one(FREED, word))
}

/// The words of a name, in lower case: `x_free_string`, `xFreeString` and `XFreeString` have the
/// same.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = '_';
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        // The last capital of several begins the next word, as in `XMLText`.
        let ends_capitals = letters.peek().is_some_and(|next| next.is_lowercase());
        let starts =
            before == '_' || letter.is_uppercase() && (!before.is_uppercase() || ends_capitals);
        if letter != '_' {
            match words.last_mut() {
                Some(word) if !starts => word.extend(letter.to_lowercase()),
                _ => words.push(letter.to_lowercase().collect()),
            }
        }
        before = letter;
    }
    words
}
