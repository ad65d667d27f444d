//! Finds the one cause why a declared record does not lie in memory as the C record does.

use fishplate_model::{DeclaredRecord, Record, RecordKind, Severity, TypeKind};

use crate::bit_fields::Rules;
use crate::difference::{Difference, Kind};
use crate::equivalence::Equivalence;
use crate::fields::{DeclaredPlace, Fields, NativePlace};
use crate::layout::{Layout, Layouts};
use crate::severity;
use crate::shape::{Shape, is_opaque};
use crate::uses::Use;

/// A record that differs.
#[derive(Clone, Debug)]
pub(crate) struct Divergence<'a> {
    pub(crate) code: &'static str,
    pub(crate) severity: Severity,
    pub(crate) cause: Cause<'a>,
    /// The declared size in bytes; none where not all of it is known.
    pub(crate) size_bytes: Option<u64>,
    /// The rules that it is wrong with, where it is right with others.
    pub(crate) is_only_with: Option<Rules>,
}

/// Why it differs.
#[derive(Clone, Debug)]
pub(crate) enum Cause<'a> {
    /// Every field is at its place, and the size is another.
    Size {
        /// Fields at the end that the declaration lacks, with C's type.
        missing: Vec<&'a fishplate_model::Field>,
        /// Fields at the end that C lacks.
        extra: Vec<&'a str>,
    },
    /// The last field is an array of any length in C.
    Flexible { field: DeclaredPlace<'a> },
    /// A field is at another place.
    Moved {
        field: DeclaredPlace<'a>,
        native: NativePlace<'a>,
        why: Why<'a>,
    },
    /// A field is at its place and of another type.
    Type {
        field: DeclaredPlace<'a>,
        native: NativePlace<'a>,
        difference: Box<Difference<'a>>,
    },
    /// Every field is at its place and the alignment is another, which moves what stands around
    /// the record in `holder`.
    Alignment {
        ours_bytes: u64,
        theirs_bytes: u64,
        holder: &'a str,
        why: Why<'a>,
    },
}

/// Why a field is at another place.
#[derive(Clone, Debug)]
pub(crate) enum Why<'a> {
    /// The same fields in another order.
    Order,
    /// C has a field before it that the declaration lacks.
    Missing(&'a fishplate_model::Field),
    /// The declaration has a field before it that C lacks.
    Extra(&'a str),
    /// C packs the record, and this `_pack_` would too.
    PackedInC(u64),
    /// The declaration packs the record, and C does not.
    PackedHere,
    /// Both are bit-fields, or one is.
    Bits,
    Other,
}

impl Divergence<'_> {
    /// Whether no field is wrong and the size is.
    pub(crate) fn is_about_size(&self) -> bool {
        matches!(self.cause, Cause::Size { .. } | Cause::Flexible { .. })
    }
}

/// Both sides of a record, laid out.
pub(crate) struct Sides<'s, 'a, 'p> {
    pub(crate) equivalence: &'s Equivalence<'a, 'p>,
    pub(crate) layouts: &'s Layouts<'a, 's>,
    pub(crate) declared: &'a DeclaredRecord,
    pub(crate) native: &'a Record,
    pub(crate) layout: &'s Layout<'a>,
    pub(crate) fields: &'s Fields<'a>,
    pub(crate) used: Use,
}

/// A field that is at its place and of another type: which of the paired fields, and how bad.
struct OtherType<'a> {
    at: usize,
    severity: Severity,
    difference: Difference<'a>,
}

