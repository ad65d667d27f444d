//! Takes out what an error of the compiler makes doubtful, so that the rest can be believed.
//!
//! A compiler goes on after an error with a guess, `int` for an unknown type. What such a guess
//! touches is moved to `unsupported`: a wrong fact would be worse than none.

use std::collections::HashSet;

use fishplate_model::{Interface, Span, Type, TypeKind, Unsupported};

use super::spans::Spans;
use crate::clang::{Cursor, CursorKind, Place, UnitDiagnostic};

/// libclang's number of an error.
const ERROR: std::ffi::c_int = 3;

/// What the errors of one parse touch.
#[derive(Default)]
pub(super) struct Doubt {
    /// Names of declarations in which an error stands, with what the compiler says.
    touched: Vec<(String, String)>,
    /// Errors in no declaration that is left.
    loose: Vec<Unsupported>,
}

impl Doubt {
    pub(super) fn find(
        top: &[Cursor<'_>],
        diagnostics: &[UnitDiagnostic],
        spans: &mut Spans,
    ) -> Self {
        let mut doubt = Self::default();
        let errors = diagnostics.iter().filter(|one| one.severity >= ERROR);
        let errors: Vec<(&Place, &str)> = errors
            .filter_map(|one| Some((one.place.as_ref()?, one.text.as_str())))
            .collect();
        if errors.is_empty() {
            return doubt;
        }
        let mut is_placed = vec![false; errors.len()];
        for cursor in top {
            let is_declaration = !matches!(
                cursor.kind(),
                CursorKind::MacroDefinition | CursorKind::Inclusion
            );
            let Some((start, end)) = cursor.extent().filter(|_| is_declaration) else {
                continue;
            };
            if let Some(name) = doubt.held_by_value(cursor) {
                let why = format!("it holds `{name}`, which is not understood");
                doubt.touched.push((cursor.spelling(), why));
            }
            for ((place, text), placed) in errors.iter().zip(&mut is_placed) {
                let is_inside =
                    place.file == start.file && (start.line..=end.line).contains(&place.line);
                if is_inside {
                    doubt.touched.push((cursor.spelling(), (*text).to_owned()));
                    *placed = true;
                }
            }
        }
        let loose = errors
            .iter()
            .zip(&is_placed)
            .filter(|(_, placed)| !**placed);
        doubt.loose = loose
            .map(|((place, text), _)| Unsupported {
                what: format!(
                    "a declaration that the compiler gave up on: {text}{}",
                    line(place)
                ),
                span: spans.span(place),
            })
            .collect();
        doubt
    }

    /// The touched name that a record holds by value: libclang drops such a field without a word.
    fn held_by_value(&self, cursor: &Cursor<'_>) -> Option<String> {
        if self.touched.is_empty()
            || !matches!(cursor.kind(), CursorKind::Struct | CursorKind::Union)
        {
            return None;
        }
        let tokens = cursor.tokens();
        let pairs = tokens.iter().zip(tokens.iter().skip(1));
        pairs
            .filter(|(_, next)| *next != "*")
            .map(|(name, _)| name)
            .find(|name| self.touched.iter().any(|(touched, _)| touched == *name))
            .filter(|name| **name != cursor.spelling())
            .cloned()
    }

    /// Moves what the errors touch, and what depends on it, to `unsupported`.
    pub(super) fn take_out(self, interface: &mut Interface) {
        interface.unsupported.extend(self.loose);
        if self.touched.is_empty() {
            return;
        }
        let why = |name: &str| {
            let own = self.touched.iter().find(|(touched, _)| touched == name);
            own.map_or_else(
                || "it depends on what the compiler does not understand".to_owned(),
                |(_, text)| text.clone(),
            )
        };
        let touched: HashSet<&str> = self.touched.iter().map(|(name, _)| name.as_str()).collect();
        let torn = tear(interface, &touched);
        let mut gone: Vec<Unsupported> = Vec::new();
        let mut leave = |kind: &str, name: &str, span: &Span| {
            gone.push(Unsupported {
                what: format!("{kind} `{name}`: {}", why(name)),
                span: span.clone(),
            });
        };
        for record in &mut interface.records {
            if torn.records.contains(&record.name) {
                leave("record", &record.name, &record.span);
                (record.size_bytes, record.align_bytes) = (None, None);
                record.fields.clear();
            }
        }
        interface.functions.retain(|function| {
            let types = function.parameters.iter().map(|parameter| &parameter.ty);
            let is_doubtful = touched.contains(function.name.as_str())
                || types.chain([&function.result]).any(|ty| torn.spoils(ty));
            if is_doubtful {
                leave("function", &function.name, &function.span);
            }
            !is_doubtful
        });
        interface.typedefs.retain(|typedef| {
            let is_doubtful = torn.typedefs.contains(&typedef.name);
            if is_doubtful {
                leave("typedef", &typedef.name, &typedef.span);
            }
            !is_doubtful
        });
        interface.enumerations.retain(|item| {
            let is_doubtful = touched.contains(plain(&item.name));
            if is_doubtful {
                leave("enumeration", &item.name, &item.span);
            }
            !is_doubtful
        });
        interface.globals.retain(|global| {
            let is_doubtful = touched.contains(global.name.as_str()) || torn.spoils(&global.ty);
            if is_doubtful {
                leave("variable", &global.name, &global.span);
            }
            !is_doubtful
        });
        interface.unsupported.extend(gone);
    }
}

/// The text of a line, for whoever looks for a name in it.
fn line(place: &Place) -> String {
    let text = std::fs::read_to_string(&place.file).unwrap_or_default();
    let line = text.lines().nth((place.line as usize).saturating_sub(1));
    line.map(|line| format!(": `{}`", line.trim().chars().take(200).collect::<String>()))
        .unwrap_or_default()
}

/// Types that cannot be believed.
struct Torn {
    typedefs: HashSet<String>,
    records: HashSet<String>,
}

impl Torn {
    /// Whether a type needs one of them: a typedef anywhere, a record by value.
    fn spoils(&self, ty: &Type) -> bool {
        let words = ty
            .spelling
            .split(|c: char| !c.is_alphanumeric() && c != '_');
        if words.into_iter().any(|word| self.typedefs.contains(word)) {
            return true;
        }
        match &ty.kind {
            TypeKind::Record { name } => self.records.contains(name),
            TypeKind::Array { element, .. } => self.spoils(element),
            TypeKind::Pointer { to, .. } => {
                !matches!(to.kind, TypeKind::Record { .. }) && self.spoils(to)
            }
            TypeKind::Callback { signature } => {
                let parameters = signature.parameters.iter();
                parameters
                    .chain([&signature.result])
                    .any(|ty| self.spoils(ty))
            }
            _ => false,
        }
    }
}

/// A record's name without the word before it.
fn plain(name: &str) -> &str {
    name.rsplit(' ').next().unwrap_or(name)
}

/// Follows doubt from type to type until nothing new is found.
fn tear(interface: &Interface, touched: &HashSet<&str>) -> Torn {
    let mut torn = Torn {
        typedefs: HashSet::new(),
        records: HashSet::new(),
    };
    loop {
        let before = torn.typedefs.len() + torn.records.len();
        for record in &interface.records {
            let is_touched = touched.contains(plain(&record.name));
            if is_touched || record.fields.iter().any(|field| torn.spoils(&field.ty)) {
                torn.records.insert(record.name.clone());
            }
        }
        for typedef in &interface.typedefs {
            // A name for a record that is torn is no more doubtful than the record.
            let is_record = matches!(typedef.ty.kind, TypeKind::Record { .. });
            let is_touched = touched.contains(typedef.name.as_str()) || torn.spoils(&typedef.ty);
            if is_touched && !is_record {
                torn.typedefs.insert(typedef.name.clone());
            }
        }
        if torn.typedefs.len() + torn.records.len() == before {
            return torn;
        }
    }
}
