//! What a rule is asked with: one truth, the declarations, and what their comparison gave.

use std::collections::HashMap;

use fishplate_model::{
    DeclaredRecord, DeclaredType, Field, Fix, FixPlace, Function, Label, Origin, Passage, Severity,
    Span, Type,
};

use crate::bit_fields::Rules;
use crate::callbacks::{self, CallbackPair, Place};
use crate::converted;
use crate::draft::{self, Draft, Key, Subject};
use crate::equivalence::Equivalence;
use crate::functions::{self, FunctionPair, Position, Spot};
use crate::index::{Declared, Native};
use crate::layout::{AS_DECLARED, Known, Layouts};
use crate::nested;
use crate::platform::Platform;
use crate::record_names::{self, Pairs};
use crate::records::{self, RecordPair};
use crate::shape::Lowering;
use crate::spelling::{Speller, Spelt, Styles};
use crate::truth::{Settings, Truth};
use crate::uses::{self, Use};
use crate::words;

/// The indexes that a context borrows from.
pub(crate) struct Ground<'a> {
    truth: &'a Truth,
    declared: Declared<'a>,
    native: Native<'a>,
    platform: Platform,
    pairs: Pairs<'a>,
    styles: Styles<'a>,
    uses: HashMap<&'a str, Use>,
    known: Known<'a>,
}

impl<'a> Ground<'a> {
    pub(crate) fn new(
        declarations: &'a fishplate_model::Declarations,
        truth: &'a Truth,
        settings: &Settings,
    ) -> Self {
        let declared = Declared::new(declarations);
        let native = Native::new(&truth.interface);
        let mut pairs = record_names::pairs(&declared, &native, &settings.names);
        nested::add(&declared, &native, &mut pairs);
        Self {
            truth,
            platform: Platform::of(&truth.interface.target),
            pairs,
            styles: Styles::new(declarations),
            uses: uses::of(declarations, &native),
            known: Known::default(),
            declared,
            native,
        }
    }
}

