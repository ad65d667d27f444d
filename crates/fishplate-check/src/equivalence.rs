//! Says whether two shapes are the same to the ABI of a target, and if not, how they differ.
//!
//! Most differences between a declaration and a header do no harm: `c_void_p` for any data
//! pointer, bytes for bytes, an enumeration for an integer of its width. Those give nothing here.
//! How bad a difference is depends on where it stands; that is judged elsewhere.

use fishplate_model::RecordKind;

use crate::difference::{CallDifference, CallPart, Difference, Kind, found};
use crate::layout::{AS_DECLARED, Known, Layouts};
use crate::record_names::Pairs;
use crate::severity;
use crate::shape::{Call, Int, IntKind, Lowering, Shape, is_opaque};

/// How deep two shapes are followed side by side.
const DEPTH: u32 = 40;

/// Compares shapes on one target.
#[derive(Clone, Copy)]
pub(crate) struct Equivalence<'a, 'p> {
    pub(crate) lowering: Lowering<'a>,
    pub(crate) layouts: Layouts<'a, 'p>,
    pub(crate) pairs: &'p Pairs<'a>,
}

impl<'a, 'p> Equivalence<'a, 'p> {
    pub(crate) fn new(
        lowering: Lowering<'a>,
        rules: crate::bit_fields::Rules,
        known: &'p Known<'a>,
        pairs: &'p Pairs<'a>,
    ) -> Self {
        Self {
            lowering,
            layouts: Layouts {
                lowering,
                rules,
                replaced: AS_DECLARED,
                known,
            },
            pairs,
        }
    }

