//! `--run` from front to back: what only an import shows, and imports that mean harm.

use crate::scene::Ended;
use crate::stage::{findings, scene};

const HEADER: &str = "int lazy_open(const char *path, int flags);\nint plain(int n);\n";

const BINDING: &str = "
from ctypes import CDLL, c_char_p, c_int, c_long
lib = CDLL('liblazy.so')
lib.plain.argtypes = [c_long]
def declare(name, result, *types):
    function = getattr(lib, 'lazy_' + name)
    function.argtypes, function.restype = types, result
    return function
def open_file(path):
    return declare('open', c_int, c_char_p)(path)
";

fn summary(ended: &Ended) -> serde_json::Value {
    let told: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    told["summary"].clone()
}

#[test]
fn a_lazy_declaration_is_compared_with_run_only() {
    let Some(scene) = scene("a_lazy_declaration_is_compared_with_run_only") else {
        return;
    };
    scene.write("given.h", HEADER);
    scene.write("pack/__init__.py", BINDING);
    let common = ["check", "pack", "--header", "given.h"];
    let json = ["--format", "json"];
    let read = scene.run(common.into_iter().chain(json));
    assert_eq!(findings(&read), ["warning FP113 pack/__init__.py:4 plain"]);
    assert_eq!(summary(&read)["jail"], serde_json::Value::Null);

    let run = scene.run(common.into_iter().chain(json).chain(["--run"]));
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let expected = [
        "warning FP113 pack/__init__.py:4 plain",
        "error FP110 pack/__init__.py:10 lazy_open",
    ];
    assert_eq!(findings(&run), expected);
    let told = summary(&run);
    assert_eq!(
        (&told["resolved_by_run"], &told["unresolved"]),
        (&1.into(), &0.into())
    );
    let jail = told["jail"].as_str().unwrap();
    let text = scene.run(common.into_iter().chain(["--run"])).stdout;
    let last = text.lines().last().unwrap();
    let words = format!("1 understood by `--run` only; modules were imported in a jail ({jail})");
    assert!(last.ends_with(&words), "{last}");
}

#[test]
fn an_import_that_ends_the_process_is_a_finding_and_the_source_is_compared() {
    let test = "an_import_that_ends_the_process_is_a_finding_and_the_source_is_compared";
    let Some(scene) = scene(test) else { return };
    scene.write("given.h", HEADER);
    let text = format!("{BINDING}\nimport os\nprint('{{\"version\": 1}}')\nos._exit(0)\n");
    scene.write("bad.py", &text);
    let done = scene.run(["check", "bad.py", "--header", "given.h", "--run"]);
    assert_eq!(done.code, Some(1), "{}", done.stderr);
    for words in [
        "warning[FP113]: parameter `n` is wider",
        "warning[FP193]: the import of `bad` ended the process with code 0, without an answer",
        "--> bad.py:1:1",
        "what only the import could show is not compared",
        "--exclude 'bad.py'",
    ] {
        assert!(done.stdout.contains(words), "{words}\n{}", done.stdout);
    }
    let left_out = [
        "check",
        ".",
        "--header",
        "given.h",
        "--run",
        "--exclude",
        "./bad.py",
    ];
    let done = scene.run(left_out);
    assert!(!done.stdout.contains("FP193"), "{}", done.stdout);
}
