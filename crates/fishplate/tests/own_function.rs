//! `fishplate bench` on a function of the user's own, and on the binding that they have already.
//!
//! It is measured for real, with few paths and few samples; no figure is looked at, only what is
//! said of it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where something unforeseen happens"
)]

mod scene;

use std::path::Path;
use std::process::Command;

use scene::{Ended, Scene, snapshot, transcript};
use serde_json::Value;

const HEADER: &str = "#include <stddef.h>
void smooth(const double *close, size_t n, double *out);
int count(int a);
int fall(int a);
int absent(int a);
double total(const double *values, size_t n);
";

const SOURCE: &str = "#include \"smooth.h\"
void smooth(const double *close, size_t n, double *out)
{
    double last = n ? close[0] : 0.0;
    for (size_t i = 0; i < n; i++)
        out[i] = last += 0.1 * (close[i] - last);
}
int count(int a) { static int calls; return a + calls++; }
int fall(int a) { return *(volatile int *)0 + a; }
";

/// Bindings that somebody has: in the way of the C function, in Python's own, and three bad ones.
const MINE: &str = "
import os
import signal

def filled(close, out):
    last = close[0]
    for index, value in enumerate(close):
        last += 0.1 * (value - last)
        out[index] = last

class Copying:
    @staticmethod
    def smooth(close, out):
        own = close.copy()
        filled(close, own)
        return own

def wrong(close, out):
    out[:] = close

def dying(close, out):
    os.kill(os.getpid(), signal.SIGSEGV)
";

/// A scene with the environment that earlier tests have made, so that none is made for this one.
fn scene() -> Scene {
    let cache = match std::env::var_os("FISHPLATE_CACHE_DIR") {
        Some(folder) => folder.into(),
        None => Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"),
    };
    let scene = Scene::with_tools().set("FISHPLATE_CACHE_DIR", cache.to_str().unwrap());
    scene.write("smooth.h", HEADER);
    scene.write("smooth.c", SOURCE);
    scene.write("mine.py", MINE);
    scene
}

fn bench(scene: &Scene, arguments: &[&str]) -> Ended {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let fixed = [
        "bench", "--header", "smooth.h", "--quick", "--python", &python,
    ];
    scene.run(fixed.iter().chain(arguments))
}

fn summary(scene: &Scene) -> Value {
    let text = std::fs::read_to_string(scene.path("fishplate-bench/summary.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn row<'s>(summary: &'s Value, binding: &str, variant: &str) -> &'s Value {
    let rows = summary["rows"].as_array().unwrap();
    let found = rows
        .iter()
        .find(|row| row["binding"] == binding && row["variant"] == variant);
    found.unwrap_or_else(|| panic!("no row {binding}/{variant} in {rows:?}"))
}

/// What a row does with bad input, by the input's name.
fn outcome<'s>(summary: &'s Value, variant: &str, input: &str) -> &'s Value {
    let rows = summary["safety"].as_array().unwrap();
    let found = rows
        .iter()
        .find(|row| row["variant"] == variant && row["input"] == input);
    &found.unwrap_or_else(|| panic!("no {input} of {variant}"))["outcome"]
}

/// The existing bindings of the first test, and what becomes of those that are bad.
const GOOD: &[&str] = &["mine:filled", "mine:Copying.smooth"];
const BAD: &[(&str, &str, &str)] = &[
    ("mine:wrong", "wrong", "of `out` is"),
    ("mine:dying", "crashed", "SIGSEGV"),
    ("nowhere:f", "crashed", "No module named 'nowhere'"),
];

#[test]
fn a_function_of_the_users_own_is_measured_beside_the_bindings_they_have() {
    let scene = scene();
    let call = "smooth(out=float64[N], close=float64[N], n=len(close))";
    let mut arguments = vec!["--source", "smooth.c", "--call", call, "--sizes", "40"];
    arguments.extend(["--binding", "ctypes,native", "--calls-per-second", "500"]);
    let bad = BAD.iter().map(|(name, _, _)| name);
    for name in GOOD.iter().chain(bad) {
        arguments.extend(["--existing", name]);
    }
    let done = bench(&scene, &arguments);
    assert_eq!(done.code, Some(1), "{}", done.stderr);
    assert!(done.stdout.contains("at 500 calls"), "{}", done.stdout);
    assert!(
        done.stdout.contains("against mine:filled"),
        "{}",
        done.stdout
    );
    let summary = summary(&scene);
    check_rows(&summary);
    check_existing(&summary);
    let kernel = &summary["environment"]["kernels"][0];
    assert!(kernel["call"].as_str().unwrap().starts_with("smooth(out="));
    // The user's sources are not for a page that is sent around.
    assert_eq!(kernel["files"], serde_json::json!({}));
}

