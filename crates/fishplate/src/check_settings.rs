//! What `fishplate check` is asked for: the command line, and the project's settings behind it.

use anyhow::bail;
use fishplate_check::{RULES, Settings};
use fishplate_model::Severity;
use fishplate_read::Platform;

use crate::check_arguments::{CheckArguments, FailOn};
use crate::project::Project;
use crate::truths::{self, Sources};

/// What the rules are asked with.
pub(crate) fn settings(arguments: &CheckArguments, project: &Project) -> Settings {
    let either =
        |own: &[String], other: &[String]| if own.is_empty() { other } else { own }.to_vec();
    Settings {
        names: project.names.clone(),
        heuristics: arguments.heuristics || project.heuristics,
        select: either(&arguments.select, &project.select),
        ignore: [arguments.ignore.clone(), project.ignore.clone()].concat(),
    }
}

/// A code that no rule has would silence nothing, so it is an error.
pub(crate) fn known_codes(settings: &Settings) -> anyhow::Result<()> {
    for code in settings.select.iter().chain(&settings.ignore) {
        let code = code.trim();
        if !RULES.iter().any(|rule| rule.code.starts_with(code)) {
            let first = RULES.first().map_or("", |rule| rule.code);
            let last = RULES.last().map_or("", |rule| rule.code);
            bail!("no rule has the code `{code}`; the codes are {first} to {last}");
        }
    }
    Ok(())
}

/// The least severity that makes the command fail.
pub(crate) fn fail_on(arguments: &CheckArguments, project: &Project) -> anyhow::Result<Severity> {
    if let Some(own) = arguments.fail_on {
        return Ok(own.severity());
    }
    let Some(word) = &project.fail_on else {
        return Ok(Severity::Warning);
    };
    let named = <FailOn as clap::ValueEnum>::from_str(word, false).map_err(|_| {
        anyhow::anyhow!("`fail-on = \"{word}\"` is none of error, warning and note")
    })?;
    Ok(named.severity())
}

/// Where the truth is read from, on which targets and in which versions.
pub(crate) fn sources(arguments: &CheckArguments, project: &Project) -> anyhow::Result<Sources> {
    let mut options = arguments.header.clone();
    options
        .include_dir
        .extend(project.include_dirs.iter().cloned());
    options.define.extend(project.defines.iter().cloned());
    options.cflags.extend(project.cflags.iter().cloned());
    options
        .pkg_config
        .extend(project.pkg_config.iter().cloned());
    let headers = if arguments.headers.is_empty() {
        &project.headers
    } else {
        &arguments.headers
    };
    let library = arguments.library.as_ref().or(project.library.as_ref());
    let mut platforms = arguments.platforms.clone();
    if platforms.is_empty() {
        let named = project.targets.iter().map(|name| name.parse());
        platforms = named.collect::<Result<Vec<Platform>, _>>()?;
    }
    let versions = if arguments.versions.is_empty() {
        &project.versions
    } else {
        &arguments.versions
    };
    Ok(Sources {
        request: truths::request(headers.clone(), library.cloned(), &options)?,
        platforms,
        versions: versions.clone(),
    })
}
