//! `fishplate choose`: gathers the answers and what can be found, and prints the recommendation.

use std::process::ExitCode;

use anyhow::Context;
use fishplate_choose::{Catalogue, Evidence, Hours};
use serde_json::json;

use crate::choose_arguments::{ChooseArguments, ChooseFormat};
use crate::choosing::{self, folder, gather, paths, results, table, text};
use crate::interpreter;
use crate::output::Screen;

pub(crate) fn run(arguments: &ChooseArguments, screen: &Screen) -> anyhow::Result<ExitCode> {
    let catalogue = Catalogue::load()?;
    if let Some(name) = &arguments.table {
        return print_table(&catalogue, name, arguments.format, screen);
    }
    let hours = arguments.hours.as_deref().map(Hours::parse).transpose()?;
    let found = arguments.project.as_deref().map(folder::look).transpose()?;
    let answers = gather::answers(&catalogue, arguments, found.as_ref(), screen)?;
    // Before anything takes long: what is missing or cannot be is said at once.
    catalogue.check(&answers)?;
    let asked = interpreter::ask(&arguments.python.executable);
    let results = arguments
        .results
        .as_deref()
        .map(results::read)
        .transpose()?;
    if let (Some(results), Ok(python)) = (&results, &asked) {
        results::compare_python(results, python, screen);
    }
    // Without an interpreter there are still answers, tables and tools that do not ask it.
    let python = asked.unwrap_or_else(|error| {
        screen.note(&format!(
            "note: {error:#}; it is taken that there are no CPython headers"
        ));
        interpreter::unknown(&arguments.python.executable)
    });
    let header = paths::header(answers.files("header"), &arguments.reading, screen)?;
    let evidence = Evidence {
        paths: paths::all(&python, header.as_ref()),
        left_out: paths::left_out(header.as_ref()),
        results,
        folder: arguments
            .project
            .as_ref()
            .map(|one| one.to_string_lossy().into_owned()),
        project: found.map(|found| found.sentences).unwrap_or_default(),
    };
    let advice = catalogue.advise(&answers, &evidence, hours)?;
    screen.results(&match arguments.format {
        ChooseFormat::Text => text::draw(&catalogue, &advice, screen),
        ChooseFormat::Json => pretty(&advice)?,
    })?;
    Ok(ExitCode::SUCCESS)
}

fn print_table(
    catalogue: &Catalogue,
    name: &str,
    format: ChooseFormat,
    screen: &Screen,
) -> anyhow::Result<ExitCode> {
    let found = catalogue.table(name)?;
    screen.results(&match format {
        ChooseFormat::Text => table::draw(found, screen),
        ChooseFormat::Json => {
            pretty(&json!({ "version": choosing::JSON_VERSION, "table": found }))?
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

fn pretty(value: &impl serde::Serialize) -> anyhow::Result<String> {
    let text =
        serde_json::to_string_pretty(value).context("the answer cannot be written as JSON")?;
    Ok(text + "\n")
}
