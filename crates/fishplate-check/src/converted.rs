//! What is left of a difference where a C compiler sees the library's header beside a declaration:
//! Cython's `cdef extern from "header.h"`.
//!
//! The compiler refuses another number of arguments and a missing name, and takes the layout of a
//! record from the header. It converts one arithmetic type to another without a word, and before
//! GCC 14 it only warns of a pointer to another type; those are what can still be wrong.

use fishplate_model::{DeclaredField, DeclaredRecord, Field, Record, Severity};

use crate::difference::{Difference, Kind};
use crate::equivalence::Equivalence;
use crate::functions::{Position, Spot};
use crate::nested;
use crate::severity;
use crate::shape::{Int, IntKind, Shape};

/// A field whose value is converted each time that it is read or set.
#[derive(Clone, Debug)]
pub(crate) struct ConvertedField<'a> {
    pub(crate) declared: &'a DeclaredField,
    pub(crate) native: &'a Field,
    pub(crate) difference: Difference<'a>,
    pub(crate) severity: Severity,
}

/// The spot with what is left of its severity; none where the compiler mends or refuses it.
pub(crate) fn left<'a>(mut spot: Spot<'a>) -> Option<Spot<'a>> {
    let is_result = spot.position == Position::Result;
    if !is_left(&spot.difference, is_result) {
        return None;
    }
    spot.judgement.severity = spot.judgement.severity.min(Severity::Warning);
    Some(spot)
}

/// The fields whose values do not survive the way in both directions.
pub(crate) fn fields<'a>(
    equivalence: &Equivalence<'a, '_>,
    declared: &'a DeclaredRecord,
    native: &'a Record,
) -> Vec<ConvertedField<'a>> {
    let lowering = equivalence.lowering;
    let pairs = nested::members(declared, native);
    let differing = pairs.into_iter().filter_map(|(ours, theirs)| {
        let shape = lowering.declared(&ours.ty, declared.origin);
        let difference = equivalence.difference(&shape, &lowering.native(&theirs.ty))?;
        // A bit-field has any width, and is read through its own type.
        let is_plain = theirs.width_bits.is_none() && difference.levels == 0;
        (is_plain && is_left(&difference, false)).then(|| ConvertedField {
            declared: ours,
            native: theirs,
            severity: severity::of_field(&difference).min(Severity::Warning),
            difference,
        })
    });
    differing.collect()
}

/// What happens at such a place.
pub(crate) fn consequence(difference: &Difference<'_>) -> &'static str {
    match (&difference.kind, difference.levels) {
        (Kind::Sign { .. }, 0) => {
            "the C compiler converts it: beyond half of the range the sign is another"
        }
        (Kind::Class, 0) => {
            "the C compiler converts it without a word, and what is behind the point is lost"
        }
        (_, 0) => "the C compiler converts it without a word, and what does not fit is cut",
        _ => {
            "before GCC 14 the C compiler only warns, and values of another size are read and written"
        }
    }
}

fn is_left(difference: &Difference<'_>, is_result: bool) -> bool {
    match (&difference.kind, difference.levels) {
        (Kind::Width { declared, native }, 0) => {
            let is_exact = is_truth(*declared) || is_truth(*native) || native.kind == IntKind::Enum;
            let is_widened = is_result && declared.bits > native.bits;
            !is_exact && !is_widened
        }
        (Kind::Sign { .. }, 0) => true,
        (Kind::FloatWidth { declared, native }, 0) => !(is_result && declared > native),
        (Kind::Class, 0) => {
            let is_truth = |shape: &Shape<'_>| matches!(shape, Shape::Int(int) if is_truth(*int));
            is_number(&difference.declared)
                && is_number(&difference.native)
                && !is_truth(&difference.declared)
                && !is_truth(&difference.native)
        }
        // Bytes are what buffers of anything are passed as.
        (Kind::Width { declared, native }, 1) => {
            declared.bits != 8 && native.bits != 8 && !is_truth(*declared) && !is_truth(*native)
        }
        (Kind::FloatWidth { .. }, 1) => true,
        (Kind::Class, 1) => {
            let is_byte = |shape: &Shape<'_>| matches!(shape, Shape::Int(int) if int.bits == 8);
            is_number(&difference.declared)
                && is_number(&difference.native)
                && !is_byte(&difference.declared)
                && !is_byte(&difference.native)
        }
        _ => false,
    }
}

/// C makes 0 or 1 of everything.
fn is_truth(int: Int) -> bool {
    int.kind == IntKind::Bool
}

fn is_number(shape: &Shape<'_>) -> bool {
    matches!(shape, Shape::Int(_) | Shape::Float { .. })
}
