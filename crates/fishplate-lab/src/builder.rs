//! Builds the packages of a workload, or says why there is none.
//!
//! The only file that speaks with the reader and with the writers of the binding paths. Nothing
//! is run here but compilers and pip.

mod generated;
mod hand;

use std::path::Path;
use std::time::SystemTime;

use fishplate_bindings::{InstallError, install_with};
use fishplate_model::Interface;
use fishplate_process::{C_COMPILER, Found, ProcessError};
use fishplate_read::{HeaderRequest, read_headers};

use crate::cache::{Build, Cache, Key, files_below};
use crate::extras::Extras;
use crate::field::State;
use crate::kernel::{Kernel, stripped_bytes};
use crate::output::Output;
use crate::workload::Focus;
use crate::{BenchRequest, LabError, Progress, Workload, environment};

/// What building needs besides the workload.
pub(crate) struct Builder<'a> {
    pub(crate) request: &'a BenchRequest,
    pub(crate) cache: &'a Cache,
    pub(crate) packages: &'a environment::Packages,
    pub(crate) extras: &'a Extras,
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

impl From<InstallError> for BuildError {
    fn from(error: InstallError) -> Self {
        match error {
            InstallError::Process(error @ ProcessError::TimedOut { .. }) => {
                Self::Failed(error.to_string(), error.to_string())
            }
            InstallError::Process(error) => Self::Lab(error.into()),
            InstallError::Failed { output, log } => Self::Failed(cause(&log, &output), log),
        }
    }
}

impl Builder<'_> {
    /// Reads the header of a workload.
    pub(crate) fn read(&self, workload: &Workload, kernel: &Kernel) -> Result<Interface, LabError> {
        let compiler = C_COMPILER
            .find(&self.request.python)
            .map(|found| found.path);
        let declared = kernel.declared.clone();
        let request = HeaderRequest {
            headers: declared.headers,
            include_dirs: declared.include_dirs,
            defines: declared.defines,
            cflags: declared.cflags,
            functions: workload
                .functions()
                .into_iter()
                .map(str::to_owned)
                .collect(),
            library: Some(kernel.library.clone()),
            libclang: self.request.libclang.clone(),
            compiler,
            reader: self.request.reader.clone(),
        };
        let reading = read_headers(&request).map_err(|error| LabError::Read {
            workload: workload.name.clone(),
            source: Box::new(error),
        })?;
        Ok(reading.interface)
    }

    /// What every package follows from: the interpreter, its packages, the tools, the kernel.
    fn key(&self, tools: impl Iterator<Item = Found>, kernel: &Kernel) -> Key {
        let python = &self.request.python;
        let start = Key::default()
            .add(env!("CARGO_PKG_VERSION"))
            .add(python.executable.as_os_str().as_encoded_bytes())
            .add(&python.version)
            .add(&self.request.base_python.build.config_args)
            .add(self.packages.text_without(&Extras::packages()))
            .add(&kernel.identity);
        tools.fold(start, |key, found| {
            key.add(found.path.as_os_str().as_encoded_bytes())
                .add(found.version)
        })
    }

    /// Builds a package into a folder; a second time where what packages cost is the question.
    fn install(
        &self,
        focus: Focus,
        package: &Path,
        folder: &Path,
        environment: &[(&str, &Path)],
    ) -> Result<Build, BuildError> {
        let site = folder.join("site");
        // With a target folder that others share the build would not be cold, and with one of
        // its own it would stay in the cache.
        let target = tempfile::tempdir().map_err(|source| self.cache.error(source))?;
        let environment = [environment, &[("CARGO_TARGET_DIR", target.path())]].concat();
        let python = &self.request.python.executable;
        let installed = install_with(package, python, &site, &environment)?;
        let again = match focus {
            Focus::Call => None,
            Focus::Package => {
                let again = target.path().join("again");
                touch(package).map_err(|source| self.cache.error(source))?;
                Some(install_with(package, python, &again, &environment)?)
            }
        };
        Ok(Build {
            cpu_s: installed.cpu.as_secs_f64(),
            rebuild_cpu_s: again.map(|installed| installed.cpu.as_secs_f64()),
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

/// Makes every file of a package look changed, but for what a build left there.
fn touch(package: &Path) -> std::io::Result<()> {
    let now = SystemTime::now();
    for file in files_below(package)? {
        let is_made = file
            .strip_prefix(package)
            .is_ok_and(|path| path.starts_with("build"));
        if !is_made {
            fs_err::OpenOptions::new()
                .append(true)
                .open(&file)?
                .file()
                .set_modified(now)?;
        }
    }
    Ok(())
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
