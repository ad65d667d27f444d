//! Says which rule a difference falls under and how bad it is where it stands.
//!
//! The severity is the consequence for a caller on the target: nothing wrong is a note, wrong for
//! some values a warning, wrong for ordinary use an error.

use fishplate_model::Severity;

use crate::difference::{CallDifference, CallPart, Difference, Kind};
use crate::shape::{Int, IntKind, Shape};

/// The rule that reports a difference, and how bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) code: &'static str,
    pub(crate) severity: Severity,
}

/// What is known of a function's result besides its type.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ResultFacts {
    /// The smallest and largest value, where the header tells.
    pub(crate) range: Option<(i128, i128)>,
    /// Whether the declared type is ctypes' default, spelt or not.
    pub(crate) is_default: bool,
    /// Whether the C type is one that functions return counts and statuses by.
    pub(crate) is_usual: bool,
    /// Whether a negative value tells of an error.
    pub(crate) has_negative_errors: bool,
}

const fn note(code: &'static str) -> Judgement {
    Judgement {
        code,
        severity: Severity::Note,
    }
}

const fn warning(code: &'static str) -> Judgement {
    Judgement {
        code,
        severity: Severity::Warning,
    }
}

const fn error(code: &'static str) -> Judgement {
    Judgement {
        code,
        severity: Severity::Error,
    }
}

/// A difference in a parameter.
pub(crate) fn of_argument(difference: &Difference<'_>) -> Judgement {
    if let Kind::Call(call) = &difference.kind {
        return Judgement {
            code: "FP140",
            severity: of_call(call),
        };
    }
    if difference.levels > 0 {
        return of_pointee(difference);
    }
    match &difference.kind {
        Kind::Width { declared, native } => of_argument_width(*declared, *native),
        Kind::Sign { .. } => note("FP117"),
        Kind::Address => note("FP112"),
        Kind::Wrapped => note("FP116"),
        Kind::RecordSize { .. } => error("FP116"),
        Kind::Class if is_record(&difference.declared) || is_record(&difference.native) => {
            error("FP116")
        }
        // An address of data for that of a function is passed on as it is.
        Kind::Class if difference.declared.is_address() && difference.native.is_address() => {
            warning("FP112")
        }
        // ctypes takes plain numbers for `c_void_p`, and C reads the lower part of the register.
        Kind::Class if is_untyped(&difference.declared) && is_int(&difference.native) => {
            warning("FP112")
        }
        Kind::FloatWidth { .. }
        | Kind::Class
        | Kind::OtherRecord { .. }
        | Kind::Length { .. }
        | Kind::Call(_) => error("FP112"),
    }
}

fn is_untyped(shape: &Shape<'_>) -> bool {
    matches!(shape, Shape::Pointer { to, .. } if **to == Shape::Void)
}

fn is_int(shape: &Shape<'_>) -> bool {
    matches!(shape, Shape::Int(_))
}

fn of_argument_width(declared: Int, native: Int) -> Judgement {
    let is_bool = is_bool_for_int(declared, native);
    // Some compilers give an enumeration less than an `int`.
    let is_short_enum = native.kind == IntKind::Enum && native.bits < 32 && declared.bits == 32;
    if is_bool || is_short_enum {
        return note("FP118");
    }
    // In a register the upper half is ignored. On the stack of 32-bit targets and of Apple arm64
    // the arguments behind it move, so even a wider one is not the same everywhere.
    warning("FP113")
}

/// A difference behind a pointer.
fn of_pointee(difference: &Difference<'_>) -> Judgement {
    match &difference.kind {
        Kind::Sign { .. } => note("FP117"),
        // C's number becomes an address that Python follows; the other way it stays a number.
        Kind::Address if leads_somewhere(&difference.declared) => warning("FP115"),
        Kind::Address | Kind::Wrapped => note("FP115"),
        Kind::OtherRecord { .. } => warning("FP115"),
        // Bytes are what buffers of anything are passed as.
        Kind::Width { declared, .. } if is_bytes(*declared) && difference.levels == 1 => {
            warning("FP115")
        }
        Kind::Width { declared, native } if !difference.is_const => {
            // What C writes beyond is memory of somebody else; what it leaves keeps its old value.
            if native.bits > declared.bits {
                error("FP114")
            } else {
                warning("FP114")
            }
        }
        Kind::Class if is_byte_shape(&difference.declared) && difference.levels == 1 => {
            match difference.native {
                Shape::Float { .. } | Shape::Native(_) => warning("FP115"),
                _ => error("FP115"),
            }
        }
        Kind::Class if is_record(&difference.declared) != is_record(&difference.native) => {
            let is_level = difference.declared.is_address() || difference.native.is_address();
            if is_level {
                error("FP115")
            } else {
                warning("FP115")
            }
        }
        _ => error("FP115"),
    }
}