fn check_rows(summary: &Value) {
    let existing = GOOD.iter().map(|name| ("existing", *name));
    let beside = [
        ("native", "reference"),
        ("capi", "generated"),
        ("ctypes", "generated"),
    ];
    for (binding, variant) in beside.into_iter().chain(existing) {
        let row = row(summary, binding, variant);
        assert!(row["net_ns"].as_f64().unwrap() > 0.0, "{row}");
        let names = (&row["workload"], &row["size"]);
        assert_eq!(names, (&"smooth".into(), &40.into()));
    }
    for (variant, status, reason) in BAD {
        let row = row(summary, "existing", variant);
        assert_eq!(row["status"], *status, "{row}");
        assert!(row["reason"].as_str().unwrap().contains(reason), "{row}");
    }
}

fn check_existing(summary: &Value) {
    let existing = summary["existing"].as_array().unwrap();
    assert_eq!(existing.len(), GOOD.len());
    for one in existing {
        assert!(one["ratio_to_native"].as_f64().unwrap() > 1.0, "{one}");
        let savings = one["savings"].as_array().unwrap();
        assert_eq!(savings.len(), 2, "capi and ctypes: {one}");
        assert!(savings.iter().all(|one| one["calls_per_second"] == 500));
    }
    // What takes a wrong type and converts it is seen, and so is what refuses.
    let input = "close = int64 array";
    assert_eq!(outcome(summary, "mine:filled", input), "copied");
    assert_eq!(outcome(summary, "mine:filled", "close = None"), "refused");
    assert_eq!(outcome(summary, "generated", input), "refused");
    // One gives new memory for an answer, and the generated ones lend what they are given.
    assert_eq!(
        row(summary, "existing", "mine:Copying.smooth")["copied"],
        true
    );
    assert_eq!(row(summary, "ctypes", "generated")["copied"], false);
}

#[test]
fn a_library_is_used_where_it_lies_with_what_it_needs_beside_it() {
    let scene = scene();
    scene.write("base.c", "double one(double v) { return 2.0 * v; }\n");
    scene.write(
        "total.c",
        "#include \"smooth.h\"\ndouble one(double v);\ndouble total(const double *values, size_t n)\n\
         {\n    double sum = 0.0;\n    for (size_t i = 0; i < n; i++)\n        sum += one(values[i]);\n    \
         return sum;\n}\n",
    );
    // Neither has a name of its own, and the first is found beside the second alone.
    let compile = |arguments: &[&str]| {
        let done = Command::new("cc")
            .args(["-shared", "-fPIC"])
            .args(arguments)
            .current_dir(scene.path(""))
            .status();
        assert!(done.unwrap().success());
    };
    compile(&["base.c", "-o", "libbase.so"]);
    compile(&[
        "total.c",
        "-o",
        "libtotal.so",
        "-L.",
        "-lbase",
        "-Wl,-rpath,$ORIGIN",
    ]);
    let call = "total(float64[64], n=len(values))";
    let arguments = [
        "--library",
        "libtotal.so",
        "--call",
        call,
        "--binding",
        "ctypes,cython",
    ];
    let done = bench(&scene, &arguments);
    assert_eq!(done.code, Some(0), "{}{}", done.stdout, done.stderr);
    let summary = summary(&scene);
    for binding in ["capi", "ctypes", "cython"] {
        let row = row(&summary, binding, "generated");
        assert!(row["net_ns"].as_f64().unwrap() > 0.0, "{row}");
        assert_eq!(row["size"], Value::Null);
    }
}

