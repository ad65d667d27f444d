//! A summary as a person reads it: the words and figures that table and report share.

use std::collections::BTreeSet;

use fishplate_model::{Clock, Outcome, Row, SafetyRow, Status, Summary};
use serde::Serialize;

use crate::field::GENERATED;

/// A workload in words.
#[derive(Serialize)]
pub(crate) struct WorkloadView {
    pub(crate) name: String,
    pub(crate) sizes: Vec<SizeView>,
    pub(crate) safety: SafetyView,
    pub(crate) break_even: Vec<String>,
}

/// One size of a workload.
#[derive(Serialize)]
pub(crate) struct SizeView {
    pub(crate) title: String,
    pub(crate) rows: Vec<RowView>,
}

/// One row.
#[derive(Serialize)]
pub(crate) struct RowView {
    pub(crate) binding: String,
    pub(crate) variant: String,
    pub(crate) raw: String,
    pub(crate) net: String,
    pub(crate) ratio: String,
    pub(crate) interval: String,
    /// What it takes without a word, in full and as counts.
    pub(crate) silently: String,
    pub(crate) silently_short: String,
    pub(crate) status: String,
    pub(crate) is_ok: bool,
    pub(crate) reason: String,
    pub(crate) clock: String,
    pub(crate) batches: String,
    pub(crate) first_call: String,
    pub(crate) import: String,
    pub(crate) build: String,
    pub(crate) binary: String,
}

/// What each contestant does with each bad input.
#[derive(Serialize)]
pub(crate) struct SafetyView {
    pub(crate) inputs: Vec<String>,
    pub(crate) rows: Vec<SafetyLine>,
}

/// What one contestant does with the inputs of the view, in their order.
#[derive(Serialize)]
pub(crate) struct SafetyLine {
    pub(crate) binding: String,
    pub(crate) variant: String,
    pub(crate) cells: Vec<SafetyCell>,
}

/// What came of one bad input.
#[derive(Serialize)]
pub(crate) struct SafetyCell {
    pub(crate) outcome: &'static str,
    pub(crate) exception: String,
}

/// What stands where there is no figure.
pub(crate) const NONE: &str = "\u{2013}";

/// A summary's workloads in words, in the order of its rows.
pub(crate) fn workloads(summary: &Summary) -> Vec<WorkloadView> {
    let mut names: Vec<&str> = Vec::new();
    for row in &summary.rows {
        if !names.contains(&row.workload.as_str()) {
            names.push(&row.workload);
        }
    }
    names
        .into_iter()
        .map(|name| workload(summary, name))
        .collect()
}

fn workload(summary: &Summary, name: &str) -> WorkloadView {
    let rows: Vec<&Row> = summary
        .rows
        .iter()
        .filter(|row| row.workload == name)
        .collect();
    let safety: Vec<&SafetyRow> = summary
        .safety
        .iter()
        .filter(|row| row.workload == name)
        .collect();
    let mut sizes = Vec::new();
    for row in &rows {
        if !sizes.contains(&row.size) {
            sizes.push(row.size);
        }
    }
    let sizes = sizes.into_iter().map(|size| {
        let mut of_size: Vec<&Row> = rows
            .iter()
            .copied()
            .filter(|row| row.size == size)
            .collect();
        of_size.sort_by(|a, b| order(a).total_cmp(&order(b)));
        let title = size.map_or_else(String::new, |size| match size {
            1 => "1 element".to_owned(),
            _ => format!("{} elements", grouped(size)),
        });
        SizeView {
            title,
            rows: of_size
                .into_iter()
                .map(|row| row_view(row, &safety))
                .collect(),
        }
    });
    let sizes = sizes.collect();
    WorkloadView {
        name: name.to_owned(),
        sizes,
        safety: safety_view(&safety),
        break_even: break_even(summary, name),
    }
}

/// The fastest first, rows without a time last.
fn order(row: &Row) -> f64 {
    row.net_ns.unwrap_or(f64::INFINITY)
}

fn row_view(row: &Row, safety: &[&SafetyRow]) -> RowView {
    let of_row: Vec<&SafetyRow> = safety
        .iter()
        .copied()
        .filter(|one| one.binding == row.binding && one.variant == row.variant)
        .collect();
    let (silently, silently_short) = silently(&of_row, parameters(safety) > 1);
    let or_none = |text: Option<String>| text.unwrap_or_else(|| NONE.to_owned());
    let interval = row.ratio_low.zip(row.ratio_high);
    RowView {
        binding: row.binding.clone(),
        variant: row.variant.clone(),
        raw: or_none(row.raw_ns.map(nanoseconds)),
        net: or_none(row.net_ns.map(nanoseconds)),
        ratio: or_none(row.ratio_to_capi.map(ratio)),
        interval: interval.map_or_else(String::new, |(low, high)| {
            format!("{}\u{2013}{}", ratio(low), ratio(high))
        }),
        silently,
        silently_short,
        status: status(row.status).to_owned(),
        is_ok: row.status == Status::Ok,
        reason: row.reason.clone().unwrap_or_default(),
        clock: or_none(row.clock.map(|clock| match clock {
            Clock::Monotonic => "wall clock".to_owned(),
            Clock::ThreadCpu => "thread CPU".to_owned(),
        })),
        batches: format!("{} in {}", row.samples, row.runs),
        first_call: or_none(row.first_call_ns.map(|ns| format!("{:.1}", ns / 1e3))),
        import: or_none(row.import_ms.map(|ms| format!("{ms:.1}"))),
        build: or_none(row.build_cpu_s.map(|s| format!("{s:.1}"))),
        binary: or_none(
            row.binary_bytes
                .map(|bytes| format!("{:.0}", bytes as f64 / 1024.0)),
        ),
    }
}

