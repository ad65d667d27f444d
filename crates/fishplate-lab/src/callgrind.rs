//! Callgrind, found on this machine, and the library through which the worker speaks to it.
//!
//! What is counted and when is the worker's matter (`worker/counts.py`).

use std::path::{Path, PathBuf};

use fishplate_process::{C_COMPILER, Child, Limits, Python, which};

use crate::LabError;
use crate::cache::{Build, Cache, Key};
use crate::linux::SHARED_FLAGS;

const SOURCE: &str = include_str!("../templates/requests.c");
const LIBRARY: &str = "librequests.so";
const INSTALL: &str = "on Debian: `apt-get install valgrind`";

/// Callgrind, ready to count.
#[derive(Clone, Debug)]
pub(crate) struct Callgrind {
    valgrind: PathBuf,
    /// Gives a process the same addresses each time, where the system allows it.
    setarch: Option<PathBuf>,
    /// The library of client requests.
    pub(crate) library: PathBuf,
}

impl Callgrind {
    /// Finds callgrind and compiles the library; else says why nothing can be counted.
    pub(crate) fn find(python: &Python, cache: &Cache) -> Result<Result<Self, String>, LabError> {
        let Some(valgrind) = which("valgrind") else {
            return Ok(Err(format!("valgrind is not installed; {INSTALL}")));
        };
        let Some(compiler) = C_COMPILER.find(python) else {
            return Ok(Err("there is no C compiler".to_owned()));
        };
        let key = Key::default()
            .add(compiler.path.as_os_str().as_encoded_bytes())
            .add(&compiler.version)
            .add(SOURCE);
        let built = cache.entry("callgrind", key, |folder| {
            fs_err::write(folder.join("requests.c"), SOURCE)
                .map_err(|source| cache.error(source))?;
            let child = Child::new(&compiler.path, Limits::BUILD)
                .folder(folder)
                .arg("-O2")
                .args(SHARED_FLAGS)
                .args(["-o", LIBRARY, "requests.c"]);
            let done = child.run().map_err(LabError::from)?;
            if !done.is_success() {
                return Err(LabError::Kernel {
                    workload: "callgrind".to_owned(),
                    command: child.command_line(),
                    output: done.tail(10),
                });
            }
            Ok(Build {
                cpu_s: done.cpu.as_secs_f64(),
                command: child.command_line(),
                ..Build::default()
            })
        });
        let entry = match built {
            Ok(entry) => entry,
            Err(LabError::Kernel { output, .. }) => {
                let why = output.lines().next().unwrap_or("the compiler failed");
                return Ok(Err(format!(
                    "valgrind's headers are not to be had ({why}); {INSTALL}"
                )));
            }
            Err(error) => return Err(error),
        };
        Ok(Ok(Self {
            valgrind,
            setarch: setarch(),
            library: entry.folder.join(LIBRARY),
        }))
    }

    /// A child that runs `program` under callgrind, whose dumps begin with a path.
    pub(crate) fn child(&self, program: &Path, dumps: &Path, limits: Limits) -> Child {
        let child = match &self.setarch {
            Some(setarch) => Child::new(setarch, limits).arg("-R").arg(&self.valgrind),
            None => Child::new(&self.valgrind, limits),
        };
        let mut out = std::ffi::OsString::from("--callgrind-out-file=");
        out.push(dumps);
        child
            .args(["-q", "--tool=callgrind", "--instr-atstart=no"])
            .arg(out)
            .arg(program)
    }
}

/// The program, where it may be used: a container may forbid it.
fn setarch() -> Option<PathBuf> {
    let setarch = which("setarch")?;
    let child = Child::new(&setarch, Limits::QUESTION).args(["-R", "true"]);
    child
        .run()
        .is_ok_and(|done| done.is_success())
        .then_some(setarch)
}
