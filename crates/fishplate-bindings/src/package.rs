//! The files of a package, and how they get onto the disk.

use std::path::{Path, PathBuf};

use crate::LeftOut;

/// A package in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Its files, by path.
    pub files: Vec<OutputFile>,
    /// The functions that it has not, and why.
    pub left_out: Vec<LeftOut>,
}

/// One file of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Its path within the package.
    pub path: PathBuf,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl OutputFile {
    pub(crate) fn new(path: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            bytes: bytes.into(),
        }
    }
}

/// The file that marks a folder as written by us, so that it may be written again.
const MARK: &str = ".fishplate-package";

/// Why a package could not be put down.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The folder holds something that we did not write.
    #[error("`{}` is not empty and was not written by fishplate; choose another folder, or empty it", folder.display())]
    Foreign {
        /// The folder.
        folder: PathBuf,
    },
    /// A file cannot be written.
    #[error("cannot write the package to `{}`", folder.display())]
    Write {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
}

impl Package {
    /// Puts the package down as `folder`: beside it first, then in its place, so that the folder
    /// is either the old package or the new one.
    ///
    /// # Errors
    /// When the folder holds anything that fishplate did not write, or cannot be written.
    pub fn save(&self, folder: &Path) -> Result<(), SaveError> {
        let fail = |source| SaveError::Write {
            folder: folder.to_owned(),
            source,
        };
        let is_there = folder.exists();
        if is_there && !is_ours(folder).map_err(fail)? {
            return Err(SaveError::Foreign {
                folder: folder.to_owned(),
            });
        }
        let parent = match folder.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        fs_err::create_dir_all(parent).map_err(fail)?;
        let fresh = tempfile::Builder::new()
            .prefix(".fishplate-")
            .tempdir_in(parent)
            .map_err(fail)?;
        let new = fresh.path().join("new");
        for file in &self.files {
            let path = new.join(&file.path);
            if let Some(parent) = path.parent() {
                fs_err::create_dir_all(parent).map_err(fail)?;
            }
            fs_err::write(path, &file.bytes).map_err(fail)?;
        }
        fs_err::write(
            new.join(MARK),
            "Written by fishplate; written anew by the next run.\n",
        )
        .map_err(fail)?;
        if is_there {
            fs_err::rename(folder, fresh.path().join("old")).map_err(fail)?;
        }
        fs_err::rename(&new, folder).map_err(fail)
    }
}

fn is_ours(folder: &Path) -> std::io::Result<bool> {
    Ok(folder.join(MARK).is_file() || fs_err::read_dir(folder)?.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(text: &str) -> Package {
        Package {
            files: vec![OutputFile::new("a/b.txt", text)],
            left_out: Vec::new(),
        }
    }

    #[test]
    fn a_package_is_written_and_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        package("one").save(&out).unwrap();
        package("two").save(&out).unwrap();
        assert_eq!(fs_err::read_to_string(out.join("a/b.txt")).unwrap(), "two");
        assert_eq!(
            fs_err::read_dir(folder.path()).unwrap().count(),
            1,
            "something was left beside it"
        );
    }

    #[test]
    fn a_folder_of_somebody_else_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs_err::write(folder.path().join("mine.txt"), "mine").unwrap();
        let error = package("one").save(folder.path()).unwrap_err();
        assert!(matches!(error, SaveError::Foreign { .. }));
        assert_eq!(
            fs_err::read_to_string(folder.path().join("mine.txt")).unwrap(),
            "mine"
        );
    }
}
