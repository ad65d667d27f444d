//! A finding in the making: what a rule writes before targets and versions are put together.

use fishplate_model::{DeclaredType, Fix, Label, Severity, Span};

use crate::functions::Position;

/// What one rule says of one place on one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) code: &'static str,
    pub(crate) severity: Severity,
    pub(crate) symbol: String,
    pub(crate) message: String,
    pub(crate) binding: Label,
    pub(crate) native: Option<Label>,
    pub(crate) consequence: String,
    pub(crate) help: String,
    pub(crate) fix: Option<Fix>,
    /// What it is about; one of these gives at most one finding.
    pub(crate) key: Key,
    /// Further lines at which a comment may silence it; the first is where the declaration begins.
    pub(crate) also_at: Vec<Span>,
    /// What is wrong in the fewest words that stay the same when lines move.
    pub(crate) fact: String,
    /// Whether it tells the reason for what other rules find at the same place.
    pub(crate) is_reason: bool,
    /// What becomes of it where it holds on some targets or versions only.
    pub(crate) partial: Partial,
    /// The consequence, where a C compiler sees the header beside the declaration.
    pub(crate) converted: Option<&'static str>,
}

/// The subject of a finding and the part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    pub(crate) subject: Subject,
    /// None for the whole.
    pub(crate) part: Option<Position>,
}

/// What a finding is about: an item of the declarations, by its place in their lists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Subject {
    Function(usize),
    Record(usize),
    Callback(Span),
    Constant(usize),
    Format(usize),
    Suspicion(usize),
    RunFailure(usize),
}

/// What it means that a finding holds on some targets or versions only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Partial {
    /// The finding names them.
    #[default]
    Named,
    /// A layout that no single declaration has everywhere.
    Layout,
    /// The platform or version just lacks the name: a note.
    Absence,
}

impl Draft {
    /// A draft with the words that every finding has.
    pub(crate) fn new(code: &'static str, severity: Severity, key: Key, symbol: &str) -> Self {
        Self {
            code,
            severity,
            symbol: symbol.to_owned(),
            message: String::new(),
            binding: Label {
                span: Span {
                    file: String::new(),
                    line: 1,
                    column: 1,
                },
                width: 1,
                text: String::new(),
            },
            native: None,
            consequence: String::new(),
            help: String::new(),
            fix: None,
            key,
            also_at: Vec::new(),
            fact: String::new(),
            is_reason: false,
            partial: Partial::Named,
            converted: None,
        }
    }
}

/// The drafts of one truth.
#[derive(Debug, Default)]
pub(crate) struct Drafts {
    all: Vec<Draft>,
}

impl Drafts {
    /// Takes a draft.
    pub(crate) fn push(&mut self, draft: Draft) {
        self.all.push(draft);
    }

    /// Takes several.
    pub(crate) fn extend(&mut self, drafts: impl IntoIterator<Item = Draft>) {
        self.all.extend(drafts);
    }

    /// The drafts, in the order in which the rules wrote them.
    pub(crate) fn into_vec(self) -> Vec<Draft> {
        self.all
    }
}

/// A label at a name or a type.
pub(crate) fn label(span: &Span, text_there: &str, text: impl Into<String>) -> Label {
    // What a source spells over several lines is marked in the first.
    let shown = text_there.lines().next().unwrap_or_default();
    Label {
        span: span.clone(),
        width: u32::try_from(shown.chars().count()).unwrap_or(1).max(1),
        text: text.into(),
    }
}

/// A label at a declared type.
pub(crate) fn label_type(ty: &DeclaredType, text: impl Into<String>) -> Label {
    label(&ty.span, &ty.spelling, text)
}

/// The last word of a record's name, which is what stands at its place in the header.
pub(crate) fn last_word(name: &str) -> &str {
    name.rsplit([' ', ':', '@']).next().unwrap_or_default()
}
