//! The hook for pre-commit: it is what pre-commit reads, and runs what there is.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where something unforeseen happens"
)]

mod checked;
mod scene;

use std::path::Path;

use saphyr::{LoadableYamlNode, Yaml};
use scene::Scene;

#[test]
fn the_hook_parses_and_runs_the_real_command() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.pre-commit-hooks.yaml");
    let text = std::fs::read_to_string(path).unwrap();
    let documents = Yaml::load_from_str(&text).unwrap();
    let hook = &documents[0][0];
    let word = |key: &str| hook[key].as_str().unwrap().to_owned();
    assert_eq!(word("id"), "fishplate-check");
    assert_eq!(word("language"), "python");
    assert!(!word("name").is_empty() && !word("description").is_empty());
    assert_eq!(hook["pass_filenames"].as_bool(), Some(false));
    let mut words = vec![word("entry")];
    let arguments = hook["args"].as_vec().unwrap();
    words.extend(arguments.iter().map(|one| one.as_str().unwrap().to_owned()));
    let line = words.join(" ");
    assert_eq!(line, "fishplate check .");

    // What it runs does its work in a project that says the rest in its settings.
    let Some(scene) = checked::scene("hook") else {
        return;
    };
    write_project(&scene);
    let done = scene.run(line.split(' ').skip(1));
    assert_eq!(done.code, Some(1), "{}", done.transcript());
    assert!(
        done.stdout.contains("error[FP101]"),
        "{}",
        done.transcript()
    );
}

fn write_project(scene: &Scene) {
    scene.write(
        "pyproject.toml",
        "[tool.fishplate]\nheaders = ['include/lib.h']\n",
    );
    scene.write("include/lib.h", "void *thing_new(void);\n");
    scene.write(
        "src/lib.py",
        "import ctypes\nlib = ctypes.CDLL('x')\nlib.thing_new.argtypes = []\n",
    );
}
