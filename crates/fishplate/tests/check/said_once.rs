//! Headers that are not whole: the reason is said once, and the rest is still compared.

use crate::scene::Scene;
use crate::stage::{findings, scene};

const BINDING: &str = "from ctypes import *\nlib = CDLL('x')\nlib.good.argtypes = [c_int]\n\
                       lib.good.restype = c_int\nlib.torn.argtypes = [c_int]\n\
                       lib.torn.restype = c_int\n";
const FOUND: &str = "warning FP113 app.py:3 good";

/// Runs `check` on several headers; gives the findings and how often standard error has a word.
fn checked(scene: &Scene, headers: &[&str], word: &str) -> (Vec<String>, usize, String) {
    let mut arguments = vec!["check", "app.py", "--format", "json"];
    for header in headers {
        arguments.extend(["--header", header]);
    }
    // Two targets would say everything twice.
    arguments.extend(["--target", "x86_64-linux", "--target", "x86_64-linux"]);
    let done = scene.run(arguments);
    let count = done
        .stderr
        .lines()
        .filter(|line| line.contains(word))
        .count();
    (findings(&done), count, done.stderr)
}

#[test]
fn a_missing_include_is_said_once() {
    let Some(scene) = scene("a_missing_include_is_said_once") else {
        return;
    };
    scene.write("app.py", BINDING);
    let text = "#include <nowhere/lost.h>\nint good(long x);\nint torn(int x);\n";
    scene.write("given.h", text);
    let (found, count, stderr) = checked(&scene, &["given.h"], "nowhere/lost.h");
    assert_eq!((found, count), (vec![FOUND.to_owned()], 1), "{stderr}");
}

#[test]
fn an_unknown_type_is_said_once() {
    let Some(scene) = scene("an_unknown_type_is_said_once") else {
        return;
    };
    scene.write("app.py", BINDING);
    scene.write("given.h", "int good(long x);\nint torn(lost_t x);\n");
    let (found, count, stderr) = checked(&scene, &["given.h"], "unknown type name 'lost_t'");
    assert_eq!((found, count), (vec![FOUND.to_owned()], 1), "{stderr}");
}

#[test]
fn two_headers_that_disagree_are_said_once() {
    let Some(scene) = scene("two_headers_that_disagree_are_said_once") else {
        return;
    };
    scene.write("app.py", BINDING);
    scene.write("given.h", "int good(long x);\nint torn(int x);\n");
    scene.write("other.h", "int torn(double x);\n");
    let (found, count, stderr) = checked(&scene, &["given.h", "other.h"], "conflicting types");
    let of_good = found.iter().filter(|one| *one == FOUND).count();
    assert_eq!((of_good, count), (1, 1), "{found:?}\n{stderr}");
}