#[test]
fn a_function_that_falls_or_counts_gives_no_figures_and_the_reason() {
    let scene = scene();
    for (call, status, reason) in [
        (
            "fall(a=int32)",
            "crashed",
            "called from C, ended its process with SIGSEGV",
        ),
        (
            "count(a=7)",
            "wrong",
            "not deterministic, so no answer can be compared",
        ),
    ] {
        let arguments = [
            "--source",
            "smooth.c",
            "--call",
            call,
            "--binding",
            "ctypes",
        ];
        let done = bench(&scene, &arguments);
        assert_eq!(done.code, Some(1), "{}", done.stderr);
        let summary = summary(&scene);
        for binding in ["capi", "ctypes"] {
            let row = row(&summary, binding, "generated");
            assert_eq!(row["status"], status, "{row}");
            assert!(row["reason"].as_str().unwrap().contains(reason), "{row}");
            assert_eq!(row["net_ns"], Value::Null);
        }
    }
}

#[test]
fn figures_that_cannot_be_kept_are_shown_all_the_same() {
    let scene = scene();
    // A folder in the place of a file, as a full disk, lets everything pass but the end.
    std::fs::create_dir_all(scene.path("fishplate-bench/summary.json")).unwrap();
    let call = "smooth(out=float64[N], close=float64[N], n=len(close))";
    let arguments = ["--source", "smooth.c", "--call", call, "--sizes", "40"];
    let done = bench(&scene, &[&arguments[..], &["--binding", "ctypes"]].concat());
    assert_eq!(done.code, Some(2), "{}", done.stderr);
    let rows = done.stdout.lines().filter(|line| line.contains("ctypes"));
    assert!(rows.count() > 0, "{}", done.stdout);
    assert!(!done.stdout.contains("Written:"), "{}", done.stdout);
    assert!(
        done.stderr.contains("cannot write results to"),
        "{}",
        done.stderr
    );
}

#[test]
fn what_the_header_does_not_have_is_said_with_the_call_and_the_prototype() {
    let scene = scene();
    scene.write(
        "broken.c",
        "#include \"smooth.h\"\nint count(int a) { return a +; }\n",
    );
    let said = |source: &str, call: &str| {
        let done = bench(&scene, &["--source", source, "--call", call]);
        assert_eq!(done.code, Some(2), "{}", done.stdout);
        assert!(!scene.path("fishplate-bench").exists());
        done.stderr
    };
    let message = said("smooth.c", "absent(a=int32)");
    assert!(
        message.contains("do not define `absent`") && message.contains("smooth.h:5:5"),
        "{message}"
    );
    let message = said("smooth.c", "smooth(close=float32[N], n=len(close))");
    assert!(message.contains("nothing is given for `out`"), "{message}");
    assert!(
        message.contains("the header: void smooth(const double *close, size_t n, double *out)"),
        "{message}"
    );
    // The compiler's own lines, with the file as it was typed.
    let message = said("broken.c", "count(a=int32)");
    assert!(message.contains("broken.c:2:"), "{message}");
}

#[test]
fn options_that_contradict_each_other_are_refused_before_any_work() {
    let scene = Scene::new();
    scene.write("k.h", "int add(int a, int b);\n");
    scene.write("k.c", "int add(int a, int b) { return a + b; }\n");
    scene.write("script.so", "/* GNU ld script */\nGROUP ( libk.so.1 )\n");
    let call = ["--call", "add(a=int32, b=2)"];
    let own = |rest: &[&'static str]| -> Vec<&'static str> {
        ["bench", "--header", "k.h"]
            .into_iter()
            .chain(rest.iter().copied())
            .collect()
    };
    let lines: Vec<Vec<&str>> = vec![
        [own(&call), vec!["--source", "k.c", "--library", "libk.so"]].concat(),
        [
            vec!["bench", "scalar-add", "--header", "k.h"],
            call.to_vec(),
        ]
        .concat(),
        own(&["--source", "k.c"]),
        own(&call),
        [own(&call), vec!["--source", "none.c"]].concat(),
        [own(&call), vec!["--library", "script.so"]].concat(),
        [own(&call), vec!["--source", "k.c", "--sizes", "10"]].concat(),
        [own(&call), vec!["--source", "k.c", "--sizes", "0"]].concat(),
        own(&["--source", "k.c", "--call", "add(a=int32, b=int33)"]),
        own(&["--source", "k.c", "--call", "add(a=int32"]),
        [own(&call), vec!["--source", "k.c", "--existing", "mine"]].concat(),
        vec!["bench", "--existing", "mine:add"],
        vec!["bench", "scalar-add", "-I", "include"],
    ];
    let all: Vec<String> = lines.iter().map(|line| transcript(&scene, line)).collect();
    snapshot("bench_own_refused", &all.join("\n"));
    assert!(!scene.path("cache").exists());
}
