//! `--run` from front to back: what only an import shows, and imports that mean harm.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::scene::Ended;
use crate::stage::{findings, scene};

const HEADER: &str = "int lazy_open(const char *path, int flags);\nint plain(int n);\n";

const BINDING: &str = "
from base64 import b64decode
from ctypes import CDLL, c_char_p, c_int, c_long
lib = CDLL('liblazy.so')
PREFIX = b64decode('bGF6eV8=').decode()
lib.plain.argtypes = [c_long]
def declare(name, result, *types):
    function = getattr(lib, PREFIX + name)
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
    assert_eq!(findings(&read), ["warning FP113 pack/__init__.py:6 plain"]);
    assert_eq!(summary(&read)["jail"], serde_json::Value::Null);

    let run = scene.run(common.into_iter().chain(json).chain(["--run"]));
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let expected = [
        "warning FP113 pack/__init__.py:6 plain",
        "error FP110 pack/__init__.py:12 lazy_open",
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

/// The processes of this machine that have a word in their command line.
fn running(word: &str) -> usize {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    processes
        .filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok())
        .filter(|line| String::from_utf8_lossy(line).contains(word))
        .count()
}

fn wait_for(what: &str, is_so: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn ctrl_c_ends_an_import_with_all_that_it_started() {
    let Some(scene) = scene("ctrl_c_ends_an_import_with_all_that_it_started") else {
        return;
    };
    scene.write("given.h", HEADER);
    let word = format!("fishplate-word-{}", std::process::id());
    // It starts a program of its own session, and both are deaf to what can be ignored.
    let bad = format!(
        "{BINDING}\nimport os, signal, sys, time\nfor one in (2, 15): signal.signal(one, signal.SIG_IGN)\n\
         if not os.fork():\n    os.setsid()\n    \
         os.execv(sys.executable, [sys.executable, '-I', '-S', '-c', 'import time; time.sleep(600)', '{word}'])\n\
         time.sleep(600)\n"
    );
    scene.write("bad.py", &bad);
    let child = scene
        .command(["check", "bad.py", "--header", "given.h", "--run"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait_for("the import did not begin", || running(&word) > 0);
    let sent = Command::new("/bin/sh")
        .args(["-c", &format!("kill -INT {}", child.id())])
        .status();
    assert!(sent.unwrap().success());
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(130));
    wait_for("something runs on", || running(&word) == 0);
}
