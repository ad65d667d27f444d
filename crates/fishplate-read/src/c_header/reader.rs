//! Walks the declarations of the owned files once, in order, and fills the interface.
//!
//! What a declaration needs from other files comes along: by value at once, behind a pointer
//! afterwards, so that a record stands behind those that it contains.

use std::collections::{HashMap, HashSet};

use fishplate_model::{Interface, Passage, Span, Typedef, Unsupported};

use super::macros::{self, MacroCandidate};
use super::names::Names;
use super::ownership::Owned;
use super::records::RecordState;
use super::spans::Spans;
use crate::clang::{Cursor, CursorKind};

/// The state of one reading.
pub(super) struct Reader<'u> {
    pub(super) interface: Interface,
    pub(super) owned: Owned,
    pub(super) spans: Spans,
    pub(super) names: Names,
    pub(super) records: HashMap<usize, RecordState>,
    pub(super) enumerations: HashSet<usize>,
    pub(super) functions: HashMap<String, usize>,
    pub(super) globals: HashSet<String>,
    typedefs: HashSet<usize>,
    pending: Vec<Pending<'u>>,
    /// What is being read, for `Unsupported`: "function `f`" and where it stands.
    subject: (String, Option<Span>),
    /// Whether what is being read belongs to the library or only came along.
    pub(super) is_owned: bool,
    /// How many records are being read inside each other.
    pub(super) depth: u32,
}

/// What a declaration needs and what can wait until that declaration is done.
enum Pending<'u> {
    Record {
        declaration: Cursor<'u>,
        wants_fields: bool,
    },
    Typedef(Cursor<'u>),
}

impl<'u> Reader<'u> {
    pub(super) fn new(interface: Interface, owned: Owned, spans: Spans) -> Self {
        Self {
            interface,
            owned,
            spans,
            names: Names::default(),
            records: HashMap::new(),
            enumerations: HashSet::new(),
            functions: HashMap::new(),
            globals: HashSet::new(),
            typedefs: HashSet::new(),
            pending: Vec::new(),
            subject: (String::new(), None),
            is_owned: true,
            depth: 0,
        }
    }

    /// Reads the declarations of a translation unit, and the functions of these names whosever
    /// file they are in: the interface, the macros that may be
    /// constants, and the owned files.
    pub(super) fn read(
        mut self,
        top: &[Cursor<'u>],
        functions: &[String],
    ) -> (Interface, Vec<MacroCandidate>, Vec<String>) {
        let mut macros = Vec::new();
        for cursor in top {
            let is_named =
                || cursor.kind() == CursorKind::Function && functions.contains(&cursor.spelling());
            if !self.is_in_owned_file(cursor) && !is_named() {
                continue;
            }
            self.is_owned = true;
            match cursor.kind() {
                CursorKind::Function => self.function(cursor),
                CursorKind::Variable => self.global(cursor),
                CursorKind::Typedef => self.typedef(cursor),
                CursorKind::Enum => {
                    self.enumeration(cursor);
                }
                CursorKind::Struct | CursorKind::Union => {
                    self.record(cursor, true);
                }
                CursorKind::MacroDefinition => {
                    let span = self.span(cursor);
                    macros.extend(span.and_then(|span| macros::candidate(cursor, span)));
                }
                _ => {}
            }
            self.finish_pending();
        }
        (
            self.interface,
            macros::selected(macros),
            self.owned.files_seen(),
        )
    }

    pub(super) fn is_in_owned_file(&mut self, cursor: &Cursor<'u>) -> bool {
        cursor
            .place()
            .is_some_and(|place| self.owned.has(&place.file))
    }

    pub(super) fn span(&mut self, cursor: &Cursor<'u>) -> Option<Span> {
        cursor.place().map(|place| self.spans.span(&place))
    }

    /// The place of a declaration that is known to have one.
    pub(super) fn span_or_origin(&mut self, cursor: &Cursor<'u>) -> Span {
        self.span(cursor).unwrap_or(Span {
            file: String::new(),
            line: 1,
            column: 1,
        })
    }

    /// A declaration from its type to its end, or to its name where it goes on in another line;
    /// what a macro makes is the macro's use.
    pub(super) fn passage(&mut self, cursor: &Cursor<'u>) -> Option<Passage> {
        let (start, end) = cursor.extent()?;
        let span = self.spans.span(&start);
        let is_behind = |other: &Span| other.line == span.line && other.column > span.column;
        let end = Some(self.spans.span(&end)).filter(|end| is_behind(end));
        let name_end = || {
            let name = cursor.place().map(|place| self.spans.span(&place));
            let length = u32::try_from(cursor.spelling().chars().count()).ok()?;
            let column = name.filter(|name| is_behind(name))?.column;
            Some(column.saturating_add(length))
        };
        let end_column = end.map(|end| end.column).or_else(name_end)?;
        Some(Passage {
            width: end_column - span.column,
            span,
        })
    }

    /// Says what is read from now on; returns what was read before.
    pub(super) fn set_subject(
        &mut self,
        words: String,
        span: Option<Span>,
    ) -> (String, Option<Span>) {
        std::mem::replace(&mut self.subject, (words, span))
    }

    pub(super) fn restore_subject(&mut self, subject: (String, Option<Span>)) {
        self.subject = subject;
    }

    /// Records that the present subject holds something that the reader does not understand.
    pub(super) fn unsupported(&mut self, what: &str) {
        let (words, span) = &self.subject;
        let span = span.clone().unwrap_or(Span {
            file: String::new(),
            line: 1,
            column: 1,
        });
        let entry = Unsupported {
            what: format!("{words}: {what}"),
            span,
        };
        if self.interface.unsupported.last() != Some(&entry) {
            self.interface.unsupported.push(entry);
        }
    }

    /// Asks for a record when the present declaration is done.
    pub(super) fn want_record(&mut self, declaration: Cursor<'u>, wants_fields: bool) {
        self.pending.push(Pending::Record {
            declaration,
            wants_fields,
        });
    }

    /// Asks for a typedef when the present declaration is done.
    pub(super) fn want_typedef(&mut self, declaration: Cursor<'u>) {
        if !self.typedefs.contains(&declaration.identity()) {
            self.pending.push(Pending::Typedef(declaration));
        }
    }

    fn finish_pending(&mut self) {
        while let Some(next) = self.pending.pop() {
            match next {
                Pending::Record {
                    declaration,
                    wants_fields,
                } => {
                    self.record(&declaration, wants_fields);
                }
                Pending::Typedef(declaration) => self.typedef(&declaration),
            }
        }
    }

    fn typedef(&mut self, cursor: &Cursor<'u>) {
        if !self.typedefs.insert(cursor.identity()) {
            return;
        }
        let name = cursor.spelling();
        let span = self.span_or_origin(cursor);
        let outer = self.set_subject(format!("typedef `{name}`"), Some(span.clone()));
        let was_owned = {
            let is_owned = self.is_in_owned_file(cursor);
            std::mem::replace(&mut self.is_owned, is_owned)
        };
        let ty = self.convert(cursor.typedef_underlying());
        self.is_owned = was_owned;
        self.restore_subject(outer);
        self.interface.typedefs.push(Typedef { name, ty, span });
    }
}