/// The word for a status.
pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Ok => "ok",
        Status::Unstable => "unstable",
        Status::Skipped => "skipped",
        Status::Wrong => "wrong",
        Status::Crashed => "crashed",
        Status::Timeout => "timeout",
    }
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Refused => "refused",
        Outcome::Copied => "copied",
        Outcome::Wrong => "wrong",
        Outcome::Ok => "ok",
    }
}

/// How many parameters the bad inputs are given to; with one its name says nothing.
fn parameters(safety: &[&SafetyRow]) -> usize {
    let names = safety
        .iter()
        .filter_map(|row| row.input.split_once(" = "))
        .map(|(name, _)| name);
    names.collect::<BTreeSet<_>>().len()
}

/// What a contestant takes without a word: in full, and as counts.
fn silently(safety: &[&SafetyRow], has_names: bool) -> (String, String) {
    if safety.is_empty() {
        return (NONE.to_owned(), NONE.to_owned());
    }
    let mut full = Vec::new();
    let mut short = Vec::new();
    for wanted in [Outcome::Wrong, Outcome::Copied] {
        let inputs: Vec<&str> = safety
            .iter()
            .filter(|row| row.outcome == wanted)
            .map(|row| match row.input.split_once(" = ") {
                Some((_, value)) if !has_names => value,
                _ => row.input.as_str(),
            })
            .collect();
        if !inputs.is_empty() {
            full.push(format!("{}: {}", outcome(wanted), inputs.join(", ")));
            short.push(format!("{} {}", inputs.len(), outcome(wanted)));
        }
    }
    if full.is_empty() {
        return ("nothing".to_owned(), "nothing".to_owned());
    }
    (full.join("; "), short.join(", "))
}

fn safety_view(safety: &[&SafetyRow]) -> SafetyView {
    let mut inputs: Vec<String> = Vec::new();
    let mut rows: Vec<SafetyLine> = Vec::new();
    for row in safety {
        if !inputs.contains(&row.input) {
            inputs.push(row.input.clone());
        }
        if !rows
            .iter()
            .any(|line| line.binding == row.binding && line.variant == row.variant)
        {
            rows.push(SafetyLine {
                binding: row.binding.clone(),
                variant: row.variant.clone(),
                cells: Vec::new(),
            });
        }
    }
    for line in &mut rows {
        let cell = |input: &String| {
            let found = safety.iter().find(|row| {
                row.binding == line.binding && row.variant == line.variant && &row.input == input
            });
            SafetyCell {
                outcome: found.map_or(NONE, |row| outcome(row.outcome)),
                exception: found
                    .and_then(|row| row.exception.clone())
                    .unwrap_or_default(),
            }
        };
        line.cells = inputs.iter().map(cell).collect();
    }
    SafetyView { inputs, rows }
}

fn break_even(summary: &Summary, name: &str) -> Vec<String> {
    let of_workload = summary
        .break_even
        .iter()
        .filter(|entry| entry.workload == name);
    let net = |binding: &str, is_generated: bool, size: u64| {
        let found = summary.rows.iter().find(|row| {
            row.workload == name
                && row.binding == binding
                && (row.variant == GENERATED) == is_generated
                && row.size == Some(size)
        });
        found.and_then(|row| row.net_ns)
    };
    let words = of_workload.map(|entry| {
        let pair = format!("{} (generated) against {}", entry.binding, entry.against);
        let Some(size) = entry.size else {
            return format!("{pair}: slower at every size measured");
        };
        let larger = summary
            .rows
            .iter()
            .filter(|row| row.workload == name)
            .filter_map(|row| row.size);
        let slower: BTreeSet<u64> = larger
            .filter(|other| *other > size)
            .filter(|other| net(&entry.binding, true, *other) > net(&entry.against, false, *other))
            .collect();
        let first = format!("{pair}: no slower at {} elements", grouped(size));
        if slower.is_empty() {
            return format!("{first} and above");
        }
        let sizes: Vec<String> = slower.into_iter().map(grouped).collect();
        format!("{first}, slower again at {}", sizes.join(", "))
    });
    words.collect()
}

/// A time in nanoseconds with three digits that mean something.
fn nanoseconds(ns: f64) -> String {
    if ns.abs() < 100.0 {
        format!("{ns:.1}")
    } else {
        let sign = if ns < 0.0 { "-" } else { "" };
        format!("{sign}{}", grouped(ns.abs().round() as u64))
    }
}

fn ratio(value: f64) -> String {
    if value < 10.0 {
        format!("{value:.2}")
    } else {
        format!("{value:.1}")
    }
}

/// Digits in groups of three.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The warnings of a run.
pub(crate) fn notes(summary: &Summary) -> Vec<String> {
    let notes = summary
        .environment
        .get("notes")
        .and_then(serde_json::Value::as_array);
    let texts = notes
        .into_iter()
        .flatten()
        .filter_map(serde_json::Value::as_str);
    texts.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_digits_that_mean_something() {
        assert_eq!(nanoseconds(41.23), "41.2");
        assert_eq!(nanoseconds(1_234_567.8), "1,234,568");
        assert_eq!(nanoseconds(-0.4), "-0.4");
        assert_eq!(ratio(1.004), "1.00");
        assert_eq!(ratio(15.44), "15.4");
        assert_eq!(grouped(999), "999");
    }
}
