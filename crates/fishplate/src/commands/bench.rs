//! `fishplate bench`: prepares the environment, has the lab measure, prints the table.

use std::process::ExitCode;

use anyhow::{Context, bail};
use fishplate_lab::{BenchRequest, Depth, Look, Progress};
use fishplate_process::{Environment, cache_folder};
use fishplate_read::Libclang;

use crate::arguments::BenchArguments;
use crate::interpreter;
use crate::output::Screen;
use crate::progress::Line;

pub(crate) fn run(arguments: &BenchArguments, screen: &Screen) -> anyhow::Result<ExitCode> {
    let out = std::path::absolute(&arguments.out)?;
    // A misspelt name is said at once, not after the environment has been made.
    let workloads = workloads(arguments)?;
    fishplate_lab::check(&workloads, &arguments.binding, &out)?;
    let base_python = interpreter::ask(&arguments.python.executable)?;
    let cache = cache_folder()?;
    let line = Line::new();
    let environment = Environment::prepare(&base_python, interpreter::LOCK, &cache, &mut |step| {
        line.step(step)
    })
    .context("cannot prepare the Python environment")?;
    line.clear();
    say_left_out(&environment, screen)?;
    let request = BenchRequest {
        workloads,
        bindings: arguments.binding.clone(),
        depth: depth(arguments),
        instructions: arguments.instructions,
        seed: arguments.seed,
        out,
        libclang: Libclang::find(std::slice::from_ref(&environment.site_packages))?,
        python: environment.python,
        base_python,
        reader: std::env::current_exe().ok(),
        cache: cache.join("packages"),
    };
    let outcome = fishplate_lab::bench(&request, &line)?;
    line.clear();
    let look = Look {
        width: Screen::width(),
        is_coloured: screen.is_coloured(),
    };
    screen.results(&outcome.table(&look))?;
    Ok(ExitCode::from(outcome.worst.exit_code()))
}

/// What has no wheel for the interpreter is said, and is an error where nothing goes without it.
fn say_left_out(environment: &Environment, screen: &Screen) -> anyhow::Result<()> {
    let version = &environment.python.version;
    for left_out in &environment.left_out {
        let name = left_out.split("==").next().unwrap_or_default();
        if fishplate_lab::NEEDS.contains(&name) {
            bail!(
                "there is no wheel of `{left_out}` for Python {version} on this machine; \
                 choose another interpreter with `--python EXE`"
            );
        }
        screen.note(&format!(
            "note: there is no wheel of `{left_out}` for Python {version} on this machine; what \
             needs it is skipped"
        ));
    }
    Ok(())
}

/// The workloads by name; none for those that are measured by default.
fn workloads(arguments: &BenchArguments) -> anyhow::Result<Vec<String>> {
    if !arguments.all {
        return Ok(arguments.workloads.clone());
    }
    let all = fishplate_lab::workloads()?;
    Ok(all.into_iter().map(|workload| workload.name).collect())
}

const fn depth(arguments: &BenchArguments) -> Depth {
    match (arguments.quick, arguments.thorough) {
        (true, _) => Depth::Quick,
        (_, true) => Depth::Thorough,
        _ => Depth::Normal,
    }
}
