//! FP164: the header and the library's debug information disagree.

use fishplate_model::Severity;

use crate::context::Context;
use crate::draft::{self, Draft, Subject};
use crate::lies::{self, HARMLESS, Lied};
use crate::rule::{Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: "FP164",
    name: "lying-header",
    summary: "the header and the library's debug information disagree",
    explanation: "Debug information says what the compiler did when it built the library. Where the \
header says something else, the library was built with other options, from another version, or \
the header is not included by the source that it describes. A binding that was written by the header \
is then wrong, and so is every C program that includes it.

Declare what the library has, and mend the header; or build the library anew with the header that it \
is shipped with. Only a library that is built with `-g` and given with `--library` can tell.",
    severity: "as bad as the difference is for the binding; note where the binding is right by the library",
    is_heuristic: false,
    bad: Example::python(
        "lib.resize.argtypes = [c_int]\nlib.resize.restype = None",
        "void resize(int count);",
    )
    .built_as("void resize(size_t count);"),
    good: Example::python(
        "lib.resize.argtypes = [c_size_t]\nlib.resize.restype = None",
        "void resize(size_t count);",
    )
    .built_as("void resize(size_t count);"),
    check: Check::TwoTruths(check),
};

fn check<'a>(header: &Context<'a>, library: &Context<'a>) -> Vec<Draft> {
    let all = lies::lies(header, library);
    all.into_iter().map(|lie| draft(header, lie)).collect()
}

fn draft<'a>(header: &Context<'a>, lie: lies::Lie<'a>) -> Draft {
    let fact = format!("{} here", lie.in_header);
    let (declared, is_compiled) = match lie.key.subject {
        Subject::Function(index) => {
            let one = header.declared.all.functions.get(index);
            one.map_or((None, false), |one| (Some(&one.span), one.is_verified))
        }
        Subject::Record(index) => {
            let one = header.declared.all.records.get(index);
            one.map_or((None, false), |one| (Some(&one.span), one.is_verified))
        }
        _ => (None, false),
    };
    // What is compiled with the header believes it.
    let severity = if is_compiled {
        Severity::Error
    } else {
        HARMLESS
    };
    let mut draft = Draft::new(RULE.code, severity, lie.key, lie.symbol);
    let place = lie.library_span;
    draft.message = format!(
        "the header lies: {} of `{}` is {} there and {} in the library ({}:{})",
        lie.what, lie.symbol, lie.in_header, lie.in_library, place.file, place.line
    );
    if let Some(span) = declared {
        draft.binding = draft::label(span, lie.symbol, "declared here");
        draft.also_at = vec![span.clone()];
    }
    draft.native = Some(match lie.subject {
        Lied::Function(function, position) => header.native_part(function, position, &fact),
        Lied::Record(record) => {
            let name = draft::last_word(&record.name);
            header.native_label(&record.span, name, &fact)
        }
    });
    draft.consequence = if is_compiled {
        "the extension module is compiled by the header, and the library was not"
    } else {
        "the binding is right by the library; C programs that include the header are not"
    }
    .to_owned();
    "mend the header, or build the library anew with it".clone_into(&mut draft.help);
    draft.is_reason = true;
    draft.fact = format!("{} for {}", lie.in_header, lie.in_library);
    draft
}
