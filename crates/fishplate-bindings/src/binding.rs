//! What a binding path is: a name, what it needs, what it can do, and its writer.

use std::path::PathBuf;

use fishplate_process::{Python, Tool};

use crate::{
    BINDINGS, LeftOut, Operation, OutputFile, Package, Plan, PlannedFunction, Support, VARIANTS,
    scaffold, stub, usage,
};

/// A binding path.
pub struct Binding {
    /// Its name, as on the command line.
    pub name: &'static str,
    /// What it is, in one line.
    pub summary: &'static str,
    /// The tools that its packages need to be built.
    pub needs: &'static [&'static Tool],
    /// The Python packages that build its packages.
    pub builds_with: &'static [&'static str],
    /// Whether the tool knows an interpreter, and if not, which it knows.
    pub(crate) fits: fn(&Python) -> Support,
    /// Whether it is the row that others are compared with.
    pub is_baseline: bool,
    /// Whether its packages hold a compiled module.
    pub is_compiled: bool,
    /// What sets it apart, where it is a variant of another path.
    pub variant: Option<Variant>,
    pub(crate) supports: fn(&Operation) -> Support,
    pub(crate) write: fn(&Plan, &Library) -> Vec<OutputFile>,
}

/// A binding path that does what another does in one different way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The path that it is a variant of.
    pub of: &'static str,
    /// Whether `bind` writes it; else it is for measuring only.
    pub is_offered: bool,
    /// Whether it keeps the one meaning; one that does not must never be used for real.
    pub is_safe: bool,
    /// Whether arguments may be given by name, and those with a default left out.
    pub takes_names: bool,
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
    /// What `bind` writes: the paths, and behind them the variants that are for more than
    /// measuring.
    pub fn offered() -> impl Iterator<Item = &'static Self> {
        let is_offered = |binding: &&Self| binding.variant.is_some_and(|one| one.is_offered);
        let variants = VARIANTS.iter().copied().filter(is_offered);
        BINDINGS.iter().copied().chain(variants)
    }

    /// What this path cannot do for a function and why; none when it carries it.
    #[must_use]
    pub fn refusal(&self, function: &PlannedFunction) -> Option<String> {
        let refuse = |what: &str| Some(format!("`{}` cannot carry it: {what}", self.name));
        for operation in function.operations() {
            if let Support::No(reason) = (self.supports)(operation) {
                return refuse(&format!("it {}, and {reason}", deed(operation)));
            }
        }
        if !self.takes_names() && function.required() < function.inputs.len() {
            return refuse("some arguments have defaults, and it takes all of them by position");
        }
        None
    }

    /// Whether a call may give arguments by name and leave out those with a default.
    #[must_use]
    pub fn takes_names(&self) -> bool {
        self.variant.is_none_or(|variant| variant.takes_names)
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

    /// Why nothing can be built for an interpreter with what is installed beside it, besides
    /// missing tools; none where nothing is in the way.
    #[must_use]
    pub fn obstacle(&self, python: &Python) -> Option<String> {
        if let Support::No(reason) = (self.fits)(python) {
            return Some(reason.to_owned());
        }
        self.missing_package(python).map(|name| {
            format!(
                "the Python package `{name}` is not in the environment; this interpreter may have \
                 no wheel of it"
            )
        })
    }

    fn missing_package(&self, python: &Python) -> Option<&'static str> {
        let installed: Vec<String> = std::fs::read_dir(&python.site_packages)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().to_lowercase())
            .filter(|name| name.ends_with(".dist-info"))
            .collect();
        let is_missing = |name: &&str| {
            let start = format!("{}-", name.to_lowercase());
            !installed.iter().any(|known| known.starts_with(&start))
        };
        self.builds_with.iter().copied().find(is_missing)
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

/// What a function does that needs the operation, for a sentence on it.
fn deed(operation: &Operation) -> &'static str {
    match operation {
        Operation::IntIn(_) => "takes an integer",
        Operation::FloatIn(_) => "takes a floating number",
        Operation::BoolIn { .. } => "takes a bool",
        Operation::EnumIn { .. } => "takes a member of an enumeration",
        Operation::Utf8In { .. } => "takes text",
        Operation::BufferIn(_) => "reads a buffer",
        Operation::BufferOut(_) => "writes a buffer",
        Operation::LengthIn { .. } => "takes the length of a buffer",
        Operation::GilRelease => "runs while other threads do",
        Operation::ReturnVoid => "returns nothing",
        Operation::ReturnInt(_) => "returns an integer",
        Operation::ReturnFloat(_) => "returns a floating number",
        Operation::ReturnBool => "returns a bool",
        Operation::ReturnEnum { .. } => "returns a member of an enumeration",
    }
}
