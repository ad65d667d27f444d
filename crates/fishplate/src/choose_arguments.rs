//! The arguments of `choose`, as a person types them.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use fishplate_choose::Catalogue;
use toml::Value;

use crate::arguments::{HeaderOptions, PythonArgument};

#[derive(Args, Debug)]
pub(crate) struct ChooseArguments {
    /// A folder to look into for C, C++ and Rust code, headers and numeric Python.
    #[arg(value_name = "PROJECT")]
    pub(crate) project: Option<PathBuf>,

    /// The answers, in TOML; an option stands over what the file says.
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,

    /// Measurements of this machine: the folder that `fishplate bench` wrote.
    #[arg(long, value_name = "DIR")]
    pub(crate) results: Option<PathBuf>,

    /// Your own estimate of the work in hours, to be summed up as the five-year table does:
    /// `initial=120,years=20,15,12`.
    #[arg(long, value_name = "HOURS")]
    pub(crate) hours: Option<String>,

    /// Print one of the tables behind the recommendations, and recommend nothing.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["project", "answers", "results", "hours"], value_parser = tables())]
    pub(crate) table: Option<String>,

    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = ChooseFormat::Text)]
    pub(crate) format: ChooseFormat,

    #[command(flatten)]
    pub(crate) python: PythonArgument,

    // A heading holds for all that follows it.
    #[command(flatten)]
    pub(crate) answer: AnswerOptions,

    #[command(flatten)]
    pub(crate) reading: HeaderOptions,
}

/// The answers that are asked on a terminal where they are not given.
#[derive(Args, Debug)]
#[command(next_help_heading = "Answers")]
pub(crate) struct AnswerOptions {
    /// The native code that there is.
    #[arg(long, value_parser = values("core"))]
    pub(crate) core: Option<String>,

    /// The C header that declares it, or `none`; may be given more than once.
    #[arg(long, value_name = "H")]
    pub(crate) header: Vec<String>,

    /// What the binding is for.
    #[arg(long, value_parser = values("goal"))]
    pub(crate) goal: Option<String>,

    /// The bytes that one call takes or gives, such as 8, 64KB or 1GiB.
    #[arg(long, value_name = "BYTES")]
    pub(crate) data_size: Option<String>,

    /// The calls a second at the busiest, such as 10, 50k or 1M.
    #[arg(long, value_name = "N")]
    pub(crate) calls_per_s: Option<String>,

    /// What the team is at home in.
    #[arg(long, value_parser = values("team"))]
    pub(crate) team: Option<String>,

    /// The lines of native code that there are, or will be.
    #[arg(long, value_name = "N")]
    pub(crate) code_lines: Option<String>,

    /// For how many years it will be kept.
    #[arg(long, value_name = "N")]
    pub(crate) lifetime_years: Option<String>,

    /// Where it must run, separated by commas.
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = values("platforms"))]
    pub(crate) platforms: Vec<String>,
}

impl AnswerOptions {
    /// What was given, by the key of the question, as a file of answers would have it.
    pub(crate) fn given(&self) -> Vec<(&'static str, Value)> {
        let one = |key, text: &Option<String>| Some((key, Value::from(text.clone()?)));
        // A list stays one: the name of a header may hold a comma.
        let several =
            |key, texts: &[String]| (!texts.is_empty()).then(|| (key, Value::from(texts.to_vec())));
        let all = [
            one("core", &self.core),
            several("header", &self.header),
            one("goal", &self.goal),
            one("data_size", &self.data_size),
            one("calls_per_s", &self.calls_per_s),
            one("team", &self.team),
            one("code_lines", &self.code_lines),
            one("lifetime_years", &self.lifetime_years),
            several("platforms", &self.platforms),
        ];
        all.into_iter().flatten().collect()
    }
}

/// The form of a recommendation or a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ChooseFormat {
    /// For a person.
    Text,
    /// For a program.
    Json,
}

/// The words that a question takes. A fault of our data is said when the command runs.
fn values(key: &str) -> PossibleValuesParser {
    let words: Option<Vec<String>> = Catalogue::load().ok().and_then(|catalogue| {
        let question = catalogue.question(key)?;
        Some(
            question
                .values
                .iter()
                .map(|one| one.value.clone())
                .collect(),
        )
    });
    PossibleValuesParser::new(words.unwrap_or_default())
}

fn tables() -> PossibleValuesParser {
    let names = Catalogue::load().map(|catalogue| {
        let names = catalogue.tables.into_iter().map(|table| {
            // The article's own number is understood too, and stands in the help of no shell.
            clap::builder::PossibleValue::new(table.name).alias(table.id)
        });
        names.collect::<Vec<_>>()
    });
    PossibleValuesParser::new(names.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_has_an_option() {
        let all = AnswerOptions {
            core: Some(String::new()),
            header: vec![String::new()],
            goal: Some(String::new()),
            data_size: Some(String::new()),
            calls_per_s: Some(String::new()),
            team: Some(String::new()),
            code_lines: Some(String::new()),
            lifetime_years: Some(String::new()),
            platforms: vec![String::new()],
        };
        let keys: Vec<&str> = all.given().into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, Catalogue::load().unwrap().keys());
    }
}
