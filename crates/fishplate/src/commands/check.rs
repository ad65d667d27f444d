//! `fishplate check`: the declarations of a project, held against what is true of the library.
//!
//! Nothing of a target is executed without `--run`. What a reader does not understand is counted, and the rest is
//! compared.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use fishplate_check::{RULES, Report, Settings, check};
use fishplate_model::{Declarations, Origin, Severity};
use fishplate_process::{JailKind, JailLimits};
use fishplate_read::{
    CaptureRequest, HeaderRequest, Platform, PythonRequest, capture_python, read_python, read_rust,
};

use crate::cffi;
use crate::check_arguments::{CheckArguments, FailOn, Format};
use crate::cython_sources::{self, CythonSources, ENDINGS};
use crate::findings::{Baseline, Outcome, RuleText, Summary, github, json, many, sarif, text};
use crate::fixes::Fixes;
use crate::output::{Screen, shown};
use crate::progress::Line;
use crate::project::Project;
use crate::truths::{self, Sources};
use crate::{type_files, whole_file};

/// What a reader calls a file that it could not read at all.
const WHOLE_FILE: &str = "the file";

/// How deep Rust and Cython sources are looked for in a folder.
const DEEPEST: usize = 20;
/// How long all readers together may take: nobody waits a minute for a linter.
const LONGEST: Duration = Duration::from_secs(50);
/// The same where imports run too, whose jail gives each of them half a minute.
const LONGEST_WITH_RUN: Duration = Duration::from_secs(150);

pub(crate) fn run(arguments: &CheckArguments, screen: &Screen) -> anyhow::Result<ExitCode> {
    fishplate_process::end_children_within(if arguments.run {
        LONGEST_WITH_RUN
    } else {
        LONGEST
    });
    let first = arguments
        .targets
        .first()
        .map_or(Path::new("."), PathBuf::as_path);
    let project = Project::of(first)?;
    let settings = settings(arguments, &project);
    known_codes(&settings)?;
    let fail_on = fail_on(arguments, &project)?;
    let sources = sources(arguments, &project)?;
    let baseline = arguments.baseline.as_ref().or(project.baseline.as_ref());
    let baseline = baseline.map(|path| Baseline::read(path)).transpose()?;
    let declared = declarations(arguments, &project, &sources.request, screen)?;
    let truths = truths::truths(&sources, screen)?;
    if let Some(file) = &arguments.write_types {
        type_files::write(file, &truths, &arguments.python, screen)?;
        if arguments.targets.is_empty() {
            return Ok(ExitCode::SUCCESS);
        }
    }
    let report = check(&declared, &truths, &settings);
    say_not_read(&declared, screen);
    say_not_judged(&report, screen);
    let mut found = outcome(report, &declared);
    if let Some(path) = &arguments.write_baseline {
        let text = Baseline::of(&found.findings).text()?;
        whole_file::write(path, text.as_bytes()).context("cannot write the baseline")?;
    }
    silence(&mut found, baseline.as_ref());
    if arguments.fix {
        let fixes = Fixes::of(&found.findings, &arguments.python)?;
        say_fixes(&fixes, arguments.write, screen);
        if !arguments.write {
            put(arguments, &fixes.diff(), screen)?;
            return Ok(code(&found, fail_on));
        }
        fixes.write()?;
        if !fixes.files.is_empty() {
            // What is left stands in other lines now, and what was mended is proven to be.
            let declared = declarations(arguments, &project, &sources.request, screen)?;
            found = outcome(check(&declared, &truths, &settings), &declared);
            silence(&mut found, baseline.as_ref());
        }
    }
    print(arguments, &found, screen)?;
    Ok(code(&found, fail_on))
}

fn code(outcome: &Outcome, fail_on: Severity) -> ExitCode {
    let worst = outcome.findings.iter().map(|one| one.severity).max();
    match worst {
        Some(worst) if worst >= fail_on => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    }
}

