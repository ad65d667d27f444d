//! `fishplate check` of Cython sources: what the C compiler would say itself is none of ours, and
//! what it converts in silence is.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where something unforeseen happens"
)]

mod checked;
mod scene;

use std::io::Write;
use std::path::PathBuf;

use fishplate_check::{Language, RULES};
use serde_json::Value;

use scene::Scene;

/// An interpreter with Cython; none where `make venv` has not made it, which is said.
fn cython(test: &str) -> Option<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let python = root.join("target/venv/bin/python");
    if python.exists() {
        return Some(std::path::absolute(python).unwrap().display().to_string());
    }
    let _ = writeln!(
        std::io::stderr(),
        "skipped {test}: there is no target/venv; type `make venv`"
    );
    None
}

fn scene_with(test: &str, name: &str, source: &str, header: &str) -> Option<(Scene, String)> {
    let python = cython(test)?;
    let scene = checked::scene(test)?;
    scene.write(name, source);
    scene.write("lib.h", header);
    Some((scene, python))
}

/// What is found, as `file: code severity line:column`.
fn found(scene: &Scene, python: &str, target: &str) -> Vec<String> {
    let options = ["--header", "lib.h", "--format", "json", "--heuristics"];
    let reader = ["--python", python];
    let done = scene.run([&["check", target], &options[..], &reader].concat());
    let document: Value = serde_json::from_str(&done.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", done.transcript()));
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let findings = document["findings"].as_array().unwrap().iter();
    findings
        .map(|one| {
            let place = &one["binding"];
            let (code, severity) = (word(&one["code"]), word(&one["severity"]));
            let file = word(&place["file"]);
            format!(
                "{file}: {code} {severity} {}:{}",
                place["line"], place["column"]
            )
        })
        .collect()
}

#[test]
fn every_cython_example_goes_through_the_real_reader() {
    let name = "every_cython_example_goes_through_the_real_reader";
    let rules = RULES
        .iter()
        .filter(|rule| rule.bad.language == Language::Cython);
    assert_eq!(rules.clone().count(), 3);
    for rule in rules {
        for (example, expected) in [(&rule.bad, 1), (&rule.good, 0)] {
            let source = example.whole_binding();
            let Some((scene, python)) =
                scene_with(name, "lib.pyx", &source, &example.whole_header())
            else {
                return;
            };
            let found = found(&scene, &python, "lib.pyx");
            assert_eq!(found.len(), expected, "{} {found:?}\n{source}", rule.code);
            assert!(found.iter().all(|one| one.contains(rule.code)));
        }
    }
}

/// Lines of a block, the header, and what is found. `F`, `S` and the like get a number in each row.
type Row = (&'static str, &'static str, &'static [&'static str]);

/// Reads all rows at once: each in a file of its own, with one header for all.
fn hold(test: &str, rows: &[Row], ending: &str, head: &str) {
    let mut header = "#include <stdbool.h>\n#include <stddef.h>\n".to_owned();
    for (index, (_, text, _)) in rows.iter().enumerate() {
        header += &format!("{}\n", numbered(text, index));
    }
    let Some((scene, python)) = scene_with(test, "unused", "", &header) else {
        return;
    };
    let file = |index: usize| format!("rows/row{index:02}.{ending}");
    for (index, (block, _, _)) in rows.iter().enumerate() {
        let source = format!("{head}\n    {}\n", numbered(block, index));
        scene.write(&file(index), &source);
    }
    let found = found(&scene, &python, "rows");
    for (index, (block, text, expected)) in rows.iter().enumerate() {
        let here = found.iter().filter(|one| one.starts_with(&file(index)));
        let here: Vec<&str> = here
            .filter_map(|one| Some(one.split_once(": ")?.1))
            .collect();
        assert_eq!(here, *expected, "{}\n{block}\n{text}", file(index));
    }
}

/// The text with a number behind each name of one capital letter.
fn numbered(text: &str, index: usize) -> String {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut numbered = String::new();
    for piece in text.split_inclusive(|c| !is_name(c)) {
        let name = piece.trim_end_matches(|c| !is_name(c));
        let is_capital = name.len() == 1 && name.chars().all(char::is_uppercase);
        let number = if is_capital {
            format!("{index:02}")
        } else {
            String::new()
        };
        let rest = piece.get(name.len()..).unwrap_or_default();
        numbered += &format!("{name}{number}{rest}");
    }
    numbered
}

