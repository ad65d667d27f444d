//! FP180: a format of the `struct` module does not fit the C record that it stands for.

use fishplate_model::{Record, RecordKind, Severity, StructFormat};

use crate::context::Context;
use crate::draft::{self, Draft, Drafts, Key, Subject};
use crate::record_names;
use crate::rule::{Check, Example, Rule};
use crate::shape::Shape;
use crate::struct_format::{self, Class, Format, Value};
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP180",
    name: "struct-format",
    summary: "a `struct` format has another size or other offsets than the C record",
    explanation: "`struct.unpack` lays values out by its first character: aligned as in C with `@` or \
none, packed without any padding with `=`, `<`, `>` and `!`. In no case does it add the padding that C \
puts at the end of a record, so in an array of them every record after the first is off.

Use `@` for memory that C made, write padding as `x`, and end the format with `0` and the code of the \
widest field (`0d`) to get the padding at the end. A comment `# struct NAME` says which record it is.",
    severity: "error",
    is_heuristic: false,
    bad: Example::python(
        "import struct\nSAMPLE = struct.Struct('<id')  # struct sample",
        "struct sample { int kind; double value; };",
    ),
    good: Example::python(
        "import struct\nSAMPLE = struct.Struct('@id')  # struct sample",
        "struct sample { int kind; double value; };",
    ),
    check: Check::EachTruth(check),
};

/// A scalar of the record.
struct Leaf {
    name: String,
    offset_bytes: u64,
    size_bytes: u64,
    class: Class,
}

/// How many scalars and members of a record are looked at.
const MOST: u32 = 65_536;

/// How deep members may lie in each other.
const DEPTH: u32 = 20;

/// The scalars of a record as far as they are found.
struct Leaves {
    all: Vec<Leaf>,
    left: u32,
}

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for (index, one) in context.declared.all.formats.iter().enumerate() {
        let record = one
            .record
            .as_deref()
            .and_then(|name| record_names::named(context.native, name));
        let (Some(record), Some(format)) =
            (record, struct_format::read(&one.format, context.platform))
        else {
            continue;
        };
        drafts.extend(draft(context, index, one, &format, record));
    }
}

fn draft<'a>(
    context: &Context<'a>,
    index: usize,
    one: &StructFormat,
    format: &Format,
    record: &'a Record,
) -> Option<Draft> {
    let size = record.size_bytes?;
    let mut leaves = Leaves {
        all: Vec::new(),
        left: MOST,
    };
    flatten(context, record, (0, DEPTH), "", &mut leaves)?;
    let (ours, theirs) = match mismatch(format, &leaves.all) {
        Some(facts) => facts,
        None if format.size_bytes == size => return None,
        None => (
            words::count(format.size_bytes, "byte"),
            words::count(size, "byte"),
        ),
    };
    let key = Key {
        subject: Subject::Format(index),
        part: None,
    };
    let mut draft = Draft::new(RULE.code, Severity::Error, key, &record.name);
    draft.message = format!(
        "format `{}` has {ours}, and the record `{}` has {theirs}",
        one.format, record.name
    );
    draft.binding = draft::label(&one.span, &one.format, format!("{ours} here"));
    let name = draft::last_word(&record.name);
    draft.native = Some(context.native_label(&record.span, name, &format!("{theirs} here")));
    draft.consequence = if format.size_bytes == size {
        "values are read from other fields' bytes".to_owned()
    } else {
        format!(
            "`calcsize` gives {} and `sizeof` {size}: bytes of C are refused, or read at an offset",
            format.size_bytes
        )
    };
    draft.help = if format.is_native {
        "write the fields in the header's order, and end with `0` and the widest field's code"
            .to_owned()
    } else {
        "begin the format with `@`, or write C's padding as `x`".to_owned()
    };
    draft.fact = format!("{}: {ours} for {theirs}", one.format);
    Some(draft)
}

/// The scalars of a record in order; none where bit-fields or unions leave no one answer.
fn flatten<'a>(
    context: &Context<'a>,
    record: &'a Record,
    (start, depth): (u64, u32),
    path: &str,
    leaves: &mut Leaves,
) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    if record.kind == RecordKind::Union {
        return None;
    }
    for field in &record.fields {
        if field.width_bits.is_some() {
            return None;
        }
        let name = format!("{path}{}", field.name.as_deref().unwrap_or_default());
        let at = start.checked_add(field.offset_bits / 8)?;
        let shape = context.lowering().native(&field.ty);
        scalars(context, &shape, (at, depth), &name, leaves)?;
    }
    Some(())
}

fn scalars<'a>(
    context: &Context<'a>,
    shape: &Shape<'a>,
    (at, depth): (u64, u32),
    name: &str,
    leaves: &mut Leaves,
) -> Option<()> {
    leaves.left = leaves.left.checked_sub(1)?;
    let (size, _) = context.layouts().extent(shape)?;
    let class = match shape {
        Shape::Native(record) => {
            let path = format!("{name}.");
            return flatten(context, record, (at, depth), &path, leaves);
        }
        Shape::Array { element, length } => {
            let (each, _) = context.layouts().extent(element)?;
            for index in 0..(*length)? {
                let at = at.checked_add(index.checked_mul(each)?)?;
                scalars(context, element, (at, depth), name, leaves)?;
            }
            return Some(());
        }
        Shape::Float { .. } => Class::Float,
        _ => Class::Int,
    };
    leaves.all.push(Leaf {
        name: name.to_owned(),
        offset_bytes: at,
        size_bytes: size,
        class,
    });
    Some(())
}

/// The first value that does not lie on a scalar of its size and class: what each side has.
fn mismatch(format: &Format, leaves: &[Leaf]) -> Option<(String, String)> {
    let mut leaves = leaves.iter().peekable();
    for value in &format.values {
        if value.class == Class::Bytes {
            // Bytes may cover whole fields.
            let end = value.offset_bytes + value.size_bytes;
            while leaves
                .next_if(|leaf| leaf.offset_bytes + leaf.size_bytes <= end)
                .is_some()
            {}
            continue;
        }
        let leaf = leaves.next()?;
        if !fits(value, leaf) {
            let ours = format!("`{}` at byte {}", value.code, value.offset_bytes);
            let kind = match leaf.class {
                Class::Float => "floating value",
                Class::Int | Class::Bytes => "integer",
            };
            let theirs = format!(
                "`{}`, a {kind} of {}, at byte {}",
                leaf.name,
                words::count(leaf.size_bytes, "byte"),
                leaf.offset_bytes
            );
            return Some((ours, theirs.replace("a integer", "an integer")));
        }
    }
    None
}

fn fits(value: &Value, leaf: &Leaf) -> bool {
    value.offset_bytes == leaf.offset_bytes
        && value.size_bytes == leaf.size_bytes
        && value.class == leaf.class
}
