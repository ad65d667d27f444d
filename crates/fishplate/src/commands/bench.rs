//! `fishplate bench`: prepares the environment, has the lab measure, prints the table.

use std::process::ExitCode;

use anyhow::{Context, bail};
use fishplate_lab::{BenchRequest, Depth, Look, Progress, SearchPath};
use fishplate_process::{Environment, Python, cache_folder};
use fishplate_read::Libclang;

use crate::bench_arguments::BenchArguments;
use crate::output::Screen;
use crate::progress::Line;
use crate::{interpreter, own_function};

pub(crate) fn run(arguments: &BenchArguments, screen: &Screen) -> anyhow::Result<ExitCode> {
    let out = std::path::absolute(&arguments.out)?;
    // A misspelt name is said at once, not after the environment has been made.
    let workloads = workloads(arguments)?;
    refuse_lone_existing(arguments)?;
    let own = own_function::read(arguments)?;
    fishplate_lab::check(&workloads, &arguments.binding, &out)?;
    let base_python = interpreter::ask(&arguments.python.executable)?;
    let search = search(arguments, &base_python)?;
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
        own,
        existing: arguments.existing.existing.clone(),
        search,
        rates: arguments.existing.calls_per_second.clone(),
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
    outcome.files?;
    Ok(ExitCode::from(outcome.worst.exit_code()))
}

/// An existing binding is measured beside one function, so one must be named.
fn refuse_lone_existing(arguments: &BenchArguments) -> anyhow::Result<()> {
    let is_lone = arguments.own.call.is_none() && (arguments.all || arguments.workloads.len() != 1);
    if arguments.existing.existing.is_empty() || !is_lone {
        return Ok(());
    }
    bail!(
        "`--existing` is measured beside one function; name it with `--header` and `--call`, or \
         name one workload"
    )
}

/// Where the user's interpreter finds modules, if any of theirs takes part.
fn search(arguments: &BenchArguments, python: &Python) -> anyhow::Result<SearchPath> {
    if arguments.existing.existing.is_empty() {
        return Ok(SearchPath::default());
    }
    Ok(SearchPath::ask(python)?)
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
