//! Pairs the fields of a declared record with those of the C record, as they lie in memory.
//!
//! Members without a name are taken apart on both sides. Fields are paired by name; those that an
//! author renamed, by their order between paired ones.

use std::collections::{HashMap, HashSet, VecDeque};

use fishplate_model::{DeclaredField, Field, Record};

use crate::index::squashed;
use crate::layout::{Layout, Layouts};
use crate::shape::{Lowering, Shape};

/// How many fields of one record are looked at, members of members counted.
const MOST: u32 = 100_000;

/// How deep members without a name may lie in each other.
const DEPTH: u32 = 20;

/// How much of a record may still be looked at: a hostile one holds itself many times over.
struct Budget {
    left: u32,
}

impl Budget {
    fn spend(&mut self) -> Option<()> {
        self.left = self.left.checked_sub(1)?;
        Some(())
    }
}

/// A declared field as it lies in the whole record.
#[derive(Clone, Debug)]
pub(crate) struct DeclaredPlace<'a> {
    pub(crate) field: &'a DeclaredField,
    pub(crate) offset_bits: u64,
    pub(crate) shape: Shape<'a>,
    /// Whether it belongs to a member without a name that is reported at its own record.
    pub(crate) is_told_elsewhere: bool,
}

/// A C field as it lies in the whole record.
#[derive(Clone, Debug)]
pub(crate) struct NativePlace<'a> {
    pub(crate) name: &'a str,
    pub(crate) field: &'a Field,
    pub(crate) offset_bits: u64,
    pub(crate) shape: Shape<'a>,
}

/// The fields of both sides, with what stands for what.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields<'a> {
    pub(crate) declared: Vec<DeclaredPlace<'a>>,
    pub(crate) native: Vec<NativePlace<'a>>,
    /// For each declared field the index of its C field.
    pub(crate) matches: Vec<Option<usize>>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(layouts: &Layouts<'a, '_>, layout: &Layout<'a>, record: &'a Record) -> Self {
        let mut fields = Self::default();
        let mut budget = Budget { left: MOST };
        let place = (0, false, DEPTH);
        flatten_declared(layouts, layout, place, &mut fields.declared, &mut budget);
        let into = &mut fields.native;
        flatten_native(layouts.lowering, record, (0, DEPTH), into, &mut budget);
        fields.matches = matches(&fields.declared, &fields.native);
        fields
    }

    /// The fields that both have, in declared order.
    pub(crate) fn both(&self) -> impl Iterator<Item = (&DeclaredPlace<'a>, &NativePlace<'a>)> {
        self.declared
            .iter()
            .zip(&self.matches)
            .filter_map(|(ours, at)| Some((ours, self.native.get((*at)?)?)))
    }

    /// The C fields that the declaration lacks, in order.
    pub(crate) fn missing(&self) -> impl Iterator<Item = &NativePlace<'a>> {
        let taken: HashSet<usize> = self.matches.iter().copied().flatten().collect();
        self.native
            .iter()
            .enumerate()
            .filter(move |(index, _)| !taken.contains(index))
            .map(|(_, field)| field)
    }

    /// The declared fields that C lacks, in order.
    pub(crate) fn extra(&self) -> impl Iterator<Item = &DeclaredPlace<'a>> {
        self.declared
            .iter()
            .zip(&self.matches)
            .filter(|(_, at)| at.is_none())
            .map(|(field, _)| field)
    }

    /// Whether fields that both have stand in another order.
    pub(crate) fn is_reordered(&self) -> bool {
        let order: Vec<usize> = self.matches.iter().copied().flatten().collect();
        order.windows(2).any(|pair| pair.first() > pair.last())
    }
}

fn flatten_declared<'a>(
    layouts: &Layouts<'a, '_>,
    layout: &Layout<'a>,
    (start_bits, is_told_elsewhere, depth): (u64, bool, u32),
    into: &mut Vec<DeclaredPlace<'a>>,
    budget: &mut Budget,
) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    if let Some(base) = &layout.base {
        let place = (start_bits, is_told_elsewhere, depth);
        flatten_declared(layouts, base, place, into, budget);
    }
    for placed in &layout.fields {
        if budget.spend().is_none() {
            return;
        }
        let offset_bits = start_bits.saturating_add(placed.offset_bits);
        let inner = match placed.shape {
            Shape::Declared(record) if placed.field.is_anonymous => {
                layouts.of(record).map(|inner| (record, inner))
            }
            _ => None,
        };
        match inner {
            Some((record, inner)) => {
                let is_told = is_told_elsewhere || (layouts.replaced)(record).is_some();
                let place = (offset_bits, is_told, depth);
                flatten_declared(layouts, &inner, place, into, budget);
            }
            None => into.push(DeclaredPlace {
                field: placed.field,
                offset_bits,
                shape: placed.shape.clone(),
                is_told_elsewhere,
            }),
        }
    }
}

fn flatten_native<'a>(
    lowering: Lowering<'a>,
    record: &'a Record,
    (start_bits, depth): (u64, u32),
    into: &mut Vec<NativePlace<'a>>,
    budget: &mut Budget,
) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    for field in &record.fields {
        if budget.spend().is_none() {
            return;
        }
        let offset_bits = start_bits.saturating_add(field.offset_bits);
        let shape = lowering.native(&field.ty);
        match (&field.name, &shape) {
            (Some(name), _) => into.push(NativePlace {
                name,
                field,
                offset_bits,
                shape,
            }),
            (None, Shape::Native(inner)) => {
                flatten_native(lowering, inner, (offset_bits, depth), into, budget);
            }
            // A bit-field without a name is padding.
            (None, _) => {}
        }
    }
}

fn matches(declared: &[DeclaredPlace<'_>], native: &[NativePlace<'_>]) -> Vec<Option<usize>> {
    let mut matches: Vec<Option<usize>> = vec![None; declared.len()];
    let mut is_taken = vec![false; native.len()];
    let exactly = |name: &str| name.to_owned();
    for form in [&exactly as &dyn Fn(&str) -> String, &squashed] {
        let mut free: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (index, field) in native.iter().enumerate() {
            if !is_taken.get(index).copied().unwrap_or(true) {
                free.entry(form(field.name)).or_default().push_back(index);
            }
        }
        for (ours, slot) in declared.iter().zip(&mut matches) {
            if slot.is_none() {
                *slot = free
                    .get_mut(&form(&ours.field.name))
                    .and_then(VecDeque::pop_front);
            }
            if let Some(taken) = slot.and_then(|index| is_taken.get_mut(index)) {
                *taken = true;
            }
        }
    }
    match_by_order(&mut matches, &is_taken);
    matches
}

/// Pairs runs of unpaired fields of equal length that lie between the same paired ones.
fn match_by_order(matches: &mut [Option<usize>], is_taken: &[bool]) {
    let known: Vec<(usize, usize)> = matches
        .iter()
        .enumerate()
        .filter_map(|(ours, theirs)| Some((ours, (*theirs)?)))
        .collect();
    let mut start = (0, 0);
    let end = (matches.len(), is_taken.len());
    for stop in known.into_iter().chain(std::iter::once(end)) {
        let (ours, theirs) = (start.0..stop.0, start.1..stop.1);
        let is_free = is_taken
            .get(theirs.clone())
            .is_some_and(|run| !run.contains(&true));
        if is_free && ours.len() == theirs.len() {
            for (ours, theirs) in ours.zip(theirs) {
                if let Some(slot) = matches.get_mut(ours) {
                    *slot = Some(theirs);
                }
            }
        }
        start = (stop.0 + 1, stop.1.max(start.1) + 1);
    }
}
