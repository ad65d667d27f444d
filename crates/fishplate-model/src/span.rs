//! A place in a source file.

use serde::{Deserialize, Serialize};

/// Where something was declared.
///
/// Lines and columns count from 1; columns are Unicode code points.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The file, as the reader was given it.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in code points, from 1.
    pub column: u32,
}

/// A piece of one line, where a place alone would not show how far something goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Where it begins.
    #[serde(flatten)]
    pub span: Span,
    /// How much of that line it is, in code points; at least 1.
    pub width: u32,
}

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
