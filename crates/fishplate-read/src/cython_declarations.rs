//! Reads what Cython sources declare of native code, with the parser of an installed Cython.
//!
//! Only Cython knows its own language, so an interpreter that has it parses; it generates no code,
//! and neither imports nor runs a target. Whether an interpreter has Cython is part of the answer.

use std::path::PathBuf;
use std::time::Duration;

use fishplate_model::{DECLARATIONS_VERSION, Declarations};
use fishplate_process::{Child, Limits, ProcessError};

use crate::ReadError;
use crate::python_files;

/// A minute, 1 GiB of memory, a document of at most 256 MiB.
const LIMITS: Limits = Limits {
    wall: Duration::from_secs(60),
    memory_bytes: Some(1 << 30),
    output_bytes: 256 << 20,
    ..Limits::PROBE
};

/// The exit code of the program where the interpreter has no Cython.
const NO_CYTHON: i32 = 3;

/// Which Cython sources to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CythonRequest {
    /// The interpreter whose Cython parses.
    pub python: PathBuf,
    /// Folders, `.pyx` and `.pxd` files, wheels and source archives.
    pub targets: Vec<PathBuf>,
    /// Patterns of paths to leave out.
    pub exclude: Vec<String>,
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CythonAnswer {
    /// The declarations; empty where the targets have no Cython source.
    Read(Box<Declarations>),
    /// There is something to read, and the interpreter cannot: why, in words.
    NoCython(String),
}

/// Reads the declarations of Cython sources; nothing of them is executed.
///
/// # Errors
/// If a target cannot be looked at, or the interpreter cannot be run. A file that Cython does not
/// parse is an entry of `unresolved`.
pub fn read_cython(request: &CythonRequest) -> Result<CythonAnswer, ReadError> {
    let folder = tempfile::Builder::new()
        .prefix("fishplate-cython-")
        .tempdir()
        .map_err(|error| ReadError::system("make a temporary folder", error))?;
    python_files::unpack(folder.path())
        .map_err(|error| ReadError::system("write to the temporary folder", error))?;
    let mut child = Child::new(&request.python, LIMITS)
        .args(["-I", "-S", "-B"])
        .arg(folder.path().join("fishplate/cython_declarations"));
    for pattern in &request.exclude {
        child = child.arg(format!("--exclude={pattern}"));
    }
    child = child.arg("--").args(&request.targets);
    let done = match child.run() {
        Ok(done) => done,
        Err(ProcessError::Interrupted) => return Err(ReadError::Interrupted),
        Err(error) => {
            let what = format!("read Cython sources with `{}`", request.python.display());
            return Err(ReadError::system(&what, error));
        }
    };
    let said = done.tail(1);
    let said = said.strip_prefix("fishplate: ").unwrap_or(&said);
    match done.status.code() {
        Some(2) => return Err(ReadError::Request(said.to_owned())),
        Some(NO_CYTHON) => return Ok(CythonAnswer::NoCython(said.to_owned())),
        _ => {}
    }
    let declarations: Option<Declarations> = serde_json::from_slice(&done.stdout)
        .ok()
        .filter(|one: &Declarations| one.version == DECLARATIONS_VERSION);
    match declarations {
        Some(declarations) => Ok(CythonAnswer::Read(Box::new(declarations))),
        None => {
            let why = format!("it ended with {}: {}", done.status, done.tail(2));
            Err(ReadError::system("read the Cython sources", why))
        }
    }
}
