//! One file per command; here only which argument goes to which.

mod bench;
mod bind;
mod cases;
mod check;
mod choose;
mod compare;
mod completions;
mod doctor;
mod dump;
mod explain;
mod read_header;
mod repeat;
mod report;

use std::process::ExitCode;

use crate::arguments::{Arguments, Command};
use crate::output::Screen;

/// Runs the command that was asked for.
///
/// # Errors
/// When fishplate could not do its work; the exit code is 2 then, or 130 after Ctrl-C.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::Bench(arguments) => bench::run(arguments, screen),
        Command::Bind(arguments) => bind::run(arguments, screen),
        Command::Cases(arguments) => cases::run(arguments, screen),
        Command::Check(arguments) => check::run(arguments, screen),
        Command::Choose(arguments) => choose::run(arguments, screen),
        Command::Compare(arguments) => compare::run(arguments, screen),
        Command::Explain { code } => explain::run(code.as_deref(), screen),
        Command::Dump(arguments) => dump::run(arguments, screen),
        Command::Doctor(arguments) => doctor::run(arguments, screen),
        Command::Completions { shell } => completions::run(*shell, screen),
        Command::Repeat { folders } => repeat::run(folders, screen),
        Command::Report { folder } => report::run(folder, screen),
        Command::ReadHeader => read_header::run(screen),
    }
}
