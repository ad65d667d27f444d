//! What two runs were made with, where that differs.
//!
//! Only the records are compared; whether figures may be compared all the same is the caller's
//! decision.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// One thing that differs between the records of two runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What it is, such as `python version`.
    pub what: String,
    /// What the first run has; none where it is not recorded.
    pub a: Option<String>,
    /// What the second run has.
    pub b: Option<String>,
    /// Whether it makes the runs those of different machines or interpreters.
    pub divides: bool,
}

/// What makes a machine or an interpreter another one: it must be recorded, and be the same.
const DIVIDING: &[(&str, &str)] = &[
    ("/machine/cpu", "processor"),
    ("/machine/cores", "cores"),
    ("/python/implementation", "python implementation"),
    ("/python/version", "python version"),
    ("/python/pgo", "python built with PGO"),
    ("/python/lto", "python built with LTO"),
    ("/python/shared", "python as a shared library"),
    ("/python/gil", "python with a GIL"),
    ("/python/debug", "python debug build"),
    ("/python/compiler", "compiler of python"),
    ("/python/config_args", "configuration of python"),
];

/// What may be the reason for a change, and is said.
const TELLING: &[(&str, &str)] = &[
    ("/machine/os", "system"),
    ("/machine/kernel", "kernel of the system"),
    ("/machine/governor", "governor of the processor"),
    ("/machine/aslr", "address randomisation"),
    ("/machine/transparent_hugepages", "transparent huge pages"),
    ("/machine/memory_bytes", "bytes of memory"),
    ("/python/executable", "python executable"),
    ("/python/libc", "C library"),
    ("/fishplate", "version of fishplate"),
    ("/depth", "depth of measuring"),
    ("/seed", "seed"),
];

/// What differs between the records of two runs; what divides them comes first.
#[must_use]
pub fn differences(a: &Value, b: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut add = |what: String, sides: [Option<String>; 2], divides: bool| {
        let [a, b] = sides;
        found.push(Difference {
            what,
            a,
            b,
            divides,
        });
    };
    let field = |pointer: &str| [a, b].map(|record| record.pointer(pointer).and_then(shown));
    for (pointer, what) in DIVIDING {
        let sides = field(pointer);
        // What nobody recorded cannot be known to be the same.
        if sides[0] != sides[1] || sides[0].is_none() {
            add((*what).to_owned(), sides, true);
        }
    }
    for (pointer, what) in TELLING {
        let sides = field(pointer);
        if sides[0] != sides[1] {
            add((*what).to_owned(), sides, false);
        }
    }
    for (list, what) in LISTS {
        let sides = [a, b].map(list);
        let names: BTreeSet<&String> = sides.iter().flat_map(BTreeMap::keys).collect();
        for name in names {
            let values = [&sides[0], &sides[1]].map(|side| side.get(name).cloned());
            if values[0] != values[1] {
                add(format!("{what} `{name}`"), values, false);
            }
        }
    }
    found
}

/// A list of a record, as names with what they stand for.
type List = fn(&Value) -> BTreeMap<String, String>;

const LISTS: &[(List, &str)] = &[
    (packages, "package"),
    (tools, "tool"),
    (kernel_commands, "command of the kernel of"),
    (kernel_sources, "sources of the kernel of"),
];

fn packages(record: &Value) -> BTreeMap<String, String> {
    let packages = record
        .pointer("/python/packages")
        .and_then(Value::as_object);
    let packages = packages.into_iter().flatten();
    packages
        .filter_map(|(name, version)| Some((name.clone(), shown(version)?)))
        .collect()
}

fn tools(record: &Value) -> BTreeMap<String, String> {
    named(record, "tools", "name", "version")
}

fn kernel_commands(record: &Value) -> BTreeMap<String, String> {
    named(record, "kernels", "workload", "command")
}

/// The sources are too long to show; that they differ is seen in a part of their digest.
fn kernel_sources(record: &Value) -> BTreeMap<String, String> {
    let mut sources = named(record, "kernels", "workload", "files");
    for text in sources.values_mut() {
        let digest = Sha256::digest(text.as_bytes());
        *text = digest
            .iter()
            .take(6)
            .map(|byte| format!("{byte:02x}"))
            .collect();
    }
    sources
}

/// The objects of a list that have a name and a value.
fn named(record: &Value, list: &str, name: &str, value: &str) -> BTreeMap<String, String> {
    let list = record.get(list).and_then(Value::as_array);
    let entries = list.into_iter().flatten();
    entries
        .filter_map(|entry| Some((shown(entry.get(name)?)?, shown(entry.get(value)?)?)))
        .collect()
}

/// A value as a person reads it; none of null.
fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(true) => Some("yes".to_owned()),
        Value::Bool(false) => Some("no".to_owned()),
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record() -> Value {
        json!({
            "fishplate": "0.1.0",
            "machine": { "cpu": "A Processor", "cores": 2, "kernel": "6.1" },
            "python": {
                "implementation": "cpython", "version": "3.11.2", "pgo": true, "lto": false,
                "shared": false, "gil": true, "debug": false, "compiler": "GCC 12",
                "config_args": "", "packages": { "numpy": "2.4.6" },
            },
            "tools": [{ "name": "C compiler", "version": "cc 12" }],
            "kernels": [{ "workload": "add", "command": "cc -O2", "files": { "k.c": "a" } }],
        })
    }

    fn changed(pointer: &str, value: Value) -> Value {
        let mut record = record();
        *record.pointer_mut(pointer).unwrap() = value;
        record
    }

    fn found(b: &Value) -> Vec<(String, bool)> {
        let found = differences(&record(), b).into_iter();
        found.map(|one| (one.what, one.divides)).collect()
    }

    #[test]
    fn records_that_agree_have_no_difference() {
        assert_eq!(found(&record()), []);
    }

    #[test]
    fn another_machine_or_interpreter_divides() {
        for (pointer, what) in DIVIDING {
            let b = changed(pointer, json!("another"));
            assert_eq!(found(&b), [((*what).to_owned(), true)]);
            let b = changed(pointer, Value::Null);
            assert_eq!(found(&b), [((*what).to_owned(), true)]);
        }
    }

    #[test]
    fn what_nobody_recorded_is_not_known_to_be_the_same() {
        let nothing = differences(&json!({}), &json!([]));
        assert_eq!(nothing.len(), DIVIDING.len());
        assert!(nothing.iter().all(|one| one.divides && one.a.is_none()));
    }

    #[test]
    fn what_may_be_the_reason_is_said() {
        let one = |what: &str| vec![(what.to_owned(), false)];
        assert_eq!(
            found(&changed("/machine/kernel", json!("6.2"))),
            one("kernel of the system")
        );
        assert_eq!(
            found(&changed("/python/packages/numpy", json!("2.5"))),
            one("package `numpy`")
        );
        assert_eq!(
            found(&changed("/tools/0/version", Value::Null)),
            one("tool `C compiler`")
        );
        assert_eq!(
            found(&changed("/kernels/0/command", json!("cc -O3"))),
            one("command of the kernel of `add`")
        );
        assert_eq!(
            found(&changed("/kernels/0/files/k.c", json!("b"))),
            one("sources of the kernel of `add`")
        );
    }
}
