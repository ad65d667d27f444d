//! A workload: C functions, their inputs and sizes, and who takes part, read from its folder.
//!
//! The binary carries every folder of `workloads/`; a new one needs no line of code. Nothing is
//! built or run here.

mod around;
mod file;
mod limits;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use fishplate_model::SizeUnit;
use serde::Deserialize;

use crate::embedded::{Texts, WORKLOADS};
use crate::field::REFERENCE;
use crate::hand::HandPackage;
use crate::{LabError, OwnFunction, Spec};

/// A workload.
#[derive(Clone, Debug)]
pub struct Workload {
    /// Its name, which is its folder's.
    pub name: String,
    /// The header that declares the functions, within the folder.
    pub header: String,
    /// The C sources of the kernel, within the folder.
    pub sources: Vec<String>,
    /// The notes on the header; none where they follow from the arguments.
    pub notes: Option<String>,
    /// The variants of binding paths that take part.
    pub variants: Vec<String>,
    /// Whether it is measured when no workload is named.
    pub is_default: bool,
    /// What it is measured for.
    pub focus: Focus,
    /// The sizes; empty for functions without one.
    pub sizes: Vec<u64>,
    /// What a size counts; in bytes, an array has as many elements as fit.
    pub size_unit: SizeUnit,
    /// The size from which on each row has processes of its own; none where no row has.
    pub isolated_from: Option<u64>,
    /// The memory that must be available for the rows of the largest size, in bytes.
    pub free_bytes: Option<u64>,
    /// The largest size of contestants that take too long at others, by `binding/variant`.
    pub up_to: BTreeMap<String, u64>,
    /// What the inputs follow from, together with the seed of the run.
    pub seed: u64,
    /// How far a floating answer may be from the reference, relative to it.
    pub tolerance: f64,
    /// The calls that are measured; at least one.
    pub cases: Vec<Case>,
    /// Whether the bindings that fishplate writes take part.
    pub is_generated: bool,
    /// What makes one timed call of many; none where a call is a call.
    pub(crate) around: Option<around::Around>,
    /// Who takes part without being a binding, besides the reference.
    pub contestants: Vec<Contender>,
    /// The packages that people wrote.
    pub(crate) hand: Vec<HandPackage>,
    /// The files of its folder.
    pub(crate) texts: Texts,
    /// The user's own function that it is made of; none where it is one of ours.
    pub(crate) own: Option<Arc<OwnFunction>>,
}

/// One way of calling one function.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Its name; none in a workload that measures one call only.
    pub name: Option<String>,
    /// The C function.
    pub function: String,
    /// Whether Python gives the arguments by name.
    pub by_keyword: bool,
    /// The arguments of the C function, in order.
    pub arguments: Vec<(String, Spec)>,
    /// The arguments that Python leaves out, so that their defaults are passed.
    pub omitted: Vec<String>,
    /// The texts of which each call gets an equal one that is an object of its own.
    pub fresh: Vec<String>,
}

impl Case {
    /// Whether every argument is given, and by position.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        !self.by_keyword && self.omitted.is_empty()
    }
}

/// What a workload is measured for: what its table shows first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Focus {
    /// What a call costs.
    #[default]
    Call,
    /// What the package costs: its build, its size, its import and its first call.
    Package,
}

/// Somebody who takes part with functions of `drive.py`.
#[derive(Clone, Debug, PartialEq)]
pub struct Contender {
    /// The name, which is the binding of its rows.
    pub name: String,
    /// The variant of its rows: what stands behind the slash in `[contestants]`.
    pub variant: String,
    /// The form in which it takes its inputs.
    pub inputs: InputForm,
    /// The Python packages without which it cannot run.
    pub needs: Vec<String>,
    /// The C functions in whose cases it takes part; empty for all.
    pub functions: Vec<String>,
}

