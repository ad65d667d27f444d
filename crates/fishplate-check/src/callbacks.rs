//! Compares callback types with the function types that C calls through.
//!
//! One type is often used in many places; what is wrong with it is said once, where it stands.

use fishplate_model::{
    DeclaredCallback, DeclaredFunction, DeclaredKind, DeclaredRecord, DeclaredSignature,
    DeclaredType, Origin, Passage, Severity, Span, Type, TypeKind,
};

use crate::difference::{CallDifference, CallPart, Kind};
use crate::draft::Subject;
use crate::equivalence::Equivalence;
use crate::functions::{FunctionPair, Position};
use crate::nested;
use crate::severity;
use crate::shape::Shape;
use crate::words;

/// How deep callbacks of callbacks are followed.
const DEPTH: u32 = 10;

/// A callback type that differs from what C calls.
#[derive(Clone, Debug)]
pub(crate) struct CallbackPair<'a> {
    /// The name of the type, or the spelling where it has none.
    pub(crate) name: &'a str,
    pub(crate) signature: &'a DeclaredSignature,
    /// Where the type stands.
    pub(crate) span: &'a Span,
    /// What C calls it, and where that stands.
    pub(crate) native: &'a Type,
    pub(crate) place: Place<'a>,
    /// Where it is used: "parameter `callback` of `f`".
    pub(crate) used_as: String,
    pub(crate) difference: Option<CallDifference<'a>>,
    pub(crate) severity: Severity,
    /// What the type is written in.
    pub(crate) origin: Origin,
}

/// Who declares a callback type.
#[derive(Clone, Copy)]
struct By {
    origin: Origin,
    is_verified: bool,
}

impl By {
    fn function(declared: &DeclaredFunction) -> Self {
        Self {
            origin: declared.origin,
            is_verified: declared.is_verified,
        }
    }

    fn record(declared: &DeclaredRecord) -> Self {
        Self {
            origin: declared.origin,
            is_verified: declared.is_verified,
        }
    }

    fn callback(declared: &DeclaredCallback) -> Self {
        Self {
            origin: declared.origin,
            is_verified: declared.is_verified,
        }
    }
}

/// Where C uses a callback type: the declaration that does, and its stretch where that is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) span: &'a Span,
    pub(crate) passage: Option<&'a Passage>,
}

impl<'a> Place<'a> {
    fn new(span: &'a Span, passage: Option<&'a Passage>) -> Self {
        Self { span, passage }
    }
}

impl CallbackPair<'_> {
    /// The declared type of the part that differs.
    pub(crate) fn declared_part(&self) -> Option<&DeclaredType> {
        match self.difference.as_ref()?.part {
            CallPart::Arity { .. } => None,
            CallPart::Result => Some(&self.signature.result),
            CallPart::Argument(index) => self.signature.arguments.get(index),
        }
    }

    /// What a finding about it is keyed by.
    pub(crate) fn subject(&self) -> Subject {
        Subject::Callback(self.span.clone())
    }
}

/// Every callback type where it meets one of C's: as an argument, a result, a field or by name.
pub(crate) fn pairs<'a>(
    equivalence: &Equivalence<'a, '_>,
    functions: &[FunctionPair<'a>],
) -> Vec<CallbackPair<'a>> {
    let mut found = Found {
        equivalence,
        pairs: Vec::new(),
    };
    found.add_functions(functions);
    found.add_fields();
    found.add_named();
    found.pairs
}

struct Found<'a, 'p, 'e> {
    equivalence: &'e Equivalence<'a, 'p>,
    pairs: Vec<CallbackPair<'a>>,
}

