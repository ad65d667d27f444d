//! FP132: a field is at its place and of another type.

use fishplate_model::Severity;

use crate::context::Context;
use crate::converted::{self, ConvertedField};
use crate::difference::Kind;
use crate::divergence::Cause;
use crate::draft::{self, Draft, Drafts, Partial};
use crate::functions::Position;
use crate::records::{RecordPair, Verdict};
use crate::rule::{Check, Example, Rule};
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP132",
    name: "field-type",
    summary: "a field has another width, class or number of elements than in the header",
    explanation: "The field begins where it should, and its bytes mean something else: a `float` \
read as an integer, half of a `size_t`, an array that is too short. Where the width differs, the \
fields behind it may move too; they are not reported again.

Declare the field with the header's type.",
    severity: "error; note for a sign or an integer as wide as an address; warning for another record behind a pointer",
    is_heuristic: false,
    bad: Example::python(
        "class sample(Structure):\n    _fields_ = [('value', c_int), ('time', c_double)]",
        "struct sample { float value; double time; };",
    ),
    good: Example::python(
        "class sample(Structure):\n    _fields_ = [('value', c_float), ('time', c_double)]",
        "struct sample { float value; double time; };",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for pair in &context.records {
        let found = match &pair.verdict {
            Verdict::Different(found) => found,
            Verdict::Converted(fields) => {
                let all = fields.iter().enumerate();
                drafts.extend(all.map(|(index, field)| converted(context, pair, index, field)));
                continue;
            }
            Verdict::Same | Verdict::NotJudged => continue,
        };
        let Cause::Type {
            field,
            native,
            difference,
        } = &found.cause
        else {
            continue;
        };
        if found.code != RULE.code {
            continue;
        }
        let mut draft = context.draft_record(pair);
        (draft.code, draft.severity) = (found.code, found.severity);
        let (ours, theirs) = words::facts(difference);
        let name = &field.field.name;
        draft.message = format!(
            "field `{name}` of `{}` is {ours} in the binding and {theirs} in the header",
            pair.declared.short_name
        );
        draft.binding = draft::label_type(&field.field.ty, format!("{ours} here"));
        draft.also_at.push(field.field.span.clone());
        draft.native = Some(context.native_field(native.field, &format!("{theirs} here")));
        draft.consequence = match (&difference.kind, found.severity) {
            (_, Severity::Note) => {
                "the bits are the same, and mean the same up to half of the range"
            }
            (Kind::Width { .. } | Kind::Length { .. }, _) if difference.levels == 0 => {
                "a part of the value is lost, or bytes of the next field are taken for it"
            }
            _ if difference.levels > 0 => "what the field points to is read as another type",
            _ => "its bytes are read as another type",
        }
        .to_owned();
        let file = &draft.binding.span.file;
        match context.spell(&native.field.ty, file, pair.declared.origin) {
            Some(spelt) => {
                draft.help = format!("declare it as `{}`", spelt.text);
                draft.fix = context.fix_of_type(&field.field.ty, &spelt, draft.severity);
            }
            None => {
                draft.help = format!(
                    "declare it as the header does: `{}`",
                    native.field.ty.spelling
                )
            }
        }
        draft.fact = format!("{name}: {ours} for {theirs}");
        drafts.push(draft);
    }
}

/// A field that a C compiler reads by the header, and converts.
fn converted<'a>(
    context: &Context<'a>,
    pair: &RecordPair<'a>,
    index: usize,
    field: &ConvertedField<'a>,
) -> Draft {
    let mut draft = context.draft_record(pair);
    draft.key.part = Some(Position::Field(index));
    draft.partial = Partial::Named;
    (draft.code, draft.severity) = (RULE.code, field.severity);
    let (ours, theirs) = words::facts(&field.difference);
    let name = &field.declared.name;
    draft.message = format!(
        "field `{name}` of `{}` is {ours} in the binding and {theirs} in the header",
        pair.declared.short_name
    );
    draft.binding = draft::label(&field.declared.span, name, format!("{ours} here"));
    draft.also_at.push(field.declared.span.clone());
    draft.native = Some(context.native_field(field.native, &format!("{theirs} here")));
    draft.converted = Some(converted::consequence(&field.difference));
    draft.help = format!("declare it as `{}`", field.native.ty.spelling);
    draft.fact = format!("{name}: {ours} for {theirs}");
    draft
}
