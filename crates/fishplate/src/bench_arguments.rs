//! The arguments of `fishplate bench`, as a person types them. Nothing is done with them here.

use std::path::PathBuf;

use clap::Args;
use fishplate_lab::{Call, ExistingBinding};

use crate::arguments::{HeaderOptions, PythonArgument};

/// More elements than this take longer to make than anybody waits.
const LARGEST_SIZE: u64 = 100_000_000;
const MOST_CALLS: u64 = 1_000_000_000;
const OWN: &str = "A function of your own";
const EXISTING: &str = "A binding that you have already";

#[derive(Args, Debug)]
pub(crate) struct BenchArguments {
    /// The workloads to measure; without a name, those that do not take long.
    #[arg(value_name = "WORKLOAD")]
    pub(crate) workloads: Vec<String>,

    /// Measure every workload, those that take long too.
    #[arg(long, conflicts_with = "workloads")]
    pub(crate) all: bool,

    /// The binding paths to measure, separated by commas; all of them without this option.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) binding: Vec<String>,

    /// Take fewer samples: for a first look.
    #[arg(long, conflicts_with = "thorough")]
    pub(crate) quick: bool,

    /// Take more samples: for figures to quote.
    #[arg(long)]
    pub(crate) thorough: bool,

    /// Count the instructions of each call too, with valgrind's callgrind.
    #[arg(long)]
    pub(crate) instructions: bool,

    /// The seed of the inputs and of the order of measuring.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,

    #[command(flatten)]
    pub(crate) python: PythonArgument,

    /// The folder for the results.
    #[arg(long, value_name = "DIR", default_value = "fishplate-bench")]
    pub(crate) out: PathBuf,

    #[command(flatten)]
    pub(crate) own: OwnArguments,

    #[command(flatten)]
    pub(crate) existing: ExistingArguments,

    #[command(flatten)]
    pub(crate) header: HeaderOptions,
}

/// The function that is measured in the place of a workload.
#[derive(Args, Debug)]
#[command(next_help_heading = OWN)]
pub(crate) struct OwnArguments {
    /// The header that declares it; may be given more than once.
    #[arg(
        long,
        value_name = "H",
        requires = "call",
        conflicts_with_all = ["workloads", "all"]
    )]
    pub(crate) header: Vec<PathBuf>,

    /// How it is called, such as 'smooth(close=float64[N], n=len(close), out=float64[N])'.
    ///
    /// Each argument is described by an element type for a made-up number (float64), an array
    /// of N or of a fixed number of elements (float64[N], float64[10_000]), a text of so many
    /// characters (str[N]), the length of an array (len(close)), or a value (3, 2.5, true, "x").
    // `requires` is passed over where the header would conflict with what is given.
    #[arg(
        long,
        value_name = "CALL",
        requires = "header",
        conflicts_with_all = ["workloads", "all"]
    )]
    pub(crate) call: Option<Call>,

    /// The C sources that define it.
    #[arg(long, value_name = "C", num_args = 1.., requires = "header", conflicts_with = "library")]
    pub(crate) source: Vec<PathBuf>,

    /// The shared library that has it; it is used where it lies.
    #[arg(long, value_name = "SO", requires = "header")]
    pub(crate) library: Option<PathBuf>,

    /// The numbers of elements that N stands for, separated by commas [default: 100,10000].
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = size, requires = "header")]
    pub(crate) sizes: Vec<u64>,

    /// What the header cannot say (lengths, text, the GIL), in TOML, as for `bind`.
    #[arg(long, value_name = "FILE", requires = "header")]
    pub(crate) notes: Option<PathBuf>,
}

/// What is measured beside the generated bindings.
#[derive(Args, Debug)]
#[command(next_help_heading = EXISTING)]
pub(crate) struct ExistingArguments {
    /// Measure this function of a Python module too; may be given more than once.
    ///
    /// It is called with the arguments of the call by position, without lengths, and imported from
    /// the current folder or from where `--python` finds it.
    #[arg(long, value_name = "MODULE:FUNCTION")]
    pub(crate) existing: Vec<ExistingBinding>,

    /// Say what another path would save at so many calls a second, separated by commas.
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        value_parser = rate,
        default_value = "1000,100000",
        requires = "existing"
    )]
    pub(crate) calls_per_second: Vec<u64>,
}

fn size(text: &str) -> Result<u64, String> {
    whole(text, LARGEST_SIZE)
}

fn rate(text: &str) -> Result<u64, String> {
    whole(text, MOST_CALLS)
}

fn whole(text: &str, most: u64) -> Result<u64, String> {
    let number: Option<u64> = text.trim().replace('_', "").parse().ok();
    let number = number.filter(|number| (1..=most).contains(number));
    number.ok_or_else(|| format!("write a whole number from 1 to {most}"))
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use clap::error::ErrorKind;

    use super::*;
    use crate::arguments::Arguments;

    #[test]
    fn a_workload_and_a_call_do_not_go_together() {
        for given in ["scalar-add", "--all"] {
            let words = ["fishplate", "bench", given, "--call", "f()"];
            let error = Arguments::try_parse_from(words).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ArgumentConflict, "{given}");
        }
    }

    #[test]
    fn a_size_is_a_whole_number_that_can_be_measured() {
        assert_eq!(size(" 10_000"), Ok(10_000));
        for text in ["0", "-1", "1.5", "", "100000001", "99999999999999999999"] {
            assert!(
                size(text).unwrap_err().contains("from 1 to 100000000"),
                "{text}"
            );
        }
    }
}
