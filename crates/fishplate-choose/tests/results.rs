//! What the results of a run change, on made-up figures.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a test ends where something unforeseen happens"
)]

use fishplate_choose::{Answers, Catalogue, Evidence, PathEvidence};
use fishplate_model::{SUMMARY_VERSION, Summary};
use serde_json::{Value, json};

/// A row as `summary.json` has it: binding, workload, size and the time of a call.
fn row(binding: &str, workload: &str, size: Option<u64>, net_ns: f64, status: &str) -> Value {
    let variant = if binding == "python" {
        "reference"
    } else {
        "generated"
    };
    json!({
        "workload": workload, "case": null, "size": size,
        "size_unit": size.map(|_| "elements"), "binding": binding, "variant": variant,
        "status": status, "reason": null, "clock": "monotonic", "raw_ns": net_ns, "net_ns": net_ns,
        "ratio_to_capi": net_ns / 30.0, "ratio_low": net_ns / 31.0, "ratio_high": net_ns / 29.0,
        "runs": 3, "samples": 9, "instructions": null, "first_call_ns": null,
        "extra_peak_bytes": null, "copied": null, "build_cpu_s": null, "binary_bytes": null,
        "import_ms": null,
    })
}

fn evidence(rows: &[Value]) -> Evidence {
    let summary: Summary = serde_json::from_value(json!({
        "version": SUMMARY_VERSION, "environment": {}, "rows": rows, "safety": [], "break_even": [],
    }))
    .unwrap();
    let path = |name: &str| PathEvidence {
        name: name.to_owned(),
        ..PathEvidence::default()
    };
    Evidence {
        paths: ["ctypes", "cffi-abi", "cffi-api", "cython"]
            .map(path)
            .to_vec(),
        results: Some(summary),
        ..Evidence::default()
    }
}

fn answers(catalogue: &Catalogue, changed: &str) -> Answers {
    let common = "core = 'c'\nheader = 'none'\ngoal = 'prototype'\ndata_size = 16\ncalls_per_s = 1000\n\
                  team = 'python'\ncode_lines = 500\nlifetime_years = 0\nplatforms = 'linux'\n";
    let mut all: toml::Table = toml::from_str(common).unwrap();
    all.extend(toml::from_str::<toml::Table>(changed).unwrap());
    Answers::parse(&all.to_string(), "a test", catalogue).unwrap()
}

#[test]
fn the_runner_up_is_taken_where_crossings_of_the_choice_take_much_of_a_core() {
    let catalogue = Catalogue::load().unwrap();
    let evidence = evidence(&[
        row("capi", "scalar-add", None, 30.0, "ok"),
        row("ctypes", "scalar-add", None, 250.0, "ok"),
        row("cffi-api", "scalar-add", None, 80.0, "ok"),
        row("capi", "array-dot", Some(100), 90.0, "ok"),
    ]);
    let chosen = |calls: &str| {
        let answers = answers(&catalogue, &format!("calls_per_s = {calls}"));
        catalogue.advise(&answers, &evidence, None).unwrap()
    };
    // A quarter of a core is a million crossings of 250 ns.
    let below = chosen("999_000");
    assert_eq!(
        (below.choice.as_str(), below.runner_up.as_str()),
        ("ctypes", "cffi-api")
    );
    let told = below
        .would_change
        .iter()
        .find(|change| change.answer == "calls_per_s")
        .unwrap();
    assert_eq!(
        (told.value.as_str(), told.choice.as_str()),
        ("1,000,001", "cffi-api")
    );
    let above = chosen("1_001_000");
    assert_eq!(
        (above.choice.as_str(), above.runner_up.as_str()),
        ("cffi-api", "ctypes")
    );
    let decider = above.because.iter().find(|reason| reason.decides).unwrap();
    assert_eq!(decider.id, "results");
    assert!(
        decider.text.contains("25 % of a core") && decider.text.contains("8 %"),
        "{}",
        decider.text
    );
}

