//! The files that the binary carries, and how they get onto the disk.
//!
//! Which files there are is decided by `build.rs`; what they mean is not known here.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// A file that the binary carries.
pub(crate) struct EmbeddedFile {
    /// Its path below its folder, with `/` between the parts.
    pub(crate) path: &'static str,
    /// What it holds.
    pub(crate) bytes: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/embedded_files.rs"));

/// Writes the files whose path starts with `prefix` below `folder`, without the prefix.
pub(crate) fn unpack(files: &[EmbeddedFile], prefix: &str, folder: &Path) -> io::Result<()> {
    for file in files {
        let Some(path) = file.path.strip_prefix(prefix) else {
            continue;
        };
        put(&folder.join(path), file.bytes)?;
    }
    Ok(())
}

/// The files of one folder that the binary carries, by their paths within.
///
/// What is not carried has none: its files lie where somebody else keeps them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts(BTreeMap<&'static str, &'static [u8]>);

impl Texts {
    /// The files below a folder.
    pub(crate) fn carried(files: &[EmbeddedFile], folder: &str) -> Self {
        let below = files.iter().filter_map(|file| {
            let path = file.path.strip_prefix(folder)?.strip_prefix('/')?;
            Some((path, file.bytes))
        });
        Self(below.collect())
    }

    /// The text of a file; empty when there is none.
    pub(crate) fn text(&self, path: &str) -> &'static str {
        let bytes = self.0.get(path).copied().unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or("")
    }

    /// Whether there is such a file.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// Writes the files whose path starts with `prefix` below `folder`, without the prefix.
    pub(crate) fn unpack(&self, prefix: &str, folder: &Path) -> io::Result<()> {
        for (path, bytes) in &self.0 {
            if let Some(path) = path.strip_prefix(prefix) {
                put(&folder.join(path), bytes)?;
            }
        }
        Ok(())
    }
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs_err::create_dir_all(parent)?;
    }
    fs_err::write(path, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worker_is_carried_without_leftovers() {
        assert!(WORKER.iter().any(|file| file.path == "worker/__main__.py"));
        assert!(
            WORKER
                .iter()
                .chain(WORKLOADS)
                .all(|file| !file.path.contains("__pycache__"))
        );
    }

    #[test]
    fn files_are_unpacked_without_their_prefix() {
        let folder = tempfile::tempdir().unwrap();
        unpack(WORKER, "worker/", &folder.path().join("a b")).unwrap();
        assert!(folder.path().join("a b/__main__.py").is_file());
        assert!(!folder.path().join("a b/__init__.py").is_symlink());
    }
}
