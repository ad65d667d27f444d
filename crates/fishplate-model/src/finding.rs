//! What a check reports.

use serde::{Deserialize, Serialize};

use crate::Span;

/// How bad a finding is, by its consequence for a caller; ordered from the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A difference without effect on the targets that were judged.
    Note,
    /// Wrong for some values, targets or calls.
    Warning,
    /// Wrong for ordinary use.
    Error,
}

impl Severity {
    /// The word that people and formats use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A place with what is to be said about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// How much of the line it is, in code points; at least 1.
    pub width: u32,
    /// The fact at that place, such as `32 bits here`.
    pub text: String,
}

/// One thing that is wrong, with both places where it shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule's code: `FP113`.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// The function, record or constant.
    pub symbol: String,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The target that it holds for, the first where there are several; none where it holds for
    /// every target that was judged.
    pub target: Option<String>,
    /// The targets that it holds for; empty where it holds for every target that was judged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<String>,
    /// The versions of the library that it holds for; empty where it holds for every one that was
    /// given, or none was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<String>,
    /// The place in the binding that a person must edit.
    pub binding: Label,
    /// Where the declaration begins that `binding` is a part of, where that is another place: the
    /// call of a helper that takes several lines, the class of a field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declaration: Option<Span>,
    /// The place in the header, where there is one.
    pub native: Option<Label>,
    /// What happens because of it.
    pub consequence: String,
    /// What to type instead; empty where no single answer is right.
    pub help: String,
    /// What a program may put into the source, where there is one safe answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    /// What stays the same when lines move: code, file, symbol and fact, hashed.
    pub fingerprint: String,
}

/// The one safe answer to a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// A type, with the names of ctypes in full: `ctypes.POINTER(ctypes.c_size_t)`. Whoever puts
    /// it into a file spells it as that file imports them.
    pub text: String,
    /// Where it goes.
    pub place: FixPlace,
}

/// Where a [`Fix`] goes, from the place of the finding's binding on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FixPlace {
    /// There, instead of this text.
    Instead {
        /// What stands there.
        of: String,
    },
    /// Into an attribute of the function declared there, which the source does not set.
    Attribute {
        /// The attribute, such as `restype`.
        name: String,
    },
}

impl Finding {
    /// The message by itself, where no source stands beside it: it names the symbol.
    #[must_use]
    pub fn sentence(&self) -> String {
        if self.message.contains(&self.symbol) {
            self.message.clone()
        } else {
            format!("`{}`: {}", self.symbol, self.message)
        }
    }
}
