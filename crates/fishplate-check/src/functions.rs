//! Compares each declared function with the one in the header, part by part.
//!
//! It says where they differ and which rule that falls under; the rules write the findings.

use fishplate_model::{
    ArgumentKind, CallSite, DeclaredFunction, DeclaredKind, DeclaredResult, DeclaredType, Function,
    Origin, Type, TypeKind,
};

use crate::converted;
use crate::difference::{Difference, Kind};
use crate::equivalence::Equivalence;
use crate::index::squashed;
use crate::severity::{self, Judgement, ResultFacts};
use crate::shape::{Int, IntKind, Shape};

/// A declared function and the one that it stands for.
#[derive(Clone, Debug)]
pub(crate) struct FunctionPair<'a> {
    /// Where it stands in the declarations.
    pub(crate) index: usize,
    pub(crate) declared: &'a DeclaredFunction,
    pub(crate) native: &'a Function,
    pub(crate) arguments: Arguments,
    pub(crate) calls: Vec<&'a CallSite>,
    /// Where the two differ.
    pub(crate) spots: Vec<Spot<'a>>,
    /// Whether a part of it could not be compared.
    pub(crate) is_partly_unknown: bool,
}

/// How the declared parameters stand to the header's, as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arguments {
    /// Nothing is declared of them.
    Undeclared,
    /// As many as the header has.
    Match,
    /// Another number.
    Arity { declared: usize, native: usize },
    /// Either side ends in `...` and the fixed parameters are not declared as the header has them.
    Variadic { declared: usize, native: usize },
}

/// A part of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Position {
    Result,
    /// A parameter, from 0.
    Argument(usize),
    /// A field of a record, from 0.
    Field(usize),
}

/// A place where a declared function differs from the header's.
#[derive(Clone, Debug)]
pub(crate) struct Spot<'a> {
    pub(crate) position: Position,
    /// What is declared there; none for a result that is not.
    pub(crate) declared: Option<&'a DeclaredType>,
    pub(crate) native: &'a Type,
    /// The whole of C's value there, not only where it differs.
    pub(crate) shape: Shape<'a>,
    pub(crate) difference: Difference<'a>,
    pub(crate) judgement: Judgement,
}

/// What ctypes takes an undeclared result for.
pub(crate) const DEFAULT: Int = Int {
    bits: 32,
    is_signed: true,
    kind: IntKind::Plain,
};

/// Compares every declared function that the header has.
pub(crate) fn pairs<'a>(equivalence: &Equivalence<'a, '_>) -> Vec<FunctionPair<'a>> {
    let lowering = equivalence.lowering;
    lowering
        .declared
        .functions()
        .filter_map(|(index, declared)| {
            let native = lowering.native.function(&declared.symbol)?;
            Some(compare(equivalence, index, declared, native))
        })
        .collect()
}

fn compare<'a>(
    equivalence: &Equivalence<'a, '_>,
    index: usize,
    declared: &'a DeclaredFunction,
    native: &'a Function,
) -> FunctionPair<'a> {
    let mut pair = FunctionPair {
        index,
        declared,
        native,
        // Another number of parameters does not build where a C compiler sees the header.
        arguments: if declared.is_verified {
            Arguments::Match
        } else {
            arguments(declared, native)
        },
        calls: equivalence
            .lowering
            .declared
            .calls(&declared.symbol)
            .to_vec(),
        spots: Vec::new(),
        is_partly_unknown: false,
    };
    // The C compiler that sees the header has done the rest.
    if declared.is_verified && declared.origin != Origin::Cython {
        return pair;
    }
    compare_result(equivalence, &mut pair);
    let has_fixed = matches!(
        pair.arguments,
        Arguments::Match | Arguments::Variadic { .. }
    );
    if has_fixed {
        compare_arguments(equivalence, &mut pair);
    }
    if declared.is_verified {
        let all = std::mem::take(&mut pair.spots);
        pair.spots = all.into_iter().filter_map(converted::left).collect();
    }
    pair
}

fn arguments(declared: &DeclaredFunction, native: &Function) -> Arguments {
    let fixed = native.parameters.len();
    let Some(arguments) = &declared.arguments else {
        return if native.is_variadic {
            Arguments::Variadic {
                declared: 0,
                native: fixed,
            }
        } else {
            Arguments::Undeclared
        };
    };
    let (declared_count, native_count) = (arguments.len(), fixed);
    if declared_count == native_count && (native.is_variadic || !declared.is_variadic) {
        return Arguments::Match;
    }
    if native.is_variadic || declared.is_variadic {
        return Arguments::Variadic {
            declared: declared_count,
            native: native_count,
        };
    }
    Arguments::Arity {
        declared: declared_count,
        native: native_count,
    }
}

