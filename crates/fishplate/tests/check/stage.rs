//! A scene with a project in it, and what `check` says of it.

use std::io::Write;

use fishplate_read::Libclang;

use crate::scene::{Ended, Scene};

/// A scene, or none where the machine has no libclang; that is said past the runner's capture.
pub(crate) fn scene(test: &str) -> Option<Scene> {
    if let Err(error) = Libclang::find(&[]) {
        let _ = writeln!(std::io::stderr(), "skipped {test}: {error}");
        return None;
    }
    Some(Scene::with_tools())
}

/// Runs `check` on a file of the scene against its `given.h`.
pub(crate) fn check(scene: &Scene, target: &str) -> Ended {
    scene.run(["check", target, "--header", "given.h", "--format", "json"])
}

/// The findings in few characters: `warning FP113 app.py:3 f`.
pub(crate) fn findings(ended: &Ended) -> Vec<String> {
    let told: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap_or_default();
    let all = told["findings"].as_array().cloned().unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("?").to_owned();
    all.iter()
        .map(|one| {
            format!(
                "{} {} {}:{} {}",
                text(&one["severity"]),
                text(&one["code"]),
                text(&one["binding"]["file"]),
                one["binding"]["line"],
                text(&one["symbol"])
            )
        })
        .collect()
}
