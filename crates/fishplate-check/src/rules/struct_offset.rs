//! FP131: a field lies at another place than in the header.

use crate::context::Context;
use crate::divergence::{Cause, Why};
use crate::draft::{self, Draft, Drafts};
use crate::fields::{DeclaredPlace, NativePlace};
use crate::records::{RecordPair, Verdict};
use crate::rule::{Check, Example, Rule};
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP131",
    name: "struct-offset",
    summary: "a field lies at another place than in the header",
    explanation: "A field that is missing, added, swapped with another, or packed on one side only \
moves every field behind it. Python then reads the bytes of one field as another, and writes over \
what C keeps there. The size may even be right.

Give the record the header's fields in the header's order. Where the header packs it (`#pragma pack`, \
`__attribute__((packed))`), set `_pack_` to the same number before `_fields_`.",
    severity: "error",
    is_heuristic: false,
    bad: Example::python(
        "class span(Structure):\n    _fields_ = [('length', c_int), ('start', c_void_p)]",
        "struct span { void *start; int length; };",
    ),
    good: Example::python(
        "class span(Structure):\n    _fields_ = [('start', c_void_p), ('length', c_int)]",
        "struct span { void *start; int length; };",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for pair in &context.records {
        let Verdict::Different(found) = &pair.verdict else {
            continue;
        };
        if found.code != RULE.code {
            continue;
        }
        let mut draft = context.draft_record(pair);
        (draft.code, draft.severity) = (found.code, found.severity);
        match &found.cause {
            Cause::Moved { field, native, why } => {
                moved(context, pair, (field, native, why), &mut draft);
            }
            Cause::Alignment { .. } => alignment(context, pair, &found.cause, &mut draft),
            _ => continue,
        }
        drafts.push(draft);
    }
}

/// A field at another place.
fn moved<'a>(
    context: &Context<'a>,
    pair: &RecordPair<'a>,
    (field, native, why): (&DeclaredPlace<'a>, &NativePlace<'a>, &Why<'a>),
    draft: &mut Draft,
) {
    let record = &pair.declared.short_name;
    let name = &field.field.name;
    let (ours, theirs) = (field.offset_bits / 8, native.offset_bits / 8);
    draft.message = format!(
        "field `{name}` of `{record}` is at byte {ours} in the binding and at byte {theirs} in the header"
    );
    draft.binding.text = format!("`{name}` at byte {ours} here");
    draft.native = Some(context.native_label(
        &native.field.span,
        native.name,
        &format!("at byte {theirs} here"),
    ));
    draft.also_at.push(field.field.span.clone());
    draft.consequence =
        "Python reads and writes other fields' bytes, from this field on".to_owned();
    let file = &pair.declared.span.file;
    draft.help = match why {
        Why::Order => "put the fields into the header's order".to_owned(),
        Why::Missing(missing) => {
            let name = missing.name.as_deref().unwrap_or_default();
            match context.spell(&missing.ty, file, pair.declared.origin) {
                Some(ty) => format!("add `('{name}', {})` as the header has it", ty.text),
                None => format!(
                    "add `{name}`, a `{}`, as the header has it",
                    missing.ty.spelling
                ),
            }
        }
        Why::Extra(extra) => format!("take `{extra}` out: the header does not have it"),
        Why::PackedInC(pack) => packed(*pack),
        Why::PackedHere => NOT_PACKED.to_owned(),
        Why::Bits | Why::Other => {
            "give each field before it the type and the order that the header has".to_owned()
        }
    };
    draft.fact = format!("{name} at {ours} for {theirs}");
}

/// Another alignment, which moves what stands around the record.
fn alignment(context: &Context<'_>, pair: &RecordPair<'_>, cause: &Cause<'_>, draft: &mut Draft) {
    let Cause::Alignment {
        ours_bytes,
        theirs_bytes,
        holder,
        why,
    } = cause
    else {
        return;
    };
    let name = &pair.declared.short_name;
    let (ours, theirs) = (
        words::count(*ours_bytes, "byte"),
        words::count(*theirs_bytes, "byte"),
    );
    draft.message = format!(
        "`{name}` is aligned to {ours} in the binding and to {theirs} in the header, which moves \
         the fields of `{holder}`"
    );
    draft.binding.text = format!("aligned to {ours} here");
    draft.native = Some(context.native_label(
        &pair.native.span,
        draft::last_word(&pair.native.name),
        &format!("aligned to {theirs} here"),
    ));
    draft.consequence = format!("Python reads and writes other fields' bytes in `{holder}`");
    draft.help = match why {
        Why::PackedHere => NOT_PACKED.to_owned(),
        Why::PackedInC(pack) => packed(*pack),
        _ if ours_bytes < theirs_bytes => {
            format!("set `_align_ = {theirs_bytes}` before `_fields_` (CPython 3.13 and later)")
        }
        _ => "give each field the type that the header has".to_owned(),
    };
    draft.fact = format!("aligned to {ours} for {theirs}");
}

const NOT_PACKED: &str = "take `_pack_` out: the header does not pack it";

fn packed(pack: u64) -> String {
    format!("set `_pack_ = {pack}` before `_fields_`: the header packs it")
}
