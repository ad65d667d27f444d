//! `fishplate check` with more than one truth: a header and the library's debug information.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where something unforeseen happens"
)]

mod checked;
mod scene;

use std::io::Write;
use std::path::Path;

use fishplate_process::{Child, Limits, which};
use serde_json::Value;

use scene::Scene;

/// Builds a library with debug information; says so where there is no compiler.
fn build(scene: &Scene, source: &Path, library: &str, test: &str) -> bool {
    let Some(compiler) = which("gcc") else {
        let _ = writeln!(std::io::stderr(), "skipped {test}: there is no gcc");
        return false;
    };
    let done = Child::new(compiler, Limits::PROBE)
        .args(["-g", "-shared", "-fPIC", "-w"])
        .arg(source)
        .arg("-o")
        .arg(scene.path(library))
        .run()
        .unwrap();
    assert!(done.is_success(), "{}", done.tail(5));
    true
}

fn findings(scene: &Scene, more: &[&str]) -> Vec<Value> {
    let done = checked::check(scene, &[&["--format", "json"], more].concat());
    let document: Value = serde_json::from_str(&done.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", done.transcript()));
    document["findings"].as_array().unwrap().clone()
}

/// The header, what the library is built from, a binding, and what is found.
const LIES: &[(&str, &str, &str, &[&str])] = &[
    // The binding believes the header.
    (
        "void resize(int count);",
        "void resize(long count) {}",
        "lib.resize.argtypes = [c_int]\nlib.resize.restype = None",
        &["FP164 warning 3"],
    ),
    // The binding knows better.
    (
        "void resize(int count);",
        "void resize(long count) {}",
        "lib.resize.argtypes = [c_long]\nlib.resize.restype = None",
        &["FP164 note 3"],
    ),
    (
        "int total(const float *values, int count);",
        "int total(const double *values, int count) { return 0; }",
        "lib.total.argtypes = [POINTER(c_float), c_int]\nlib.total.restype = c_int",
        &["FP164 error 3"],
    ),
    (
        "int start(int a);",
        "int start(int a, void *b) { return a; }",
        "lib.start.argtypes = [c_int]\nlib.start.restype = c_int",
        &["FP164 error 3"],
    ),
    (
        "struct p { int x; int y; };\nvoid move(struct p *p);",
        "struct p { int kind; int x; int y; };\nvoid move(struct p *p) { p->x = 1; }",
        "class p(Structure):\n    _fields_ = [('x', c_int), ('y', c_int)]\n\
         lib.move.argtypes = [POINTER(p)]\nlib.move.restype = None",
        &["FP164 error 3"],
    ),
    // Both tell the same, in other words.
    (
        "#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n\
         typedef enum { RED, BLUE } colour;\nstruct p { char name[8]; colour c; };\n\
         typedef int (*visit)(void *data);\n\
         bool f(colour c, const char *text, size_t n, visit v, struct p *p, long double x);",
        "#include \"lib.h\"\n\
         bool f(colour c, const char *text, size_t n, visit v, struct p *p, long double x) { return p->c == c; }",
        "class p(Structure):\n    _fields_ = [('name', c_char * 8), ('c', c_int)]\n\
         lib.f.argtypes = [c_int, c_char_p, c_size_t, CFUNCTYPE(c_int, c_void_p), POINTER(p), c_longdouble]\n\
         lib.f.restype = c_bool",
        &[],
    ),
];

#[test]
fn a_header_that_lies_is_said_once_with_both_places() {
    let name = "a_header_that_lies_is_said_once_with_both_places";
    for (header, source, binding, expected) in LIES {
        let binding = format!("from ctypes import *\nlib = CDLL('x')\n{binding}\n");
        let Some(scene) = checked::scene_with(name, &binding, header) else {
            return;
        };
        scene.write("lib.c", source);
        if !build(&scene, &scene.path("lib.c"), "lib.so", name) {
            return;
        }
        let found = findings(&scene, &["--library", "lib.so"]);
        let codes: Vec<String> = found
            .iter()
            .map(|one| {
                let word = |key: &str| one[key].as_str().unwrap();
                format!(
                    "{} {} {}",
                    word("code"),
                    word("severity"),
                    one["binding"]["line"]
                )
            })
            .collect();
        assert_eq!(codes, *expected, "{header}\n{source}\n{found:#?}");
        for one in &found {
            assert_eq!(one["native"]["file"], "lib.h");
            let message = one["message"].as_str().unwrap();
            assert!(message.starts_with("the header lies: "), "{message}");
            assert!(message.contains("lib.c:1"), "{message}");
        }
    }
}

#[test]
fn the_kernels_of_the_workloads_agree_with_their_headers() {
    let name = "the_kernels_of_the_workloads_agree_with_their_headers";
    let workloads = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workloads");
    let mut count = 0;
    for entry in std::fs::read_dir(workloads).unwrap().flatten() {
        let (kernel, header) = (entry.path().join("kernel.c"), entry.path().join("kernel.h"));
        if !kernel.is_file() || !header.is_file() {
            continue;
        }
        let text = std::fs::read_to_string(&header).unwrap();
        let Some(scene) = checked::scene_with(name, "", &text) else {
            return;
        };
        if !build(&scene, &kernel, "lib.so", name) {
            return;
        }
        let dumped = scene.run(["dump", "lib.h"]);
        let interface: Value = serde_json::from_str(&dumped.stdout).unwrap();
        let mut binding = "from ctypes import *\nlib = CDLL('x')\n".to_owned();
        for function in interface["functions"].as_array().unwrap() {
            binding += &format!(
                "lib.{}.restype = c_int\n",
                function["name"].as_str().unwrap()
            );
            count += 1;
        }
        scene.write("lib.py", &binding);
        let found = findings(&scene, &["--library", "lib.so", "--select", "FP164"]);
        assert!(found.is_empty(), "{}\n{found:#?}", header.display());
    }
    assert!(
        count > 20,
        "only {count} functions were held against each other"
    );
}
