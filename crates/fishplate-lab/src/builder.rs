//! Builds the packages of a workload, or says why there is none.
//!
//! The only file that speaks with the reader and with the writers of the binding paths. Nothing
//! is run here but compilers and pip.

use std::path::Path;

use fishplate_bindings::{Binding, InstallError, Library, Notes, install_with, plan};
use fishplate_model::Interface;
use fishplate_process::{C_COMPILER, Found, ProcessError};
use fishplate_read::{HeaderRequest, read_headers};

use crate::cache::{Build, Cache, Entry, Key};
use crate::field::{Contestant, GENERATED, State};
use crate::hand::HandPackage;
use crate::job::Source;
use crate::kernel::{self, Kernel, missing, missing_tools, stripped_bytes};
use crate::output::Output;
use crate::{BenchRequest, InputForm, LabError, Progress, Spec, Workload, environment};

/// What building needs besides the workload.
pub(crate) struct Builder<'a> {
    pub(crate) request: &'a BenchRequest,
    pub(crate) cache: &'a Cache,
    pub(crate) packages: &'a environment::Packages,
    pub(crate) output: &'a Output,
    pub(crate) progress: &'a dyn Progress,
    /// Called after each build.
    pub(crate) on_built: &'a dyn Fn(),
}

enum BuildError {
    Lab(LabError),
    /// The package does not build: in short, and all that was said.
    Failed(String, String),
    /// The binding path cannot carry the function.
    Refused(String),
}

impl From<LabError> for BuildError {
    fn from(error: LabError) -> Self {
        Self::Lab(error)
    }
}

