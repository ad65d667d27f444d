//! `fishplate cases` as a person meets it: the list, refusals, and a few cases from end to end.
//!
//! The whole gallery is `make cases`. Here only what is compiled in a moment is run, under the
//! detectors that take no time.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something unforeseen happens"
)]
#![allow(clippy::print_stderr, reason = "a test that is skipped says why")]

mod scene;

use std::path::Path;

use scene::{Ended, Scene, snapshot, transcript};
use serde_json::Value;

#[test]
fn the_list_says_what_each_case_is_about() {
    let scene = Scene::new();
    snapshot("cases_list", &transcript(&scene, &["cases", "list"]));
    assert_eq!(
        scene.run(["cases"]).stdout,
        scene.run(["cases", "list"]).stdout
    );
}

#[test]
fn help_and_wrong_arguments_are_answered() {
    let scene = Scene::new();
    let help = [["cases", "--help"].as_slice(), &["cases", "run", "--help"]];
    let all: Vec<String> = help.iter().map(|line| transcript(&scene, line)).collect();
    snapshot("help_cases", &all.join("\n"));
    let lines: &[&[&str]] = &[
        &["run"],
        &["run", "wrong-declaratoin"],
        &["run", "xyz"],
        &["run", "--all", "count-wrap"],
        &["run", "count-wrap", "--detector", "plain,valgrnd"],
        &["run", "count-wrap", "--format", "yaml"],
        &["run", "count-wrap"],
    ];
    let refused = lines
        .iter()
        .map(|line| transcript(&scene, &[&["cases"], *line].concat()));
    snapshot("cases_refused", &refused.collect::<Vec<_>>().join("\n"));
}

/// A scene with the environment that the other tests have made; none, with the reason printed,
/// where this machine cannot build a case.
fn machine() -> Option<Scene> {
    if fishplate_process::c_compiler().is_none() {
        eprintln!("skipped: no C compiler; on Debian: apt-get install gcc libc6-dev");
        return None;
    }
    let kept = std::env::var("FISHPLATE_CACHE_DIR");
    let here = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache");
    let cache = kept.unwrap_or_else(|_| here.to_str().unwrap().to_owned());
    Some(Scene::with_tools().set("FISHPLATE_CACHE_DIR", &cache))
}

fn run(scene: &Scene, arguments: &[&str]) -> Ended {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let fixed = ["cases", "run", "--python", &python];
    scene.run(fixed.iter().chain(arguments))
}

#[test]
fn what_is_seen_is_what_is_expected_and_a_tool_that_is_missing_is_named() {
    let Some(scene) = machine() else { return };
    let names = ["wrong-declaration", "count-wrap", "missing-decref"];
    let done = run(
        &scene,
        &[
            &names[..],
            &["--detector", "plain,check,instances", "--format", "json"],
        ]
        .concat(),
    );
    assert_eq!(done.code, Some(0), "{}{}", done.stdout, done.stderr);
    let answer: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(answer["version"], 1);
    let cells = |name: &str| {
        let cases = answer["cases"].as_array().unwrap();
        cases.iter().find(|case| case["name"] == name).unwrap()["cells"].clone()
    };
    // The counts come from the runs themselves: a verdict without them would be a word only.
    for (case, detector, seen) in [
        ("wrong-declaration", 0, "caught"),
        ("wrong-declaration", 1, "caught"),
        ("count-wrap", 2, "missed"),
        ("missing-decref", 0, "missed"),
        ("missing-decref", 2, "caught"),
    ] {
        let cell = &cells(case)[detector];
        assert_eq!(cell["seen"], seen, "{case}: {cell}");
        assert_eq!(cell["state"], "as-expected");
        let (hits, runs) = (
            cell["hits"].as_u64().unwrap(),
            cell["runs"].as_u64().unwrap(),
        );
        assert_eq!(
            hits,
            if seen == "caught" { runs } else { 0 },
            "{case}: {cell}"
        );
    }
    let tools = answer["tools"].as_array().unwrap();
    assert!(
        tools.iter().any(|tool| tool["name"] == "CPython"),
        "{tools:?}"
    );
}

#[test]
fn a_case_that_needs_what_is_not_here_is_skipped_by_name() {
    let Some(scene) = machine() else { return };
    let scene = scene.set("CC", "/no/such/compiler");
    let done = run(&scene, &["count-wrap", "--detector", "plain,address"]);
    assert_eq!(done.code, Some(0), "{}{}", done.stdout, done.stderr);
    assert!(
        done.stdout
            .contains("C compiler is missing: apt-get install gcc"),
        "{}",
        done.stdout
    );
    assert!(
        done.stdout
            .contains("count-wrap (plain), count-wrap (address)"),
        "{}",
        done.stdout
    );
    assert!(
        done.stdout
            .contains("0 cells as expected, 0 otherwise, 0 failed, 2 skipped")
    );
}

#[test]
fn ctrl_c_ends_it_and_all_that_it_started() {
    let Some(scene) = machine() else { return };
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let mut command = scene.command(["cases", "run", "--python", &python, "--all"]);
    let child = command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(700));
    let id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    let done = child.wait_with_output().unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(130), "{said}");
    assert_eq!(
        said,
        "fishplate: interrupted; nothing half-written is left\n"
    );
    assert!(done.stdout.is_empty());
}
