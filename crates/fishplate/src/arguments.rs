//! The arguments of every command, as a person types them. Nothing is done with them here.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::bench_arguments::BenchArguments;
use crate::cases_arguments::CasesArguments;
use crate::check_arguments::CheckArguments;
use crate::choose_arguments::ChooseArguments;
use crate::compare_arguments::CompareArguments;

/// Behind the options of a command, and before `--help`.
const LAST: usize = 900;

/// Joins Python to native code: measures, generates and checks bindings.
#[derive(Debug, Parser)]
#[command(name = "fishplate", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to colour the output; NO_COLOR is heeded too.
    // Its place in the help would else be the number of the commands.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t = Color::Auto,
        value_name = "WHEN",
        display_order = LAST
    )]
    pub(crate) color: Color,
}

/// When to colour the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Measure what a call costs through each binding path, on this machine.
    Bench(BenchArguments),
    /// Write a complete Python package for the library of a C header.
    Bind(BindArguments),
    /// Say which rows of a second run of `bench` are slower than those of a first.
    Compare(CompareArguments),
    /// Hold Python's and Rust's declarations of native code against the C header.
    Check(CheckArguments),
    /// Recommend a way from Python to native code, with the reasons for and against it.
    Choose(ChooseArguments),
    /// Show what goes wrong between Python and native code, and which detector sees it.
    Cases(CasesArguments),
    /// Say what a rule of `check` reports, why, and how to mend it; without a code, list the rules.
    Explain {
        /// The rule's code, such as FP113, or its name.
        code: Option<String>,
    },
    /// Print what a C header declares, as JSON.
    Dump(DumpArguments),
    /// Show which binding paths this machine can build, and how to get the rest.
    Doctor(DoctorArguments),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Say whether two runs of `bench` agree as they should.
    #[command(name = "__repeat", hide = true)]
    Repeat {
        /// The `--out` folders of the two runs.
        #[arg(num_args = 2, required = true)]
        folders: Vec<PathBuf>,
    },
    /// Write the report of a run anew from the other files in its folder.
    #[command(name = "__report", hide = true)]
    Report {
        /// The `--out` folder of the run.
        folder: PathBuf,
    },
    /// Read a header for the parent process, which a hostile header must not bring down.
    #[command(name = "__read-header", hide = true)]
    ReadHeader,
}

#[derive(Args, Debug)]
pub(crate) struct BindArguments {
    /// The headers that declare the library's functions.
    #[arg(value_name = "HEADER", required = true)]
    pub(crate) headers: Vec<PathBuf>,

    /// The binding paths to write, separated by commas; `all` stands for each but its variants.
    #[arg(long, value_name = "NAME", value_delimiter = ',', required = true, value_parser = binding_names())]
    pub(crate) binding: Vec<String>,

    /// What the header cannot say (lengths, text, ownership), in TOML.
    #[arg(long, value_name = "FILE")]
    pub(crate) notes: Option<PathBuf>,

    /// The shared library; without it, the one that `--pkg-config` names.
    #[arg(long, value_name = "SO")]
    pub(crate) library: Option<PathBuf>,

    /// The import name of the package; without it, the library's name.
    #[arg(long, value_name = "N")]
    pub(crate) name: Option<String>,

    /// Put a copy of the library into the wheel.
    #[arg(long)]
    pub(crate) bundle: bool,

    /// The folder for the package; with several binding paths, one folder in it for each.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,

    #[command(flatten)]
    pub(crate) header: HeaderOptions,
}

#[derive(Args, Debug)]
pub(crate) struct DumpArguments {
    /// The header.
    #[arg(value_name = "SOURCE")]
    pub(crate) source: PathBuf,

    /// The shared library, to see which functions it exports.
    #[arg(long, value_name = "SO")]
    pub(crate) library: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) header: HeaderOptions,
}

#[derive(Args, Debug)]
pub(crate) struct DoctorArguments {
    #[command(flatten)]
    pub(crate) python: PythonArgument,
}

#[derive(Args, Debug)]
pub(crate) struct PythonArgument {
    /// The Python interpreter to bind for; its own packages are neither used nor changed.
    #[arg(long = "python", value_name = "EXE", default_value = "python3")]
    pub(crate) executable: PathBuf,
}

/// How a C compiler would be told to read the header.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "How to read the header")]
pub(crate) struct HeaderOptions {
    /// Look for included headers in this folder; may be given more than once.
    #[arg(short = 'I', long = "include-dir", value_name = "DIR")]
    pub(crate) include_dir: Vec<PathBuf>,

    /// Define a macro; may be given more than once.
    #[arg(short = 'D', long, value_name = "NAME[=VALUE]")]
    pub(crate) define: Vec<String>,

    /// Further flags of the C compiler, quoted as for a shell.
    #[arg(long, value_name = "FLAGS", allow_hyphen_values = true)]
    pub(crate) cflags: Vec<String>,

    /// Take flags from this package of pkg-config; may be given more than once.
    #[arg(long = "pkg-config", value_name = "PACKAGE")]
    pub(crate) pkg_config: Vec<String>,
}

fn binding_names() -> PossibleValuesParser {
    let names = fishplate_bindings::Binding::offered().map(|binding| binding.name);
    PossibleValuesParser::new(names.chain(["all"]))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        Arguments::command().debug_assert();
    }
}