impl Builder<'_> {
    /// Reads the header of a workload.
    pub(crate) fn read(&self, workload: &Workload, kernel: &Kernel) -> Result<Interface, LabError> {
        let compiler = C_COMPILER
            .find(&self.request.python)
            .map(|found| found.path);
        let header = kernel.folder.join(&workload.header);
        let request = HeaderRequest {
            include_dirs: vec![kernel.folder.clone()],
            library: Some(kernel.library.clone()),
            compiler,
            reader: self.request.reader.clone(),
            ..HeaderRequest::new([header], self.request.libclang.clone())
        };
        let reading = read_headers(&request).map_err(|error| LabError::Read {
            workload: workload.name.clone(),
            source: Box::new(error),
        })?;
        Ok(reading.interface)
    }

    /// Builds one generated binding.
    pub(crate) fn generated(
        &self,
        workload: &Workload,
        binding: &'static Binding,
        interface: &Interface,
        kernel: &Kernel,
    ) -> Result<Contestant, LabError> {
        self.announce(workload, binding.name, GENERATED);
        let mut contestant = Contestant {
            binding: binding.name.to_owned(),
            variant: GENERATED.to_owned(),
            inputs: InputForm::Binding,
            is_baseline: binding.is_baseline,
            state: State::Skipped(String::new()),
            built: None,
        };
        if let Some(reason) = missing(&binding.missing_tools(&self.request.python)) {
            contestant.state = State::Skipped(reason);
            return Ok(contestant);
        }
        match self.build_generated(workload, binding, interface, kernel) {
            Ok((source, entry)) => {
                contestant.state = State::Ready(source);
                contestant.built = Some(entry);
            }
            Err(error) => {
                contestant.state = self.failed(workload, binding.name, GENERATED, error)?
            }
        }
        Ok(contestant)
    }

    fn build_generated(
        &self,
        workload: &Workload,
        binding: &'static Binding,
        interface: &Interface,
        kernel: &Kernel,
    ) -> Result<(Source, Entry), BuildError> {
        let module = format!("{}_{}", workload.name, binding.name).replace('-', "_");
        let refused = |error: &dyn std::fmt::Display| BuildError::Refused(error.to_string());
        let notes = Notes::parse(&notes_of(workload), "the notes of the workload")
            .map_err(|error| refused(&error))?;
        let planned = plan(interface, &notes, &module).map_err(|error| refused(&error))?;
        let library = Library {
            file: kernel.library.clone(),
            soname: kernel::LIBRARY.to_owned(),
            is_bundled: false,
        };
        let package = binding
            .write(&planned, &library)
            .map_err(|error| refused(&error))?;
        let function = (planned.functions.iter())
            .find(|function| function.symbol == workload.function)
            .map_or(workload.function.clone(), |function| function.name.clone());
        let mut key = self.key(
            binding
                .needs
                .iter()
                .filter_map(|tool| tool.find(&self.request.python)),
            kernel,
        );
        for file in &package.files {
            key = key
                .add(file.path.as_os_str().as_encoded_bytes())
                .add(&file.bytes);
        }
        let name = format!("{}-{}", workload.name, binding.name);
        let entry = self.cache.entry(&name, key, |folder| {
            let sources = folder.join("package");
            package
                .save(&sources)
                .map_err(|error| self.cache.error(std::io::Error::other(error)))?;
            self.install(&sources, folder, &[])
        })?;
        let folder = entry.folder.join("site");
        Ok((
            Source::Module {
                folder,
                module,
                function,
            },
            entry,
        ))
    }

    /// Builds one hand-written package; each of its variants takes part.
    pub(crate) fn hand(
        &self,
        workload: &Workload,
        hand: &HandPackage,
        kernel: &Kernel,
        compiler: &Found,
    ) -> Result<Vec<Contestant>, LabError> {
        let variants: Vec<&str> = hand.variants.keys().map(String::as_str).collect();
        self.announce(workload, &hand.binding, &variants.join(", "));
        let absent = hand.python.iter().find(|module| !self.packages.has(module));
        let tools = missing(&missing_tools(&hand.needs, &self.request.python));
        let skipped = tools.or_else(|| {
            absent.map(|module| format!("the Python package `{module}` is not in the environment"))
        });
        let built = match skipped {
            Some(reason) => Err(State::Skipped(reason)),
            None => match self.build_hand(workload, hand, kernel, compiler) {
                Ok(built) => Ok(built),
                Err(error) => Err(self.failed(workload, &hand.binding, "hand", error)?),
            },
        };
        Ok((hand.variants.iter())
            .map(|(variant, function)| Contestant {
                binding: hand.binding.clone(),
                variant: variant.clone(),
                inputs: InputForm::Binding,
                is_baseline: false,
                state: match &built {
                    Ok(entry) => State::Ready(Source::Module {
                        folder: entry.folder.join("site"),
                        module: hand.module.clone(),
                        function: function.clone(),
                    }),
                    Err(state) => state.clone(),
                },
                built: built.as_ref().ok().cloned(),
            })
            .collect())
    }

    fn build_hand(
        &self,
        workload: &Workload,
        hand: &HandPackage,
        kernel: &Kernel,
        compiler: &Found,
    ) -> Result<Entry, BuildError> {
        let sources = tempfile::tempdir().map_err(|source| self.cache.error(source))?;
        let prefix = format!("hand/{}/", hand.binding);
        let package = sources.path().join("package");
        workload
            .unpack(&prefix, &package)
            .map_err(|source| self.cache.error(source))?;
        let found = (fishplate_process::TOOLS.iter())
            .filter(|tool| hand.needs.iter().any(|need| need == tool.name))
            .filter_map(|tool| tool.find(&self.request.python));
        let key = self
            .key(found.chain([compiler.clone()]), kernel)
            .add_folder(&package)
            .map_err(|source| self.cache.error(source))?;
        let name = format!("{}-hand-{}", workload.name, hand.binding);
        self.cache.entry(&name, key, |folder| {
            let environment = [
                ("FISHPLATE_LIBRARY_DIR", &*kernel.folder),
                ("FISHPLATE_INCLUDE_DIR", &*kernel.folder),
            ];
            self.install(&package, folder, &environment)
        })
    }

    /// What every package follows from: the interpreter, its packages, the tools, the kernel.
    fn key(&self, tools: impl Iterator<Item = Found>, kernel: &Kernel) -> Key {
        let python = &self.request.python;
        let start = Key::default()
            .add(env!("CARGO_PKG_VERSION"))
            .add(python.executable.as_os_str().as_encoded_bytes())
            .add(&python.version)
            .add(&self.request.base_python.build.config_args)
            .add(self.packages.text())
            .add(kernel.folder.as_os_str().as_encoded_bytes());
        tools.fold(start, |key, found| {
            key.add(found.path.as_os_str().as_encoded_bytes())
                .add(found.version)
        })
    }

    fn install(
        &self,
        package: &Path,
        folder: &Path,
        environment: &[(&str, &Path)],
    ) -> Result<Build, BuildError> {
        let site = folder.join("site");
        let installed = install_with(package, &self.request.python.executable, &site, environment);
        let installed = installed.map_err(|error| match error {
            InstallError::Process(error @ ProcessError::TimedOut { .. }) => {
                BuildError::Failed(error.to_string(), error.to_string())
            }
            InstallError::Process(error) => BuildError::Lab(error.into()),
            InstallError::Failed { output, log } => BuildError::Failed(cause(&log, &output), log),
        })?;
        Ok(Build {
            cpu_s: installed.cpu.as_secs_f64(),
            command: installed.command,
            binary_bytes: stripped_bytes(&site),
        })
    }

    fn failed(
        &self,
        workload: &Workload,
        binding: &str,
        variant: &str,
        error: BuildError,
    ) -> Result<State, LabError> {
        match error {
            BuildError::Lab(error) => Err(error),
            BuildError::Refused(reason) => Ok(State::Skipped(reason)),
            BuildError::Failed(short, log) => {
                let name = format!("build-{}-{binding}-{variant}.log", workload.name);
                self.output.write_now(&name, log.as_bytes())?;
                Ok(State::Failed(format!(
                    "the build failed, see {name}: {short}"
                )))
            }
        }
    }

    fn announce(&self, workload: &Workload, binding: &str, variant: &str) {
        self.progress.step(&format!(
            "building `{}` through `{binding}` ({variant})",
            workload.name
        ));
    }
}

