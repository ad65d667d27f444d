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
    /// The place in the binding that a person must edit.
    pub binding: Label,
    /// The place in the header, where there is one.
    pub native: Option<Label>,
    /// What happens because of it.
    pub consequence: String,
    /// What to type instead; empty where no single answer is right.
    pub help: String,
    /// The replacement of the text at `binding`, where there is one safe answer.
    pub fix: Option<String>,
    /// The attribute of the function, such as `restype`, that is to be set to `fix` because the
    /// binding does not set it; none where `fix` replaces what stands at `binding`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix_attribute: Option<String>,
    /// What stays the same when lines move: code, file, symbol and fact, hashed.
    pub fingerprint: String,
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
