//! Compares each declared record with the C record that it stands for, and finds the one cause.
//!
//! A member that is wrong in itself is reported at its own record: its outer records are laid
//! out as if it were right, so that one mistake gives one finding.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use fishplate_model::{DeclaredRecord, Origin, Record, Severity, Type, TypeKind};

use crate::alignment;
use crate::bit_fields::Rules;
use crate::converted::{self, ConvertedField};
use crate::divergence::{self, Cause, Divergence};
use crate::equivalence::Equivalence;
use crate::fields::Fields;
use crate::layout::{Extent, Known, Layouts};
use crate::shape::{Lowering, is_opaque};
use crate::uses::{Use, is_sized};

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
        let mut verdict = comparison.verdict(declared, native);
        for (blamed, found) in comparison.blamed(declared, native, &mut verdict) {
            let pair = pairs
                .iter_mut()
                .find(|pair| pair.declared.name == blamed.name);
            if let Some(pair) = pair {
                pair.verdict = Verdict::Different(Box::new(found));
            }
        }
        // A wrong size alone, of a member without a name of its own, is said of what holds it.
        let is_reported = match &verdict {
            Verdict::Different(found) => {
                found.severity > Severity::Note
                    && (native.spelling.is_some() || !found.is_about_size())
            }
            Verdict::Same | Verdict::NotJudged | Verdict::Converted(_) => false,
        };
        if is_reported && let Some(size) = native.size_bytes {
            right.set(declared, Some((size, native.align_bytes.unwrap_or(1))));
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

impl<'a> Right<'a> {
    /// Lays a record out as C has it, or with none as it is declared.
    fn set(&self, record: &'a DeclaredRecord, extent: Option<Extent>) {
        self.known.forget();
        match extent {
            Some(extent) => self.extents.borrow_mut().insert(&record.name, extent),
            None => self.extents.borrow_mut().remove(record.name.as_str()),
        };
    }
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
        self.with_layouts(rules, |layouts| {
            let layout = layouts.of(declared)?;
            let fields = Fields::new(layouts, &layout, native);
            let found = divergence::find(&divergence::Sides {
                equivalence: self.equivalence,
                layouts,
                declared,
                native,
                layout: &layout,
                fields: &fields,
                used: self.used(declared),
            });
            // Where not all of it is known, nothing wrong in the rest is no verdict.
            (found.is_some() || layout.is_whole).then_some(found)
        })
    }

    /// Lays records out with those that are reported already as C has them.
    fn with_layouts<T>(&self, rules: Rules, ask: impl FnOnce(&Layouts<'a, '_>) -> T) -> T {
        let replaced = |record: &DeclaredRecord| {
            let extents = self.right.extents.borrow();
            extents.get(record.name.as_str()).copied()
        };
        ask(&Layouts {
            lowering: self.equivalence.lowering,
            rules,
            replaced: &replaced,
            known: &self.right.known,
        })
    }

    /// The members whose alignment alone is why a record differs, with what is wrong with them.
    /// They are laid out as C has them from here on, and the verdict becomes what is left then.
    fn blamed(
        &self,
        declared: &'a DeclaredRecord,
        native: &'a Record,
        verdict: &mut Verdict<'a>,
    ) -> Vec<(&'a DeclaredRecord, Divergence<'a>)> {
        let mut blamed = Vec::new();
        let Some(rules) = self.rules.last().copied() else {
            return blamed;
        };
        if moved(verdict).is_none() {
            return blamed;
        }
        let suspects =
            |layouts: &Layouts<'a, '_>| alignment::suspects(self.equivalence, layouts, declared);
        for suspect in self.with_layouts(rules, suspects) {
            let Some(found) = moved(verdict) else {
                break;
            };
            let is_right_inside = matches!(
                self.verdict(suspect.declared, suspect.native),
                Verdict::Same
            );
            if !is_right_inside {
                continue;
            }
            let divergence = self.with_layouts(rules, |layouts| {
                suspect.divergence(layouts, declared, found)
            });
            self.right.set(suspect.declared, suspect.extent());
            let left = self.verdict(declared, native);
            if moved(&left).is_some_and(|left| is_same_place(left, found)) {
                self.right.set(suspect.declared, None);
            } else {
                *verdict = left;
                blamed.push((suspect.declared, divergence));
            }
        }
        blamed
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
            let parameters = function.parameters.as_slice();
            used.is_taken |= parameters
                .iter()
                .enumerate()
                .any(|(at, one)| is_it(&one.ty) && !is_sized(parameters, at));
        }
        used
    }
}

/// What is wrong, where a field is moved or the size is wrong, and more than a note.
fn moved<'v, 'a>(verdict: &'v Verdict<'a>) -> Option<&'v Divergence<'a>> {
    match verdict {
        Verdict::Different(found)
            if found.severity > Severity::Note
                && matches!(found.cause, Cause::Moved { .. } | Cause::Size { .. }) =>
        {
            Some(found)
        }
        _ => None,
    }
}

fn is_same_place(one: &Divergence<'_>, other: &Divergence<'_>) -> bool {
    match (&one.cause, &other.cause) {
        (Cause::Moved { field: one, .. }, Cause::Moved { field: other, .. }) => {
            std::ptr::eq(one.field, other.field)
        }
        (Cause::Size { .. }, Cause::Size { .. }) => true,
        _ => false,
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
            let held = alignment::held(lowering, record)
                .filter_map(|inner| index.get(inner.name.as_str()).copied());
            let base = record
                .base
                .as_deref()
                .and_then(|name| index.get(name).copied());
            stack.extend(held.chain(base).map(|inner| (inner, false)));
        }
    }
    order
}