const NAMED: &[Row] = &[
    ("int F(size_t n)", "int F(size_t n);", &[]),
    ("int F(int n)", "int F(size_t n);", &["FP191 warning 2:13"]),
    ("int F(long n)", "int F(int n);", &["FP191 warning 2:13"]),
    (
        "int F(unsigned int n)",
        "int F(int n);",
        &["FP191 note 2:13"],
    ),
    ("int F()", "size_t F(void);", &["FP191 warning 2:5"]),
    // A result may be widened as it comes.
    ("long F()", "int F(void);", &[]),
    ("double F()", "float F(void);", &[]),
    ("float F()", "double F(void);", &["FP191 warning 2:5"]),
    (
        "int F(int x)",
        "double F(double x);",
        &["FP191 warning 2:5", "FP191 warning 2:13"],
    ),
    // The compiler refuses these.
    ("int F(int a)", "int F(int a, int b);", &[]),
    ("int G(int a)", "int F(int a);", &[]),
    // C makes 0 or 1 of everything, and an object is an address.
    ("bint F(bint x)", "bool F(bool x);", &[]),
    ("object F(object o)", "void *F(void *o);", &[]),
    // Before GCC 14 it only warns of these.
    (
        "void F(int *n)",
        "void F(size_t *n);",
        &["FP191 warning 2:14"],
    ),
    (
        "void F(double *x)",
        "void F(float *x);",
        &["FP191 warning 2:14"],
    ),
    ("void F(char *x)", "void F(unsigned char *x);", &[]),
    ("void F(void *x)", "void F(size_t *x);", &[]),
    // A typedef of the header is what the header says, whatever Cython takes it for.
    (
        "ctypedef int T\n    void F(T n)",
        "typedef size_t T;\nvoid F(T n);",
        &[],
    ),
    (
        "ctypedef int T\n    void F(T n)",
        "typedef short T;\nvoid F(size_t n);",
        &["FP191 warning 3:14"],
    ),
    // Only the fields that are named matter, in any order.
    (
        "cdef struct S:\n        double b\n        int a",
        "struct S { int a, hidden; double b; };\nvoid F(struct S *s);",
        &[],
    ),
    (
        "cdef struct S:\n        int a\n        float b",
        "struct S { size_t a; double b; };\nvoid F(struct S *s);",
        &["FP191 warning 3:13", "FP191 warning 4:15"],
    ),
    (
        "ctypedef void (*C)(int n)\n    void F(C call)",
        "typedef void (*C)(int n, void *data);\nvoid F(C call);",
        &["FP140 warning 2:21"],
    ),
    (
        "ctypedef enum E:\n        R\n    void F(E c)",
        "typedef enum { R } E;\nvoid F(E c);",
        &[],
    ),
];

#[test]
fn a_block_that_names_the_header_is_judged_by_what_c_does_in_silence() {
    let name = "a_block_that_names_the_header_is_judged_by_what_c_does_in_silence";
    hold(name, NAMED, "pxd", "cdef extern from \"lib.h\":");
}

const UNNAMED: &[Row] = &[
    ("int F(int n)", "int F(int n);", &[]),
    ("int F(int n)", "int F(int n, int m);", &["FP191 error 2:9"]),
    ("int F(int n)", "int F(double n);", &["FP191 error 2:13"]),
    ("int F(int *n)", "int F(size_t *n);", &["FP191 error 2:13"]),
    // The C compiler resolves a macro, and the linker misses a function.
    (
        "int G()",
        "#define G() 1\nint F(void);",
        &["FP160 note 2:9"],
    ),
    (
        "void F(S *s)\ncdef struct S:\n    int b\n    int a",
        "struct S { int a; int b; };\nvoid F(struct S *s);",
        &["FP191 error 3:13"],
    ),
];

#[test]
fn a_block_that_names_no_header_is_judged_in_full() {
    let name = "a_block_that_names_no_header_is_judged_in_full";
    hold(name, UNNAMED, "pyx", "cdef extern from *:");
    hold(name, UNNAMED, "pyx", "cdef extern:");
}

#[test]
fn the_definitions_that_come_with_cython_are_clean() {
    let name = "the_definitions_that_come_with_cython_are_clean";
    let Some((scene, python)) = scene_with(name, "unused.pxd", "", "") else {
        return;
    };
    let folder = PathBuf::from(&python)
        .ancestors()
        .nth(2)
        .unwrap()
        .join("lib");
    let mut entries = std::fs::read_dir(folder).unwrap().flatten();
    let version = entries.next().unwrap().path();
    let includes = version.join("site-packages/Cython/Includes/libc");
    let mut arguments = vec!["check".to_owned(), includes.display().to_string()];
    let headers = [
        "errno", "limits", "locale", "math", "setjmp", "signal", "stdint", "stdio", "stdlib",
        "string", "time",
    ];
    for header in headers {
        arguments.push("--header".to_owned());
        arguments.push(format!("/usr/include/{header}.h"));
    }
    arguments.extend(["--python".to_owned(), python, "--heuristics".to_owned()]);
    let done = scene.run(&arguments);
    assert_eq!(done.code, Some(0), "{}", done.transcript());
    // Enough of it is compared that this says something.
    let (_, rest) = done.stdout.rsplit_once("note: ").unwrap();
    let compared: u32 = rest.split(' ').next().unwrap().parse().unwrap();
    assert!(compared > 80, "{}", done.transcript());
}

#[test]
fn without_cython_a_named_source_is_an_error_and_others_are_unresolved() {
    let name = "without_cython_a_named_source_is_an_error_and_others_are_unresolved";
    let source = "cdef extern from \"lib.h\":\n    int f()\n";
    let Some((scene, python)) = scene_with(name, "app/lib.pyx", source, "int f(void);") else {
        return;
    };
    scene.write(
        "app/more.py",
        "import ctypes\nctypes.CDLL('x').f.argtypes = []\n",
    );
    let bare = scene.path("bare");
    let made = std::process::Command::new(python)
        .args(["-m", "venv", "--without-pip"])
        .arg(&bare)
        .status();
    assert!(made.unwrap().success());
    let bare = bare.join("bin/python").display().to_string();
    let options = ["--header", "lib.h", "--format", "json", "--python", &bare];

    let done = scene.run([&["check", "app/lib.pyx"], &options[..]].concat());
    assert_eq!(done.code, Some(2), "{}", done.transcript());
    let asked = "install Cython beside it, or name an interpreter that has it with `--python EXE`";
    assert!(done.stderr.contains(asked), "{}", done.transcript());

    let done = scene.run([&["check", "app"], &options[..]].concat());
    assert_eq!(done.code, Some(0), "{}", done.transcript());
    assert!(done.stderr.contains(asked), "{}", done.transcript());
    let document: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(document["summary"]["unresolved"], 1);
    assert_eq!(document["summary"]["compared"], 1);
}
