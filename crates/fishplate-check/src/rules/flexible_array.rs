//! FP133: an array of any length at the end of a record is declared with a length.

use crate::context::Context;
use crate::divergence::Cause;
use crate::draft::{self, Drafts};
use crate::records::Verdict;
use crate::rule::{Check, Example, Rule};
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP133",
    name: "flexible-array",
    summary: "a flexible array member is declared with a fixed number of elements",
    explanation:
        "A flexible array (`item items[];`) takes no room in `sizeof`; its elements follow \
the record. Declared with one element the record is larger than C's, which is harmless behind a \
pointer, and wrong for `sizeof`, by value and in arrays.

Declare it with no elements, `item * 0`, and reach them by a cast of the address behind the record.",
    severity: "note",
    is_heuristic: false,
    bad: Example::python(
        "class packet(Structure):\n    _fields_ = [('size', c_int), ('data', c_int * 1)]",
        "struct packet { int size; int data[]; };",
    ),
    good: Example::python(
        "class packet(Structure):\n    _fields_ = [('size', c_int), ('data', c_int * 0)]",
        "struct packet { int size; int data[]; };",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for pair in &context.records {
        let Verdict::Different(found) = &pair.verdict else {
            continue;
        };
        let (Cause::Flexible { field }, Some(ours), Some(theirs)) =
            (&found.cause, found.size_bytes, pair.native.size_bytes)
        else {
            continue;
        };
        if found.code != RULE.code {
            continue;
        }
        let mut draft = context.draft_record(pair);
        (draft.code, draft.severity) = (found.code, found.severity);
        let (record, name) = (&pair.declared.short_name, &field.field.name);
        draft.message = format!("`{name}` of `{record}` has any number of elements in the header");
        draft.binding = draft::label_type(
            &field.field.ty,
            format!("{} in all here", words::count(ours, "byte")),
        );
        draft.also_at.push(field.field.span.clone());
        draft.native = Some(context.native_label(
            &pair.native.span,
            draft::last_word(&pair.native.name),
            &format!("{} without its elements here", words::count(theirs, "byte")),
        ));
        draft.consequence = "`sizeof` counts elements that C's does not".to_owned();
        draft.help = "declare it with `* 0` elements".to_owned();
        draft.fact = format!("{name}: {ours} for {theirs}");
        drafts.push(draft);
    }
}