/// One truth against the declarations, compared.
pub(crate) struct Context<'a> {
    pub(crate) truth: &'a Truth,
    pub(crate) declared: &'a Declared<'a>,
    pub(crate) native: &'a Native<'a>,
    pub(crate) platform: &'a Platform,
    pub(crate) pairs: &'a Pairs<'a>,
    pub(crate) functions: Vec<FunctionPair<'a>>,
    pub(crate) records: Vec<RecordPair<'a>>,
    pub(crate) callbacks: Vec<CallbackPair<'a>>,
    styles: &'a Styles<'a>,
    known: &'a Known<'a>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(ground: &'a Ground<'a>) -> Self {
        let mut context = Self {
            truth: ground.truth,
            declared: &ground.declared,
            native: &ground.native,
            platform: &ground.platform,
            pairs: &ground.pairs,
            functions: Vec::new(),
            records: Vec::new(),
            callbacks: Vec::new(),
            styles: &ground.styles,
            known: &ground.known,
        };
        let equivalence = context.equivalence();
        context.functions = functions::pairs(&equivalence);
        context.records = records::pairs(&equivalence, &ground.uses);
        context.callbacks = callbacks::pairs(&equivalence, &context.functions);
        context
    }

    pub(crate) fn lowering(&self) -> Lowering<'a> {
        Lowering {
            platform: self.platform,
            declared: self.declared,
            native: self.native,
        }
    }

    pub(crate) fn equivalence(&self) -> Equivalence<'a, 'a> {
        let rules = if self.platform.is_windows {
            Rules::Microsoft
        } else {
            Rules::SystemV
        };
        Equivalence::new(self.lowering(), rules, self.known, self.pairs)
    }

    /// The layouts of records as they are declared.
    pub(crate) fn layouts(&self) -> Layouts<'a, 'a> {
        Layouts {
            replaced: AS_DECLARED,
            ..self.equivalence().layouts
        }
    }

    /// The target's triple.
    pub(crate) fn triple(&self) -> &str {
        &self.truth.interface.target.triple
    }

    /// The places where functions differ in a way that a rule reports.
    pub(crate) fn spots(
        &self,
        code: &'static str,
    ) -> impl Iterator<Item = (&FunctionPair<'a>, &Spot<'a>)> {
        self.functions
            .iter()
            .flat_map(|pair| pair.spots.iter().map(move |spot| (pair, spot)))
            .filter(move |(_, spot)| spot.judgement.code == code)
    }

    /// A C type as the file would declare a parameter or a field of it.
    pub(crate) fn spell(&self, ty: &'a Type, file: &str, origin: Origin) -> Option<Spelt> {
        if is_python(origin) {
            self.speller().value(ty, file)
        } else {
            Some(in_c(ty))
        }
    }

    /// A C type as the file would declare a result of it.
    pub(crate) fn spell_result(&self, ty: &'a Type, file: &str, origin: Origin) -> Option<Spelt> {
        if is_python(origin) {
            self.speller().result(ty, file)
        } else {
            Some(in_c(ty))
        }
    }

    /// The header's parameters as a list of types; none where one of them has no one answer.
    pub(crate) fn spell_parameters(&self, pair: &FunctionPair<'a>) -> Option<String> {
        let (file, origin) = (&pair.declared.span.file, pair.declared.origin);
        let parameters = pair.native.parameters.iter();
        let types: Option<Vec<String>> = parameters
            .map(|parameter| Some(self.spell(&parameter.ty, file, origin)?.text))
            .collect();
        Some(types?.join(", "))
    }

    /// A name of ctypes as the file spells it.
    pub(crate) fn ctypes_name(&self, name: &str, file: &str) -> Spelt {
        self.styles.name(name, file)
    }

    fn speller(&self) -> Speller<'a, '_> {
        Speller {
            styles: self.styles,
            native: self.native,
            declarations: self.declared.all,
            pairs: self.pairs,
        }
    }

    /// A label in the header, with the target that the fact holds for.
    pub(crate) fn native_label(&self, span: &Span, name: &str, fact: &str) -> Label {
        draft::label(span, name, format!("{fact} ({})", self.triple()))
    }

    /// A label at the part of a function in the header: a parameter where it stands, and a result
    /// at the function's name, with a word for what is meant.
    pub(crate) fn native_part(&self, function: &Function, position: Position, fact: &str) -> Label {
        let passage = match position {
            Position::Argument(index) => function
                .parameters
                .get(index)
                .and_then(|parameter| parameter.passage.as_ref()),
            Position::Result | Position::Field(_) => None,
        };
        match passage {
            Some(passage) => self.native_passage(passage, fact),
            None => {
                let part = words::part(position, function);
                self.native_label(&function.span, &function.name, &format!("{part}: {fact}"))
            }
        }
    }

    /// A label at a field in the header, from its type on where the reader has a place for that.
    pub(crate) fn native_field(&self, field: &Field, fact: &str) -> Label {
        match &field.passage {
            Some(passage) => self.native_passage(passage, fact),
            None => self.native_label(&field.span, field.name.as_deref().unwrap_or_default(), fact),
        }
    }

    /// A label where the header uses a callback type.
    pub(crate) fn native_callback(&self, pair: &CallbackPair<'_>, fact: &str) -> Label {
        let Place { span, passage } = pair.place;
        match passage {
            Some(passage) => self.native_passage(passage, fact),
            None => {
                let alias = pair.native.alias.as_deref();
                self.native_label(span, alias.unwrap_or(&pair.native.spelling), fact)
            }
        }
    }

    fn native_passage(&self, passage: &Passage, fact: &str) -> Label {
        Label {
            span: passage.span.clone(),
            width: passage.width,
            text: format!("{fact} ({})", self.triple()),
        }
    }

    /// A draft about a part of a function, with both places.
    pub(crate) fn draft_spot(&self, pair: &FunctionPair<'a>, spot: &Spot<'a>) -> Draft {
        let (ours, theirs) = words::facts(&spot.difference);
        let key = Key {
            subject: Subject::Function(pair.index),
            part: Some(spot.position),
        };
        let judgement = spot.judgement;
        let mut draft = Draft::new(
            judgement.code,
            judgement.severity,
            key,
            &pair.declared.symbol,
        );
        draft.binding = match spot.declared {
            Some(ty) => draft::label_type(ty, format!("{ours} here")),
            None => draft::label(
                &pair.declared.span,
                &pair.declared.symbol,
                "no result type, so ctypes takes it for a C `int`".to_owned(),
            ),
        };
        let fact = format!("{theirs} here");
        draft.native = Some(self.native_part(pair.native, spot.position, &fact));
        draft.also_at = also_at(pair);
        let own = match spot.position {
            Position::Result => &pair.declared.result_span,
            Position::Argument(_) => &pair.declared.arguments_span,
            Position::Field(_) => &None,
        };
        if let Some(own) = own {
            draft.also_at.insert(0, own.clone());
        }
        draft.fact = format!("{ours} for {theirs}");
        if pair.declared.is_verified {
            draft.converted = Some(converted::consequence(&spot.difference));
        }
        self.mend(pair, spot, &mut draft);
        draft
    }

    /// Says what to type, and gives it as a fix where it is safe to put it there.
    fn mend(&self, pair: &FunctionPair<'a>, spot: &Spot<'a>, draft: &mut Draft) {
        let file = &draft.binding.span.file;
        let origin = pair.declared.origin;
        let spelt = match spot.position {
            Position::Result => self.spell_result(spot.native, file, origin),
            Position::Argument(_) | Position::Field(_) => self.spell(spot.native, file, origin),
        };
        let Some(spelt) = spelt else {
            draft.help = format!("declare it as the header does: `{}`", spot.native.spelling);
            return;
        };
        let is_set = spot.declared.is_some();
        draft.help = if is_set {
            format!("declare it as `{}`", spelt.text)
        } else {
            format!("set `{}.restype = {}`", pair.declared.symbol, spelt.text)
        };
        draft.fix = match spot.declared {
            Some(ty) => self.fix_of_type(ty, &spelt, draft.severity),
            None => fix_if_due(&spelt, draft.severity, || FixPlace::Attribute {
                name: "restype".to_owned(),
            }),
        };
    }

    /// The fix that puts a type in the place of a declared one; none where that one is also part
    /// of another declaration, or where its author may have meant it.
    pub(crate) fn fix_of_type(
        &self,
        ty: &DeclaredType,
        spelt: &Spelt,
        severity: Severity,
    ) -> Option<Fix> {
        if self.declared.is_shared(&ty.span) {
            return None;
        }
        fix_if_due(spelt, severity, || FixPlace::Instead {
            of: ty.spelling.clone(),
        })
    }

    /// How a declared record is drafted.
    pub(crate) fn draft_record(&self, pair: &RecordPair<'a>) -> Draft {
        let key = Key {
            subject: Subject::Record(pair.index),
            part: None,
        };
        let DeclaredRecord {
            short_name, span, ..
        } = pair.declared;
        let mut draft = Draft::new("", Severity::Error, key, short_name);
        draft.binding = draft::label(span, short_name, String::new());
        draft.also_at = vec![span.clone()];
        draft.partial = draft::Partial::Layout;
        draft
    }
}

/// A fix with a type that is spelt in full. What does no harm is left as its author wrote it.
fn fix_if_due(spelt: &Spelt, severity: Severity, place: impl Fn() -> FixPlace) -> Option<Fix> {
    let text = spelt.full.clone().filter(|_| severity > Severity::Note)?;
    Some(Fix {
        text,
        place: place(),
    })
}

/// Whether a declaration is made of ctypes' names.
pub(crate) fn is_python(origin: Origin) -> bool {
    matches!(origin, Origin::Ctypes | Origin::Run)
}

/// A type for a source that has the header's own names, or whose names are left to the author.
fn in_c(ty: &Type) -> Spelt {
    Spelt {
        text: ty.spelling.clone(),
        full: None,
    }
}

/// The lines of a function's declaration, besides that of the finding.
pub(crate) fn also_at(pair: &FunctionPair<'_>) -> Vec<Span> {
    let declared = pair.declared;
    let mut spans = vec![declared.span.clone()];
    spans.extend(declared.arguments_span.clone());
    spans.extend(declared.result_span.clone());
    spans
}