impl<'a> Found<'a, '_, '_> {
    fn add_functions(&mut self, functions: &[FunctionPair<'a>]) {
        for pair in functions {
            let (declared, native) = (pair.declared, pair.native);
            let both = declared.arguments.iter().flatten().zip(&native.parameters);
            if declared.arguments.as_ref().map(Vec::len) != Some(native.parameters.len()) {
                continue;
            }
            for (index, (ours, theirs)) in both.enumerate() {
                let used_as = || {
                    let part = words::part(Position::Argument(index), native);
                    format!("{part} of `{}`", native.name)
                };
                let place = Place::new(&native.span, theirs.passage.as_ref());
                self.add(ours, &theirs.ty, place, By::function(declared), used_as);
            }
            if let fishplate_model::DeclaredResult::Type { ty } = &declared.result {
                let used_as = || format!("the result of `{}`", native.name);
                let place = Place::new(&native.span, None);
                self.add(ty, &native.result, place, By::function(declared), used_as);
            }
        }
    }

    fn add_fields(&mut self) {
        let lowering = self.equivalence.lowering;
        for record in &lowering.declared.all.records {
            let Some(native) = self.equivalence.pairs.get(record.name.as_str()) else {
                continue;
            };
            for (ours, theirs) in nested::members(record, native) {
                let used_as = || format!("field `{}` of `{}`", ours.name, record.short_name);
                let place = Place::new(&theirs.span, theirs.passage.as_ref());
                self.add(&ours.ty, &theirs.ty, place, By::record(record), used_as);
            }
        }
    }

    /// A callback that has the name of a typedef is meant for it, used or not.
    fn add_named(&mut self) {
        let lowering = self.equivalence.lowering;
        for callback in &lowering.declared.all.callbacks {
            let typedefs = &lowering.native.interface.typedefs;
            let Some(typedef) = typedefs.iter().find(|one| one.name == callback.name) else {
                continue;
            };
            let used_as = format!("typedef `{}`", typedef.name);
            let place = Place::new(&typedef.span, None);
            self.add_inner(
                &callback.signature,
                &typedef.ty,
                place,
                By::callback(callback),
                &used_as,
                DEPTH,
            );
            self.judge(
                &callback.name,
                &callback.signature,
                &callback.span,
                (&typedef.ty, place),
                By::callback(callback),
                used_as,
            );
        }
    }

    fn add(
        &mut self,
        ours: &'a DeclaredType,
        theirs: &'a Type,
        place: Place<'a>,
        by: By,
        used_as: impl Fn() -> String,
    ) {
        self.add_at(ours, theirs, place, by, used_as, DEPTH);
    }

    fn add_at(
        &mut self,
        ours: &'a DeclaredType,
        theirs: &'a Type,
        place: Place<'a>,
        by: By,
        used_as: impl Fn() -> String,
        depth: u32,
    ) {
        let mut ours = ours;
        while let DeclaredKind::Array { element, .. } | DeclaredKind::Pointer { to: element } =
            &ours.kind
        {
            ours = element;
        }
        let DeclaredKind::Callback { signature } = &ours.kind else {
            return;
        };
        let (name, span) = match self.named(ours, signature) {
            Some(callback) => (callback.name.as_str(), &callback.span),
            None => (ours.spelling.as_str(), &ours.span),
        };
        let used_as = used_as();
        self.add_inner(signature, theirs, place, by, &used_as, depth);
        self.judge(name, signature, span, (theirs, place), by, used_as);
    }

    /// The callbacks that a callback is given or gives: each is judged where it stands itself.
    fn add_inner(
        &mut self,
        ours: &'a DeclaredSignature,
        theirs: &'a Type,
        place: Place<'a>,
        by: By,
        used_as: &str,
        depth: u32,
    ) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        let mut theirs = theirs;
        while let TypeKind::Array { element: to, .. } | TypeKind::Pointer { to, .. } = &theirs.kind
        {
            theirs = to;
        }
        let TypeKind::Callback { signature } = &theirs.kind else {
            return;
        };
        if ours.arguments.len() != signature.parameters.len() {
            return;
        }
        let both = ours.arguments.iter().zip(&signature.parameters);
        for (index, (ours, theirs)) in both.enumerate() {
            let used_as = format!("argument {} of {used_as}", index + 1);
            self.add_at(ours, theirs, place, by, || used_as.clone(), depth);
        }
        let used_as = format!("the result of {used_as}");
        self.add_at(
            &ours.result,
            &signature.result,
            place,
            by,
            || used_as.clone(),
            depth,
        );
    }

    /// The named callback type that a use refers to.
    fn named(
        &self,
        ty: &'a DeclaredType,
        signature: &'a DeclaredSignature,
    ) -> Option<&'a DeclaredCallback> {
        let last = ty.spelling.rsplit('.').next().unwrap_or_default();
        let callbacks = &self.equivalence.lowering.declared.all.callbacks;
        callbacks
            .iter()
            .find(|one| one.name.rsplit('.').next() == Some(last) && one.signature == *signature)
            .or_else(|| callbacks.iter().find(|one| one.signature == *signature))
    }

    fn judge(
        &mut self,
        name: &'a str,
        signature: &'a DeclaredSignature,
        span: &'a Span,
        (native, place): (&'a Type, Place<'a>),
        by: By,
        used_as: String,
    ) {
        let lowering = self.equivalence.lowering;
        let ours = lowering.declared_callback(signature, by.origin);
        let mut theirs = lowering.native(native);
        while let Shape::Array { element: inner, .. } | Shape::Pointer { to: inner, .. } = theirs {
            theirs = *inner;
        }
        let difference = match self.equivalence.difference(&ours, &theirs) {
            Some(found) => match found.kind {
                Kind::Call(call) => Some(*call),
                _ => None,
            },
            None => None,
        };
        let severity = difference
            .as_ref()
            .map_or(Severity::Note, severity::of_call);
        // A C compiler that sees both types warns of each use.
        let worst = if by.is_verified {
            Severity::Warning
        } else {
            Severity::Error
        };
        if !matches!(theirs, Shape::Callback(_)) {
            return;
        }
        self.pairs.push(CallbackPair {
            name,
            signature,
            span,
            native,
            place,
            used_as,
            difference,
            origin: by.origin,
            severity: severity.min(worst),
        });
    }
}
