//! Draws a comparison of two runs as a person reads it.
//!
//! Every name in it comes from a file that anybody may have written, and is shown as one.

use std::fmt::Write as _;
use std::path::Path;

use fishplate_lab::{Compared, Comparison, Difference, OneSided, Run, Verdict, Yardstick};
use serde_json::Value;

use crate::output::shown;

/// Longer values are shown by what they do not share.
const LONG: usize = 60;

const LEGEND: &str = "\
Times are net, in nanoseconds per call, or per what `bench` says. `change` is B over A with its 95 %
interval: of the ratio to the generated `capi` row, or of the time in empty loops for that row itself
and where it has changed.
";
const UNCLEAR: &str = "\
An unclear row reaches over the limit: a quieter machine or more samples (`bench --thorough`) may tell.
";

/// The comparison as text.
pub(crate) fn text(
    runs: [(&Path, &Run); 2],
    differences: &[Difference],
    found: &Comparison,
) -> String {
    let mut text = String::new();
    for (name, (folder, run)) in ["A", "B"].iter().zip(runs) {
        let started = run.environment().get("started").and_then(Value::as_str);
        let started = shown(started.unwrap_or("at an unknown time"));
        let folder = shown(&folder.display().to_string());
        let _ = writeln!(text, "{name}: {folder}, measured {started}");
    }
    for one in differences {
        let _ = writeln!(text, "differs: {}", difference(one));
    }
    text.push('\n');
    let same_group = |one: &Compared, other: &Compared| {
        (&one.workload, &one.case, one.size) == (&other.workload, &other.case, other.size)
    };
    for group in found.rows.chunk_by(same_group) {
        text.push_str(&table(group));
        text.push('\n');
    }
    text.push_str(LEGEND);
    if found.count(Verdict::Unclear) > 0 {
        text.push_str(UNCLEAR);
    }
    text.push_str(&verdict(found));
    text
}

/// A difference on one line.
pub(crate) fn difference(one: &Difference) -> String {
    let (a, b) = match (&one.a, &one.b) {
        (Some(a), Some(b)) if a.chars().count().max(b.chars().count()) > LONG => {
            (own_words(a, b), own_words(b, a))
        }
        (a, b) => {
            let known = |side: &Option<String>| match side {
                Some(value) if !value.is_empty() => shown(value),
                Some(_) => "nothing".to_owned(),
                None => "not recorded".to_owned(),
            };
            (known(a), known(b))
        }
    };
    format!("{}: {a} in A, {b} in B", shown(&one.what))
}

/// The words that one text has and the other has not.
fn own_words(text: &str, other: &str) -> String {
    let others: Vec<&str> = other.split_whitespace().collect();
    let own = text
        .split_whitespace()
        .filter(|word| !others.contains(word));
    let own = own.collect::<Vec<_>>().join(" ");
    let mut letters = own.chars();
    let start: String = letters.by_ref().take(LONG).collect();
    match (start.is_empty(), letters.next()) {
        (true, _) => "nothing more".to_owned(),
        (_, None) => shown(&start),
        (_, Some(_)) => shown(&start) + "\u{2026}",
    }
}

/// The title and the rows of one workload, case and size.
fn table(group: &[Compared]) -> String {
    let mut lines = vec![HEAD.map(str::to_owned)];
    lines.extend(group.iter().map(cells));
    let widths: Vec<usize> = (0..HEAD.len())
        .map(|column| {
            let cells = lines.iter().filter_map(|line| line.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let mut text = group.first().map(title).unwrap_or_default() + "\n";
    for line in &lines {
        let mut drawn = String::new();
        for (number, (cell, width)) in line.iter().zip(&widths).enumerate() {
            let padding = " ".repeat(width.saturating_sub(cell.chars().count()));
            let (before, after) = if FIGURES.contains(&number) {
                (padding.as_str(), "")
            } else {
                ("", padding.as_str())
            };
            let _ = write!(drawn, "{before}{cell}{after}  ");
        }
        let _ = writeln!(text, "{}", drawn.trim_end());
    }
    text
}

const HEAD: [&str; 8] = [
    "binding", "variant", "A", "B", "change", "95 %", "by", "verdict",
];
/// The columns that stand at the right.
const FIGURES: std::ops::Range<usize> = 2..6;

fn cells(row: &Compared) -> [String; 8] {
    let time = |ns: Option<f64>| {
        ns.map_or("-".to_owned(), |ns| {
            format!("{ns:.*}", if ns < 100.0 { 1 } else { 0 })
        })
    };
    let verdict = match row.verdict {
        Verdict::Slower => "slower",
        Verdict::Quicker => "quicker",
        Verdict::Same => "same",
        Verdict::Unclear => "unclear",
    };
    let unstable = if row.is_unstable { " (unstable)" } else { "" };
    [
        shown(&row.binding),
        shown(&row.variant),
        time(row.a_net_ns),
        time(row.b_net_ns),
        format!("{:.3}", row.change),
        format!("{:.3}\u{2013}{:.3}", row.change_low, row.change_high),
        match row.judged_by {
            Yardstick::Baseline => "\u{d7} capi",
            Yardstick::EmptyLoop => "loops",
        }
        .to_owned(),
        format!("{verdict}{unstable}"),
    ]
}

fn title(row: &Compared) -> String {
    let size = row.size.map(|size| size.to_string());
    let parts = [Some(&row.workload), row.case.as_ref(), size.as_ref()];
    let parts: Vec<String> = parts
        .into_iter()
        .flatten()
        .map(|part| shown(part))
        .collect();
    parts.join(", ")
}

/// What the whole comparison says.
fn verdict(found: &Comparison) -> String {
    let limit = (found.limit * 100_000.0).round() / 1000.0;
    let count = |verdict| found.count(verdict);
    let mut text = format!(
        "rows in both runs: {}; slower by more than {limit} %: {}; quicker: {}; the same within it: {}; \
         unclear: {}\n",
        found.rows.len(),
        count(Verdict::Slower),
        count(Verdict::Quicker),
        count(Verdict::Same),
        count(Verdict::Unclear),
    );
    for (title, rows) in [
        ("broken in B", &found.broken),
        ("only in A", &found.only_in_a),
        ("only in B", &found.only_in_b),
    ] {
        for OneSided { row, why } in rows {
            let _ = writeln!(text, "{title}: {}: {}", shown(row), shown(why));
        }
    }
    if found.in_neither > 0 {
        let _ = writeln!(
            text,
            "{} rows have figures in neither run",
            found.in_neither
        );
    }
    text
}
