//! What follows from a choice: evidence in words, the commands to go on with, training and hours.

use std::fmt::Write as _;

use crate::advice::{Cost, CostRow, EvidenceItem, Measured, Reason};
use crate::engine::{Decision, binding};
use crate::measured::Results;
use crate::{Answers, Catalogue, Choice, Evidence, Hours, PathEvidence, quantity};

/// How many functions that no path carries are named.
const NAMED: usize = 5;
/// The part of one core below which the cost of crossings is not worth a thought.
const LITTLE_OF_A_CORE: f64 = 0.01;

/// What was found, in words and figures.
pub(crate) fn evidence(
    decision: &Decision<'_>,
    answers: &Answers,
    evidence: &Evidence,
) -> Vec<EvidenceItem> {
    let mut items: Vec<EvidenceItem> = (evidence.project.iter())
        .map(|text| EvidenceItem {
            about: "project".to_owned(),
            text: text.clone(),
            ..EvidenceItem::default()
        })
        .collect();
    let carried = evidence.paths.iter().find_map(|path| path.carried.as_ref());
    if let Some(carried) = carried {
        items.push(EvidenceItem {
            about: "header".to_owned(),
            text: header(carried.all, &evidence.left_out),
            ..EvidenceItem::default()
        });
    }
    let results = Results::of(evidence);
    items.extend(results.as_ref().and_then(|results| {
        Some(EvidenceItem {
            about: "results".to_owned(),
            text: load(results, decision, answers, evidence)?,
            ..EvidenceItem::default()
        })
    }));
    let bytes = answers.number("data_size").unwrap_or_default();
    for path in &evidence.paths {
        let measured = results.as_ref().map(|one| one.measured(&path.name, bytes));
        items.push(of_path(path, measured.unwrap_or_default()));
    }
    items
}

/// What the crossings cost at the user's own rate, and whether that matters.
fn load(
    results: &Results<'_>,
    decision: &Decision<'_>,
    answers: &Answers,
    evidence: &Evidence,
) -> Option<String> {
    let calls = answers.number("calls_per_s")?;
    let chosen = binding(decision.choice, evidence);
    let share = |ns: f64| format!("{:.1} %", 1e-7 * calls * ns);
    let ns = results.crossing_ns(&chosen)?;
    let mut text = format!(
        "{} crossings a second through `{chosen}` take {} of a core",
        quantity::shown(calls),
        share(ns)
    );
    if calls * ns * 1e-9 < LITTLE_OF_A_CORE {
        text.push_str(": which tool it is does not matter for speed");
        return Some(text);
    }
    let names = evidence.paths.iter().map(|path| path.name.as_str());
    let cheapest = names
        .filter_map(|name| Some((name, results.crossing_ns(name)?)))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .filter(|(name, _)| *name != chosen);
    if let Some((name, ns)) = cheapest {
        let _ = write!(text, ", and {} through `{name}`, the cheapest", share(ns));
    }
    Some(text)
}

fn header(all: usize, left_out: &[(String, String)]) -> String {
    let mut text = format!("{all} functions");
    if left_out.is_empty() {
        text.push_str(", each carried by a path");
        return text;
    }
    let _ = write!(text, ", {} carried by no path: ", left_out.len());
    let named: Vec<String> = (left_out.iter().take(NAMED))
        .map(|(function, reason)| format!("{function} ({reason})"))
        .collect();
    text.push_str(&named.join("; "));
    if left_out.len() > NAMED {
        text.push_str(" …");
    }
    text
}

fn of_path(path: &PathEvidence, measured: Vec<Measured>) -> EvidenceItem {
    let mut parts: Vec<String> = Vec::new();
    if let Some(carried) = &path.carried {
        parts.push(format!(
            "carries {} of {} functions",
            carried.carried, carried.all
        ));
        let own = carried.left_out.iter().take(NAMED);
        parts.extend(own.map(|(function, reason)| format!("not {function}: {reason}")));
    }
    parts.push(match path.needs.as_slice() {
        [] => "needs nothing to be built".to_owned(),
        needs => format!("needs {}", needs.join(", ")),
    });
    parts.extend(
        (path.missing.iter()).map(|one| format!("{} is missing: {}", one.tool, one.install)),
    );
    parts.push(path.wheels.clone());
    parts.extend(measured.iter().map(in_words));
    EvidenceItem {
        about: path.name.clone(),
        text: parts.join("; "),
        functions: path.carried.clone(),
        needs: path.needs.clone(),
        missing: path.missing.clone(),
        wheels: path.wheels.clone(),
        measured,
    }
}

