//! A summary as a person reads it: the words and figures that table and report share.

mod across;
pub(crate) mod article;
mod break_even;
mod existing;
mod extra;
pub(crate) mod figures;
pub(crate) mod group;
pub(crate) mod limits;
mod safety;
pub(crate) mod story;
pub(crate) mod title;

use fishplate_bindings::VARIANTS;
use fishplate_model::{Clock, Row, SafetyRow, Status, Summary};
use serde::Serialize;

use self::across::AcrossView;
use self::extra::{CALL, PACKAGE, present};
pub(crate) use self::figures::grouped;
use self::figures::{instructions, nanoseconds, ratio};
use self::safety::{SafetyView, of_case, silently};
use self::title::title;
use crate::record::id_of;
use crate::workload::Focus;

/// A workload in words.
#[derive(Serialize)]
pub(crate) struct WorkloadView {
    pub(crate) name: String,
    /// Whether it is measured for what its packages cost.
    pub(crate) is_for_packages: bool,
    pub(crate) tables: Vec<TableView>,
    /// The cases side by side, where there are several.
    pub(crate) across: Option<AcrossView>,
    /// A row of each contestant: what building and loading cost does not depend on the case.
    pub(crate) packages: Vec<RowView>,
    /// The headings of further figures of those rows.
    pub(crate) package_extras: Vec<&'static str>,
    pub(crate) safety: Vec<SafetyView>,
    pub(crate) break_even: Vec<String>,
    /// What is to be said of bindings that the user has already.
    pub(crate) existing: Vec<String>,
    /// What is to be said of rows that are marked as unsafe; empty where there is none.
    pub(crate) warning: String,
}

/// One case of a workload at one size.
#[derive(Serialize)]
pub(crate) struct TableView {
    pub(crate) title: String,
    pub(crate) rows: Vec<RowView>,
    /// Whether bad input was tried in this case, and whether it stands here in full.
    pub(crate) has_words: bool,
    pub(crate) is_in_full: bool,
    /// The headings of figures that not every run has.
    pub(crate) extras: Vec<&'static str>,
}

/// One row.
#[derive(Serialize)]
pub(crate) struct RowView {
    /// Its name in `results.jsonl`.
    pub(crate) id: String,
    pub(crate) binding: String,
    /// The variant, with a word where the binding is unsafe.
    pub(crate) variant: String,
    pub(crate) is_unsafe: bool,
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
    pub(crate) instructions: String,
    pub(crate) import: String,
    pub(crate) build: String,
    pub(crate) rebuild: String,
    pub(crate) binary: String,
    /// The further figures of its table.
    pub(crate) extras: Vec<String>,
}

/// What stands where there is no figure.
pub(crate) const NONE: &str = "\u{2013}";

/// A summary's workloads in words, in the order of its rows.
pub(crate) fn workloads(summary: &Summary) -> Vec<WorkloadView> {
    let names = distinct(summary.rows.iter().map(|row| row.workload.as_str()));
    names
        .into_iter()
        .map(|name| workload(summary, name))
        .collect()
}

/// Each value once, in the order of the first of it.
pub(crate) fn distinct<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut found = Vec::new();
    for value in values {
        if !found.contains(&value) {
            found.push(value);
        }
    }
    found
}

fn workload(summary: &Summary, name: &str) -> WorkloadView {
    let of_workload = |row: &&Row| row.workload == name;
    let rows: Vec<&Row> = summary.rows.iter().filter(of_workload).collect();
    let safety = summary.safety.iter().filter(|row| row.workload == name);
    let safety: Vec<&SafetyRow> = safety.collect();
    let focus = focus(summary, name);
    let cases = distinct(rows.iter().map(|row| row.case.as_deref()));
    let extras = present(CALL, &rows);
    let mut tables = Vec::new();
    let mut safety_views = Vec::new();
    for case in cases {
        let of_case = of_case(&safety, case);
        let of = |row: &&&Row| row.case.as_deref() == case;
        let sizes = distinct(rows.iter().filter(of).map(|row| row.size));
        for (index, size) in sizes.into_iter().enumerate() {
            let wanted = (rows.iter().filter(of)).filter(|row| row.size == size);
            let mut wanted: Vec<&Row> = wanted.copied().collect();
            wanted.sort_by(|a, b| order(a, focus).total_cmp(&order(b, focus)));
            tables.push(TableView {
                title: wanted.first().map(|row| title(row)).unwrap_or_default(),
                rows: (wanted.into_iter())
                    .map(|row| RowView {
                        extras: extra::cells(&extras, row),
                        ..row_view(row, &of_case)
                    })
                    .collect(),
                has_words: !of_case.is_empty(),
                // What a row lets through does not depend on the size: it is written out once.
                is_in_full: index == 0,
                extras: extra::titles(&extras),
            });
        }
        safety_views.extend(SafetyView::of(case, &of_case));
    }
    WorkloadView {
        name: name.to_owned(),
        is_for_packages: focus == Focus::Package,
        tables,
        across: AcrossView::of(&rows),
        packages: packages(&rows, focus),
        package_extras: extra::titles(&present(PACKAGE, &rows)),
        safety: safety_views,
        break_even: break_even::sentences(summary, name),
        existing: existing::sentences(summary, name),
        warning: warning(&rows),
    }
}