fn compare_arguments<'a>(equivalence: &Equivalence<'a, '_>, pair: &mut FunctionPair<'a>) {
    let (declared, native) = (pair.declared, pair.native);
    let both = declared
        .arguments
        .iter()
        .flatten()
        .zip(&native.parameters)
        .enumerate();
    for (index, (ours, theirs)) in both {
        let lowering = equivalence.lowering;
        let ours_shape = lowering.declared_parameter(ours, declared.origin);
        let shape = lowering.native(&theirs.ty);
        pair.is_partly_unknown |= ours_shape.is_partly_unknown() || shape.is_partly_unknown();
        let Some(difference) = equivalence.difference(&ours_shape, &shape) else {
            continue;
        };
        pair.spots.push(Spot {
            position: Position::Argument(index),
            declared: Some(ours),
            native: &theirs.ty,
            shape,
            judgement: severity::of_argument(&difference),
            difference,
        });
    }
}

fn compare_result<'a>(equivalence: &Equivalence<'a, '_>, pair: &mut FunctionPair<'a>) {
    let (declared, native) = (pair.declared, pair.native);
    let lowering = equivalence.lowering;
    let shape = lowering.native(&native.result);
    let (ours, ty) = match &declared.result {
        // Nobody reads the number that an undeclared result of nothing gives.
        DeclaredResult::Unset if shape == Shape::Void => return,
        DeclaredResult::Unset => (Shape::Int(DEFAULT), None),
        DeclaredResult::Type { ty } => (lowering.declared(ty, declared.origin), Some(ty)),
    };
    pair.is_partly_unknown |= ours.is_partly_unknown() || shape.is_partly_unknown();
    let found = match equivalence.difference(&ours, &shape) {
        None => ty.and_then(|ty| text_of_something_else(ty, &ours, &shape)),
        found => found,
    };
    let Some(difference) = found else {
        return;
    };
    let facts = ResultFacts {
        range: known_range(equivalence, native),
        is_default: matches!(&ours, Shape::Int(int) if *int == DEFAULT),
        is_usual: is_usual(equivalence, &native.result),
        has_negative_errors: has_negative_errors(equivalence, native),
    };
    pair.spots.push(Spot {
        position: Position::Result,
        declared: ty,
        native: &native.result,
        judgement: severity::of_result(&difference, &facts),
        shape,
        difference,
    });
}

/// A text result is read up to its first NUL, so for one it must be text that C returns.
fn text_of_something_else<'a>(
    ty: &DeclaredType,
    ours: &Shape<'a>,
    native: &Shape<'a>,
) -> Option<Difference<'a>> {
    let is_text = matches!(&ty.kind, DeclaredKind::Simple { name } if name.ends_with("char_p"));
    match (ours, native) {
        (Shape::Pointer { to: ours, .. }, Shape::Pointer { to, is_const })
            if is_text && matches!(**to, Shape::Native(_)) =>
        {
            Some(Difference {
                kind: Kind::Class,
                declared: (**ours).clone(),
                native: (**to).clone(),
                levels: 1,
                is_const: *is_const,
            })
        }
        _ => None,
    }
}

/// Whether a type is one that functions return counts and statuses by.
fn is_usual(equivalence: &Equivalence<'_, '_>, ty: &Type) -> bool {
    let is_int = matches!(&ty.kind, TypeKind::Int { name, .. } if name == "int");
    let aliases = equivalence.lowering.native.aliases(ty);
    is_int
        || aliases
            .iter()
            .any(|alias| matches!(*alias, "size_t" | "ssize_t"))
}

/// The range of a result, where an enumeration or a constant of the same name tells.
fn known_range(equivalence: &Equivalence<'_, '_>, native: &Function) -> Option<(i128, i128)> {
    let index = equivalence.lowering.native;
    if let TypeKind::Enum { name } = &native.result.kind {
        let members = &index.enumeration(name)?.enumerators;
        return range(members.iter().map(|one| one.value));
    }
    if let Some(value) = index.loose_constant(&native.name) {
        return Some((value, value));
    }
    // `libusb_get_device_speed` gives a `libusb_speed`.
    let name = words(&native.name);
    let of_name = index.interface.enumerations.iter().find(|one| {
        let words = words(&one.name);
        let is_in_order = {
            let mut rest = name.iter();
            words.iter().all(|word| rest.any(|other| other == word))
        };
        words.len() > 1 && words.last() == name.last() && is_in_order
    })?;
    range(of_name.enumerators.iter().map(|one| one.value))
}