fn in_words(measured: &Measured) -> String {
    let size = measured
        .size
        .map_or(String::new(), |size| format!(" at {size}"));
    let mut text = format!(
        "{}{size}: {:.0} ns a call",
        measured.workload, measured.net_ns
    );
    if let Some(ratio) = measured.ratio_to_capi {
        let _ = write!(text, ", {ratio:.2} × capi");
    }
    if let (Some(low), Some(high)) = (measured.ratio_low, measured.ratio_high) {
        let _ = write!(text, " [{low:.2}, {high:.2}]");
    }
    if !measured.is_steady {
        text.push_str(" (not steady enough to quote)");
    }
    text
}

/// The commands to go on with.
pub(crate) fn next(decision: &Decision<'_>, answers: &Answers, evidence: &Evidence) -> Vec<String> {
    let chosen = binding(decision.choice, evidence);
    let both = match decision.runner_up.bindings.is_empty() {
        true => chosen.clone(),
        false => format!("{chosen},{}", binding(decision.runner_up, evidence)),
    };
    let files = answers.files("header");
    let header: Vec<String> = files.iter().map(|file| quoted(file)).collect();
    let project = evidence.folder.as_deref();
    let project = project.map_or("PROJECT".to_owned(), quoted);
    // The commands that bring a missing tool come first.
    let missing = evidence
        .path(&chosen)
        .into_iter()
        .flat_map(|path| &path.missing);
    let mut lines: Vec<String> = missing.map(|one| one.install.clone()).collect();
    for line in &decision.choice.next {
        if line.contains("{header}") && header.is_empty() {
            continue;
        }
        // Names of our own first, so that nothing is looked for in those of the user.
        let line = line.replace("{binding}", &chosen).replace("{both}", &both);
        let parts = line
            .split("{project}")
            .map(|part| part.replace("{header}", &header.join(" ")));
        lines.push(parts.collect::<Vec<String>>().join(&project));
    }
    lines
}

/// A name as a shell takes it for one word.
fn quoted(name: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./+".contains(letter);
    if !name.is_empty() && name.chars().all(is_plain) {
        return name.to_owned();
    }
    format!("'{}'", name.replace('\'', r"'\''"))
}

/// What the team has to learn for a choice.
pub(crate) fn training(catalogue: &Catalogue, choice: &Choice, answers: &Answers) -> Vec<Reason> {
    let team = answers.words("team");
    let is_needed = |unless: &[String]| !unless.iter().any(|one| team.contains(&one.as_str()));
    (choice.training.iter())
        .filter(|step| is_needed(&step.unless))
        .filter_map(|step| {
            let (table, row) = catalogue.row(&step.row)?;
            let cells = table
                .columns
                .iter()
                .filter_map(|column| table.holds(&row.id, column));
            let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
            Some(Reason {
                id: row.id.clone(),
                text: cells.join(": "),
                stage: None,
                decides: false,
            })
        })
        .collect()
}

/// The rows of the five-year table for the choice and the runner-up, and the user's own sum.
pub(crate) fn cost(catalogue: &Catalogue, decision: &Decision<'_>, own: Option<Hours>) -> Cost {
    let both = [decision.choice, decision.runner_up];
    let model = both
        .into_iter()
        .filter_map(|choice| cost_row(catalogue, choice));
    Cost {
        model: model.collect(),
        own,
    }
}

fn cost_row(catalogue: &Catalogue, choice: &Choice) -> Option<CostRow> {
    let table = catalogue.table("cost").ok()?;
    let row = (table.rows.iter()).find(|row| {
        row.cells
            .first()
            .is_some_and(|tool| choice.tables.contains(tool))
    })?;
    let number = |cell: &String| cell.parse::<f64>().ok();
    let (initial, years) = (row.cells.get(1)?, row.cells.get(2..7)?);
    Some(CostRow {
        id: row.id.clone(),
        tool: row.cells.first()?.clone(),
        hours: Hours {
            initial: number(initial)?,
            years: years.iter().filter_map(number).collect(),
            total: number(row.cells.get(7)?)?,
        },
    })
}