/// The worst thing that is wrong with a record; none where nothing is.
pub(crate) fn find<'a>(sides: &Sides<'_, 'a, '_>) -> Option<Divergence<'a>> {
    let both: Vec<_> = sides
        .fields
        .both()
        .filter(|(ours, _)| !ours.is_told_elsewhere)
        .collect();
    let moved = both
        .iter()
        .position(|(ours, theirs)| is_moved(ours, theirs));
    let types = other_types(sides, &both);
    let is_serious = |one: &&OtherType<'_>| one.severity > Severity::Note;
    // A wrong type moves what stands behind it, and nothing before it.
    let worst = types
        .iter()
        .filter(is_serious)
        .find(|one| moved.is_none_or(|moved| one.at < moved));
    let (code, severity, cause) = if let Some(one) = worst {
        ("FP132", one.severity, cause_of(one, &both)?)
    } else if let Some((ours, theirs)) = moved.and_then(|at| both.get(at)) {
        let why = why(sides, ours, theirs);
        let (code, severity) = match why {
            Why::Bits => ("FP134", Severity::Warning),
            _ => ("FP131", Severity::Error),
        };
        let cause = Cause::Moved {
            field: (*ours).clone(),
            native: (*theirs).clone(),
            why,
        };
        (code, severity, cause)
    } else if let Some(size) = size(sides) {
        size
    } else {
        let slight = types.first()?;
        ("FP132", slight.severity, cause_of(slight, &both)?)
    };
    Some(Divergence {
        code,
        severity,
        cause,
        size_bytes: sides.layout.is_whole.then_some(sides.layout.size_bytes),
        is_only_with: None,
    })
}

type Both<'f, 'a> = [(&'f DeclaredPlace<'a>, &'f NativePlace<'a>)];

fn other_types<'a>(sides: &Sides<'_, 'a, '_>, both: &Both<'_, 'a>) -> Vec<OtherType<'a>> {
    both.iter()
        .enumerate()
        .filter(|(_, (ours, theirs))| !is_moved(ours, theirs))
        .filter_map(|(at, (ours, theirs))| {
            let difference = type_difference(sides, ours, theirs)?;
            Some(OtherType {
                at,
                severity: severity::of_field(&difference),
                difference,
            })
        })
        .collect()
}

fn cause_of<'a>(one: &OtherType<'a>, both: &Both<'_, 'a>) -> Option<Cause<'a>> {
    let (ours, theirs) = both.get(one.at)?;
    Some(Cause::Type {
        field: (*ours).clone(),
        native: (*theirs).clone(),
        difference: Box::new(one.difference.clone()),
    })
}

fn is_moved(ours: &DeclaredPlace<'_>, theirs: &NativePlace<'_>) -> bool {
    // What nothing is said of has no size and no alignment, so its place is a guess.
    if matches!(ours.shape, Shape::Declared(record) if is_opaque(record)) || is_room(theirs) {
        return false;
    }
    let widths = (ours.field.width_bits, theirs.field.width_bits);
    ours.offset_bits != theirs.offset_bits || (widths != (None, None) && widths.0 != widths.1)
}

/// Whether the header keeps an array for fields to come: a version that has them keeps less.
fn is_room(native: &NativePlace<'_>) -> bool {
    let name = native.name.to_lowercase();
    let is_unused = ["padding", "reserved", "spare", "unused"]
        .iter()
        .any(|word| name.contains(word));
    is_unused && matches!(native.shape, Shape::Array { .. })
}

fn type_difference<'a>(
    sides: &Sides<'_, 'a, '_>,
    ours: &DeclaredPlace<'a>,
    theirs: &NativePlace<'a>,
) -> Option<Difference<'a>> {
    // In the other byte order no scalar is what C reads, and the author knows it.
    if ours.field.width_bits.is_some() || sides.declared.is_swapped || is_room(theirs) {
        return None;
    }
    // An integer may keep the room of a record that nobody takes apart.
    if let (Shape::Int(_), Shape::Native(record)) = (&ours.shape, &theirs.shape)
        && sides.layouts.extent(&ours.shape).map(|(size, _)| size) == record.size_bytes
    {
        return None;
    }
    let found = sides.equivalence.difference(&ours.shape, &theirs.shape)?;
    let is_elsewhere = match &found.kind {
        // The size shows in what stands behind, a callback has a rule of its own.
        Kind::RecordSize { .. } => true,
        Kind::Call(_) => true,
        // An array of any length has no size of its own.
        _ => flexible_length(theirs) == Some(0),
    };
    (!is_elsewhere).then_some(found)
}

