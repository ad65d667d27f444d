//! FP140: a callback is declared with another prototype than C calls it by.

use fishplate_model::{Origin, Severity, TypeKind};

use crate::callbacks::CallbackPair;
use crate::context::{Context, is_python};
use crate::difference::{CallDifference, CallPart};
use crate::draft::{self, Draft, Drafts, Key};
use crate::rule::{Check, Example, Rule};
use crate::shape::Shape;
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP140",
    name: "callback-proto",
    summary: "a callback type has other arguments or another result than the header's function type",
    explanation: "C calls a callback by the header's prototype, whatever `CFUNCTYPE` was told. Missing \
arguments are registers that nobody set; an argument of another class is read from another register; a \
callback without a result leaves C to read what happens to stand where it looks, often as a status.

`CFUNCTYPE` takes the result first: `CFUNCTYPE(c_int, c_void_p)` is `int (*)(void *)`.",
    severity: "error; warning for a width or a missing result; note where only the sign differs or C ignores a result",
    is_heuristic: false,
    bad: Example::python(
        "visitor = CFUNCTYPE(c_int, c_int)\n\
         lib.visit.argtypes = [visitor]\nlib.visit.restype = None",
        "typedef int (*visitor)(int depth, void *item);\nvoid visit(visitor each);",
    ),
    good: Example::python(
        "visitor = CFUNCTYPE(c_int, c_int, c_void_p)\n\
         lib.visit.argtypes = [visitor]\nlib.visit.restype = None",
        "typedef int (*visitor)(int depth, void *item);\nvoid visit(visitor each);",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for pair in &context.callbacks {
        drafts.extend(draft(context, pair));
    }
}

fn draft<'a>(context: &Context<'a>, pair: &CallbackPair<'a>) -> Option<Draft> {
    let found = pair.difference.as_ref()?;
    let key = Key {
        subject: pair.subject(),
        part: None,
    };
    let mut draft = Draft::new(RULE.code, pair.severity, key, pair.name);
    let (what, ours, theirs) = match (&found.part, &found.inner) {
        (CallPart::Arity { declared, native }, _) => (
            "the callback".to_owned(),
            words::count(*declared as u64, "argument"),
            words::count(*native as u64, "argument"),
        ),
        (CallPart::Result, Some(inner)) => {
            let (ours, theirs) = words::facts(inner);
            ("the result".to_owned(), ours, theirs)
        }
        (CallPart::Argument(index), Some(inner)) => {
            let (ours, theirs) = words::facts(inner);
            (format!("argument {}", index + 1), ours, theirs)
        }
        (_, None) => return None,
    };
    draft.message = match found.part {
        CallPart::Arity { .. } => format!(
            "callback `{}` takes {ours} in the binding and {theirs} in the header",
            pair.name
        ),
        _ => format!(
            "{what} of callback `{}` is {ours} in the binding and {theirs} in the header",
            pair.name
        ),
    };
    draft.binding = match pair.declared_part().filter(|ty| ty.span.line > 0) {
        Some(ty) => draft::label_type(ty, format!("{ours} here")),
        None => draft::label(pair.span, pair.name, format!("{ours} here")),
    };
    draft.also_at = vec![pair.span.clone()];
    draft.native = Some(context.native_callback(pair, &format!("{}: {theirs} here", pair.used_as)));
    draft.consequence = consequence(pair, found).to_owned();
    draft.help = format!("declare it as `{}`", shown(context, pair));
    draft.fact = format!("{what}: {ours} for {theirs}");
    Some(draft)
}

fn consequence(pair: &CallbackPair<'_>, found: &CallDifference<'_>) -> &'static str {
    let hides_result = found
        .inner
        .as_ref()
        .is_some_and(|inner| found.part == CallPart::Result && inner.declared == Shape::Void);
    match (found.part, pair.severity) {
        (_, Severity::Note) => "the call works; values beyond half of the range may look different",
        (CallPart::Arity { .. }, _) => "Python gets arguments that C never passed, or misses some",
        (CallPart::Result, _) if hides_result => {
            "C reads whatever stands where it looks for the result"
        }
        (CallPart::Result, _) => "C reads another value than Python returned",
        (CallPart::Argument(_), Severity::Warning) => {
            "Python gets a part of the value, or bits that nobody set"
        }
        (CallPart::Argument(_), _) => "Python gets a value that C did not pass",
    }
}

/// The `CFUNCTYPE` that fits, or C's own spelling where no one answer is right.
fn shown<'a>(context: &Context<'a>, pair: &CallbackPair<'a>) -> String {
    let file = &pair.span.file;
    let mut ty = pair.native;
    while let TypeKind::Pointer { to: inner, .. } | TypeKind::Array { element: inner, .. } =
        &ty.kind
    {
        ty = inner;
    }
    let TypeKind::Callback { signature } = &ty.kind else {
        return ty.spelling.clone();
    };
    if !is_python(pair.origin) {
        return ty.spelling.clone();
    }
    let result = context.spell_result(&signature.result, file, Origin::Ctypes);
    let arguments: Option<Vec<String>> = signature
        .parameters
        .iter()
        .map(|one| Some(context.spell(one, file, Origin::Ctypes)?.text))
        .collect();
    match (result, arguments) {
        (Some(result), Some(arguments)) => {
            let function = context.ctypes_name("CFUNCTYPE", file).text;
            let all: Vec<String> = std::iter::once(result.text).chain(arguments).collect();
            format!("{function}({})", all.join(", "))
        }
        _ => ty.spelling.clone(),
    }
}
