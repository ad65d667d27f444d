//! Which records become classes, by which name, and of which only the address can be said.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use fishplate_model::{Record, RecordKind, Type, TypeKind};

use super::values::Values;
use super::{Prototype, is_plain_name};
use crate::index::Native;

/// The names that the module has for itself.
const TAKEN: &[&str] = &["FUNCTIONS", "Library", "apply", "ctypes"];

/// The records of an interface with their classes.
pub(super) struct Records<'a> {
    all: &'a [Record],
    by_name: HashMap<&'a str, &'a Record>,
    classes: HashMap<&'a str, String>,
    /// The packing with which a class lies as C has it, where the plain one does not.
    packs: HashMap<&'a str, u64>,
    /// Why a record's inside is not said, though the header shows it.
    opaque: BTreeMap<&'a str, String>,
}

impl<'a> Records<'a> {
    pub(super) fn new(native: &Native<'a>, unfit: &BTreeMap<String, String>) -> Self {
        let all: &'a [Record] = &native.interface.records;
        let mut taken: BTreeSet<String> = TAKEN.iter().map(|name| (*name).to_owned()).collect();
        let mut classes = HashMap::new();
        for record in all {
            let mut name = class_name(&record.name);
            while !is_plain_name(&name) || !taken.insert(name.clone()) {
                name.push('_');
            }
            classes.insert(record.name.as_str(), name);
        }
        let mut opaque = BTreeMap::new();
        let mut packs = HashMap::new();
        for record in all.iter().filter(|one| !one.fields.is_empty()) {
            let class = classes.get(record.name.as_str());
            let known = class.and_then(|class| unfit.get(class)).cloned();
            let has_bits = record.fields.iter().any(|one| one.width_bits.is_some());
            match (known, record.is_packed, has_bits) {
                (Some(why), ..) => {
                    opaque.insert(record.name.as_str(), why);
                }
                (None, true, true) => {
                    let why =
                        "it is packed and has bit-fields, which ctypes lays out by its version";
                    opaque.insert(record.name.as_str(), why.to_owned());
                }
                (None, true, false) => {
                    packs.insert(record.name.as_str(), record.align_bytes.unwrap_or(1));
                }
                (None, false, _) => {}
            }
        }
        Self {
            by_name: all.iter().map(|one| (one.name.as_str(), one)).collect(),
            all,
            classes,
            packs,
            opaque,
        }
    }

    /// The name of a record's class.
    pub(super) fn class(&self, record: &Record) -> String {
        let known = self.classes.get(record.name.as_str());
        known.cloned().unwrap_or_default()
    }

    /// `_pack_`, where the record needs it.
    pub(super) fn pack(&self, record: &Record) -> Option<u64> {
        self.packs.get(record.name.as_str()).copied()
    }

    /// Whether nobody outside is to know the inside: the header does not show it, or it is one of
    /// the C library's own, whose names are reserved for it (C17, 7.1.3).
    pub(super) fn is_closed(&self, record: &Record) -> bool {
        let mut letters = record.name.chars();
        let is_reserved = letters.next() == Some('_')
            && letters
                .next()
                .is_some_and(|c| c == '_' || c.is_ascii_uppercase());
        record.size_bytes.is_none() || record.fields.is_empty() || is_reserved
    }

    /// Why the inside of a record is left out, though the header shows it.
    pub(super) fn why_opaque(&self, record: &Record) -> Option<&str> {
        self.opaque.get(record.name.as_str()).map(String::as_str)
    }

    /// Whether a record is a union or has bit-fields, at any depth.
    pub(super) fn has_union_or_bits(&self, record: &Record, depth: u32) -> bool {
        let Some(depth) = depth.checked_sub(1) else {
            return true;
        };
        record.kind == RecordKind::Union
            || record.fields.iter().any(|field| {
                let inner = held(&field.ty).and_then(|name| self.by_name.get(name));
                field.width_bits.is_some()
                    || inner.is_some_and(|inner| self.has_union_or_bits(inner, depth))
            })
    }

    /// The records that functions need: what their types lead to, each behind those it holds.
    pub(super) fn needed(
        &self,
        values: &Values<'a, '_>,
        functions: &[Prototype<'a>],
    ) -> Vec<&'a Record> {
        let mut needed: HashSet<&'a str> = HashSet::new();
        let mut open: Vec<&'a Type> = Vec::new();
        for function in functions {
            open.push(&function.native.result);
            open.extend(function.native.parameters.iter().map(|one| &one.ty));
        }
        while let Some(ty) = open.pop() {
            match &ty.kind {
                TypeKind::Pointer { to: inner, .. } | TypeKind::Array { element: inner, .. } => {
                    open.push(inner);
                }
                TypeKind::Callback { signature } => {
                    open.push(&signature.result);
                    open.extend(&signature.parameters);
                }
                TypeKind::Record { name } => {
                    let Some(record) = values.native.record(name) else {
                        continue;
                    };
                    let is_new = !self.is_closed(record) && needed.insert(name);
                    // What only an opaque record holds is of no use.
                    if is_new && self.why_opaque(record).is_none() {
                        open.extend(record.fields.iter().map(|one| &one.ty));
                    }
                }
                _ => {}
            }
        }
        let kept = self
            .all
            .iter()
            .filter(|one| needed.contains(one.name.as_str()));
        kept.collect()
    }
}

/// The record that a type holds by value.
fn held(ty: &Type) -> Option<&str> {
    match &ty.kind {
        TypeKind::Record { name } => Some(name),
        TypeKind::Array { element, .. } => held(element),
        _ => None,
    }
}

/// `event::data` as `event_data`.
fn class_name(name: &str) -> String {
    let name = name.replace("::", "_");
    name.chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect()
}