/// What a workload is measured for, as the record of the run says.
pub(crate) fn focus(summary: &Summary, name: &str) -> Focus {
    let kernels = summary.environment.get("kernels");
    let mut kernels = kernels.and_then(|all| all.as_array()).into_iter().flatten();
    let kernel = kernels.find(|kernel| kernel.get("workload").is_some_and(|known| known == name));
    let focus = kernel.and_then(|kernel| kernel.get("focus"));
    focus
        .and_then(|focus| serde_json::from_value(focus.clone()).ok())
        .unwrap_or_default()
}

/// The cheapest first, rows without a figure last.
fn order(row: &Row, focus: Focus) -> f64 {
    let figure = match focus {
        Focus::Call => row.net_ns,
        Focus::Package => row.build_cpu_s,
    };
    figure.unwrap_or(f64::INFINITY)
}

fn packages(rows: &[&Row], focus: Focus) -> Vec<RowView> {
    let mut found: Vec<&Row> = Vec::new();
    for row in rows {
        let name = |row: &Row| (row.binding.clone(), row.variant.clone());
        if !found.iter().any(|known| name(known) == name(row)) {
            found.push(row);
        }
    }
    found.sort_by(|a, b| order(a, focus).total_cmp(&order(b, focus)));
    let extras = present(PACKAGE, rows);
    let line = |row| RowView {
        extras: extra::cells(&extras, row),
        ..row_view(row, &[])
    };
    found.into_iter().map(line).collect()
}

fn row_view(row: &Row, safety: &[SafetyRow]) -> RowView {
    let (silently, silently_short) = silently(row, safety);
    let or_none = |text: Option<String>| text.unwrap_or_else(|| NONE.to_owned());
    let interval = row.ratio_low.zip(row.ratio_high);
    RowView {
        id: id_of(row),
        extras: Vec::new(),
        binding: row.binding.clone(),
        variant: variant_of(&row.binding, &row.variant),
        is_unsafe: is_unsafe(&row.binding),
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
        instructions: or_none(row.instructions.map(instructions)),
        import: or_none(row.import_ms.map(|ms| format!("{ms:.1}"))),
        rebuild: or_none(row.rebuild_cpu_s.map(|s| format!("{s:.1}"))),
        build: or_none(row.build_cpu_s.map(|s| format!("{s:.1}"))),
        binary: or_none(
            row.binary_bytes
                .map(|bytes| format!("{:.0}", bytes as f64 / 1024.0)),
        ),
    }
}

/// Whether a binding is a variant that does not keep the one meaning.
pub(crate) fn is_unsafe(binding: &str) -> bool {
    let mut variants = VARIANTS.iter().filter(|variant| variant.name == binding);
    variants.any(|found| found.variant.is_some_and(|variant| !variant.is_safe))
}

/// A variant as it is shown.
pub(crate) fn variant_of(binding: &str, name: &str) -> String {
    variant(name, is_unsafe(binding))
}

/// The word is part of the cell, since a colour is not seen by everybody.
fn variant(name: &str, is_unsafe: bool) -> String {
    if is_unsafe {
        format!("{name}, unsafe")
    } else {
        name.to_owned()
    }
}

fn warning(rows: &[&Row]) -> String {
    let names = rows.iter().map(|row| row.binding.as_str());
    let names = distinct(names.filter(|name| is_unsafe(name)));
    if names.is_empty() {
        return String::new();
    }
    format!(
        "unsafe: {} does not check what it is given and calls with it all the same; it shows what \
         the checks cost and is not for use",
        names.join(", ")
    )
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
    use crate::made_up;

    #[test]
    fn an_unsafe_variant_is_marked_in_words() {
        assert_eq!(variant("generated", true), "generated, unsafe");
        assert_eq!(variant("generated", false), "generated");
        for binding in VARIANTS {
            let is_safe = binding.variant.is_none_or(|variant| variant.is_safe);
            let row = made_up::row("w", None, binding.name, "generated", 40.0);
            assert_eq!(warning(&[&row]).is_empty(), is_safe, "{}", binding.name);
        }
    }

    #[test]
    fn each_contestant_has_one_line_among_the_packages() {
        let row = |binding: &str, size, build: f64| Row {
            build_cpu_s: Some(build),
            ..made_up::row("w", Some(size), binding, "generated", 40.0)
        };
        let rows = [row("a", 1, 9.0), row("b", 1, 2.0), row("a", 2, 9.0)];
        let rows: Vec<&Row> = rows.iter().collect();
        let names: Vec<String> = (packages(&rows, Focus::Package).into_iter())
            .map(|one| one.binding)
            .collect();
        assert_eq!(names, ["b", "a"]);
    }
}
