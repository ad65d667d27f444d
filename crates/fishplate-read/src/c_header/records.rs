//! Reads structs and unions: fields, offsets, bit-fields, and members without a name.

use fishplate_model::{Field, Record, RecordKind};

use super::comments;
use super::reader::Reader;
use super::types::base_declaration;
use crate::clang::{Cursor, CursorKind, CxType};

/// How many records are read inside each other before the rest waits in the queue.
const DEPTH: u32 = 100;

/// How far a record has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RecordState {
    /// Its fields are being read.
    Open,
    /// It is in the interface without fields.
    Shell(usize),
    /// It is in the interface.
    Whole,
}

impl<'u> Reader<'u> {
    /// Puts a record into the interface, once; without fields if only its size matters.
    pub(super) fn record(&mut self, declaration: &Cursor<'u>, wants_fields: bool) {
        let identity = declaration.identity();
        let shell = match self.records.get(&identity) {
            Some(RecordState::Open | RecordState::Whole) => return,
            Some(RecordState::Shell(index)) if wants_fields => Some(*index),
            Some(RecordState::Shell(_)) => return,
            None => None,
        };
        if self.depth >= DEPTH {
            self.want_record(*declaration, wants_fields);
            return;
        }
        self.records.insert(identity, RecordState::Open);
        let definition = declaration.definition();
        let shown = definition.unwrap_or(*declaration);
        let name = self.names.name(declaration);
        let span = self.span_or_origin(&shown);
        let is_owned = self.is_in_owned_file(&shown);
        let was_owned = std::mem::replace(&mut self.is_owned, is_owned);
        let outer = self.set_subject(format!("record `{}`", name.name), Some(span.clone()));
        self.depth += 1;
        let fields = match &definition {
            Some(definition) if wants_fields => self.fields(definition, &name.name),
            _ => Vec::new(),
        };
        self.depth -= 1;
        self.restore_subject(outer);
        self.is_owned = was_owned;

        let ty = definition.map(|definition| definition.ty());
        let record = Record {
            name: name.name,
            spelling: name.spelling,
            kind: if shown.kind() == CursorKind::Union {
                RecordKind::Union
            } else {
                RecordKind::Struct
            },
            size_bytes: ty.and_then(|ty| ty.size_bytes()),
            align_bytes: ty.and_then(|ty| ty.align_bytes()),
            is_packed: definition.is_some_and(|definition| is_packed(&definition)),
            fields,
            comment: shown.raw_comment().as_deref().and_then(comments::clean),
            span,
        };
        let is_whole = wants_fields || definition.is_none();
        self.keep_record(identity, record, shell, is_whole);
    }

    fn keep_record(
        &mut self,
        identity: usize,
        record: Record,
        shell: Option<usize>,
        is_whole: bool,
    ) {
        if let Some(place) = shell.and_then(|index| self.interface.records.get_mut(index)) {
            *place = record;
        } else {
            self.interface.records.push(record);
        }
        let index = shell.unwrap_or(self.interface.records.len() - 1);
        let state = if is_whole {
            RecordState::Whole
        } else {
            RecordState::Shell(index)
        };
        self.records.insert(identity, state);
    }

    fn fields(&mut self, definition: &Cursor<'u>, record: &str) -> Vec<Field> {
        let cursors = definition.ty().fields();
        // Paths come first: a field's type may be spelled by a later one's name.
        let mut unnamed = 0_u32;
        for cursor in &cursors {
            let Some(declaration) = base_declaration(cursor.ty()) else {
                continue;
            };
            let field = match field_name(cursor) {
                Some(name) => name,
                None => {
                    unnamed += 1;
                    format!("anonymous_{unnamed}")
                }
            };
            self.names.name_by_path(&declaration, record, &field);
        }
        // A tag that is declared inside a record is as visible as one outside.
        for child in definition.children() {
            match child.kind() {
                CursorKind::Struct | CursorKind::Union if !child.is_anonymous_member() => {
                    self.want_record(child, true);
                }
                CursorKind::Enum => {
                    self.enumeration(&child);
                }
                _ => {}
            }
        }
        cursors
            .iter()
            .filter_map(|cursor| self.field(cursor, record))
            .collect()
    }

    fn field(&mut self, cursor: &Cursor<'u>, record: &str) -> Option<Field> {
        let name = field_name(cursor);
        let span = self.span_or_origin(cursor);
        let words = format!(
            "record `{record}`: field `{}`",
            name.as_deref().unwrap_or("(unnamed)")
        );
        let outer = self.set_subject(words, Some(span.clone()));
        let ty = self.convert(cursor.ty());
        let offset_bits = cursor.field_offset_bits();
        if offset_bits.is_none() {
            self.unsupported("the compiler gives it no offset");
        }
        self.restore_subject(outer);
        Some(Field {
            name,
            ty,
            offset_bits: offset_bits?,
            width_bits: cursor.bit_width(),
            span,
            passage: self.passage(cursor),
        })
    }
}

fn field_name(cursor: &Cursor<'_>) -> Option<String> {
    let name = cursor.spelling();
    // Newer versions of libclang describe a member without a name instead.
    (!name.is_empty() && !name.contains('(')).then_some(name)
}

/// Whether an attribute or a pragma makes the record denser than its fields would.
fn is_packed(definition: &Cursor<'_>) -> bool {
    if definition
        .children()
        .iter()
        .any(|child| child.kind() == CursorKind::Packed)
    {
        return true;
    }
    let ty = definition.ty();
    let record_align = ty.align_bytes().unwrap_or(1);
    ty.fields().iter().any(|field| {
        let align = natural_align(field.ty());
        let is_off = field
            .field_offset_bits()
            .is_some_and(|bits| bits % (align * 8) != 0);
        field.bit_width().is_none() && (is_off || record_align < align)
    })
}

fn natural_align(ty: CxType<'_>) -> u64 {
    ty.align_bytes().unwrap_or(1).max(1)
}