fn range(values: impl Iterator<Item = i128>) -> Option<(i128, i128)> {
    values.fold(None, |range, value| {
        Some(range.map_or((value, value), |(low, high): (i128, i128)| {
            (low.min(value), high.max(value))
        }))
    })
}

fn words(name: &str) -> Vec<String> {
    name.split('_')
        .map(squashed)
        .filter(|word| !word.is_empty() && word != "t")
        .collect()
}

/// Whether the header says that a negative result tells of an error.
fn has_negative_errors(equivalence: &Equivalence<'_, '_>, native: &Function) -> bool {
    let aliases = equivalence.lowering.native.aliases(&native.result);
    if aliases
        .iter()
        .any(|alias| matches!(*alias, "ssize_t" | "Py_ssize_t"))
    {
        return true;
    }
    let comment = native.comment.as_deref().unwrap_or_default().to_lowercase();
    let tells = ["negative", "-1", "< 0", "less than zero", "less than 0"];
    let is_of_result = comment.contains("return") && comment.contains("error");
    is_of_result && tells.iter().any(|word| comment.contains(word))
}

impl FunctionPair<'_> {
    /// Whether some call in the sources passes exactly this many arguments.
    pub(crate) fn is_called_with(&self, count: usize) -> bool {
        self.calls
            .iter()
            .any(|call| !call.is_open && call.arguments.len() == count)
    }

    /// Whether every call in the sources is seen to pass at least this many arguments.
    pub(crate) fn is_always_called_with(&self, count: usize) -> bool {
        !self.calls.is_empty()
            && self
                .calls
                .iter()
                .all(|call| call.is_open || call.arguments.len() >= count)
    }
}

/// What a call passes where nothing is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Passing {
    Right,
    /// The source does not show it, or only some values go wrong.
    Doubtful,
    Wrong,
}

/// Judges one argument of a call of a function without declared parameters.
pub(crate) fn passing<'a>(
    equivalence: &Equivalence<'a, '_>,
    argument: &'a ArgumentKind,
    native: &Shape<'a>,
    origin: Origin,
) -> Passing {
    let is_text = |bits| {
        matches!(native, Shape::Pointer { to, .. }
            if matches!(**to, Shape::Int(int) if int.bits == bits))
    };
    match (argument, native) {
        (ArgumentKind::Unknown, _) | (_, Shape::Unknown) => Passing::Doubtful,
        (ArgumentKind::Int { value: Some(0) }, _) if native.is_address() => Passing::Right,
        (ArgumentKind::Int { value }, Shape::Int(int)) => {
            let fits = value.is_some_and(|value| i32::try_from(value).is_ok());
            if int.bits <= 32 || fits {
                Passing::Right
            } else {
                Passing::Doubtful
            }
        }
        (ArgumentKind::Int { .. }, _) => Passing::Wrong,
        // ctypes refuses a bare float.
        (ArgumentKind::Float, _) => Passing::Wrong,
        (ArgumentKind::Bytes, Shape::Pointer { .. }) => Passing::Right,
        // A `str` goes as wide characters, of which a `char *` shows the first alone.
        (ArgumentKind::Text, _) => {
            if is_text(equivalence.lowering.platform.wchar_bits) {
                Passing::Right
            } else {
                Passing::Wrong
            }
        }
        (ArgumentKind::None, native) if native.is_address() => Passing::Right,
        (ArgumentKind::None, _) => Passing::Doubtful,
        (ArgumentKind::Bytes, _) => Passing::Wrong,
        (ArgumentKind::Typed { ty }, _) => {
            let ours = equivalence.lowering.declared_parameter(ty, origin);
            if ours.is_partly_unknown() {
                return Passing::Doubtful;
            }
            let found = equivalence.difference(&ours, native);
            match found.map(|found| severity::of_argument(&found).severity) {
                None | Some(fishplate_model::Severity::Note) => Passing::Right,
                Some(fishplate_model::Severity::Warning) => Passing::Doubtful,
                Some(fishplate_model::Severity::Error) => Passing::Wrong,
            }
        }
    }
}
