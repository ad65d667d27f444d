//! A workload: a C function, its inputs and sizes, and who takes part, read from its folder.
//!
//! The binary carries every folder of `workloads/`; a new one needs no line of code. Nothing is
//! built or run here.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::embedded::{self, EmbeddedFile, WORKLOADS};
use crate::hand::HandPackage;
use crate::{LabError, Spec};

/// A workload.
#[derive(Clone, Debug)]
pub struct Workload {
    /// Its name, which is its folder's.
    pub name: String,
    /// The header that declares the function, within the folder.
    pub header: String,
    /// The C sources of the kernel, within the folder.
    pub sources: Vec<String>,
    /// The function that is called.
    pub function: String,
    /// The sizes; empty for a function without one.
    pub sizes: Vec<u64>,
    /// What the inputs follow from, together with the seed of the run.
    pub seed: u64,
    /// How far a floating answer may be from the reference, relative to it.
    pub tolerance: f64,
    /// The arguments of the C function, in order.
    pub arguments: Vec<(String, Spec)>,
    /// What `drive.py` defines besides the reference: function name and the form of its inputs.
    pub contestants: Vec<(String, InputForm)>,
    /// The hand-written bindings.
    pub(crate) hand: Vec<HandPackage>,
}

/// The form in which a contestant takes its inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InputForm {
    /// Numbers, and arrays for buffers: what a binding is given.
    Binding,
    /// Numbers and lists.
    Builtin,
    /// NumPy's scalars and arrays.
    Numpy,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    header: String,
    sources: Vec<String>,
    function: String,
    sizes: Vec<u64>,
    seed: u64,
    tolerance: f64,
    args: toml::Table,
    #[serde(default)]
    contestants: BTreeMap<String, InputForm>,
}

static ALL: LazyLock<Result<Vec<Workload>, String>> = LazyLock::new(|| {
    let mut names: Vec<&str> = WORKLOADS
        .iter()
        .filter_map(|file| file.path.strip_suffix("/workload.toml"))
        .collect();
    names.sort_unstable();
    names.iter().map(|name| read(name, WORKLOADS)).collect()
});

/// Every workload that the binary carries, by name.
///
/// # Errors
/// When a folder of `workloads/` is not what a workload looks like; the message names it.
pub fn workloads() -> Result<Vec<Workload>, LabError> {
    ALL.clone()
        .map_err(|message| LabError::Workload { message })
}

fn read(folder: &str, files: &[EmbeddedFile]) -> Result<Workload, String> {
    let prefix = format!("{folder}/");
    let file = |path: &str| {
        files
            .iter()
            .find(|file| file.path == format!("{prefix}{path}"))
    };
    let text =
        file("workload.toml").map_or("", |file| std::str::from_utf8(file.bytes).unwrap_or(""));
    let workload = parse(text, folder)?;
    let needed = workload
        .sources
        .iter()
        .chain([&workload.header])
        .map(String::as_str);
    for path in needed.chain(["drive.py"]) {
        file(path).ok_or_else(|| format!("workload `{folder}`: it has no `{path}`"))?;
    }
    let hand = HandPackage::all(&format!("{prefix}hand/"), files)?;
    Ok(Workload { hand, ..workload })
}

fn parse(text: &str, folder: &str) -> Result<Workload, String> {
    let fail = |why: String| format!("workload `{folder}`: {why}");
    let file: File = toml::from_str(text).map_err(|error| fail(error.to_string()))?;
    if file.name != folder {
        return Err(fail(format!(
            "its name is `{}`; give it the name of its folder",
            file.name
        )));
    }
    // The order of `[args]` is that of the C parameters; the TOML reader is built to keep it.
    let mut arguments = Vec::new();
    for (name, value) in &file.args {
        let spec = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let spec = spec
            .parse()
            .map_err(|error| fail(format!("argument `{name}`: {error}")))?;
        arguments.push((name.clone(), spec));
    }
    let buffers: Vec<&str> = arguments
        .iter()
        .filter(|(_, spec)| matches!(spec, Spec::Buffer { .. }))
        .map(|(name, _)| name.as_str())
        .collect();
    for (name, spec) in &arguments {
        if let Spec::LengthOf(of) = spec
            && !buffers.contains(&of.as_str())
        {
            return Err(fail(format!("argument `{name}`: there is no array `{of}`")));
        }
    }
    Ok(Workload {
        name: file.name,
        header: file.header,
        sources: file.sources,
        function: file.function,
        sizes: file.sizes,
        seed: file.seed,
        tolerance: file.tolerance,
        arguments,
        contestants: file.contestants.into_iter().collect(),
        hand: Vec::new(),
    })
}

impl Workload {
    /// The sizes to measure: one without a number where the workload has none.
    pub(crate) fn cases(&self) -> Vec<Option<u64>> {
        if self.sizes.is_empty() {
            vec![None]
        } else {
            self.sizes.iter().copied().map(Some).collect()
        }
    }

    /// Writes the files whose path within the workload starts with `prefix` below `folder`.
    pub(crate) fn unpack(&self, prefix: &str, folder: &Path) -> std::io::Result<()> {
        embedded::unpack(WORKLOADS, &format!("{}/{prefix}", self.name), folder)
    }

    /// The text of a file of the workload; empty when there is none.
    pub(crate) fn text(&self, path: &str) -> &'static str {
        let path = format!("{}/{path}", self.name);
        let file = WORKLOADS.iter().find(|file| file.path == path);
        file.map_or("", |file| std::str::from_utf8(file.bytes).unwrap_or(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
name = "w"
header = "kernel.h"
sources = ["kernel.c"]
function = "f"
sizes = [10, 1_000]
seed = 7
tolerance = 1e-9
[args]
z = "float64[N]"
b = "int32"
n = "len(z)"
[contestants]
python = "builtin"
"#;

    #[test]
    fn arguments_keep_the_order_of_the_file() {
        let workload = parse(GOOD, "w").unwrap();
        let names: Vec<&str> = workload
            .arguments
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(names, ["z", "b", "n"]);
        assert_eq!(workload.cases(), [Some(10), Some(1000)]);
    }

    #[test]
    fn what_is_wrong_is_named_with_the_workload() {
        let cases = [
            ("name = \"w\"", "name = \"v\"", "its name is `v`"),
            ("len(z)", "len(q)", "there is no array `q`"),
            ("int32", "int33", "argument `b`: `int33`"),
            ("seed = 7", "sead = 7", "sead"),
            ("\"builtin\"", "\"list\"", "list"),
        ];
        for (from, to, expected) in cases {
            let message = parse(&GOOD.replace(from, to), "w").unwrap_err();
            assert!(message.contains("workload `w`"), "{message}");
            assert!(message.contains(expected), "{message}");
        }
    }

    #[test]
    fn every_folder_that_is_carried_is_a_workload() {
        let all = workloads().unwrap();
        let folders: std::collections::BTreeSet<&str> = WORKLOADS
            .iter()
            .filter_map(|file| file.path.split('/').next())
            .collect();
        let names: std::collections::BTreeSet<&str> =
            all.iter().map(|workload| workload.name.as_str()).collect();
        assert_eq!(names, folders);
        for workload in &all {
            assert!(
                !workload.hand.is_empty(),
                "{} has no hand-written binding",
                workload.name
            );
            assert!(!workload.text("drive.py").is_empty());
        }
    }
}
