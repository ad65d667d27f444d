//! Pairs records that have no name to go by: members of records that are paired already.

use fishplate_model::{DeclaredField, DeclaredKind, DeclaredRecord, DeclaredType, Field, Record};
use fishplate_model::{Type, TypeKind};

use crate::index::{Declared, Native, squashed};
use crate::record_names::Pairs;

/// How many levels of pointers and arrays are followed to a record.
const DEPTH: u32 = 40;

/// Adds the pairs that follow from the fields of the known ones.
pub(crate) fn add<'a>(declared: &Declared<'a>, native: &Native<'a>, pairs: &mut Pairs<'a>) {
    let mut names: Vec<&str> = pairs.keys().copied().collect();
    names.sort_unstable();
    // First come, first paired: outer records go first, in the order of their names.
    let mut queue: std::collections::VecDeque<&str> = names.into();
    while let Some(name) = queue.pop_front() {
        let (Some(ours), Some(theirs)) = (declared.record(name), pairs.get(name).copied()) else {
            continue;
        };
        for (ours, theirs) in members(ours, theirs) {
            let found = declared_record(declared, &ours.ty).zip(native_record(native, &theirs.ty));
            if let Some((ours, theirs)) = found
                && !pairs.contains_key(ours.name.as_str())
            {
                pairs.insert(&ours.name, theirs);
                queue.push_back(&ours.name);
            }
        }
    }
}

/// Fields of both that stand for each other: by name, those without one by their order.
pub(crate) fn members<'a>(
    ours: &'a DeclaredRecord,
    theirs: &'a Record,
) -> Vec<(&'a DeclaredField, &'a Field)> {
    let fields = ours.fields.as_deref().unwrap_or_default();
    let native: std::collections::HashMap<String, &Field> = theirs
        .fields
        .iter()
        .filter_map(|field| Some((squashed(field.name.as_deref()?), field)))
        .collect();
    let named = fields
        .iter()
        .filter(|field| !field.is_anonymous)
        .filter_map(|field| Some((field, *native.get(&squashed(&field.name))?)));
    let is_unnamed_record =
        |field: &&Field| field.name.is_none() && matches!(field.ty.kind, TypeKind::Record { .. });
    let unnamed = fields
        .iter()
        .filter(|field| field.is_anonymous)
        .zip(theirs.fields.iter().filter(is_unnamed_record));
    named.chain(unnamed).collect()
}

fn declared_record<'a>(index: &Declared<'a>, ty: &DeclaredType) -> Option<&'a DeclaredRecord> {
    let mut ty = ty;
    for _ in 0..DEPTH {
        ty = match &ty.kind {
            DeclaredKind::Pointer { to } => to,
            DeclaredKind::Array { element, .. } => element,
            DeclaredKind::Record { name } => return index.record(name),
            _ => return None,
        };
    }
    None
}

fn native_record<'a>(index: &Native<'a>, ty: &Type) -> Option<&'a Record> {
    let mut ty = ty;
    for _ in 0..DEPTH {
        ty = match &ty.kind {
            TypeKind::Pointer { to, .. } => to,
            TypeKind::Array { element, .. } => element,
            TypeKind::Record { name } => return index.record(name),
            _ => return None,
        };
    }
    None
}
