//! The arguments of `check`, as a person types them.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use fishplate_model::Severity;
use fishplate_read::Platform;

use crate::arguments::HeaderOptions;

#[derive(Args, Debug)]
pub(crate) struct CheckArguments {
    /// Folders, files (`.py`, `.pyx`, `.pxd`, `.rs`), wheels or source archives (`.tar.gz`) with
    /// declarations of native code.
    #[arg(value_name = "TARGET", required_unless_present = "write_types")]
    pub(crate) targets: Vec<PathBuf>,

    /// The C header that declares the truth; may be given more than once.
    #[arg(long = "header", value_name = "H")]
    pub(crate) headers: Vec<PathBuf>,

    /// The shared library, for its symbols and its debug information.
    #[arg(long, value_name = "SO")]
    pub(crate) library: Option<PathBuf>,

    /// Judge for this target too: x86_64-linux, aarch64-linux, x86_64-windows, aarch64-macos.
    #[arg(long = "target", value_name = "TRIPLE", num_args = 1.., value_parser = clap::value_parser!(Platform))]
    pub(crate) platforms: Vec<Platform>,

    /// Folders with the headers of one version of the library each, named for it.
    #[arg(long, value_name = "DIR", num_args = 1..)]
    pub(crate) versions: Vec<PathBuf>,

    /// Import the modules too, in a jail and with libraries that are not there.
    #[arg(long)]
    pub(crate) run: bool,

    /// Report patterns that often mean that memory is used after its end, as warnings.
    #[arg(long)]
    pub(crate) heuristics: bool,

    /// Print what mends the findings that have one safe answer, as a diff, in their place.
    #[arg(long)]
    pub(crate) fix: bool,

    /// With `--fix`: make the changes, and print the findings that are left.
    #[arg(long, requires = "fix")]
    pub(crate) write: bool,

    /// Write the types of the header's functions as a module, to be applied to a loaded library.
    ///
    /// The stub lies beside it. It needs no TARGET.
    #[arg(long, value_name = "FILE")]
    pub(crate) write_types: Option<PathBuf>,

    /// The form of the findings.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    /// Write the findings to this file, not to standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Report these codes only, or those that start so; separated by commas.
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(crate) select: Vec<String>,

    /// Leave these codes out, or those that start so; separated by commas.
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,

    /// Leave out files that match this pattern; may be given more than once.
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,

    /// The least severity that ends with exit code 1.
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<FailOn>,

    /// Leave out the findings that this file knows.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// Write every finding to this file, to be used with `--baseline`.
    #[arg(long, value_name = "FILE")]
    pub(crate) write_baseline: Option<PathBuf>,

    /// The Python that reads Python sources; with `--run`, the one that imports them.
    #[arg(long, value_name = "EXE", default_value = "python3")]
    pub(crate) python: PathBuf,

    #[command(flatten)]
    pub(crate) header: HeaderOptions,
}

/// The form of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For a person.
    Text,
    /// For a program.
    Json,
    /// SARIF 2.1.0, for code hosts and editors.
    Sarif,
    /// Workflow commands, for GitHub.
    Github,
}

/// The least severity that fails a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Errors only.
    Error,
    /// Errors and warnings.
    Warning,
    /// Everything.
    Note,
}

impl FailOn {
    /// The severity that it stands for.
    pub(crate) fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Note => Severity::Note,
        }
    }
}
