//! Asks a Python program where in Python files the text of some fixes goes.
//!
//! The program parses, and neither imports nor writes; its answer counts only as a whole.

use std::path::{Path, PathBuf};
use std::time::Duration;

use fishplate_process::{Child, Limits, ProcessError};
use serde::{Deserialize, Serialize};

use crate::{ReadError, python_files};

/// A minute, 1 GiB of memory, a document of at most 64 MiB.
const LIMITS: Limits = Limits {
    wall: Duration::from_secs(60),
    memory_bytes: Some(1 << 30),
    output_bytes: 64 << 20,
    ..Limits::PROBE
};

/// The fixes of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileFixes {
    /// The file.
    pub path: PathBuf,
    /// What is to be changed in it.
    pub fixes: Vec<PlacedFix>,
}

/// A fix with the place of its finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlacedFix {
    /// The line of the place, from 1.
    pub line: u32,
    /// Its column in code points, from 1.
    pub column: u32,
    /// The function or record.
    pub symbol: String,
    /// The type, with the names of ctypes in full.
    pub text: String,
    /// The text that it takes the place of.
    pub instead: Option<String>,
    /// The attribute that it is set to.
    pub attribute: Option<String>,
}

/// Where the fixes of one file go.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilePlaces {
    /// What the file held when it was looked at.
    pub sha256: String,
    /// The edits, in order, none over another.
    pub edits: Vec<Edit>,
    /// The fixes that they make, by their places in the request.
    pub placed: Vec<usize>,
    /// The fixes that have no sure place, with the reason.
    pub refused: Vec<(usize, String)>,
}

/// Bytes of a file, and what becomes of them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The first byte.
    pub start: usize,
    /// Behind the last one.
    pub end: usize,
    /// What takes their place.
    pub text: String,
}

#[derive(Serialize)]
struct Question<'a> {
    files: &'a [FileFixes],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    files: Vec<FilePlaces>,
}

/// Finds the places of fixes, in the order of the files.
///
/// # Errors
/// If the interpreter cannot be run, or a file cannot be read.
pub fn place_fixes(python: &Path, files: &[FileFixes]) -> Result<Vec<FilePlaces>, ReadError> {
    let folder = tempfile::Builder::new()
        .prefix("fishplate-python-")
        .tempdir()
        .map_err(|error| ReadError::system("make a temporary folder", error))?;
    python_files::unpack(folder.path())
        .map_err(|error| ReadError::system("write to the temporary folder", error))?;
    let what = "find the places of the fixes";
    let question =
        serde_json::to_vec(&Question { files }).map_err(|error| ReadError::system(what, error))?;
    let child = Child::new(python, LIMITS)
        .args(["-I", "-S", "-B"])
        .arg(folder.path().join("fishplate/placing"))
        .input(question);
    let done = match child.run() {
        Ok(done) => done,
        Err(ProcessError::Interrupted) => return Err(ReadError::Interrupted),
        Err(error) => return Err(ReadError::system(what, error)),
    };
    let answer: Option<Answer> = serde_json::from_slice(&done.stdout).ok();
    let answer = answer.filter(|answer| done.is_success() && answer.files.len() == files.len());
    answer.map(|answer| answer.files).ok_or_else(|| {
        let why = format!("it ended with {}: {}", done.status, done.tail(2));
        ReadError::system(what, why)
    })
}
