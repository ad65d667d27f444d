//! The SARIF of `fishplate check`, held against the schema that the standard comes with.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where something unforeseen happens"
)]

mod checked;
mod scene;

use std::path::PathBuf;
use std::process::Command;

use boon::{Compiler, Schemas};
use checked::{check, scene_with};
use serde_json::{Value, json};

/// The schema as the crate has it that our types are made from.
fn schema() -> Value {
    let done = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&done.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|one| one["name"] == "serde-sarif");
    let manifest = PathBuf::from(package.unwrap()["manifest_path"].as_str().unwrap());
    let schema = manifest.parent().unwrap().join("src/schema.json");
    serde_json::from_slice(&std::fs::read(schema).unwrap()).unwrap()
}

/// What the schema says against a document; empty where it is valid.
fn complaints(document: &Value) -> String {
    let schema = schema();
    assert_eq!(
        schema["properties"]["version"]["enum"],
        json!(["2.1.0"]),
        "another schema"
    );
    let mut compiler = Compiler::new();
    compiler.add_resource("sarif.json", schema).unwrap();
    let mut schemas = Schemas::new();
    let index = compiler.compile("sarif.json", &mut schemas).unwrap();
    match schemas.validate(document, index) {
        Ok(()) => String::new(),
        Err(error) => format!("{error:#}"),
    }
}

const HEADER: &str = "#include <stddef.h>\nstruct été { float x; };\n\
    double mean(const double *values, size_t n);\nint mode(void);\n";
const BINDING: &str = "import ctypes\nlib = ctypes.CDLL('x')\n\
    class été(ctypes.Structure):\n    _fields_ = [('x', ctypes.c_int)]\n\
    lib.mean.argtypes = [ctypes.POINTER(ctypes.c_float), ctypes.c_int]\n\
    lib.mode.argtypes = []\nlib.mode.restype = ctypes.c_uint\n";

#[test]
fn sarif_keeps_to_its_schema() {
    let Some(scene) = scene_with("sarif", BINDING, HEADER) else {
        return;
    };
    let done = check(&scene, &["--format", "sarif", "--fail-on", "error"]);
    assert_eq!(done.code, Some(1), "{}", done.transcript());
    let document: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(complaints(&document), "");
    let run = &document["runs"][0];
    let results = run["results"].as_array().unwrap();
    let levels: Vec<&str> = results
        .iter()
        .map(|one| one["level"].as_str().unwrap())
        .collect();
    for level in ["error", "warning", "note"] {
        assert!(levels.contains(&level), "{levels:?}");
    }
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "lib.py");
    }
    scene::snapshot(
        "check_sarif_result",
        &serde_json::to_string_pretty(&results[0]).unwrap(),
    );
}

#[test]
fn sarif_without_findings_keeps_to_its_schema_too() {
    let Some(scene) = scene_with("sarif", "import ctypes\n", HEADER) else {
        return;
    };
    let done = check(&scene, &["--format", "sarif"]);
    assert_eq!(done.code, Some(0), "{}", done.transcript());
    let mut document: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(complaints(&document), "");
    // The schema is not one that anything keeps to.
    document["runs"][0]["results"] = json!([{ "message": "a text" }]);
    assert!(complaints(&document).contains("message"));
}