fn flexible_length(native: &NativePlace<'_>) -> Option<u64> {
    match &native.field.ty.kind {
        TypeKind::Array { length, .. } => Some(length.unwrap_or(0)),
        _ => None,
    }
}

fn why<'a>(
    sides: &Sides<'_, 'a, '_>,
    ours: &DeclaredPlace<'a>,
    theirs: &NativePlace<'a>,
) -> Why<'a> {
    let fields = sides.fields;
    if fields.is_reordered() {
        return Why::Order;
    }
    let missing = fields
        .missing()
        .find(|field| field.offset_bits < theirs.offset_bits);
    if let Some(missing) = missing
        && ours.offset_bits < theirs.offset_bits
    {
        return Why::Missing(missing.field);
    }
    let extra = fields
        .extra()
        .find(|field| field.offset_bits < ours.offset_bits);
    if let Some(extra) = extra
        && ours.offset_bits > theirs.offset_bits
    {
        return Why::Extra(&extra.field.name);
    }
    let has_bits = fields
        .both()
        .any(|(ours, theirs)| ours.field.width_bits.is_some() || theirs.field.width_bits.is_some());
    if has_bits {
        return Why::Bits;
    }
    let is_unpacked = sides
        .layouts
        .packed(sides.declared, 0)
        .is_some_and(|layout| is_right(sides.layouts, &layout, sides.native));
    if sides.declared.pack.is_some_and(|pack| pack > 0) && is_unpacked {
        return Why::PackedHere;
    }
    if let Some(pack) = packing(sides) {
        return Why::PackedInC(pack);
    }
    Why::Other
}

/// The `_pack_` with which the declaration would lie as C has it.
fn packing(sides: &Sides<'_, '_, '_>) -> Option<u64> {
    [8, 4, 2, 1].into_iter().find(|pack| {
        sides
            .layouts
            .packed(sides.declared, *pack)
            .is_some_and(|layout| is_right(sides.layouts, &layout, sides.native))
    })
}

/// Whether size and fields are where C has them.
pub(crate) fn is_right<'a>(
    layouts: &Layouts<'a, '_>,
    layout: &Layout<'a>,
    native: &'a Record,
) -> bool {
    let fields = Fields::new(layouts, layout, native);
    layout.is_whole
        && Some(layout.size_bytes) == native.size_bytes
        && !fields
            .both()
            .any(|(ours, theirs)| !ours.is_told_elsewhere && is_moved(ours, theirs))
}

/// A size that differs while every field is at its place.
fn size<'a>(sides: &Sides<'_, 'a, '_>) -> Option<(&'static str, Severity, Cause<'a>)> {
    let ours = sides.layout.is_whole.then_some(sides.layout.size_bytes)?;
    let theirs = sides.native.size_bytes?;
    if ours == theirs {
        return None;
    }
    let last = sides.fields.both().last();
    if let Some((field, native)) = last
        && flexible_length(native) == Some(0)
        && ours > theirs
    {
        let field = field.clone();
        return Some(("FP133", Severity::Note, Cause::Flexible { field }));
    }
    let cause = Cause::Size {
        missing: sides
            .fields
            .missing()
            .filter(|field| {
                sides.native.kind == RecordKind::Union
                    || field.offset_bits >= ours.saturating_mul(8)
            })
            .map(|field| field.field)
            .collect(),
        extra: sides
            .fields
            .extra()
            .map(|field| field.field.name.as_str())
            .collect(),
    };
    Some(("FP130", size_severity(sides.used, ours < theirs), cause))
}

fn size_severity(used: Use, is_short: bool) -> Severity {
    match used {
        Use {
            is_by_value: true, ..
        } => Severity::Error,
        Use {
            is_handed_out: true,
            ..
        } if is_short => Severity::Note,
        // C writes or reads past what Python has made.
        Use { is_taken: true, .. } if is_short => Severity::Error,
        // No function takes it, so it is C that makes it.
        _ if is_short => Severity::Note,
        _ => Severity::Warning,
    }
}
