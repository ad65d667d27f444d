//! `fishplate compare` as a person meets it, as transcripts in `tests/cli/`, and its JSON.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something unforeseen happens"
)]

mod scene;

use scene::{Scene, snapshot, transcript};
use serde_json::{Value, json};

fn environment() -> Value {
    json!({
        "fishplate": "0.1.0", "started": "2026-01-01T00:00:00Z", "depth": "normal", "seed": 1,
        "machine": { "cpu": "A Processor", "cores": 2, "kernel": "6.1" },
        "python": {
            "implementation": "cpython", "version": "3.11.2", "pgo": true, "lto": false,
            "shared": false, "gil": true, "debug": false, "compiler": "GCC 12", "config_args": "",
        },
    })
}

/// A row: its size, its names, and its net time in nanoseconds, or why it has none.
type Made<'m> = (Option<u64>, &'m str, &'m str, Result<f64, &'m str>);

const PROCESSES: u32 = 12;
const ROUNDS: u32 = 20;

fn row((size, binding, variant, time): &Made<'_>) -> Value {
    let none = Value::Null;
    json!({
        "workload": "dot", "case": none, "size": size, "size_unit": size.map(|_| "elements"),
        "binding": binding, "variant": variant,
        "status": if time.is_ok() { "ok" } else { "wrong" }, "reason": time.err(),
        "clock": none, "raw_ns": none, "net_ns": none, "ratio_to_capi": none, "ratio_low": none,
        "ratio_high": none, "runs": PROCESSES,
        "samples": if time.is_ok() { PROCESSES * ROUNDS } else { 0 },
        "instructions": none, "first_call_ns": none, "extra_peak_bytes": none, "copied": none,
        "build_cpu_s": none, "binary_bytes": none, "import_ms": none,
    })
}

/// The lines of a row: processes differ by up to 2 per cent, since nothing is ever still.
fn lines((size, binding, variant, time): &Made<'_>) -> String {
    let size = size.map_or("-".to_owned(), |size| size.to_string());
    let Ok(time) = time else { return String::new() };
    let batches = (0..PROCESSES).flat_map(|process| (0..ROUNDS).map(move |round| (process, round)));
    let lines = batches.map(|(process, round)| {
        let weather = 1.0 + 0.1 * f64::from(round % 3);
        let layout = 1.0 + 0.02 * (f64::from(process * 5 % 12) / 11.0 - 0.5);
        let sample = json!({
            "version": 1, "row": format!("dot/-/{size}/{binding}/{variant}"), "process": process,
            "round": round, "loops": 100, "raw_ns": weather * (10.0 + layout * time),
            "floor_ns": weather * 10.0,
        });
        format!("{sample}\n")
    });
    lines.collect()
}

fn write(scene: &Scene, folder: &str, environment: &Value, rows: &[Made<'_>]) {
    let summary = json!({
        "version": 1, "environment": environment, "safety": [], "break_even": [],
        "rows": rows.iter().map(row).collect::<Vec<_>>(),
    });
    scene.write(&format!("{folder}/summary.json"), &summary.to_string());
    let lines: String = rows.iter().map(lines).collect();
    scene.write(&format!("{folder}/results.jsonl"), &lines);
}

const CAPI: Made<'_> = (Some(2), "capi", "generated", Ok(40.0));
const IDIOM: Made<'_> = (Some(2), "ctypes", "hand-idiom", Ok(300.0));
const LARGE: Made<'_> = (Some(100_000), "capi", "generated", Ok(52_345.0));

const fn cython(ns: f64) -> Made<'static> {
    (Some(2), "cython", "generated", Ok(ns))
}

