//! A scene with a binding and a header, in which `fishplate check` runs.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something unforeseen happens"
)]
// Each test program takes the part of this module that it needs.
#![allow(dead_code, unreachable_pub, missing_docs)]

use std::io::Write;

use fishplate_read::Libclang;
use serde_json::Value;

use crate::scene::{Ended, Scene};

/// A scene with the tools of this machine; none where there is no libclang, which is said past
/// the test runner's capture.
pub fn scene(test: &str) -> Option<Scene> {
    match Libclang::find(&[]) {
        Ok(_) => Some(Scene::with_tools()),
        Err(error) => {
            say(&format!("skipped {test}: {error}"));
            None
        }
    }
}

/// Writes a line that the test runner does not hold back.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The same with a binding `lib.py` and its header `lib.h`.
pub fn scene_with(test: &str, binding: &str, header: &str) -> Option<Scene> {
    let scene = scene(test)?;
    scene.write("lib.py", binding);
    scene.write("lib.h", header);
    Some(scene)
}

/// Runs `fishplate check lib.py --header lib.h` with more arguments.
pub fn check(scene: &Scene, more: &[&str]) -> Ended {
    scene.run([&["check", "lib.py", "--header", "lib.h"], more].concat())
}

/// The codes that a check finds, in order.
pub fn codes(scene: &Scene, more: &[&str]) -> Vec<String> {
    let done = check(scene, &[&["--format", "json"], more].concat());
    let document: Value = serde_json::from_str(&done.stdout).unwrap_or_else(|error| {
        panic!("{error}: {}", done.transcript());
    });
    let findings = document["findings"].as_array().unwrap();
    let codes = findings.iter().map(|one| one["code"].as_str().unwrap());
    codes.map(str::to_owned).collect()
}
