//! Compares each declared record with the C record that it stands for, and finds the one cause.
//!
//! A member that is wrong in itself is reported at its own record: its outer records are laid
//! out as if it were right, so that one mistake gives one finding.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use fishplate_model::{DeclaredRecord, Origin, Record, Severity, Type, TypeKind};

use crate::bit_fields::Rules;
use crate::converted::{self, ConvertedField};
use crate::divergence::{self, Divergence};
use crate::equivalence::Equivalence;
use crate::fields::Fields;
use crate::layout::{Extent, Known, Layouts};
use crate::shape::{Lowering, Shape, is_opaque};
use crate::uses::Use;

/// A declared record and the one that it stands for.
#[derive(Clone, Debug)]
pub(crate) struct RecordPair<'a> {
    /// Where it stands in the declarations.
    pub(crate) index: usize,
    pub(crate) declared: &'a DeclaredRecord,
    pub(crate) native: &'a Record,
    pub(crate) verdict: Verdict<'a>,
}

/// The outcome of a comparison.
#[derive(Clone, Debug)]
pub(crate) enum Verdict<'a> {
    Same,
    /// The declaration or the header does not say enough.
    NotJudged,
    Different(Box<Divergence<'a>>),
    /// The layout is the header's own, and these fields are converted.
    Converted(Vec<ConvertedField<'a>>),
}

/// Compares every record that has a pair.
pub(crate) fn pairs<'a>(
    equivalence: &Equivalence<'a, '_>,
    uses: &HashMap<&'a str, Use>,
) -> Vec<RecordPair<'a>> {
    let lowering = equivalence.lowering;
    let right = Right::default();
    let comparison = Comparison {
        equivalence,
        uses,
        right: &right,
        rules: rules(lowering),
    };
    let mut pairs: Vec<RecordPair<'a>> = Vec::new();
    for index in inner_first(lowering) {
        let Some(declared) = lowering.declared.all.records.get(index) else {
            continue;
        };
        let Some(native) = equivalence.pairs.get(declared.name.as_str()).copied() else {
            continue;
        };
        let verdict = comparison.verdict(declared, native);
        // A wrong size alone, of a member without a name of its own, is said of what holds it.
        let is_reported = match &verdict {
            Verdict::Different(found) => {
                found.severity > Severity::Note
                    && (native.spelling.is_some() || !found.is_about_size())
            }
            Verdict::Same | Verdict::NotJudged | Verdict::Converted(_) => false,
        };
        if is_reported && let Some(size) = native.size_bytes {
            let extent = (size, native.align_bytes.unwrap_or(1));
            right.extents.borrow_mut().insert(&declared.name, extent);
        }
        pairs.push(RecordPair {
            index,
            declared,
            native,
            verdict,
        });
    }
    pairs.sort_by_key(|pair| pair.index);
    pairs
}

/// The extents of records that are reported already, as C has them.
#[derive(Default)]
struct Right<'a> {
    extents: RefCell<HashMap<&'a str, Extent>>,
    /// The extents of members as they are declared; outer records come last, so that what is
    /// reported is known before anything that holds it is laid out.
    known: Known<'a>,
}

struct Comparison<'a, 'p, 'e> {
    equivalence: &'e Equivalence<'a, 'p>,
    uses: &'e HashMap<&'a str, Use>,
    right: &'e Right<'a>,
    /// The rules for bit-fields that the versions of ctypes go by on the target.
    rules: Vec<Rules>,
}

impl<'a> Comparison<'a, '_, '_> {
    fn verdict(&self, declared: &'a DeclaredRecord, native: &'a Record) -> Verdict<'a> {
        let is_closed = is_opaque(declared)
            || (is_placeholder(declared, native) && !self.used(declared).is_by_value);
        if declared.is_verified && declared.origin == Origin::Cython {
            return match converted::fields(self.equivalence, declared, native) {
                fields if fields.is_empty() => Verdict::Same,
                fields => Verdict::Converted(fields),
            };
        }
        if declared.is_verified || is_closed || native.size_bytes.is_none() {
            return Verdict::NotJudged;
        }
        let found: Vec<(Rules, Option<Divergence<'a>>)> = self
            .rules
            .iter()
            .filter_map(|rules| Some((*rules, self.divergence(*rules, declared, native)?)))
            .collect();
        let count = found.len();
        let differing = found.iter().filter(|(_, found)| found.is_some()).count();
        let worst = found.into_iter().rev().find_map(|(rules, found)| {
            let mut found = found?;
            found.is_only_with = (differing < count).then_some(rules);
            Some(found)
        });
        match worst {
            Some(mut worst) => {
                if worst.is_only_with.is_some() {
                    worst.code = "FP134";
                    worst.severity = worst.severity.min(Severity::Warning);
                }
                Verdict::Different(Box::new(worst))
            }
            None if count == 0 => Verdict::NotJudged,
            None => Verdict::Same,
        }
    }