fn say_not_judged(report: &Report, screen: &Screen) {
    for one in report.truths.iter().filter(|one| one.not_judged > 0) {
        let version = one
            .version
            .as_ref()
            .map_or(String::new(), |version| format!(", version {version}"));
        let noun = match one.not_judged {
            1 => "declaration",
            _ => "declarations",
        };
        screen.note(&format!(
            "note: {} {noun} could not be judged in full for {}{version}",
            one.not_judged, one.target
        ));
    }
}

/// Names the files that could not be read: nothing of them is compared.
fn say_not_read(declared: &Declarations, screen: &Screen) {
    let files = declared.unresolved.iter();
    for one in files.filter(|one| one.what == WHOLE_FILE) {
        screen.note(&format!("note: {}: not read: {}", one.span, one.why));
    }
}

fn say_fixes(fixes: &Fixes, is_written: bool, screen: &Screen) {
    for (span, why) in &fixes.refused {
        screen.note(&format!("note: {span}: not fixed: {why}"));
    }
    let findings = many(number(fixes.placed), "finding");
    let files = many(number(fixes.files.len()), "file");
    screen.note(&match (fixes.placed, is_written) {
        (0, _) => "note: there is nothing to fix".to_owned(),
        (_, true) => format!("note: {findings} fixed, in {files}"),
        (_, false) => format!("note: {findings} can be fixed, in {files}; `--write` does it"),
    });
}