    /// How a value as it is passed, returned or stored differs; none if it does not.
    pub(crate) fn difference(
        &self,
        declared: &Shape<'a>,
        native: &Shape<'a>,
    ) -> Option<Difference<'a>> {
        self.value(declared, native, DEPTH)
    }

    fn value(
        &self,
        declared: &Shape<'a>,
        native: &Shape<'a>,
        depth: u32,
    ) -> Option<Difference<'a>> {
        let depth = depth.checked_sub(1)?;
        let differ = |kind| Some(found(kind, declared, native));
        match (declared, native) {
            (Shape::Unknown, _) | (_, Shape::Unknown) | (Shape::Void, Shape::Void) => None,
            (Shape::Int(ours), Shape::Int(theirs)) => {
                integers(*ours, *theirs, false).and_then(differ)
            }
            (Shape::Float { bits: ours }, Shape::Float { bits: theirs }) => (ours != theirs)
                .then(|| {
                    let (declared, native) = (*ours, *theirs);
                    differ(Kind::FloatWidth { declared, native })
                })
                .flatten(),
            (Shape::Pointer { to: ours, .. }, Shape::Pointer { to, is_const }) => {
                let mut inner = self.behind(ours, to, depth)?;
                inner.is_const |= inner.levels == 0 && *is_const;
                inner.levels += 1;
                Some(inner)
            }
            (Shape::Callback(ours), Shape::Callback(theirs)) => {
                let call = self.calls(ours, theirs, depth)?;
                differ(Kind::Call(Box::new(call)))
            }
            // An address of nothing in particular may be that of a function too.
            (Shape::Callback(_), Shape::Pointer { to, .. })
            | (Shape::Pointer { to, .. }, Shape::Callback(_))
                if matches!(**to, Shape::Void | Shape::Unknown) =>
            {
                None
            }
            (Shape::Int(int), address) | (address, Shape::Int(int)) if address.is_address() => {
                let is_wide = int.bits == self.lowering.platform.pointer_bits;
                differ(if is_wide { Kind::Address } else { Kind::Class })
            }
            (Shape::Array { .. }, _) | (_, Shape::Array { .. }) => {
                self.arrays(declared, native, depth)
            }
            (Shape::Declared(ours), Shape::Native(theirs)) => {
                self.records(ours, theirs).and_then(differ)
            }
            (Shape::Native(ours), Shape::Native(theirs)) => {
                self.header_records(ours, theirs).and_then(differ)
            }
            (Shape::Declared(_) | Shape::Native(_), _) | (_, Shape::Native(_)) => {
                self.wrapped(declared, native, depth)
            }
            _ => differ(Kind::Class),
        }
    }

    /// How what two pointers point to differs.
    fn behind(
        &self,
        declared: &Shape<'a>,
        native: &Shape<'a>,
        depth: u32,
    ) -> Option<Difference<'a>> {
        let depth = depth.checked_sub(1)?;
        let differ = |kind| Some(found(kind, declared, native));
        match (declared, native) {
            (Shape::Void | Shape::Unknown, _) | (_, Shape::Void | Shape::Unknown) => None,
            (Shape::Array { element, .. }, other) => self.behind(element, other, depth),
            (other, Shape::Array { element, .. }) => self.behind(other, element, depth),
            (Shape::Int(ours), Shape::Int(theirs)) => {
                integers(*ours, *theirs, true).and_then(differ)
            }
            (Shape::Declared(ours), Shape::Native(theirs)) => {
                self.pointed_records(ours, theirs).and_then(differ)
            }
            (Shape::Native(ours), Shape::Native(theirs)) => (!self.is_related(ours, theirs))
                .then(|| differ(Kind::OtherRecord { paired: ours }))
                .flatten(),
            // An address of bytes may be that of any record, and the other way round.
            (Shape::Int(int), Shape::Native(_))
            | (Shape::Declared(_) | Shape::Native(_), Shape::Int(int))
                if int.bits == 8 =>
            {
                None
            }
            (Shape::Declared(record), _) if is_opaque(record) => {
                // Nothing is said of it, so it may be any record, and no address of one.
                let is_plain = matches!(native, Shape::Int(_) | Shape::Float { .. });
                (!is_plain).then(|| differ(Kind::Class)).flatten()
            }
            (_, Shape::Native(record)) | (Shape::Native(record), _)
                if record.size_bytes.is_none() =>
            {
                None
            }
            (Shape::Declared(_) | Shape::Native(_), _) | (_, Shape::Native(_)) => {
                // A pointer to a record is one to its first field, and all that it has may lie
                // in a row of numbers, as those of a vector do.
                let ours = self.first_scalar(declared, depth)?;
                let theirs = self.first_scalar(native, depth)?;
                let is_slight = self
                    .behind(&ours, &theirs, depth)
                    .is_none_or(|inner| matches!(inner.kind, Kind::Sign { .. } | Kind::Address));
                let is_row = self.is_made_of(declared, &ours, depth)
                    && self.is_made_of(native, &theirs, depth);
                (!is_slight || !is_row)
                    .then(|| differ(Kind::Class))
                    .flatten()
            }
            _ => self.value(declared, native, depth),
        }
    }

    fn calls(&self, ours: &Call<'a>, theirs: &Call<'a>, depth: u32) -> Option<CallDifference<'a>> {
        let (declared, native) = (ours.arguments.len(), theirs.arguments.len());
        if declared != native && !(theirs.is_variadic && declared >= native) {
            return Some(CallDifference {
                part: CallPart::Arity { declared, native },
                inner: None,
            });
        }
        let result = self.value(&ours.result, &theirs.result, depth);
        let arguments = ours.arguments.iter().zip(&theirs.arguments).enumerate();
        let mut worst: Option<CallDifference<'a>> = None;
        let parts = std::iter::once((CallPart::Result, result)).chain(arguments.map(
            |(index, (ours, theirs))| {
                let inner = self.value(ours, theirs, depth);
                (CallPart::Argument(index), inner)
            },
        ));
        for (part, inner) in parts {
            // What is wrong with a callback of a callback is said at the inner one.
            let inner = inner.filter(|inner| !matches!(inner.kind, Kind::Call(_)));
            let Some(inner) = inner else { continue };
            let one = CallDifference {
                part,
                inner: Some(inner),
            };
            let is_worse = worst
                .as_ref()
                .is_none_or(|known| severity::of_call(&one) > severity::of_call(known));
            if is_worse {
                worst = Some(one);
            }
        }
        worst
    }

    /// Arrays as fields: by element and number, or as room for something of the same size.
    fn arrays(
        &self,
        declared: &Shape<'a>,
        native: &Shape<'a>,
        depth: u32,
    ) -> Option<Difference<'a>> {
        let (ours, our_count) = elements(declared);
        let (theirs, their_count) = elements(native);
        let (our_count, their_count) = (our_count?, their_count?);
        let length = || Kind::Length {
            declared: our_count,
            native: their_count,
        };
        // How large paired records are is said at the records.
        if let (Shape::Declared(record), Shape::Native(other)) = (ours, theirs)
            && self.is_pair(record, other)
        {
            return (our_count != their_count).then(|| found(length(), declared, native));
        }
        let ours_bytes = self.layouts.extent(ours)?.0.checked_mul(our_count)?;
        let theirs_bytes = self.layouts.extent(theirs)?.0.checked_mul(their_count)?;
        let is_room = |shape: &Shape<'_>| matches!(shape, Shape::Int(_) | Shape::Native(_));
        let inner = self.value(ours, theirs, depth);
        if ours_bytes == theirs_bytes {
            let is_stand_in = matches!(ours, Shape::Int(_)) && is_room(theirs);
            return inner.filter(|_| !is_stand_in && our_count == their_count);
        }
        if let Some(inner) = inner
            && !matches!(inner.kind, Kind::Sign { .. } | Kind::RecordSize { .. })
        {
            return Some(inner);
        }
        let kind = if our_count == their_count {
            Kind::Class
        } else {
            length()
        };
        Some(found(kind, declared, native))
    }

    /// A record against something that is none.
    fn wrapped(
        &self,
        declared: &Shape<'a>,
        native: &Shape<'a>,
        depth: u32,
    ) -> Option<Difference<'a>> {
        let sizes = self
            .layouts
            .extent(declared)
            .zip(self.layouts.extent(native));
        let is_same_size = sizes.is_some_and(|(ours, theirs)| ours.0 == theirs.0);
        let ours = self.first_scalar(declared, depth);
        let theirs = self.first_scalar(native, depth);
        let (Some(ours), Some(theirs), true) = (ours, theirs, is_same_size) else {
            return Some(found(Kind::Class, declared, native));
        };
        let inner = self.value(&ours, &theirs, depth);
        let is_slight = inner.is_none_or(|inner| {
            inner.levels > 0 || matches!(inner.kind, Kind::Sign { .. } | Kind::Address)
        });
        let kind = if is_slight {
            Kind::Wrapped
        } else {
            Kind::Class
        };
        Some(found(kind, declared, native))
    }

    /// Whether a value holds nothing but scalars of one kind, or may be taken for such a one.
    fn is_made_of(&self, shape: &Shape<'a>, scalar: &Shape<'a>, depth: u32) -> bool {
        let Some(depth) = depth.checked_sub(1) else {
            return true;
        };
        let is_inner = |inner: &Shape<'a>| self.is_made_of(inner, scalar, depth);
        match (shape, scalar) {
            (Shape::Declared(record), _) => self.layouts.of(record).is_none_or(|layout| {
                let mut shapes = layout.fields.iter().map(|field| &field.shape);
                // A pointer to a union is one to each of its members.
                if record.is_union {
                    shapes.any(is_inner)
                } else {
                    shapes.all(is_inner)
                }
            }),
            (Shape::Native(record), _) => {
                let is_field =
                    |field: &'a fishplate_model::Field| is_inner(&self.lowering.native(&field.ty));
                match record.kind {
                    RecordKind::Union => record.fields.iter().any(is_field),
                    _ => record.fields.iter().all(is_field),
                }
            }
            (Shape::Array { element, .. }, _) => is_inner(element),
            (Shape::Int(one), Shape::Int(other)) => one.bits == other.bits,
            (Shape::Float { bits: one }, Shape::Float { bits: other }) => one == other,
            (Shape::Unknown | Shape::Void, _) => true,
            (one, other) => one.is_address() && other.is_address(),
        }
    }

    /// The scalar at the very start of a value; none where that is not known.
    fn first_scalar(&self, shape: &Shape<'a>, depth: u32) -> Option<Shape<'a>> {
        let depth = depth.checked_sub(1)?;
        match shape {
            Shape::Declared(record) => {
                let layout = self.layouts.of(record)?;
                let mut start = &layout;
                while let Some(base) = start.base.as_deref().filter(|base| base.size_bytes > 0) {
                    start = base;
                }
                let first = start.fields.first()?;
                self.first_scalar(&first.shape, depth)
            }
            Shape::Native(record) => {
                let first = record.fields.first()?;
                self.first_scalar(&self.lowering.native(&first.ty), depth)
            }
            Shape::Array { element, .. } => self.first_scalar(element, depth),
            Shape::Unknown | Shape::Void => None,
            other => Some(other.clone()),
        }
    }
}

fn integers<'a>(declared: Int, native: Int, is_behind_pointer: bool) -> Option<Kind<'a>> {
    if declared.bits != native.bits {
        return Some(Kind::Width { declared, native });
    }
    let is_plain = declared.kind == IntKind::Plain && native.kind == IntKind::Plain;
    // Bytes are bytes, whoever counts them.
    let is_byte = declared.bits == 8 && is_behind_pointer;
    (is_plain && !is_byte && declared.is_signed != native.is_signed)
        .then_some(Kind::Sign { declared, native })
}

/// The element that is no array itself, and how many of them there are in all.
fn elements<'s, 'a>(shape: &'s Shape<'a>) -> (&'s Shape<'a>, Option<u64>) {
    let (mut inner, mut count) = (shape, Some(1_u64));
    while let Shape::Array { element, length } = inner {
        count = count
            .zip(*length)
            .and_then(|(count, length)| count.checked_mul(length));
        inner = element;
    }
    (inner, count)
}
