//! The files that the binary carries, and how they get onto the disk.
//!
//! Which files there are is decided by `build.rs`; what they mean is not known here.

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
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs_err::create_dir_all(parent)?;
        }
        fs_err::write(path, file.bytes)?;
    }
    Ok(())
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
