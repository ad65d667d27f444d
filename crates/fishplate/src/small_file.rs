//! Reads a settings file that anybody may have written: a regular file, and no more of it than
//! such a file ever has.

use std::fs::File;
use std::io::{Error, ErrorKind, Read};
use std::path::Path;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 16 << 20;

/// The text of a file.
///
/// # Errors
/// If it cannot be read, is a device or a pipe, is too large, or is not UTF-8.
pub(crate) fn read(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    let file = open(path)?;
    file.take(LARGEST + 1)
        .read_to_string(&mut text)
        .map_err(|error| named(path, error.kind(), &error.to_string()))?;
    if text.len() as u64 > LARGEST {
        let why = "it is larger than 16 MiB";
        return Err(named(path, ErrorKind::InvalidData, why));
    }
    Ok(text)
}

/// A regular file, for whoever bounds what is read of it.
///
/// # Errors
/// If it cannot be opened, or is a device or a pipe.
pub(crate) fn open(path: &Path) -> std::io::Result<File> {
    let failed = |error: Error| named(path, error.kind(), &error.to_string());
    // A pipe without a writer would be waited for at its opening.
    if !path.metadata().map_err(failed)?.is_file() {
        let why = "it is not a regular file";
        return Err(named(path, ErrorKind::InvalidInput, why));
    }
    File::open(path).map_err(failed)
}

fn named(path: &Path, kind: ErrorKind, why: &str) -> Error {
    Error::new(kind, format!("`{}`: {why}", path.display()))
}