/// What the arguments say of the C function: which parameter holds which array's length.
///
/// All arrays of a workload have its size, so a single `len()` is the length of every one.
fn notes_of(workload: &Workload) -> String {
    let lengths = (workload.arguments.iter()).filter_map(|(name, spec)| match spec {
        Spec::LengthOf(of) => Some((name, of)),
        _ => None,
    });
    let lengths: Vec<(&String, &String)> = lengths.collect();
    let arrays = (workload.arguments.iter())
        .filter(|(_, spec)| matches!(spec, Spec::Buffer { .. }))
        .map(|(name, _)| name);
    let mut text = String::new();
    for array in arrays {
        let own = lengths.iter().find(|(_, of)| *of == array);
        let shared = lengths.first().filter(|_| lengths.len() == 1);
        if let Some((length, _)) = own.or(shared) {
            let function = &workload.function;
            text.push_str(&format!(
                "[fn.{function}.arg.{array}]\nlen = \"{length}\"\n"
            ));
        }
    }
    text
}

/// The first error in a log that a compiler wrote, else the last line of it.
fn cause(log: &str, end: &str) -> String {
    let is_error = |line: &&str| {
        // pip frames a tool's errors with its own, which say nothing.
        let is_pip = line.starts_with("error: subprocess-") || line.starts_with("error: failed-");
        let starts = ["error[", "error: ", "Error: "]
            .iter()
            .any(|start| line.starts_with(start));
        !is_pip && (starts || line.contains(": error:") || line.contains("fatal error:"))
    };
    let lines = || log.lines().map(str::trim).filter(|line| !line.is_empty());
    let last = || end.lines().map(str::trim).rfind(|line| !line.is_empty());
    lines()
        .find(is_error)
        .or_else(last)
        .unwrap_or("nothing was said")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_become_notes() {
        let all = crate::workloads().unwrap();
        let dot = all
            .iter()
            .find(|workload| workload.name == "array-dot")
            .unwrap();
        assert_eq!(
            notes_of(dot),
            "[fn.dot.arg.a]\nlen = \"n\"\n[fn.dot.arg.b]\nlen = \"n\"\n"
        );
    }

    #[test]
    fn the_cause_of_a_failure_is_the_compilers_first_error() {
        let log = "  running build_ext\n  k.c:3:1: error: unknown type\n  k.c:4:1: error: more\nERROR: no wheel\n";
        assert_eq!(
            cause(log, "ERROR: no wheel\n"),
            "k.c:3:1: error: unknown type"
        );
        assert_eq!(cause("x\ny\n\n", "x\ny\n\n"), "y");
        assert_eq!(cause("", ""), "nothing was said");
    }
}