fn settings(arguments: &CheckArguments, project: &Project) -> Settings {
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
fn known_codes(settings: &Settings) -> anyhow::Result<()> {
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

fn fail_on(arguments: &CheckArguments, project: &Project) -> anyhow::Result<Severity> {
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

fn sources(arguments: &CheckArguments, project: &Project) -> anyhow::Result<Sources> {
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

/// What all targets declare, each read by the reader of its kind.
fn declarations(
    arguments: &CheckArguments,
    project: &Project,
    request: &HeaderRequest,
    screen: &Screen,
) -> anyhow::Result<Declarations> {
    let (mut python, mut rust) = (Vec::new(), Vec::new());
    let mut cython = CythonSources::default();
    for target in &arguments.targets {
        let ending = target.extension().and_then(|ending| ending.to_str());
        match ending {
            _ if !target.exists() => {
                bail!(
                    "`{}` is not there; name a folder or a source",
                    target.display()
                );
            }
            Some("rs") => rust.push(target.clone()),
            Some("pyx" | "pxd") => cython.named.push(target.clone()),
            _ => {
                python.push(target.clone());
                if target.is_dir() {
                    source_files(target, 0, &["rs"], &mut rust);
                    let known = cython.found.len();
                    source_files(target, 0, &ENDINGS, &mut cython.found);
                    if cython.found.len() > known {
                        cython.holders.push(target.clone());
                    }
                } else if matches!(ending, Some("whl" | "zip")) {
                    cython.holders.push(target.clone());
                }
            }
        }
    }
    let mut all = Declarations::default();
    let exclude = [arguments.exclude.clone(), project.exclude.clone()].concat();
    if !python.is_empty() {
        let line = Line::new();
        line.say("reading what the Python sources declare");
        let request = PythonRequest {
            python: arguments.python.clone(),
            targets: python,
            exclude: exclude.clone(),
        };
        all = read_python(&request)?;
        if arguments.run {
            capture_python(&capture_request(request)?, &mut all)?;
        }
    }
    if let Some(read) = cython_sources::declarations(&cython, &exclude, &arguments.python, screen)?
    {
        join(&mut all, read);
    }
    join(&mut all, read_rust(&rust));
    join_cdefs(&mut all, request, screen);
    Ok(all)
}

/// Puts what C text for CFFI declares beside the rest.
fn join_cdefs(all: &mut Declarations, request: &HeaderRequest, screen: &Screen) {
    let cdefs = std::mem::take(&mut all.cdefs);
    for one in cffi::objects(&cdefs) {
        match cffi::read(&one, request) {
            Ok(read) => {
                if one.iter().all(|cdef| cdef.origin == Origin::Run) {
                    all.resolved_by_run += number(read.functions.len() + read.records.len());
                }
                join(all, read);
            }
            Err(error) => screen.note(&format!("note: a cdef was not understood: {error:#}")),
        }
    }
}

/// How the modules of the same targets are imported.
fn capture_request(request: PythonRequest) -> anyhow::Result<CaptureRequest> {
    Ok(CaptureRequest {
        python: request.python,
        targets: request.targets,
        exclude: request.exclude,
        keeper: std::env::current_exe().context("cannot find the program itself")?,
        limits: JailLimits::IMPORT,
        strongest: JailKind::default(),
    })
}

fn join(all: &mut Declarations, more: Declarations) {
    all.files += more.files;
    all.functions.extend(more.functions);
    all.records.extend(more.records);
    all.callbacks.extend(more.callbacks);
    all.constants.extend(more.constants);
    all.calls.extend(more.calls);
    all.formats.extend(more.formats);
    all.suspicions.extend(more.suspicions);
    all.ignores.extend(more.ignores);
    all.unresolved.extend(more.unresolved);
}

/// The files below a folder that have one of the endings.
fn source_files(folder: &Path, depth: usize, endings: &[&str], found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let mut entries: Vec<_> = entries.flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        // A link could lead out of the folder, or back into it.
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        if kind.is_dir() && depth < DEEPEST && entry.file_name() != "target" {
            source_files(&path, depth + 1, endings, found);
        } else if kind.is_file() {
            let ending = path.extension().and_then(|ending| ending.to_str());
            if ending.is_some_and(|ending| endings.contains(&ending)) {
                found.push(path);
            }
        }
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn outcome(report: Report, declarations: &Declarations) -> Outcome {
    let count = |severity| number(report.count(severity));
    let summary = Summary {
        functions: number(report.functions),
        records: number(report.records),
        compared: number(report.compared),
        unresolved: number(report.unresolved),
        resolved_by_run: declarations.resolved_by_run,
        jail: declarations.jail.clone(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        notes: count(Severity::Note),
        silenced: number(report.silenced),
    };
    Outcome {
        summary,
        findings: report.findings,
    }
}

/// Takes out the findings that a baseline knows.
fn silence(outcome: &mut Outcome, baseline: Option<&Baseline>) {
    let Some(baseline) = baseline else { return };
    let summary = &mut outcome.summary;
    outcome.findings.retain(|finding| {
        let is_known = baseline.has(finding);
        if is_known {
            summary.silenced += 1;
            let count = match finding.severity {
                Severity::Error => &mut summary.errors,
                Severity::Warning => &mut summary.warnings,
                Severity::Note => &mut summary.notes,
            };
            *count = count.saturating_sub(1);
        }
        !is_known
    });
}

fn print(arguments: &CheckArguments, outcome: &Outcome, screen: &Screen) -> anyhow::Result<()> {
    let is_styled = screen.is_coloured() && arguments.output.is_none();
    let text = match arguments.format {
        Format::Text => text(outcome, is_styled, Screen::width()),
        Format::Json => json(outcome),
        Format::Sarif => sarif(outcome, &rule_texts())?,
        Format::Github => github(outcome),
    };
    put(arguments, text.as_bytes(), screen)
}

/// Results to standard output, or to the file that was asked for, as a whole.
fn put(arguments: &CheckArguments, results: &[u8], screen: &Screen) -> anyhow::Result<()> {
    match &arguments.output {
        None => screen.raw_results(results),
        Some(path) => whole_file::write(path, results)
            .with_context(|| format!("cannot write `{}`", shown(&path.to_string_lossy()))),
    }
}

fn rule_texts() -> Vec<RuleText> {
    RULES
        .iter()
        .map(|rule| RuleText {
            code: rule.code,
            name: rule.name,
            summary: rule.summary,
            explanation: rule.explanation.to_owned(),
        })
        .collect()
}
