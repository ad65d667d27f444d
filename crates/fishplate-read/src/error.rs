//! Why something could not be read.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::Diagnostic;

/// How many of the compiler's errors a message shows.
const SHOWN: usize = 8;

/// Why a source gave no interface. It crosses a process boundary, so causes are texts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ReadError {
    /// No libclang on this machine.
    #[error(
        "no libclang found; type `pip install libclang` or `apt-get install libclang1`, or set \
         LIBCLANG_PATH (looked for: {})", looked_for.join(", ")
    )]
    NoLibclang {
        /// The places.
        looked_for: Vec<String>,
    },
    /// A libclang that is there and of no use.
    #[error("cannot use libclang at `{}`: {reason}; {help}", path.display())]
    BadLibclang {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
        /// What to type.
        help: String,
    },
    /// A file that cannot be read, or is not what it should be.
    #[error("cannot read {what} `{}`: {reason}", path.display())]
    File {
        /// `header`, `library`.
        what: String,
        /// The file.
        path: PathBuf,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// The request itself makes no sense.
    #[error("{0}")]
    Request(String),
    /// The header includes a file that is nowhere to be found.
    #[error(
        "cannot read header `{header}`: it includes `{missing}`, which is not there; add the \
         folder that holds it with `--include-dir DIR`\n{}",
        shown(diagnostics)
    )]
    MissingInclude {
        /// The headers that were asked for.
        header: String,
        /// The file, as the directive names it.
        missing: String,
        /// What the compiler says.
        diagnostics: Vec<Diagnostic>,
    },
    /// The header is not C, or not without some macro or folder.
    #[error(
        "cannot read header `{header}`: the compiler found errors; a missing macro can be given \
         with `--define NAME=VALUE`, a missing folder with `--include-dir DIR`, and another \
         header that must come first before it\n{}",
        shown(diagnostics)
    )]
    Parse {
        /// The headers that were asked for.
        header: String,
        /// What the compiler says.
        diagnostics: Vec<Diagnostic>,
    },
    /// The process that read the header crashed, hung or gave no answer.
    #[error(
        "cannot read header `{header}`: the reader {how}; try another libclang with LIBCLANG_PATH, \
         or leave the part out that it cannot read"
    )]
    Reader {
        /// The headers that were asked for.
        header: String,
        /// How it ended.
        how: String,
    },
    /// The symbol table of a library cannot be read.
    #[error("cannot read the symbols of `{}`: {reason}", path.display())]
    Symbols {
        /// The library.
        path: PathBuf,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// An interface file that this version does not read.
    #[error("cannot read the interface: {0}")]
    Interface(String),
    /// Ctrl-C.
    #[error("interrupted")]
    Interrupted,
    /// The machine refused something that fishplate needs.
    #[error("cannot {what}: {reason}")]
    System {
        /// What was wanted.
        what: String,
        /// What the system says.
        reason: String,
    },
}

impl ReadError {
    pub(crate) fn file(what: &str, path: impl Into<PathBuf>, reason: impl Into<String>) -> Self {
        Self::File {
            what: what.to_owned(),
            path: path.into(),
            reason: reason.into(),
        }
    }

    pub(crate) fn system(what: &str, reason: impl std::fmt::Display) -> Self {
        Self::System {
            what: what.to_owned(),
            reason: reason.to_string(),
        }
    }
}

fn shown(diagnostics: &[Diagnostic]) -> String {
    let mut lines: Vec<String> = diagnostics
        .iter()
        .take(SHOWN)
        .map(|diagnostic| format!("  {diagnostic}"))
        .collect();
    if diagnostics.len() > SHOWN {
        lines.push(format!("  and {} more", diagnostics.len() - SHOWN));
    }
    lines.join("\n")
}
