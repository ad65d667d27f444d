//! The arguments of `fishplate compare`. Nothing is done with them here.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Args, Debug)]
#[command(after_help = "\
A row is slower only where the whole 95 % interval of its change is beyond the limit, so that noise alone \
is no regression. Exit code 1 says that a row is slower or no longer works.")]
pub(crate) struct CompareArguments {
    /// The `--out` folder of the first run.
    #[arg(value_name = "A")]
    pub(crate) a: PathBuf,

    /// The `--out` folder of the second run, which is held against the first.
    #[arg(value_name = "B")]
    pub(crate) b: PathBuf,

    /// By how much a row may be slower.
    #[arg(long, value_name = "PER CENT", default_value = "5%", value_parser = limit)]
    pub(crate) limit: f64,

    /// Compare even the runs of different machines or interpreters.
    #[arg(long)]
    pub(crate) across: bool,

    /// How to print the comparison.
    #[arg(long, value_enum, default_value_t = CompareFormat::Text)]
    pub(crate) format: CompareFormat,
}

/// How a comparison is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CompareFormat {
    /// As a table.
    Text,
    /// For a program.
    Json,
}

/// A share from `5%`. Without the sign, 0.05 could be meant as either.
fn limit(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix('%').map(str::trim_end);
    let number = number.and_then(|number| number.parse::<f64>().ok());
    match number {
        Some(number) if (0.0..=1000.0).contains(&number) => Ok(number / 100.0),
        _ => Err("write a number from 0 to 1000 with its sign, such as `5%`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_in_per_cent_and_says_so() {
        assert_eq!(limit("5%"), Ok(0.05));
        assert_eq!(limit("2.5 %"), Ok(0.025));
        assert_eq!(limit("0%"), Ok(0.0));
        for wrong in ["0.05", "5", "-1%", "nan%", "inf%", "%", "1001%", "five%"] {
            assert!(limit(wrong).is_err(), "{wrong}");
        }
    }
}