#[test]
fn no_binding_is_advised_only_while_no_crossing_is_much_cheaper_than_python() {
    let catalogue = Catalogue::load().unwrap();
    let answers = answers(
        &catalogue,
        "core = 'python'\ngoal = 'speed'\ncalls_per_s = '10M'",
    );
    let chosen = |cython: f64| {
        let evidence = evidence(&[
            row("capi", "scalar-add", None, 30.0, "ok"),
            row("python", "scalar-add", None, 25.0, "ok"),
            row("cython", "scalar-add", None, cython, "ok"),
        ]);
        catalogue.advise(&answers, &evidence, None).unwrap()
    };
    assert_eq!(chosen(18.0).choice, "no-binding");
    let beaten = chosen(12.0);
    assert_eq!(beaten.choice, "compile-python");
    assert!(
        beaten
            .disagree
            .iter()
            .any(|one| one.id == "V-06" && one.says.contains("12 ns beside 25 ns"))
    );
}

#[test]
fn a_path_shows_its_crossing_and_the_size_that_is_nearest_and_no_row_without_a_figure() {
    let catalogue = Catalogue::load().unwrap();
    let evidence = evidence(&[
        row("capi", "scalar-add", None, 30.0, "ok"),
        row("capi", "array-dot", Some(100), 90.0, "ok"),
        row("capi", "array-dot", Some(100_000), 9_000.0, "ok"),
        row("ctypes", "scalar-add", None, 250.0, "unstable"),
        row("ctypes", "array-dot", Some(100), 400.0, "ok"),
        row("ctypes", "array-dot", Some(100_000), 9_500.0, "ok"),
        row("cython", "scalar-add", None, 20.0, "crashed"),
    ]);
    let answers = answers(&catalogue, "data_size = '1MB'");
    let advice = catalogue.advise(&answers, &evidence, None).unwrap();
    let measured = |name: &str| {
        let item = advice
            .evidence
            .iter()
            .find(|item| item.about == name)
            .unwrap();
        item.measured
            .iter()
            .map(|one| (one.size, one.net_ns, one.is_steady))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        measured("ctypes"),
        [(None, 250.0, false), (Some(100_000), 9_500.0, true)]
    );
    assert_eq!(measured("cython"), []);
    assert_eq!(measured("cffi-api"), []);
}

#[test]
fn what_crossings_cost_at_the_rate_of_the_user_is_told_and_whether_it_matters() {
    let catalogue = Catalogue::load().unwrap();
    let evidence = evidence(&[
        row("capi", "scalar-add", None, 20.0, "ok"),
        row("ctypes", "scalar-add", None, 160.0, "ok"),
        row("cffi-api", "scalar-add", None, 140.0, "ok"),
        row("cython", "scalar-add", None, 30.0, "ok"),
    ]);
    let told = |calls: &str| {
        let answers = answers(&catalogue, &format!("calls_per_s = {calls}"));
        let advice = catalogue.advise(&answers, &evidence, None).unwrap();
        let item = advice
            .evidence
            .into_iter()
            .find(|item| item.about == "results");
        item.unwrap().text
    };
    assert_eq!(
        told("62_000"),
        "62,000 crossings a second through `ctypes` take 1.0 % of a core: which tool it is does not \
         matter for speed"
    );
    assert_eq!(
        told("2_000_000"),
        "2,000,000 crossings a second through `ctypes` take 32.0 % of a core, and 6.0 % through \
         `cython`, the cheapest"
    );
}

#[test]
fn a_time_per_item_is_not_taken_for_a_crossing() {
    let catalogue = Catalogue::load().unwrap();
    let crossings = [
        row("capi", "scalar-add", None, 30.0, "ok"),
        row("ctypes", "scalar-add", None, 250.0, "ok"),
        row("cffi-api", "scalar-add", None, 80.0, "ok"),
    ];
    let mut item = row("capi", "batch", Some(1000), 0.7, "ok");
    item["per"] = json!("item");
    let with_item = [&crossings[..], &[item]].concat();
    let told = |rows: &[Value]| {
        let answers = answers(&catalogue, "calls_per_s = 1_000_000");
        let advice = catalogue.advise(&answers, &evidence(rows), None).unwrap();
        serde_json::to_value(advice).unwrap()
    };
    assert_eq!(told(&with_item), told(&crossings));
}