impl Contender {
    /// The function of `drive.py`: `ctypes_from_buffer` for `ctypes/from-buffer`.
    pub(crate) fn function(&self) -> String {
        let name = if self.variant == REFERENCE {
            self.name.clone()
        } else {
            format!("{}_{}", self.name, self.variant)
        };
        name.replace('-', "_")
    }
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

static ALL: LazyLock<Result<Vec<Workload>, String>> = LazyLock::new(|| {
    let mut names: Vec<&str> = WORKLOADS
        .iter()
        .filter_map(|file| file.path.strip_suffix("/workload.toml"))
        .collect();
    names.sort_unstable();
    names
        .iter()
        .map(|name| file::read(name, WORKLOADS))
        .collect()
});

/// Every workload that the binary carries, by name.
///
/// # Errors
/// When a folder of `workloads/` is not what a workload looks like; the message names it.
pub fn workloads() -> Result<Vec<Workload>, LabError> {
    ALL.clone()
        .map_err(|message| LabError::Workload { message })
}

impl Workload {
    /// The sizes to measure: one without a number where the workload has none.
    pub(crate) fn steps(&self) -> Vec<Option<u64>> {
        if self.sizes.is_empty() {
            vec![None]
        } else {
            self.sizes.iter().copied().map(Some).collect()
        }
    }

    /// Whether the rows of a size have processes of their own.
    pub(crate) fn is_isolated(&self, size: Option<u64>) -> bool {
        self.isolated_from
            .is_some_and(|from| size.unwrap_or(0) >= from)
    }

    /// The import name of a package that is generated for it.
    ///
    /// A user may well have a module that is called after their function and the tool.
    pub(crate) fn module(&self, binding: &str) -> String {
        let prefix = self.own.as_ref().map_or("", |_| "fishplate_own_");
        format!("{prefix}{}_{binding}", self.name).replace('-', "_")
    }

    /// The C functions that are called, each once, in the order of the cases.
    pub(crate) fn functions(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for case in &self.cases {
            if !names.contains(&case.function.as_str()) {
                names.push(&case.function);
            }
        }
        names
    }

    /// The cases in which bad input says something new: one for each function, and one by
    /// position where there is one.
    pub(crate) fn telling_cases(&self) -> Vec<usize> {
        let of = |function: &str, is_wanted: fn(&Case) -> bool| {
            let mut cases = self.cases.iter();
            cases.position(|case| case.function == function && is_wanted(case))
        };
        let functions = self.functions().into_iter();
        functions
            .filter_map(|function| of(function, |case| !case.by_keyword).or(of(function, |_| true)))
            .collect()
    }

    /// Writes the files whose path within the workload starts with `prefix` below `folder`.
    pub(crate) fn unpack(&self, prefix: &str, folder: &Path) -> std::io::Result<()> {
        self.texts.unpack(prefix, folder)
    }

    /// The text of a file of the workload; empty when there is none.
    pub(crate) fn text(&self, path: &str) -> &'static str {
        self.texts.text(path)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_folder_that_is_carried_is_a_workload() {
        let all = workloads().unwrap();
        let folders: BTreeSet<&str> = WORKLOADS
            .iter()
            .filter_map(|file| file.path.split('/').next())
            .collect();
        let names: BTreeSet<&str> = all.iter().map(|workload| workload.name.as_str()).collect();
        assert_eq!(names, folders);
        for workload in &all {
            assert!(!workload.text("drive.py").is_empty());
            assert!(!workload.cases.is_empty());
        }
    }

    #[test]
    fn bad_input_is_tried_once_for_each_function_and_by_position() {
        let case = |function: &str, by_keyword| Case {
            name: None,
            function: function.into(),
            by_keyword,
            arguments: Vec::new(),
            omitted: Vec::new(),
            fresh: Vec::new(),
        };
        let mut workload = workloads().unwrap().remove(0);
        workload.cases = vec![
            case("f", true),
            case("g", false),
            case("f", false),
            case("f", false),
            case("h", true),
        ];
        assert_eq!(workload.telling_cases(), [2, 1, 4]);
    }
}
