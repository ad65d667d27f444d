//! Reads a settings file that anybody may have written: a regular file, and no more of it than
//! such a file ever has.

use std::io::{Error, ErrorKind, Read};
use std::path::Path;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 16 << 20;

/// The text of a file.
///
/// # Errors
/// If it cannot be read, is a device or a pipe, is too large, or is not UTF-8.
pub(crate) fn read(path: &Path) -> std::io::Result<String> {
    let named = |kind, why: &str| Error::new(kind, format!("`{}`: {why}", path.display()));
    let failed = |error: Error| named(error.kind(), &error.to_string());
    // A pipe without a writer would be waited for at its opening.
    if !path.metadata().map_err(failed)?.is_file() {
        return Err(named(ErrorKind::InvalidInput, "it is not a regular file"));
    }
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(failed)?;
    file.take(LARGEST + 1)
        .read_to_string(&mut text)
        .map_err(failed)?;
    if text.len() as u64 > LARGEST {
        return Err(named(ErrorKind::InvalidData, "it is larger than 16 MiB"));
    }
    Ok(text)
}