const fn nanobind(time: Result<f64, &'static str>) -> Made<'static> {
    (Some(2), "nanobind", "generated", time)
}

#[test]
fn a_slower_row_is_a_regression_and_every_other_change_is_named() {
    let scene = Scene::new();
    let before = [CAPI, cython(60.0), nanobind(Ok(50.0)), IDIOM, LARGE];
    write(&scene, "before", &environment(), &before);
    let mut later = environment();
    later["started"] = json!("2026-02-01T00:00:00Z");
    later["machine"]["kernel"] = json!("6.2");
    let wrong = nanobind(Err("the answer is 4; the reference says 5"));
    let numpy = (Some(2), "numpy", "reference", Ok(500.0));
    let after = [CAPI, cython(66.0), wrong, numpy, LARGE];
    write(&scene, "after", &later, &after);
    let lines: &[&[&str]] = &[
        &["compare", "before", "after"],
        &["compare", "after", "before", "--limit", "20%"],
    ];
    let all: Vec<String> = lines.iter().map(|line| transcript(&scene, line)).collect();
    snapshot("compare", &all.join("\n"));
    assert_eq!(scene.run(lines[0]).code, Some(1));
    assert_eq!(scene.run(lines[1]).code, Some(0));
}

#[test]
fn runs_of_different_machines_or_interpreters_are_compared_only_when_asked_for() {
    let scene = Scene::new();
    write(&scene, "here", &environment(), &[CAPI, cython(60.0)]);
    let mut other = environment();
    other["machine"]["cpu"] = json!("Another\u{1b}[2J Processor");
    other["python"]["version"] = json!("3.13.1");
    let flags = "--enable-optimizations --with-lto --enable-shared --prefix=/usr --with-pydebug";
    other["python"]["config_args"] = json!(flags);
    write(&scene, "there", &other, &[CAPI, cython(66.0)]);
    let lines: &[&[&str]] = &[
        &["compare", "here", "there"],
        &["compare", "here", "there", "--across"],
    ];
    let all: Vec<String> = lines.iter().map(|line| transcript(&scene, line)).collect();
    snapshot("compare_across", &all.join("\n"));
}

#[test]
fn a_folder_that_cannot_be_used_is_one_line() {
    let scene = Scene::new();
    let rows = [CAPI, cython(60.0)];
    for folder in ["good", "cut", "odd", "lines", "none", "apart"] {
        write(&scene, folder, &environment(), &rows);
    }
    write(&scene, "apart", &environment(), &[LARGE]);
    let text = std::fs::read_to_string(scene.path("good/results.jsonl")).unwrap();
    scene.write("cut/results.jsonl", text.get(..text.len() - 30).unwrap());
    scene.write(
        "odd/results.jsonl",
        &text.replacen("\"version\":1", "\"version\":0", 1),
    );
    scene.write("lines/results.jsonl", &format!("not JSON\n{text}"));
    std::fs::remove_file(scene.path("none/results.jsonl")).unwrap();
    scene.write("old/summary.json", "{\"version\": 0}\n");
    std::fs::create_dir(scene.path("empty")).unwrap();
    let lines: &[&[&str]] = &[
        &["good", "cut"],
        &["good", "good"],
        &["good", "./good/../good"],
        &["good", "old"],
        &["good", "empty"],
        &["good", "none"],
        &["good", "odd"],
        &["good", "lines"],
        &["good", "apart"],
        &["good"],
        &["good", "cut", "--limit", "0.05"],
    ];
    let all: Vec<String> = (lines.iter())
        .map(|line| transcript(&scene, &[&["compare"], *line].concat()))
        .collect();
    snapshot("compare_refused", &all.join("\n"));
}

#[test]
fn the_json_says_the_same_as_the_table() {
    let scene = Scene::new();
    write(&scene, "a", &environment(), &[CAPI, cython(60.0), IDIOM]);
    write(&scene, "b", &environment(), &[CAPI, cython(66.0)]);
    let ended = scene.run(["compare", "a", "b", "--format", "json"]);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    let json: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(json["version"], 1);
    assert_eq!(json["limit"], 0.05);
    assert_eq!(json["a"]["folder"], "a");
    assert_eq!(json["rows"][1]["verdict"], "slower");
    assert_eq!(json["rows"][1]["judged_by"], "baseline");
    let change = json["rows"][1]["change"].as_f64().unwrap();
    assert!((change - 1.1).abs() < 1e-3, "{change}");
    assert_eq!(json["only_in_a"][0]["row"], "dot/-/2/ctypes/hand-idiom");
    assert_eq!(json["summary"]["slower"], 1);
    assert_eq!(json["summary"]["is_regression"], true);
}
