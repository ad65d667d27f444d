//! Finds records whose alignment alone is another than C's: nothing is wrong inside such a record,
//! and the fields of what holds it by value are moved.

use std::collections::HashSet;

use fishplate_model::{DeclaredRecord, Record};

use crate::divergence::{Cause, Divergence, Why, is_right};
use crate::equivalence::Equivalence;
use crate::layout::{Extent, Layouts};
use crate::shape::{Lowering, Shape};

/// How many members of members of one record are looked at.
const MOST: usize = 1000;

/// A record that lies as C has it and has another alignment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Suspect<'a> {
    pub(crate) declared: &'a DeclaredRecord,
    pub(crate) native: &'a Record,
    ours_bytes: u64,
    theirs_bytes: u64,
}

impl<'a> Suspect<'a> {
    /// Its size and alignment in C, in bytes; none where C does not say them.
    pub(crate) fn extent(&self) -> Option<Extent> {
        Some((self.native.size_bytes?, self.theirs_bytes))
    }

    /// What is wrong with it, told by what it does to the record that holds it.
    pub(crate) fn divergence(
        &self,
        layouts: &Layouts<'a, '_>,
        holder: &'a DeclaredRecord,
        moved: &Divergence<'a>,
    ) -> Divergence<'a> {
        let fits = |pack: u64| {
            layouts.packed(self.declared, pack).is_some_and(|layout| {
                layout.align_bytes == self.theirs_bytes && is_right(layouts, &layout, self.native)
            })
        };
        let is_packed = self.declared.pack.is_some_and(|pack| pack > 0);
        let why = if is_packed && fits(0) {
            Why::PackedHere
        } else if let Some(pack) = [8, 4, 2, 1].into_iter().find(|pack| fits(*pack)) {
            Why::PackedInC(pack)
        } else {
            Why::Other
        };
        Divergence {
            code: "FP131",
            severity: moved.severity,
            cause: Cause::Alignment {
                ours_bytes: self.ours_bytes,
                theirs_bytes: self.theirs_bytes,
                holder: &holder.short_name,
                why,
            },
            size_bytes: self.native.size_bytes,
            is_only_with: moved.is_only_with,
        }
    }
}

/// The records that `holder` holds by value and that are aligned in another way than in C, each
/// behind those that it holds itself.
pub(crate) fn suspects<'a>(
    equivalence: &Equivalence<'a, '_>,
    layouts: &Layouts<'a, '_>,
    holder: &'a DeclaredRecord,
) -> Vec<Suspect<'a>> {
    let mut order = Vec::new();
    let mut seen: HashSet<&str> = HashSet::from([holder.name.as_str()]);
    // A stack of our own, since a hostile chain of records would exhaust the machine's.
    let mut stack: Vec<_> = held(equivalence.lowering, holder)
        .map(|inner| (inner, false))
        .collect();
    while let Some((record, is_done)) = stack.pop() {
        if is_done {
            order.push(record);
        } else if seen.len() < MOST && seen.insert(&record.name) {
            stack.push((record, true));
            stack.extend(held(equivalence.lowering, record).map(|inner| (inner, false)));
        }
    }
    order
        .into_iter()
        .filter_map(|declared| {
            let native = equivalence.pairs.get(declared.name.as_str()).copied()?;
            let (_, ours_bytes) = layouts.extent(&Shape::Declared(declared))?;
            let theirs_bytes = native.align_bytes?;
            (ours_bytes != theirs_bytes).then_some(Suspect {
                declared,
                native,
                ours_bytes,
                theirs_bytes,
            })
        })
        .collect()
}

/// The declared records that a record holds by value, alone or in arrays.
pub(crate) fn held<'a>(
    lowering: Lowering<'a>,
    record: &'a DeclaredRecord,
) -> impl Iterator<Item = &'a DeclaredRecord> {
    record.fields.iter().flatten().filter_map(move |field| {
        let mut shape = lowering.declared(&field.ty, record.origin);
        while let Shape::Array { element, .. } = shape {
            shape = *element;
        }
        match shape {
            Shape::Declared(inner) => Some(inner),
            _ => None,
        }
    })
}
