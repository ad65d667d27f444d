//! FP134: bit-fields lie elsewhere than C puts them.

use crate::bit_fields::Rules;
use crate::context::Context;
use crate::divergence::{Cause, Divergence};
use crate::draft::{self, Drafts};
use crate::records::{RecordPair, Verdict};
use crate::rule::{Check, Example, Rule};
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP134",
    name: "bit-field",
    summary: "bit-fields lie elsewhere than in the header, with some version of Python or with all",
    explanation: "Where bit-fields go is the compiler's affair, and ctypes before CPython 3.14 had \
rules of its own: it kept a whole unit of the field's type, where GCC and Clang let the next field \
begin in its unused bytes. A record may thus be right with one version of Python and wrong with \
another.

Declare one integer of the unit's width in place of the bit-fields, and take the bits out in Python.",
    severity: "warning",
    is_heuristic: false,
    bad: Example::python(
        "class flags(Structure):\n    _fields_ = [('mode', c_uint, 4), ('level', c_uint, 4)]",
        "struct flags { unsigned mode : 5; unsigned level : 4; };",
    ),
    good: Example::python(
        "class flags(Structure):\n    _fields_ = [('mode', c_uint, 5), ('level', c_uint, 4)]",
        "struct flags { unsigned mode : 5; unsigned level : 4; };",
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
        let record = &pair.declared.short_name;
        let when = match found.is_only_with {
            Some(Rules::Old) => " before CPython 3.14",
            Some(_) => " from CPython 3.14 on",
            None => "",
        };
        let (ours, theirs) = facts(pair, found);
        if let Cause::Moved { field, .. } = &found.cause {
            draft.also_at.push(field.field.span.clone());
        }
        draft.message =
            format!("the bit-fields of `{record}` lie elsewhere than in the header{when}");
        draft.binding.text = format!("{ours} here{when}");
        draft.native = Some(context.native_label(
            &pair.native.span,
            draft::last_word(&pair.native.name),
            &format!("{theirs} here"),
        ));
        draft.consequence = "Python reads and writes bits of other fields".to_owned();
        draft.help =
            "declare one integer for the whole unit, and take the bits out in Python".to_owned();
        draft.fact = format!("{ours} for {theirs}");
        drafts.push(draft);
    }
}

/// Where each side has the first field that differs, or how large each side is.
fn facts(pair: &RecordPair<'_>, found: &Divergence<'_>) -> (String, String) {
    let size = |size: Option<u64>| match size {
        Some(size) => words::count(size, "byte"),
        None => "another layout".to_owned(),
    };
    let Cause::Moved { field, native, .. } = &found.cause else {
        return (size(found.size_bytes), size(pair.native.size_bytes));
    };
    let place = |name: &str, offset: u64, width: Option<u32>| match width {
        Some(width) => format!("`{name}` at bit {offset}, {width} wide"),
        None => format!("`{name}` at bit {offset}"),
    };
    let theirs = native.field.width_bits;
    (
        place(&field.field.name, field.offset_bits, field.field.width_bits),
        place(native.name, native.offset_bits, theirs),
    )
}
