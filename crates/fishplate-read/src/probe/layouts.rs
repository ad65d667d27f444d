//! Holds every record against the C compiler: size, alignment, offsets, bit-fields.
//!
//! libclang lays out as Clang would; the library was built by another compiler perhaps, and that
//! one's word counts. A difference is put right in the interface and noted.

use std::collections::{BTreeSet, HashMap};

use fishplate_model::{Interface, Record, TypeKind};

use super::compile::{Group, Probe, Prober};
use super::object_file::Answers;

/// How deep records without a name are followed into each other.
const DEPTH: u32 = 64;

/// A field that can be named from the record's type, be it through members without a name.
struct Reached {
    name: String,
    record: usize,
    field: usize,
    /// Where the record that holds it starts, in bits.
    base_bits: u64,
}

enum Question {
    /// Size, alignment and the offsets of these fields.
    Layout(Vec<Reached>),
    Bits(Reached),
}

/// What is asked of the records of an interface.
pub(super) struct Questions {
    /// The record of each probe, by its place in the interface, and what is asked of it.
    asked: Vec<(usize, Question)>,
    pub(super) probes: Group,
}

impl Questions {
    pub(super) fn new(interface: &Interface) -> Self {
        let types = type_names(&interface.records);
        let mut asked: Vec<(usize, Question)> = Vec::new();
        let mut probes: Vec<Probe> = Vec::new();
        for (index, record) in interface.records.iter().enumerate() {
            let Some(ty) = types
                .get(&record.name)
                .filter(|_| record.size_bytes.is_some())
            else {
                continue;
            };
            let (bits, plain): (Vec<Reached>, Vec<Reached>) = reached(&interface.records, index)
                .into_iter()
                .partition(|one| is_bits(interface, one));
            probes.push(layout_probe(ty, &plain));
            asked.push((index, Question::Layout(plain)));
            for one in bits {
                probes.push(bits_probe(ty, &one.name, is_bool(interface, &one)));
                asked.push((index, Question::Bits(one)));
            }
        }
        let preamble = if probes.is_empty() {
            String::new()
        } else {
            undefined_names(&interface.records)
        };
        Self {
            asked,
            probes: Group { preamble, probes },
        }
    }

    /// Compares the layouts and takes the compiler's where they differ.
    pub(super) fn take(
        &self,
        prober: &Prober,
        answers: &Answers,
        trouble: Option<&str>,
        interface: &mut Interface,
        notes: &mut Vec<String>,
    ) {
        let compiler = prober.compiler().display().to_string();
        if let Some(why) = trouble.filter(|_| answers.data.len() < self.asked.len()) {
            notes.push(format!(
                "some layouts come from libclang alone: `{compiler}` refuses the probes ({why})"
            ));
        }
        for (number, (record, question)) in self.asked.iter().enumerate() {
            let differences = match question {
                Question::Layout(fields) => layout(interface, *record, fields, answers, number),
                Question::Bits(field) => bits(interface, field, answers, number),
            };
            notes.extend(differences.into_iter().map(|what| {
                format!("{what} for libclang and another for `{compiler}`, whose word is taken")
            }));
        }
    }
}

fn layout_probe(ty: &str, fields: &[Reached]) -> Probe {
    let offsets: String = fields
        .iter()
        .map(|one| format!(", __builtin_offsetof({ty}, {})", one.name))
        .collect();
    Probe {
        before: "unsigned long long".to_owned(),
        after: format!("[] = {{ sizeof({ty}), _Alignof({ty}){offsets} }}"),
    }
}

fn bits_probe(ty: &str, field: &str, is_bool: bool) -> Probe {
    let ones = if is_bool { "1" } else { "-1" };
    Probe {
        before: ty.to_owned(),
        after: format!(" = {{ .{field} = {ones} }}"),
    }
}

fn layout(
    interface: &mut Interface,
    record: usize,
    fields: &[Reached],
    answers: &Answers,
    number: usize,
) -> Vec<String> {
    let Some(words) = answers
        .words(number)
        .filter(|words| words.len() == fields.len() + 2)
    else {
        return Vec::new();
    };
    let mut differences = Vec::new();
    let (size, align) = (words.first().copied(), words.get(1).copied());
    if let Some(record) = interface.records.get_mut(record) {
        if (record.size_bytes, record.align_bytes) != (size, align) {
            differences.push(format!(
                "record `{}` has one size or alignment",
                record.name
            ));
        }
        (record.size_bytes, record.align_bytes) = (size, align);
    }
    for (one, offset) in fields.iter().zip(words.iter().skip(2)) {
        let offset_bits = (offset * 8).saturating_sub(one.base_bits);
        differences.extend(set_offset(interface, one, offset_bits));
    }
    differences
}

