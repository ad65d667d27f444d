//! Which targets are archives: they are read in memory, and never unpacked nor run.

use std::path::Path;

/// The endings of wheels, of the other zip files, and of source archives.
const ENDINGS: [&str; 3] = [".whl", ".zip", ".tar.gz"];

/// Whether a target is read as an archive of sources.
#[must_use]
pub fn is_archive(target: &Path) -> bool {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.is_file() && ENDINGS.iter().any(|ending| name.ends_with(ending))
}
