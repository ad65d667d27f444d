//! `fishplate cases`: lists the error gallery, or runs it and prints expected against seen.

use std::process::ExitCode;

use anyhow::Context;
use fishplate_cases::Request;
use fishplate_process::{Environment, cache_folder};

use crate::cases_arguments::{CasesArguments, CasesCommand, CasesFormat, RunArguments};
use crate::interpreter;
use crate::output::Screen;
use crate::progress::Line;

pub(crate) fn run(arguments: &CasesArguments, screen: &Screen) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        None | Some(CasesCommand::List) => {
            screen.results(&fishplate_cases::list(&fishplate_cases::cases()?))?;
            Ok(ExitCode::SUCCESS)
        }
        Some(CasesCommand::Run(arguments)) => run_some(arguments, screen),
    }
}

fn run_some(arguments: &RunArguments, screen: &Screen) -> anyhow::Result<ExitCode> {
    // A misspelt name is said at once, not after the environment has been made.
    let cases = fishplate_cases::select(&arguments.names)?;
    fishplate_cases::known_detectors(&arguments.detector)?;
    let base_python = interpreter::ask(&arguments.python.executable)?;
    let cache = cache_folder()?;
    let line = Line::new();
    let environment = Environment::prepare(&base_python, interpreter::LOCK, &cache, &mut |step| {
        line.say(step);
    })
    .context("cannot prepare the Python environment")?;
    let request = Request {
        cases,
        detectors: arguments.detector.clone(),
        python: environment.python,
        base_python: base_python.executable,
        program: std::env::current_exe().context("cannot find the program itself")?,
        cache: cache.join("cases"),
    };
    let gallery = fishplate_cases::run(&request, &line)?;
    line.clear();
    screen.results(&match arguments.format {
        CasesFormat::Text => gallery.table(!arguments.all, screen.is_coloured()),
        CasesFormat::Json => {
            serde_json::to_string_pretty(&gallery).context("the answer cannot be written")? + "\n"
        }
    })?;
    Ok(if gallery.is_as_expected() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
