//! `fishplate check --write-types`: the module is right, typed, the same every time, and works.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where something unforeseen happens"
)]

mod checked;
mod scene;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use scene::Scene;

const WRITE: &[&str] = &[
    "check",
    "--header",
    "shapes.h",
    "--write-types",
    "shapes_types.py",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/type_module")
}

/// A scene with the header, the library's source and what uses it.
fn scene(test: &str) -> Option<Scene> {
    let scene = checked::scene(test)?;
    for name in ["shapes.h", "shapes.c", "drive.py"] {
        fs::copy(folder().join(name), scene.path(name)).unwrap();
    }
    Some(scene)
}

#[test]
fn a_header_becomes_a_module_that_works_and_that_check_finds_nothing_in() {
    let Some(scene) = scene("type module") else {
        return;
    };
    let done = scene.run(WRITE);
    assert_eq!(done.code, Some(0), "{}", done.transcript());
    insta::assert_snapshot!(done.transcript(), @r"
    exit code: 0
    ----- stderr -----
    note: 20 functions written to `shapes_types.py` and its stub; 5 left out, as its first comment says
    ");
    for name in ["shapes_types.py", "shapes_types.pyi"] {
        golden(name, &fs::read_to_string(scene.path(name)).unwrap());
    }
    let found = scene.run(["check", "shapes_types.py", "--header", "shapes.h"]);
    assert_eq!(
        found.stdout,
        "nothing found: 27 of 28 declarations compared (20 functions, 8 records)\n"
    );
    works(&scene);
    has_right_stub(&scene);
    // It may be written anew.
    assert_eq!(scene.run(WRITE).code, Some(0));
}

fn golden(name: &str, text: &str) {
    let path = folder().join("golden").join(name);
    if std::env::var_os("FISHPLATE_BLESS").is_some() {
        fs::write(&path, text).unwrap();
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, known, "{name} is another; `make bless` takes it");
}

fn works(scene: &Scene) {
    let run = |program: &str, arguments: &[&str]| {
        let done = Command::new(program)
            .args(arguments)
            .current_dir(scene.path("."))
            .output();
        match done {
            Ok(done) => {
                let said = String::from_utf8_lossy(&done.stderr).into_owned();
                assert!(done.status.success(), "{program}: {said}");
                true
            }
            Err(_) => false,
        }
    };
    let library = ["-shared", "-fPIC", "-o", "libshapes.so", "shapes.c"];
    if run("cc", &library) {
        assert!(run(
            "python3",
            &["-W", "error", "drive.py", "./libshapes.so"]
        ));
    } else {
        checked::say("skipped a part: no C compiler here");
    }
}

fn has_right_stub(scene: &Scene) {
    let mypy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/venv/bin/mypy");
    let done = Command::new(mypy)
        .args(["--strict", "--cache-dir", "mypy", "shapes_types.pyi"])
        .current_dir(scene.path("."))
        .output();
    match done {
        Ok(done) => assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stdout)
        ),
        Err(_) => checked::say("skipped a part: no mypy in target/venv; `make venv` makes it"),
    }
}

#[test]
fn nothing_of_anybodys_is_written_over() {
    let Some(scene) = scene("type module, refused") else {
        return;
    };
    scene.write("shapes_types.pyi", "# mine\n");
    let said = |arguments: &[&str]| {
        let done = scene.run(arguments);
        assert_eq!(done.code, Some(2), "{}", done.transcript());
        done.stderr
    };
    assert_eq!(
        said(WRITE),
        "fishplate: `shapes_types.pyi` is there and was not written by `--write-types`; remove it or \
         name another file\n"
    );
    assert_eq!(
        said(&[
            "check",
            "--header",
            "shapes.h",
            "--write-types",
            "types.txt"
        ]),
        "fishplate: `--write-types types.txt` names no Python module; let it end in `.py`\n"
    );
    assert!(!scene.path("shapes_types.py").exists());
    assert_eq!(
        fs::read_to_string(scene.path("shapes_types.pyi")).unwrap(),
        "# mine\n"
    );
}
