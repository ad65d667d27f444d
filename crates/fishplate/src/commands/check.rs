//! `fishplate check`: the declarations of a project, held against what is true of the library.
//!
//! Nothing of a target is executed without `--run`. What a reader does not understand is counted, and the rest is
//! compared.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use fishplate_check::{RULES, Report, check};
use fishplate_model::{Declarations, Severity};

use crate::check_arguments::{CheckArguments, Format};
use crate::check_settings::{fail_on, known_codes, settings, sources};
use crate::declared::declarations;
use crate::findings::{Baseline, Outcome, RuleText, Summary, github, json, many, sarif, text};
use crate::fixes::Fixes;
use crate::output::{Screen, shown};
use crate::project::Project;
use crate::truths;
use crate::{type_files, whole_file};

/// What a reader calls a file that it could not read at all.
const WHOLE_FILE: &str = "the file";

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
