//! FP170: `c_long` for a type that has 64 bits on every platform, or the width of an address.

use fishplate_model::{
    DeclaredKind, DeclaredResult, DeclaredType, Origin, Severity, Type, TypeKind,
};

use crate::context::{self, Context};
use crate::draft::{self, Draft, Drafts, Key, Subject};
use crate::functions::{Arguments, FunctionPair, Position};
use crate::nested;
use crate::rule::{Check, Example, Rule};
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP170",
    name: "llp64-spelling",
    summary: "`c_long` stands for a fixed 64-bit type, a `size_t` or an address",
    explanation: "A C `long` has 64 bits on Linux and macOS and 32 on Windows. `c_long` for an \
`int64_t`, a `size_t` or an address works for whoever wrote it, and cuts the value in half on Windows. \
Only the source shows it: at run time `c_int64` is `c_long` on Linux.

Write what the header says: `c_int64`, `c_size_t`, `c_void_p`. Where no target with a 32-bit `long` is \
judged it is a note; say `--target x86_64-pc-windows-msvc` if the package supports Windows.",
    severity: "on Windows a warning, and an error for addresses and behind pointers; else a note",
    is_heuristic: false,
    bad: Example::python(
        "lib.seek.argtypes = [c_long]\nlib.seek.restype = None",
        "void seek(int64_t offset);",
    )
    .on(&["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc"]),
    good: Example::python(
        "lib.seek.argtypes = [c_int64]\nlib.seek.restype = None",
        "void seek(int64_t offset);",
    )
    .on(&["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc"]),
    check: Check::EachTruth(check),
};

/// A `c_long` where the width is another matter.
struct Found<'a> {
    /// The innermost declared type, as it stands in the source.
    declared: &'a DeclaredType,
    native: &'a Type,
    levels: u32,
}

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for pair in &context.functions {
        if pair.declared.origin == Origin::Run {
            continue;
        }
        if let DeclaredResult::Type { ty } = &pair.declared.result {
            let found = find(context, ty, &pair.native.result);
            drafts.extend(found.map(|found| of_function(context, pair, Position::Result, &found)));
        }
        if !matches!(pair.arguments, Arguments::Match) {
            continue;
        }
        let both = pair
            .declared
            .arguments
            .iter()
            .flatten()
            .zip(&pair.native.parameters);
        for (index, (ours, theirs)) in both.enumerate() {
            let found = find(context, ours, &theirs.ty);
            let position = Position::Argument(index);
            drafts.extend(found.map(|found| of_function(context, pair, position, &found)));
        }
    }
    // Where `long` is short the record itself is wrong, and another rule says so.
    if context.platform.long_bits == 64 {
        of_records(context, drafts);
    }
}

fn find<'a>(context: &Context<'a>, ours: &'a DeclaredType, theirs: &'a Type) -> Option<Found<'a>> {
    let (mut ours, mut theirs, mut levels) = (ours, theirs, 0);
    loop {
        match (&ours.kind, &theirs.kind) {
            (DeclaredKind::Pointer { to: inner }, TypeKind::Pointer { to, .. }) => {
                (ours, theirs, levels) = (inner, to, levels + 1);
            }
            (DeclaredKind::Array { element: inner, .. }, TypeKind::Array { element: to, .. }) => {
                (ours, theirs) = (inner, to)
            }
            (DeclaredKind::Simple { name }, kind)
                if matches!(name.as_str(), "c_long" | "c_ulong") =>
            {
                let is_fixed = match kind {
                    TypeKind::Pointer { .. } | TypeKind::Callback { .. } => true,
                    TypeKind::Int { bits: 64, .. } => context.native.known_type(theirs).is_some(),
                    _ => false,
                };
                return is_fixed.then_some(Found {
                    declared: ours,
                    native: theirs,
                    levels,
                });
            }
            _ => return None,
        }
    }
}

fn severity(context: &Context<'_>, found: &Found<'_>) -> Severity {
    let is_short = context.platform.long_bits < context.platform.pointer_bits;
    let is_address = !matches!(found.native.kind, TypeKind::Int { .. });
    match (is_short, is_address || found.levels > 0) {
        (false, _) => Severity::Note,
        (true, false) => Severity::Warning,
        (true, true) => Severity::Error,
    }
}

fn of_function<'a>(
    context: &Context<'a>,
    pair: &FunctionPair<'a>,
    position: Position,
    found: &Found<'a>,
) -> Draft {
    let key = Key {
        subject: Subject::Function(pair.index),
        part: Some(position),
    };
    let severity = severity(context, found);
    let mut draft = Draft::new(RULE.code, severity, key, &pair.declared.symbol);
    let place = words::place(position, pair.native);
    fill(context, &mut draft, &place, found, pair.declared.origin);
    let fact = format!("`{}` here", found.native.spelling);
    draft.native = Some(context.native_part(pair.native, position, &fact));
    draft.also_at = context::also_at(pair);
    draft
}

fn of_records(context: &Context<'_>, drafts: &mut Drafts) {
    for pair in context
        .records
        .iter()
        .filter(|pair| pair.declared.origin != Origin::Run)
    {
        let members = nested::members(pair.declared, pair.native);
        let found = members.iter().find_map(|(ours, theirs)| {
            Some((*ours, *theirs, find(context, &ours.ty, &theirs.ty)?))
        });
        let Some((ours, theirs, found)) = found else {
            continue;
        };
        let mut draft = context.draft_record(pair);
        (draft.code, draft.severity) = (RULE.code, Severity::Note);
        let place = format!("field `{}` of `{}`", ours.name, pair.declared.short_name);
        fill(context, &mut draft, &place, &found, pair.declared.origin);
        let fact = format!("`{}` here", found.native.spelling);
        draft.native = Some(context.native_field(theirs, &fact));
        draft.partial = draft::Partial::Named;
        drafts.push(draft);
    }
}

fn fill<'a>(
    context: &Context<'a>,
    draft: &mut Draft,
    place: &str,
    found: &Found<'a>,
    origin: Origin,
) {
    let (ours, theirs) = (&found.declared.spelling, &found.native.spelling);
    draft.message = format!("{place} is `{theirs}`, which is no `long` on every platform");
    draft.binding = draft::label_type(found.declared, "32 bits on Windows, 64 elsewhere");
    draft.consequence = match draft.severity {
        Severity::Note => "it is right here, and half as wide on Windows",
        Severity::Warning => "values above 2,147,483,647 are cut to 32 bits",
        Severity::Error => "the address or what it leads to has 64 bits, and 32 are declared",
    }
    .to_owned();
    let file = &draft.binding.span.file;
    match context.spell(found.native, file, origin) {
        Some(spelt) => {
            draft.help = format!("declare it as `{}`", spelt.text);
            // The type that is right everywhere does no harm where only a note is due.
            draft.fix = context.fix_of_type(found.declared, &spelt, Severity::Warning);
        }
        None => draft.help = format!("declare it as the header does: `{theirs}`"),
    }
    draft.is_reason = true;
    draft.fact = format!("{ours} for {theirs}");
}
