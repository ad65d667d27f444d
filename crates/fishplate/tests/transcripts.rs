//! What a person sees at the command line, as transcripts in `tests/cli/` of the repository.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something unforeseen happens"
)]

mod scene;

use scene::{Scene, snapshot, transcript};

#[test]
fn help_names_every_command_and_option() {
    let scene = Scene::new();
    snapshot("help", &transcript(&scene, &["--help"]));
    for command in [
        "bench",
        "bind",
        "choose",
        "compare",
        "dump",
        "doctor",
        "completions",
    ] {
        snapshot(
            &format!("help_{command}"),
            &transcript(&scene, &[command, "--help"]),
        );
    }
}

#[test]
fn wrong_arguments_are_answered_with_what_would_be_right() {
    let scene = Scene::new();
    let lines: &[&[&str]] = &[
        &["benhc"],
        &["bench", "--quik"],
        &["bench", "--quick", "--thorough"],
        &["bench", "--seed", "many"],
        &["bind", "x.h"],
        &["bind", "x.h", "--binding", "ctype", "--out", "o"],
        &["dump"],
    ];
    let all: Vec<String> = lines.iter().map(|line| transcript(&scene, line)).collect();
    snapshot("wrong_arguments", &all.join("\n"));
}

#[test]
fn doctor_names_what_is_missing_and_how_to_get_it() {
    let scene = Scene::new().set("LIBCLANG_PATH", "/no/such/libclang.so");
    scene.python("exit 1");
    snapshot("doctor_without_tools", &transcript(&scene, &["doctor"]));
}

#[test]
fn doctor_reports_even_without_a_python() {
    let scene = Scene::new().set("LIBCLANG_PATH", "/no/such/libclang.so");
    snapshot("doctor_without_python", &transcript(&scene, &["doctor"]));
}

#[test]
fn bind_says_what_it_lacks() {
    let scene = Scene::new();
    scene.write("libkernel-x.so", "");
    scene.write("kernel.h", "int add(int a, int b);\n");
    let (library, missing) = ("libkernel-x.so", "libno.so");
    let lines: &[&[&str]] = &[
        &["--bundle"],
        &["--library", missing],
        &["--pkg-config", "kernel"],
        &["--library", library, "--name", "a-b"],
        &["--library", library, "--name", "class"],
        &["--library", library, "--notes", "n.toml"],
    ];
    let fixed = ["bind", "kernel.h", "--binding", "ctypes", "--out", "o"];
    let all: Vec<String> = lines
        .iter()
        .map(|line| transcript(&scene, &[&fixed, *line].concat()))
        .collect();
    snapshot("bind_lacks", &all.join("\n"));
    assert!(
        !scene.path("o").exists(),
        "something was written all the same"
    );
}