/// A difference in a result that is set, or that ctypes takes for a C `int`.
pub(crate) fn of_result(difference: &Difference<'_>, facts: &ResultFacts) -> Judgement {
    if let Kind::Call(call) = &difference.kind {
        return Judgement {
            code: "FP140",
            severity: of_call(call),
        };
    }
    if difference.levels > 0 {
        return match of_pointee(difference) {
            // Nothing is written through a result's type, it is read.
            Judgement {
                code: "FP114",
                severity,
            } => Judgement {
                code: "FP115",
                severity,
            },
            other => other,
        };
    }
    let (declared, native) = (&difference.declared, &difference.native);
    match (&difference.kind, declared, native) {
        (_, Shape::Void, _) => note("FP104"),
        (_, Shape::Int(_), Shape::Void) => note("FP104"),
        (_, _, Shape::Void) => warning("FP104"),
        (Kind::Width { declared, native }, ..) => of_result_width(*declared, *native, facts),
        (Kind::Sign { declared, native }, ..) => {
            let hides_errors = facts.has_negative_errors && native.is_signed && !declared.is_signed;
            if hides_errors {
                warning("FP117")
            } else {
                note("FP117")
            }
        }
        (Kind::Wrapped, ..) => note("FP116"),
        (Kind::RecordSize { .. }, ..) => error("FP116"),
        (Kind::Address, Shape::Int(_), _) => note("FP101"),
        (Kind::Address, ..) => note("FP103"),
        (_, Shape::Int(_), native) if native.is_address() => error("FP101"),
        (_, Shape::Declared(_), native) if native.is_address() => error("FP116"),
        (_, declared, Shape::Int(_)) if declared.is_address() => error("FP103"),
        (_, declared, native) if declared.is_address() && native.is_address() => warning("FP115"),
        _ => error("FP102"),
    }
}

fn of_result_width(declared: Int, native: Int, facts: &ResultFacts) -> Judgement {
    if declared.kind == IntKind::Bool {
        return note("FP118");
    }
    // A width that is neither the default nor stands for a usual one was chosen by the author.
    let is_usual = facts.is_default || facts.is_usual;
    let code = if is_usual || native.kind == IntKind::Bool {
        "FP103"
    } else {
        "FP113"
    };
    let holds = |(low, high): (i128, i128)| {
        let bits = declared.bits.min(64) - u32::from(declared.is_signed);
        let lowest = if declared.is_signed {
            -(1_i128 << bits)
        } else {
            0
        };
        low >= lowest && high < (1_i128 << bits)
    };
    if declared.bits < native.bits && facts.range.is_some_and(holds) {
        note(code)
    } else {
        warning(code)
    }
}

/// A difference in a field's type where its offset is right.
pub(crate) fn of_field(difference: &Difference<'_>) -> Severity {
    match &difference.kind {
        Kind::Call(call) => of_call(call),
        Kind::Sign { .. } | Kind::Address | Kind::Wrapped => Severity::Note,
        Kind::OtherRecord { .. } => Severity::Warning,
        _ if difference.levels > 0 => of_pointee(difference).severity,
        // A pointer to a function pointer for one, as generators write it: the room is the same.
        Kind::Class if difference.declared.is_address() && difference.native.is_address() => {
            Severity::Warning
        }
        _ => Severity::Error,
    }
}

/// A difference between a callback's declaration and what C calls.
pub(crate) fn of_call(call: &CallDifference<'_>) -> Severity {
    let Some(inner) = &call.inner else {
        return Severity::Error;
    };
    if inner.levels > 0 {
        return of_pointee(inner).severity;
    }
    match (&inner.kind, call.part) {
        (Kind::Sign { .. } | Kind::Address | Kind::Wrapped, _) => Severity::Note,
        (_, CallPart::Result) if inner.native == Shape::Void => Severity::Note,
        // C reads whatever is left in the register.
        (_, CallPart::Result) if inner.declared == Shape::Void => Severity::Warning,
        (Kind::Width { declared, native }, _) => {
            if is_bool_for_int(*declared, *native) {
                Severity::Note
            } else {
                Severity::Warning
            }
        }
        _ => Severity::Error,
    }
}

/// ctypes widens a bool's one byte, and C looks at no more of an `int` than its own byte.
fn is_bool_for_int(declared: Int, native: Int) -> bool {
    let is_int = declared.bits == 32 && declared.is_signed;
    declared.kind == IntKind::Bool || (native.kind == IntKind::Bool && is_int)
}

/// Whether it is an address of something that is known.
fn leads_somewhere(shape: &Shape<'_>) -> bool {
    matches!(shape, Shape::Pointer { to, .. } if !matches!(**to, Shape::Void | Shape::Unknown))
}

fn is_record(shape: &Shape<'_>) -> bool {
    matches!(shape, Shape::Declared(_) | Shape::Native(_))
}

fn is_bytes(int: Int) -> bool {
    int.bits == 8 && int.kind != IntKind::Bool
}

fn is_byte_shape(shape: &Shape<'_>) -> bool {
    matches!(shape, Shape::Int(int) if is_bytes(*int))
}
