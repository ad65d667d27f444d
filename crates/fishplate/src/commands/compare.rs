//! `fishplate compare`: reads two folders of results, has the lab compare them, prints what it says.

use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;
use fishplate_lab::{Comparison, Difference, Run, Verdict, compare, differences};
use serde_json::{Value, json};

use crate::compare_arguments::{CompareArguments, CompareFormat};
use crate::compare_text::{self, difference};
use crate::output::Screen;
use crate::results;

/// The version of the JSON form.
const JSON_VERSION: u32 = 1;

pub(crate) fn run(arguments: &CompareArguments, screen: &Screen) -> anyhow::Result<ExitCode> {
    let folders = [arguments.a.as_path(), arguments.b.as_path()];
    refuse_one_folder(folders)?;
    let [a, b] = folders.map(results::summary);
    let (a, b) = (a?, b?);
    if a == b {
        screen.note("note: both folders hold the same run");
    }
    let differences = differences(&a.environment, &b.environment);
    if !arguments.across {
        refuse_strangers(&differences)?;
    }
    let [a, b] = [(folders[0], a), (folders[1], b)].map(|(folder, one)| results::run(folder, one));
    let (a, b) = (a?, b?);
    for (folder, run) in folders.iter().zip([&a, &b]) {
        if !run.missing().is_empty() {
            let file = folder.join("results.jsonl");
            let missing = run.missing().join("; ");
            screen.note(&format!("note: `{}`: {missing}", file.display()));
        }
    }
    let found = compare(&a, &b, arguments.limit);
    if found.rows.is_empty() && found.broken.is_empty() {
        bail!(
            "no row has figures in both runs; name two runs of the same workloads and binding paths"
        );
    }
    let runs = [(folders[0], &a), (folders[1], &b)];
    screen.results(&match arguments.format {
        CompareFormat::Text => compare_text::text(runs, &differences, &found),
        CompareFormat::Json => format!("{:#}\n", value(runs, &differences, &found)),
    })?;
    Ok(ExitCode::from(u8::from(found.is_regression())))
}

fn refuse_one_folder(folders: [&Path; 2]) -> anyhow::Result<()> {
    let [a, b] = folders.map(|folder| folder.canonicalize().ok());
    if a.is_some() && a == b {
        bail!(
            "`{}` and `{}` are the same folder; name the folders of two runs",
            folders[0].display(),
            folders[1].display()
        );
    }
    Ok(())
}

/// Refuses results of different machines or interpreters, and says what differs.
fn refuse_strangers(differences: &[Difference]) -> anyhow::Result<()> {
    let dividing = differences.iter().filter(|one| one.divides);
    let dividing: Vec<String> = dividing.map(difference).collect();
    if dividing.is_empty() {
        return Ok(());
    }
    bail!(
        "the runs are of different machines or interpreters ({}); name two runs of the same, or \
         compare these all the same with `--across`",
        dividing.join("; ")
    )
}

fn value(runs: [(&Path, &Run); 2], differences: &[Difference], found: &Comparison) -> Value {
    let side = |(folder, run): (&Path, &Run)| {
        json!({
            "folder": folder.display().to_string(),
            "started": run.environment().get("started"),
            "missing": run.missing(),
        })
    };
    json!({
        "version": JSON_VERSION,
        "limit": found.limit,
        "a": side(runs[0]),
        "b": side(runs[1]),
        "differences": differences,
        "rows": found.rows,
        "broken": found.broken,
        "only_in_a": found.only_in_a,
        "only_in_b": found.only_in_b,
        "in_neither": found.in_neither,
        "summary": {
            "slower": found.count(Verdict::Slower),
            "quicker": found.count(Verdict::Quicker),
            "same": found.count(Verdict::Same),
            "unclear": found.count(Verdict::Unclear),
            "is_regression": found.is_regression(),
        },
    })
}
