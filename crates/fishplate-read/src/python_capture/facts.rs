//! What an import told of functions, records and types, as the model has it but for places.

use std::collections::BTreeMap;

use fishplate_model::{Convention, DeclaredKind, DeclaredSignature, DeclaredType, Span};
use serde::Deserialize;

const DEEPEST: usize = 24;
/// How many functions and records are taken.
const MOST: usize = 200_000;

/// What is new in one frame.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Portion {
    functions: Vec<Function>,
    records: Vec<Record>,
    cdefs: Vec<CdefText>,
}

/// A line of a target, with the first line of the function that it is in; 0 in none.
pub(super) type Place = (String, u32, u32);

/// A function with what was set on it.
#[derive(Debug, Deserialize)]
pub(super) struct Function {
    number: u64,
    pub(super) symbol: String,
    pub(super) library: String,
    pub(super) arguments: Option<Vec<Told>>,
    pub(super) has_result: bool,
    pub(super) result: Told,
    pub(super) has_errcheck: bool,
    pub(super) convention: Convention,
    /// The lines that led to what was set first, the innermost first.
    pub(super) chain: Vec<Place>,
    pub(super) arguments_chain: Vec<Place>,
    pub(super) result_chain: Vec<Place>,
}

/// A struct or union.
#[derive(Debug, Deserialize)]
pub(super) struct Record {
    pub(super) name: String,
    pub(super) short_name: String,
    pub(super) is_union: bool,
    pub(super) is_swapped: bool,
    pub(super) pack: Option<u64>,
    pub(super) align: Option<u64>,
    pub(super) base: Option<String>,
    pub(super) fields: Option<Vec<Field>>,
    /// Its line is 0 where it was made without a class statement.
    pub(super) place: Place,
}

/// A field.
#[derive(Debug, Deserialize)]
pub(super) struct Field {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) ty: Told,
    pub(super) width_bits: Option<u32>,
    pub(super) is_anonymous: bool,
}

/// C text that CFFI was given.
#[derive(Debug, Deserialize)]
pub(super) struct CdefText {
    pub(super) text: String,
    /// The `FFI` object that it was given to.
    pub(super) ffi: u64,
    pub(super) pack: Option<u32>,
    pub(super) is_verified: bool,
    pub(super) chain: Vec<Place>,
}

/// A type: a name, nothing, or a list that begins with what it is.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Told {
    Void(()),
    Text(String),
    Number(u64),
    List(Vec<Told>),
}

/// All that was told, the last word on each thing.
#[derive(Debug, Default)]
pub(super) struct Captured {
    pub(super) functions: BTreeMap<(usize, u64), Function>,
    pub(super) records: BTreeMap<String, Record>,
    pub(super) cdefs: Vec<CdefText>,
}

impl Captured {
    /// Takes a portion of the process that was started as number `start`.
    pub(super) fn take(&mut self, start: usize, portion: Portion) {
        for function in portion.functions {
            if self.functions.len() < MOST {
                self.functions.insert((start, function.number), function);
            }
        }
        for record in portion.records {
            if self.records.len() < MOST {
                self.records.insert(record.name.clone(), record);
            }
        }
        if self.cdefs.len() < MOST {
            self.cdefs.extend(portion.cdefs);
        }
    }
}

impl Told {
    /// The type, with one place for all its parts; records are called as `name_of` has them.
    pub(super) fn declared(&self, span: &Span, name_of: &dyn Fn(&str) -> String) -> DeclaredType {
        self.at(span, name_of, 0)
    }

    fn at(&self, span: &Span, name_of: &dyn Fn(&str) -> String, depth: usize) -> DeclaredType {
        let kind = self
            .kind(span, name_of, depth)
            .unwrap_or_else(|| DeclaredKind::Unknown {
                why: "the import did not show which type it is".to_owned(),
            });
        DeclaredType {
            spelling: spelling(&kind),
            span: span.clone(),
            kind,
        }
    }

    fn kind(
        &self,
        span: &Span,
        name_of: &dyn Fn(&str) -> String,
        depth: usize,
    ) -> Option<DeclaredKind> {
        let parts = match self {
            Self::Void(()) => return Some(DeclaredKind::Void),
            Self::Text(name) => return Some(DeclaredKind::Simple { name: name.clone() }),
            Self::Number(_) => return None,
            Self::List(parts) => parts,
        };
        if depth > DEEPEST {
            return None;
        }
        let inner = |one: &Self| one.at(span, name_of, depth + 1);
        let (Self::Text(what), rest) = parts.split_first()? else {
            return None;
        };
        Some(match (what.as_str(), rest) {
            ("p", [to]) => DeclaredKind::Pointer {
                to: Box::new(inner(to)),
            },
            ("a", [element, Self::Number(length)]) => DeclaredKind::Array {
                element: Box::new(inner(element)),
                length: Some(*length),
            },
            ("r", [Self::Text(name)]) => DeclaredKind::Record {
                name: name_of(name),
            },
            ("f", [result, Self::List(arguments), Self::Text(convention)]) => {
                DeclaredKind::Callback {
                    signature: Box::new(DeclaredSignature {
                        arguments: arguments.iter().map(inner).collect(),
                        result: inner(result),
                        convention: match convention.as_str() {
                            "stdcall" => Convention::Stdcall,
                            _ => Convention::C,
                        },
                    }),
                }
            }
            ("x", [Self::Text(what)]) => DeclaredKind::Adapter { what: what.clone() },
            ("?", [Self::Text(why)]) => DeclaredKind::Unknown { why: why.clone() },
            _ => return None,
        })
    }
}

/// A type's own name, since the source does not spell it.
fn spelling(kind: &DeclaredKind) -> String {
    match kind {
        DeclaredKind::Void => "None".to_owned(),
        DeclaredKind::Simple { name } | DeclaredKind::Named { name, .. } => name.clone(),
        DeclaredKind::Pointer { to } => format!("POINTER({})", to.spelling),
        DeclaredKind::Array { element, length } => {
            let length = length.map_or("?".to_owned(), |length| length.to_string());
            format!("{} * {length}", element.spelling)
        }
        DeclaredKind::Record { name } => {
            let short = name.rsplit('.').next().unwrap_or(name);
            short.split('#').next().unwrap_or(short).to_owned()
        }
        DeclaredKind::Callback { .. } => "CFUNCTYPE(…)".to_owned(),
        DeclaredKind::Adapter { .. } | DeclaredKind::Unknown { .. } => "?".to_owned(),
    }
}
