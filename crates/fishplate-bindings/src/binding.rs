//! What a binding path is: a name, what it needs, what it can do, and its writer.

use std::path::PathBuf;

use fishplate_process::{Python, Tool};

use crate::{
    LeftOut, Operation, OutputFile, Package, Plan, PlannedFunction, Support, scaffold, stub, usage,
};

/// A binding path.
pub struct Binding {
    /// Its name, as on the command line.
    pub name: &'static str,
    /// What it is, in one line.
    pub summary: &'static str,
    /// The tools that its packages need to be built.
    pub needs: &'static [&'static Tool],
    /// Whether it is the row that others are compared with.
    pub is_baseline: bool,
    /// Whether its packages hold a compiled module.
    pub is_compiled: bool,
    pub(crate) supports: fn(&Operation) -> Support,
    pub(crate) write: fn(&Plan, &Library) -> Vec<OutputFile>,
}

/// The shared library that a package calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    /// The file to link and, when it is bundled, to copy.
    pub file: PathBuf,
    /// The name that the loader looks for: its `SONAME`, else its file name.
    pub soname: String,
    /// Whether the wheel carries a copy of it.
    pub is_bundled: bool,
}

/// Why a package could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Nothing is left to put into it.
    #[error("`{binding}` can carry none of the {} functions; the first is left out since {}: {}", .left_out.len(), .left_out.first().map_or("", |left| left.function.as_str()), .left_out.first().map_or("there is none", |left| left.reason.as_str()))]
    Empty {
        /// The binding path.
        binding: &'static str,
        /// What is left out and why.
        left_out: Vec<LeftOut>,
    },
    /// The library to bundle cannot be read.
    #[error("cannot read the library `{}`", file.display())]
    Library {
        /// The file.
        file: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
}

impl Binding {
    /// What this path cannot do for a function, as `operation: reason`; none when it carries it.
    #[must_use]
    pub fn refusal(&self, function: &PlannedFunction) -> Option<String> {
        function
            .operations()
            .find_map(|operation| match (self.supports)(operation) {
                Support::Yes => None,
                Support::No(reason) => Some(format!("`{}` cannot carry it: {reason}", self.name)),
            })
    }

    /// The tools of `needs` that this machine has not.
    #[must_use]
    pub fn missing_tools(&self, python: &Python) -> Vec<&'static Tool> {
        self.needs
            .iter()
            .copied()
            .filter(|tool| tool.find(python).is_none())
            .collect()
    }

    /// Writes the package of a plan, in memory.
    ///
    /// Functions that this path cannot carry are left out and listed with the reason.
    ///
    /// # Errors
    /// When no function is left, or the library to bundle cannot be read.
    pub fn write(&self, plan: &Plan, library: &Library) -> Result<Package, WriteError> {
        let mut carried = plan.clone();
        carried
            .functions
            .retain(|function| match self.refusal(function) {
                None => true,
                Some(reason) => {
                    carried.left_out.push(LeftOut {
                        function: function.symbol.clone(),
                        reason,
                    });
                    false
                }
            });
        if carried.functions.is_empty() {
            return Err(WriteError::Empty {
                binding: self.name,
                left_out: carried.left_out,
            });
        }
        let mut files = (self.write)(&carried, library);
        files.extend(scaffold::files(self, &carried));
        files.extend(stub::files(&carried));
        files.push(usage::file(&carried));
        if library.is_bundled {
            let bytes = fs_err::read(&library.file).map_err(|source| WriteError::Library {
                file: library.file.clone(),
                source,
            })?;
            files.push(OutputFile::new(
                format!("python/{}/_lib/{}", plan.module, library.soname),
                bytes,
            ));
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Package {
            files,
            left_out: carried.left_out,
        })
    }
}
