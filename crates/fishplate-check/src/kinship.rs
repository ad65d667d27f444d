//! Which records may stand for which: by value they are of one size, and behind a pointer one of
//! them begins the other or has the same scalars.

use std::collections::HashSet;

use fishplate_model::{DeclaredRecord, Record};

use crate::difference::Kind;
use crate::equivalence::Equivalence;
use crate::shape::{Shape, is_opaque};

impl<'a> Equivalence<'a, '_> {
    /// Whether a record stands for this one of C.
    pub(crate) fn is_pair(&self, ours: &DeclaredRecord, theirs: &Record) -> bool {
        self.pairs
            .get(ours.name.as_str())
            .is_some_and(|pair| std::ptr::eq(*pair, theirs))
    }

    /// Two records by value.
    pub(crate) fn records(&self, ours: &'a DeclaredRecord, theirs: &'a Record) -> Option<Kind<'a>> {
        // What is wrong with a paired record is said at the record.
        if self.is_pair(ours, theirs) || is_opaque(ours) {
            return None;
        }
        let (declared, _) = self.layouts.extent(&Shape::Declared(ours))?;
        let native = theirs.size_bytes?;
        if declared != native {
            return Some(Kind::RecordSize { declared, native });
        }
        let paired = self.pairs.get(ours.name.as_str())?;
        (!self.is_related(paired, theirs)).then_some(Kind::OtherRecord { paired })
    }

    /// Two records of the header, where the declaration names one of them.
    pub(crate) fn header_records(&self, ours: &'a Record, theirs: &'a Record) -> Option<Kind<'a>> {
        if self.is_related(ours, theirs) {
            return None;
        }
        match (ours.size_bytes?, theirs.size_bytes?) {
            (declared, native) if declared != native => Some(Kind::RecordSize { declared, native }),
            _ => Some(Kind::OtherRecord { paired: ours }),
        }
    }

    /// Two records behind pointers.
    pub(crate) fn pointed_records(
        &self,
        ours: &'a DeclaredRecord,
        theirs: &'a Record,
    ) -> Option<Kind<'a>> {
        let paired = self.pairs.get(ours.name.as_str())?;
        (!self.is_related(paired, theirs)).then_some(Kind::OtherRecord { paired })
    }

    /// Whether a pointer to one record may stand for one to the other.
    pub(crate) fn is_related(&self, one: &'a Record, other: &'a Record) -> bool {
        std::ptr::eq(one, other)
            || self.begins_with(one, other)
            || self.begins_with(other, one)
            || self.is_twin(one, other)
    }

    /// Whether two records have the same scalars at the same places.
    fn is_twin(&self, one: &'a Record, other: &'a Record) -> bool {
        let leaves = |record: &'a Record| -> Vec<(u64, Shape<'a>)> {
            let shape = |field: &'a fishplate_model::Field| self.lowering.native(&field.ty);
            record
                .fields
                .iter()
                .map(|field| (field.offset_bits, shape(field)))
                .collect()
        };
        !one.fields.is_empty() && one.size_bytes == other.size_bytes && leaves(one) == leaves(other)
    }

    /// Whether the inner record lies at the start of the outer one: as a first field or in a union.
    fn begins_with(&self, outer: &'a Record, inner: &'a Record) -> bool {
        let mut seen: HashSet<&str> = HashSet::new();
        let mut open = vec![outer];
        while let Some(record) = open.pop() {
            for field in record.fields.iter().filter(|field| field.offset_bits == 0) {
                let Shape::Native(member) = self.lowering.native(&field.ty) else {
                    continue;
                };
                if std::ptr::eq(member, inner) {
                    return true;
                }
                if seen.insert(&member.name) {
                    open.push(member);
                }
            }
        }
        false
    }
}
