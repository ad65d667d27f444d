//! What a caller asks of the header reader and what it gets. Data only.

use std::path::PathBuf;

use fishplate_model::{Interface, Span};
use serde::{Deserialize, Serialize};

use crate::Libclang;

/// Which headers to read, and how a compiler would be called for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderRequest {
    /// The headers, in the order in which a source would include them.
    pub headers: Vec<PathBuf>,
    /// Folders for `#include`, as after `-I`.
    pub include_dirs: Vec<PathBuf>,
    /// Macros to define, `NAME` or `NAME=VALUE`, as after `-D`.
    pub defines: Vec<String>,
    /// Further compiler flags; those that do not change what a header means are left out.
    pub cflags: Vec<String>,
    /// Functions that are read wherever they are declared: a header may leave what it promises to
    /// another file, as `math.h` does.
    pub functions: Vec<String>,
    /// The shared library whose symbol table says what is exported.
    pub library: Option<PathBuf>,
    /// The libclang that reads.
    pub libclang: Libclang,
    /// The C compiler that knows the include folders and proves constants and layouts. None
    /// means `CC`, `cc`, `gcc` or `clang`, whichever is there first; having none is no error.
    pub compiler: Option<PathBuf>,
    /// The program that reads in a process of its own when it is called with
    /// [`crate::READER_ARGUMENT`]; none reads in the calling process.
    pub reader: Option<PathBuf>,
}

impl HeaderRequest {
    /// A request for these headers with nothing else set.
    #[must_use]
    pub fn new<P: Into<PathBuf>>(headers: impl IntoIterator<Item = P>, libclang: Libclang) -> Self {
        Self {
            headers: headers.into_iter().map(Into::into).collect(),
            include_dirs: Vec::new(),
            defines: Vec::new(),
            cflags: Vec::new(),
            functions: Vec::new(),
            library: None,
            libclang,
            compiler: None,
            reader: None,
        }
    }
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The facts.
    pub interface: Interface,
    /// What the compiler had to say.
    pub diagnostics: Vec<Diagnostic>,
    /// What the reader could not find out, or found to differ, in whole sentences.
    pub notes: Vec<String>,
}

/// How bad a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// An addition to another one.
    Note,
    /// Suspicious, and legal.
    Warning,
    /// Not C.
    Error,
    /// So wrong that the compiler stopped.
    Fatal,
}

/// A message of the compiler.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What it says.
    pub text: String,
    /// Where; none for the command line.
    pub span: Option<Span>,
}

impl std::fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = match self.severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error | Severity::Fatal => "error",
        };
        match &self.span {
            Some(span) => write!(f, "{span}: {word}: {}", self.text),
            None => write!(f, "{word}: {}", self.text),
        }
    }
}
