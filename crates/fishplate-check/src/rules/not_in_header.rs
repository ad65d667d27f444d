//! FP160: a declared function that the header or the library does not have.

use std::collections::HashMap;

use fishplate_model::{DeclaredFunction, Origin, Severity};

use crate::context::Context;
use crate::draft::{self, Draft, Drafts, Key, Partial, Subject};
use crate::rule::{Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: "FP160",
    name: "not-in-header",
    summary: "a declared function is not in the header, or the library does not export it",
    explanation: "ctypes looks a symbol up when the attribute is first read. A name that the library \
lacks raises `AttributeError` there, for a whole module at its import. Names come and go between \
versions and platforms, so bindings guard them with `hasattr`, `try` or a version test; a guarded one \
is a note.

Correct the name, guard it, or check against the version that the package is made for. Only with \
`--library` is it certain that the name is missing: without one it may stand in a header that was not \
given.",
    severity: "error where the library lacks it; warning where the header does; note where it is guarded",
    is_heuristic: false,
    bad: Example::python(
        "lib.opened.argtypes = []\nlib.opened.restype = c_int\n\
         lib.closes.argtypes = []\nlib.closes.restype = c_int",
        "int opened(void);\nint closed(void);",
    ),
    good: Example::python(
        "lib.opened.argtypes = []\nlib.opened.restype = c_int\n\
         lib.closed.argtypes = []\nlib.closed.restype = c_int",
        "int opened(void);\nint closed(void);",
    ),
    check: Check::EachTruth(check),
};

/// From so many functions of a library on, none of them in the header means another header.
const OTHER_LIBRARY: usize = 6;

/// Functions that every process has, whatever library a binding reaches them through.
const C_LIBRARY: &[&str] = &[
    "abort",
    "atoi",
    "calloc",
    "close",
    "exit",
    "fclose",
    "fdopen",
    "fflush",
    "fgets",
    "fileno",
    "fopen",
    "fprintf",
    "fputs",
    "fread",
    "free",
    "fwrite",
    "getenv",
    "getpid",
    "localeconv",
    "malloc",
    "memcmp",
    "memcpy",
    "memmove",
    "memset",
    "open",
    "printf",
    "puts",
    "qsort",
    "rand",
    "read",
    "realloc",
    "setenv",
    "setlocale",
    "signal",
    "snprintf",
    "sprintf",
    "srand",
    "strchr",
    "strcmp",
    "strcpy",
    "strdup",
    "strerror",
    "strlen",
    "strncmp",
    "strncpy",
    "strndup",
    "strtol",
    "system",
    "time",
    "unlink",
    "write",
];

/// How many functions of a library are declared, and how many of them the truth has.
#[derive(Clone, Copy, Default)]
struct Coverage {
    declared: usize,
    found: usize,
}

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    if context.truth.is_partial {
        return;
    }
    // Each file has its own word for its library.
    let mut coverage: HashMap<(&str, &str), Coverage> = HashMap::new();
    for (_, function) in context.declared.functions() {
        let entry = coverage.entry(library(function)).or_default();
        entry.declared += 1;
        entry.found += usize::from(is_known(context, function));
    }
    for (index, function) in context.declared.functions() {
        let covered = coverage
            .get(&library(function))
            .copied()
            .unwrap_or_default();
        drafts.extend(draft(context, index, function, covered));
    }
}

fn library(function: &DeclaredFunction) -> (&str, &str) {
    (&function.library, &function.span.file)
}

fn is_known(context: &Context<'_>, function: &DeclaredFunction) -> bool {
    context.native.function(&function.symbol).is_some()
        || is_exported(context, &function.symbol) == Some(true)
}

/// Whether the library has the symbol; none where no library was given.
fn is_exported(context: &Context<'_>, symbol: &str) -> Option<bool> {
    let in_header = context
        .native
        .function(symbol)
        .and_then(|one| one.is_exported);
    match &context.truth.symbols {
        Some(symbols) => Some(in_header == Some(true) || symbols.contains(symbol)),
        None => in_header,
    }
}