fn bits(interface: &mut Interface, one: &Reached, answers: &Answers, number: usize) -> Vec<String> {
    let Some(data) = answers
        .data
        .get(&number)
        .filter(|_| answers.is_little_endian)
    else {
        return Vec::new();
    };
    let is_set = |bit: &usize| {
        data.get(bit / 8)
            .is_some_and(|byte| byte >> (bit % 8) & 1 == 1)
    };
    let set: Vec<usize> = (0..data.len() * 8).filter(is_set).collect();
    let Some(first) = set.first().map(|bit| *bit as u64) else {
        return Vec::new();
    };
    set_offset(interface, one, first.saturating_sub(one.base_bits))
        .into_iter()
        .collect()
}

fn set_offset(interface: &mut Interface, one: &Reached, offset_bits: u64) -> Option<String> {
    let record = interface.records.get_mut(one.record)?;
    let field = record.fields.get_mut(one.field)?;
    if field.offset_bits == offset_bits {
        return None;
    }
    let difference = format!(
        "field `{}` of record `{}` has one offset ({} bits against {offset_bits})",
        one.name, record.name, field.offset_bits
    );
    field.offset_bits = offset_bits;
    Some(difference)
}

fn is_bits(interface: &Interface, one: &Reached) -> bool {
    field(interface, one).is_some_and(|field| field.width_bits.is_some())
}

fn is_bool(interface: &Interface, one: &Reached) -> bool {
    field(interface, one).is_some_and(|field| field.ty.kind == TypeKind::Bool)
}

fn field<'a>(interface: &'a Interface, one: &Reached) -> Option<&'a fishplate_model::Field> {
    interface.records.get(one.record)?.fields.get(one.field)
}

/// The fields of a record that C can name, those inside members without a name too.
fn reached(records: &[Record], record: usize) -> Vec<Reached> {
    let mut found = Vec::new();
    collect(records, record, 0, DEPTH, &mut found);
    found
}

fn collect(
    records: &[Record],
    record: usize,
    base_bits: u64,
    depth: u32,
    found: &mut Vec<Reached>,
) {
    let Some(whole) = records.get(record).filter(|_| depth > 0) else {
        return;
    };
    for (index, field) in whole.fields.iter().enumerate() {
        match (&field.name, &field.ty.kind) {
            (Some(name), _) => {
                found.push(Reached {
                    name: name.clone(),
                    record,
                    field: index,
                    base_bits,
                });
            }
            (None, TypeKind::Record { name }) => {
                let inner = records.iter().position(|one| one.name == *name);
                if let Some(inner) = inner {
                    collect(
                        records,
                        inner,
                        base_bits + field.offset_bits,
                        depth - 1,
                        found,
                    );
                }
            }
            _ => {}
        }
    }
}

/// How C names the type of each record; one without a tag is the type of a field.
fn type_names(records: &[Record]) -> HashMap<String, String> {
    let mut types: HashMap<String, String> = records
        .iter()
        .filter_map(|record| Some((record.name.clone(), record.spelling.clone()?)))
        .collect();
    for _ in 0..DEPTH {
        let before = types.len();
        for record in records {
            let Some(ty) = types.get(&record.name).cloned() else {
                continue;
            };
            for field in &record.fields {
                let Some(name) = &field.name else { continue };
                if let Some((inner, path)) =
                    inner_record(&field.ty.kind, format!("((({ty} *)0)->{name})"))
                {
                    types.entry(inner).or_insert(format!("__typeof__({path})"));
                }
            }
        }
        if types.len() == before {
            break;
        }
    }
    types
}

/// The record behind arrays and pointers, and the expression that has its type.
fn inner_record(kind: &TypeKind, path: String) -> Option<(String, String)> {
    match kind {
        TypeKind::Record { name } => Some((name.clone(), path)),
        TypeKind::Array { element, .. } => inner_record(&element.kind, format!("({path}[0])")),
        TypeKind::Pointer { to, .. } => inner_record(&to.kind, format!("(*{path})")),
        _ => None,
    }
}

/// Takes back macros that came after the types and have the names of fields or tags.
fn undefined_names(records: &[Record]) -> String {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for record in records {
        let spelling = record.spelling.as_deref().unwrap_or_default();
        names.extend(
            spelling
                .split(' ')
                .filter(|word| !matches!(*word, "struct" | "union")),
        );
        names.extend(
            record
                .fields
                .iter()
                .filter_map(|field| field.name.as_deref()),
        );
    }
    names
        .into_iter()
        // The preprocessor has one name of its own that it does not give up.
        .filter(|name| !name.is_empty() && *name != "defined")
        .map(|name| format!("#undef {name}\n"))
        .collect()
}
