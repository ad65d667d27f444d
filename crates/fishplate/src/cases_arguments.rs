//! The arguments of `cases`, as a person types them.

use clap::{Args, Subcommand, ValueEnum};

use crate::arguments::PythonArgument;

#[derive(Args, Debug)]
pub(crate) struct CasesArguments {
    #[command(subcommand)]
    pub(crate) command: Option<CasesCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CasesCommand {
    /// List the cases; the same as no command.
    List,
    /// Build cases, run every detector that this machine has, and print expected against seen.
    Run(RunArguments),
}

#[derive(Args, Debug)]
pub(crate) struct RunArguments {
    /// The cases; `fishplate cases list` shows them.
    #[arg(value_name = "NAME", required_unless_present = "all")]
    pub(crate) names: Vec<String>,

    /// Run every case.
    #[arg(long, conflicts_with = "names")]
    pub(crate) all: bool,

    /// The detectors to run, separated by commas; all of them without this option.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) detector: Vec<String>,

    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = CasesFormat::Text)]
    pub(crate) format: CasesFormat,

    #[command(flatten)]
    pub(crate) python: PythonArgument,
}

/// The form of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CasesFormat {
    /// For a person.
    Text,
    /// For a program.
    Json,
}