fn draft(
    context: &Context<'_>,
    index: usize,
    function: &DeclaredFunction,
    covered: Coverage,
) -> Option<Draft> {
    let symbol = &function.symbol;
    let native = context.native.function(symbol);
    let exported = is_exported(context, symbol);
    let is_elsewhere = exported == Some(true)
        || (native.is_some() && exported.is_none())
        // An inline function or a macro has a rule of its own.
        || native.is_some_and(|one| one.is_inline)
        || context.native.constant(symbol).is_some()
        || context.native.is_unread(symbol)
        || C_LIBRARY.contains(&symbol.as_str())
        || function.is_verified;
    let is_other_library = covered.found == 0 && covered.declared >= OTHER_LIBRARY;
    if is_elsewhere || is_other_library {
        return None;
    }
    let is_covered = covered.found * 2 >= covered.declared;
    let severity = match exported {
        // CFFI looks a name up when it is first used.
        _ if function.is_guarded || function.origin == Origin::Cffi => Severity::Note,
        // The linker says so, and a macro is as good as a function to the C compiler.
        _ if function.origin == Origin::Cython => Severity::Note,
        _ if !is_covered => Severity::Note,
        Some(_) => Severity::Error,
        None => Severity::Warning,
    };
    let key = Key {
        subject: Subject::Function(index),
        part: None,
    };
    let mut draft = Draft::new(RULE.code, severity, key, symbol);
    let (place, fact) = match (native.is_some(), exported) {
        (true, _) => (
            "the header has it, and the library does not export it",
            "not exported",
        ),
        (false, Some(_)) => (
            "neither the header nor the library has it",
            "not in the library",
        ),
        (false, None) => ("the header does not have it", "not in the header"),
    };
    draft.message = format!("`{symbol}` is declared, and {place}");
    draft.binding = draft::label(&function.span, symbol, "declared here");
    draft.native = native.map(|native| {
        let what = "in the header only";
        context.native_label(&native.span, &native.name, what)
    });
    draft.consequence = consequence(function, severity).to_owned();
    draft.help = match nearest(context, symbol) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            "correct the name, guard it with `hasattr`, or give the header that has it".to_owned()
        }
    };
    draft.partial = Partial::Absence;
    draft.also_at = vec![function.span.clone()];
    fact.clone_into(&mut draft.fact);
    Some(draft)
}

fn consequence(function: &DeclaredFunction, severity: Severity) -> &'static str {
    match severity {
        Severity::Note if function.is_guarded => "the sources are ready for it to be missing",
        Severity::Note if function.origin == Origin::Cython => {
            "another header has it, or the extension module does not build"
        }
        Severity::Note => "it is looked up in another library, or when it is first used",
        _ => "reading the attribute raises `AttributeError`",
    }
}

/// The function whose name differs in case, underscores or one letter.
fn nearest<'a>(context: &Context<'a>, symbol: &str) -> Option<&'a str> {
    let functions = &context.truth.interface.functions;
    functions
        .iter()
        .map(|one| one.name.as_str())
        .find(|name| is_near(name, symbol))
}

fn is_near(one: &str, other: &str) -> bool {
    if crate::index::squashed(one) == crate::index::squashed(other) {
        return true;
    }
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let same = short
        .bytes()
        .zip(long.bytes())
        .take_while(|(ours, theirs)| ours == theirs)
        .count();
    // One letter is missing, or another.
    let rest = |text: &str, skip: usize| text.as_bytes().get(same + skip..).map(<[u8]>::to_vec);
    let is_missing = long.len() == short.len() + 1 && rest(short, 0) == rest(long, 1);
    let is_other = long.len() == short.len() && rest(short, 1) == rest(long, 1);
    same > 2 && (is_missing || is_other)
}

#[cfg(test)]
mod tests {
    use super::is_near;

    #[test]
    fn a_name_is_near_with_one_letter_missing_or_another() {
        assert!(is_near("closed", "closes"));
        assert!(is_near("closed", "clozed"));
        assert!(is_near("abcdef", "abcef"));
        assert!(is_near("fooBar", "foo_bar"));
        assert!(!is_near("opened", "closed"));
        assert!(!is_near("ab", "ac"));
    }
}
