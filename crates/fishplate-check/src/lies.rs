//! Where the header and the library's debug information disagree: the header itself lies.
//!
//! Debug information knows less than a header, so only what both say and what the ABI feels is
//! held against each other: widths, classes, numbers of parameters, sizes and offsets.

use fishplate_model::{Function, Record, Severity, Span};

use crate::context::Context;
use crate::draft::{Draft, Key, Subject};
use crate::functions::Position;
use crate::merge::Judged;
use crate::shape::Shape;
use crate::words;

/// A place where the two disagree about something that the binding declares.
#[derive(Clone, Debug)]
pub(crate) struct Lie<'a> {
    /// What it is about, in the words of other findings about the same.
    pub(crate) key: Key,
    pub(crate) symbol: &'a str,
    /// "parameter `n`", "the size".
    pub(crate) what: String,
    pub(crate) in_header: String,
    pub(crate) in_library: String,
    /// Where the library's own source has it.
    pub(crate) library_span: &'a Span,
    pub(crate) subject: Lied<'a>,
}

/// The side of the header.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Lied<'a> {
    Function(&'a Function, Position),
    Record(&'a Record),
}

/// Everything that the binding declares and that the two tell differently.
pub(crate) fn lies<'a>(header: &Context<'a>, library: &Context<'a>) -> Vec<Lie<'a>> {
    let mut found = Vec::new();
    for pair in &header.functions {
        let other = library.functions.iter().find(|one| one.index == pair.index);
        if let Some(other) = other {
            functions(
                header,
                library,
                pair.index,
                (pair.native, other.native),
                &mut found,
            );
        }
    }
    for pair in &header.records {
        let other = library.records.iter().find(|one| one.index == pair.index);
        let lie = other.and_then(|other| record(pair.native, other.native));
        if let (Some(other), Some((what, in_header, in_library))) = (other, lie) {
            found.push(Lie {
                key: Key {
                    subject: Subject::Record(pair.index),
                    part: None,
                },
                symbol: &pair.declared.short_name,
                what,
                in_header,
                in_library,
                library_span: &other.native.span,
                subject: Lied::Record(pair.native),
            });
        }
    }
    found
}

fn functions<'a>(
    header: &Context<'a>,
    library: &Context<'a>,
    index: usize,
    (ours, theirs): (&'a Function, &'a Function),
    found: &mut Vec<Lie<'a>>,
) {
    let mut add = |part: Option<Position>, what: String, in_header: String, in_library: String| {
        found.push(Lie {
            key: Key {
                subject: Subject::Function(index),
                part,
            },
            symbol: &ours.name,
            what,
            in_header,
            in_library,
            library_span: &theirs.span,
            subject: Lied::Function(ours, part.unwrap_or(Position::Result)),
        });
    };
    let (count, other) = (ours.parameters.len(), theirs.parameters.len());
    if count != other && !ours.is_variadic && !theirs.is_variadic {
        let words = |count: usize| words::count(count as u64, "parameter");
        add(
            None,
            "the number of parameters".to_owned(),
            words(count),
            words(other),
        );
        return;
    }
    let results = std::iter::once((Position::Result, &ours.result, &theirs.result));
    let both = ours.parameters.iter().zip(&theirs.parameters).enumerate();
    let parameters =
        both.map(|(index, (ours, theirs))| (Position::Argument(index), &ours.ty, &theirs.ty));
    for (position, one, another) in results.chain(parameters) {
        let one = header.lowering().native(one);
        let another = library.lowering().native(another);
        if differ(&one, &another) {
            add(
                Some(position),
                words::part(position, ours),
                words::shape(&one),
                words::shape(&another),
            );
        }
    }
}

/// Whether a caller that goes by one goes wrong with the other.
fn differ(one: &Shape<'_>, another: &Shape<'_>) -> bool {
    match (one, another) {
        (Shape::Unknown, _) | (_, Shape::Unknown) => false,
        (Shape::Int(one), Shape::Int(another)) => one.bits != another.bits,
        (Shape::Float { bits: one }, Shape::Float { bits: another }) => one != another,
        (Shape::Pointer { to: one, .. }, Shape::Pointer { to: another, .. }) => {
            is_number(one) && is_number(another) && differ(one, another)
        }
        (Shape::Native(one), Shape::Native(another)) => {
            let sizes = one.size_bytes.zip(another.size_bytes);
            sizes.is_some_and(|(one, another)| one != another)
        }
        (
            Shape::Array {
                element: one,
                length,
            },
            Shape::Array {
                element: another,
                length: other,
            },
        ) => differ(one, another) || length.zip(*other).is_some_and(|(one, other)| one != other),
        (Shape::Void, Shape::Void) => false,
        (one, another) => !(one.is_address() && another.is_address()),
    }
}

/// Bytes are no number here: buffers of anything are passed as them.
fn is_number(shape: &Shape<'_>) -> bool {
    match shape {
        Shape::Int(int) => int.bits > 8,
        Shape::Float { .. } => true,
        _ => false,
    }
}

/// What differs in a record, and what each side says.
fn record(ours: &Record, theirs: &Record) -> Option<(String, String, String)> {
    let offsets = ours.fields.iter().filter_map(|field| {
        let name = field.name.as_deref()?;
        let named = |one: &&fishplate_model::Field| one.name.as_deref() == Some(name);
        let other = theirs.fields.iter().find(named)?;
        (field.offset_bits != other.offset_bits).then(|| {
            let byte = |bits: u64| format!("at byte {}", bits / 8);
            (
                format!("field `{name}`"),
                byte(field.offset_bits),
                byte(other.offset_bits),
            )
        })
    });
    let moved = offsets.into_iter().next();
    moved.or_else(|| {
        let (one, another) = ours.size_bytes.zip(theirs.size_bytes)?;
        let bytes = |count: u64| words::count(count, "byte");
        (one != another).then(|| ("the size".to_owned(), bytes(one), bytes(another)))
    })
}

/// Puts the drafts about lies in the place of what each side by itself gave for the same.
pub(crate) fn settle(drafts: Vec<Draft>, header: &mut Judged, library: &mut Judged) {
    for mut draft in drafts {
        let same = |one: &Draft| one.key == draft.key;
        let by_library = library.drafts.iter().filter(|one| same(one));
        if let Some(worst) = by_library.max_by_key(|one| one.severity)
            && worst.severity >= draft.severity
        {
            draft.severity = worst.severity;
            draft.consequence = format!("the library was built otherwise: {}", worst.consequence);
            draft.help.clone_from(&worst.help);
            draft.binding = worst.binding.clone();
            draft.also_at.clone_from(&worst.also_at);
        }
        header.drafts.retain(|one| one.key != draft.key);
        library.drafts.retain(|one| one.key != draft.key);
        header.subjects.insert(draft.key.subject.clone());
        library.drafts.push(draft);
    }
}

/// How bad a lie is for a binding that is right by the library: only others go wrong.
pub(crate) const HARMLESS: Severity = Severity::Note;
