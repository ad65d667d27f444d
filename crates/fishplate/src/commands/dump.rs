//! `fishplate dump`: the interface of a header as JSON.

use std::process::ExitCode;

use anyhow::Context;

use crate::arguments::DumpArguments;
use crate::header;
use crate::output::Screen;

pub(crate) fn run(arguments: &DumpArguments, screen: &Screen) -> anyhow::Result<ExitCode> {
    let headers = std::slice::from_ref(&arguments.source);
    let reading = header::read(
        headers,
        arguments.library.as_deref(),
        &arguments.header,
        screen,
    )?;
    let mut json = serde_json::to_string_pretty(&reading.interface)
        .context("the interface cannot be written as JSON")?;
    json.push('\n');
    screen.results(&json)?;
    Ok(ExitCode::SUCCESS)
}
