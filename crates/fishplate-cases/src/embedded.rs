//! The files of the cases that the binary carries, and how they get onto the disk.

use std::io;
use std::path::Path;

/// A file that the binary carries.
pub(crate) struct EmbeddedFile {
    /// Its path below `cases/`, with `/` between the parts.
    pub(crate) path: &'static str,
    /// What it holds.
    pub(crate) bytes: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/embedded_cases.rs"));

/// The files of one version of a case: those of the version's own folder, and those at the top
/// that both versions share.
pub(crate) fn files_of(case: &str, version: &str) -> Vec<(&'static str, &'static [u8])> {
    let within = CASES.iter().filter_map(|file| {
        let path = file.path.strip_prefix(case)?.strip_prefix('/')?;
        Some((path, file.bytes))
    });
    let shared = within
        .clone()
        .filter(|(path, _)| !path.contains('/') && *path != "case.toml");
    let own = within
        .filter_map(|(path, bytes)| Some((path.strip_prefix(version)?.strip_prefix('/')?, bytes)));
    shared.chain(own).collect()
}

/// Writes files below a folder.
pub(crate) fn unpack(files: &[(&str, &[u8])], folder: &Path) -> io::Result<()> {
    for (path, bytes) in files {
        fs_err::write(folder.join(path), bytes)?;
    }
    Ok(())
}
