//! FP130: a record has another size, while every field is at its place.

use fishplate_model::Severity;

use crate::context::Context;
use crate::divergence::Cause;
use crate::draft::{self, Drafts};
use crate::records::Verdict;
use crate::rule::{Check, Example, Rule};
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP130",
    name: "struct-size",
    summary: "a record is larger or smaller than in the header",
    explanation: "A record that lacks its last fields is too small: C reads and writes past what \
Python made, and by value it takes the missing bytes from whatever lies behind. In an array every \
element after the first is off. Headers grow fields at the end from one version to the next, so this \
is how a binding that was right becomes wrong.

Add the missing fields in the header's order. Where C alone makes the record and Python reads only \
the fields that both have, or where its size is passed beside its address, it is a note.",
    severity: "error by value, in arrays, or where Python makes what C writes to; note where C makes it or \
is told its size",
    is_heuristic: false,
    bad: Example::python(
        "class options(Structure):\n    _fields_ = [('level', c_int)]\n\
         lib.start.argtypes = [options]\nlib.start.restype = None",
        "struct options { int level; void *context; };\nvoid start(struct options how);",
    ),
    good: Example::python(
        "class options(Structure):\n    _fields_ = [('level', c_int), ('context', c_void_p)]\n\
         lib.start.argtypes = [options]\nlib.start.restype = None",
        "struct options { int level; void *context; };\nvoid start(struct options how);",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for pair in &context.records {
        let Verdict::Different(found) = &pair.verdict else {
            continue;
        };
        let (Cause::Size { missing, extra }, Some(ours), Some(theirs)) =
            (&found.cause, found.size_bytes, pair.native.size_bytes)
        else {
            continue;
        };
        // A member without a name is told of at the record that holds it.
        if found.code != RULE.code || pair.native.spelling.is_none() {
            continue;
        }
        let mut draft = context.draft_record(pair);
        (draft.code, draft.severity) = (found.code, found.severity);
        let name = &pair.declared.short_name;
        let (ours, theirs) = (words::count(ours, "byte"), words::count(theirs, "byte"));
        draft.message = format!("`{name}` has {ours} in the binding and {theirs} in the header");
        draft.binding.text = format!("{ours} here");
        draft.native = Some(context.native_label(
            &pair.native.span,
            draft::last_word(&pair.native.name),
            &format!("{theirs} here"),
        ));
        let is_short = found.size_bytes < pair.native.size_bytes;
        draft.consequence = match (found.severity, is_short) {
            (Severity::Note, _) => {
                "C makes it, and Python reads fields that are where they should be"
            }
            (_, true) => "C reads and writes past the end of what Python makes",
            (_, false) => "Python reads past the end of what C makes, and strides of arrays differ",
        }
        .to_owned();
        let names: Vec<&str> = missing
            .iter()
            .filter_map(|field| field.name.as_deref())
            .collect();
        draft.help = match (names.as_slice(), extra.as_slice()) {
            ([], []) => "compare the padding, `_pack_` and `_align_` with the header's".to_owned(),
            ([], extra) => format!(
                "the header has no {}: take it out, or read the header of the version that has it",
                words::list(extra)
            ),
            (names, _) => format!(
                "add {} at the end, as the header has it",
                words::list(names)
            ),
        };
        draft.fact = format!("{ours} for {theirs}");
        drafts.push(draft);
    }
}