    /// None where the layout is not known, none inside where it is the same.
    fn divergence(
        &self,
        rules: Rules,
        declared: &'a DeclaredRecord,
        native: &'a Record,
    ) -> Option<Option<Divergence<'a>>> {
        let replaced = |record: &DeclaredRecord| {
            let extents = self.right.extents.borrow();
            extents.get(record.name.as_str()).copied()
        };
        let layouts = Layouts {
            lowering: self.equivalence.lowering,
            rules,
            replaced: &replaced,
            known: &self.right.known,
        };
        let layout = layouts.of(declared)?;
        let fields = Fields::new(&layouts, &layout, native);
        let found = divergence::find(&divergence::Sides {
            equivalence: self.equivalence,
            layouts: &layouts,
            declared,
            native,
            layout: &layout,
            fields: &fields,
            used: self.used(declared),
        });
        // Where not all of it is known, nothing wrong in the rest is no verdict.
        (found.is_some() || layout.is_whole).then_some(found)
    }

    fn used(&self, declared: &DeclaredRecord) -> Use {
        let mut used = self
            .uses
            .get(declared.name.as_str())
            .copied()
            .unwrap_or_default();
        let index = self.equivalence.lowering.native;
        let Some(native) = self.equivalence.pairs.get(declared.name.as_str()) else {
            return used;
        };
        let is_it = |ty: &Type| {
            matches!(&ty.kind, TypeKind::Pointer { to, .. }
                if matches!(&to.kind, TypeKind::Record { name } if *name == native.name))
        };
        // A function may be declared with `c_void_p` for it, or not at all.
        for function in &index.interface.functions {
            used.is_handed_out |= is_it(&function.result);
            used.is_taken |= function.parameters.iter().any(|one| is_it(&one.ty));
        }
        used
    }
}

fn rules(lowering: Lowering<'_>) -> Vec<Rules> {
    let records = &lowering.declared.all.records;
    let mut fields = records
        .iter()
        .flat_map(|record| record.fields.iter().flatten());
    let has_bit_fields = fields.any(|field| field.width_bits.is_some());
    match (lowering.platform.is_windows, has_bit_fields) {
        (true, _) => vec![Rules::Microsoft],
        (false, true) => vec![Rules::Old, Rules::SystemV],
        (false, false) => vec![Rules::SystemV],
    }
}

/// Whether the one field only keeps a class from being empty, as generators write it.
fn is_placeholder(declared: &DeclaredRecord, native: &Record) -> bool {
    let [only] = declared.fields.as_deref().unwrap_or_default() else {
        return false;
    };
    let name = only.name.to_lowercase();
    let is_nothing = [
        "dummy",
        "opaque",
        "unused",
        "placeholder",
        "private",
        "hidden",
    ]
    .iter()
    .any(|word| name.contains(word));
    let is_in_c = native
        .fields
        .iter()
        .any(|field| field.name.as_deref() == Some(&only.name));
    is_nothing && !is_in_c && declared.base.is_none()
}

/// The declared records, each behind those that it holds by value.
fn inner_first(lowering: Lowering<'_>) -> Vec<usize> {
    let records = &lowering.declared.all.records;
    let index: HashMap<&str, usize> = records
        .iter()
        .enumerate()
        .map(|(index, record)| (record.name.as_str(), index))
        .collect();
    let mut order = Vec::with_capacity(records.len());
    let mut seen: HashSet<usize> = HashSet::new();
    for start in 0..records.len() {
        // A stack of our own, since a hostile chain of records would exhaust the machine's.
        let mut stack = vec![(start, false)];
        while let Some((at, is_done)) = stack.pop() {
            if is_done {
                order.push(at);
                continue;
            }
            if !seen.insert(at) {
                continue;
            }
            stack.push((at, true));
            let Some(record) = records.get(at) else {
                continue;
            };
            let held = record.fields.iter().flatten().filter_map(|field| {
                let mut shape = lowering.declared(&field.ty, record.origin);
                while let Shape::Array { element, .. } = shape {
                    shape = *element;
                }
                match shape {
                    Shape::Declared(inner) => index.get(inner.name.as_str()).copied(),
                    _ => None,
                }
            });
            let base = record
                .base
                .as_deref()
                .and_then(|name| index.get(name).copied());
            stack.extend(held.chain(base).map(|inner| (inner, false)));
        }
    }
    order
}
