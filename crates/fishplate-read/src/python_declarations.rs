//! Reads what Python sources declare of native code, by a Python program that parses them.
//!
//! The interpreter is isolated, and the program never imports or runs a target. It reads what
//! anybody wrote, so it has limits, and its answer counts only as a whole.

use std::path::PathBuf;
use std::time::Duration;

use fishplate_model::{DECLARATIONS_VERSION, Declarations};
use fishplate_process::{Child, Limits, ProcessError};

use crate::{ReadError, python_files};

/// A minute, 1 GiB of memory, a document of at most 64 MiB.
const LIMITS: Limits = Limits {
    wall: Duration::from_secs(60),
    output_bytes: 64 << 20,
    ..Limits::PROBE
};

/// Which Python sources to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PythonRequest {
    /// The interpreter that parses; its own packages are not used.
    pub python: PathBuf,
    /// Folders, `.py` files, wheels and source archives.
    pub targets: Vec<PathBuf>,
    /// Patterns of paths to leave out.
    pub exclude: Vec<String>,
}

/// Reads the declarations of Python sources; nothing of them is executed.
///
/// # Errors
/// If a target cannot be looked at, or the interpreter cannot be run. A file that is no Python
/// is an entry of `unresolved`.
pub fn read_python(request: &PythonRequest) -> Result<Declarations, ReadError> {
    let folder = tempfile::Builder::new()
        .prefix("fishplate-python-")
        .tempdir()
        .map_err(|error| ReadError::system("make a temporary folder", error))?;
    python_files::unpack(folder.path())
        .map_err(|error| ReadError::system("write to the temporary folder", error))?;
    let mut child = Child::new(&request.python, LIMITS)
        .args(["-I", "-S", "-B"])
        .arg(folder.path().join("fishplate/declarations"));
    for pattern in &request.exclude {
        child = child.arg(format!("--exclude={pattern}"));
    }
    child = child.arg("--").args(&request.targets);
    let done = match child.run() {
        Ok(done) => done,
        Err(ProcessError::Interrupted) => return Err(ReadError::Interrupted),
        Err(error) => {
            let what = format!("read Python sources with `{}`", request.python.display());
            return Err(ReadError::system(&what, error));
        }
    };
    if done.status.code() == Some(2) {
        let said = done.tail(1);
        let said = said.strip_prefix("fishplate: ").unwrap_or(&said);
        return Err(ReadError::Request(said.to_owned()));
    }
    let declarations: Option<Declarations> = serde_json::from_slice(&done.stdout)
        .ok()
        .filter(|one: &Declarations| one.version == DECLARATIONS_VERSION);
    declarations.ok_or_else(|| {
        let why = format!("it ended with {}: {}", done.status, done.tail(2));
        ReadError::system("read the Python sources", why)
    })
}
