//! Finds a libclang that can be loaded. It parses nothing.

use std::env;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::ReadError;
use crate::clang::{self, LoadError};
use crate::linux::{LIBCLANG_IN_WHEEL, is_libclang_name, libclang_folders};

const INSTALL: &str = "type `pip install libclang` or `apt-get install libclang1`";

/// A libclang on this machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Libclang {
    path: PathBuf,
    version: String,
}

impl Libclang {
    /// Finds libclang: `LIBCLANG_PATH` (a file or a folder), then `candidates` (site-packages
    /// folders, folders or files), the Python environment of this program, and the system's,
    /// newest first.
    ///
    /// # Errors
    /// `ReadError::NoLibclang` if there is none; `ReadError::BadLibclang` if the one that
    /// `LIBCLANG_PATH` names, or the only one there is, cannot be loaded.
    pub fn find(candidates: &[PathBuf]) -> Result<Self, ReadError> {
        if let Some(chosen) = env::var_os("LIBCLANG_PATH").filter(|value| !value.is_empty()) {
            return Self::at(Path::new(&chosen));
        }
        let mut places = candidates.to_vec();
        places.extend(beside_this_program());
        places.extend(libclang_folders());
        let mut refused = None;
        for file in places.iter().flat_map(|place| files_at(place)) {
            match Self::load(&file) {
                Ok(found) => return Ok(found),
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        // The same system folders everywhere: the message names those that exist.
        let looked_for = places
            .iter()
            .filter(|place| place.exists())
            .map(|place| place.display().to_string());
        Err(refused.unwrap_or(ReadError::NoLibclang {
            looked_for: looked_for.collect(),
        }))
    }

    /// The libclang at a file, or in a folder.
    ///
    /// # Errors
    /// `ReadError::BadLibclang` if it is not there or cannot be loaded.
    pub fn at(place: &Path) -> Result<Self, ReadError> {
        let Some(file) = files_at(place).into_iter().next() else {
            return Err(bad(place, "there is no libclang"));
        };
        Self::load(&file)
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it says of itself, such as `clang version 18.1.1`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    fn load(file: &Path) -> Result<Self, ReadError> {
        let functions = clang::load(file).map_err(|error| match error {
            LoadError::Open(reason) => bad(file, &reason),
            LoadError::Lacks(name) => bad(
                file,
                &format!("it lacks `{name}`, so it is older than LLVM 9"),
            ),
        })?;
        Ok(Self {
            path: file.to_owned(),
            version: functions.version(),
        })
    }
}

fn bad(path: &Path, reason: &str) -> ReadError {
    ReadError::BadLibclang {
        path: path.to_owned(),
        reason: reason.to_owned(),
        help: format!("{INSTALL}, and unset LIBCLANG_PATH or set it to that file"),
    }
}

fn beside_this_program() -> Vec<PathBuf> {
    let Some(prefix) = env::current_exe()
        .ok()
        .and_then(|exe| Some(exe.parent()?.parent()?.to_owned()))
    else {
        return Vec::new();
    };
    let mut found: Vec<PathBuf> = std::fs::read_dir(prefix.join("lib"))
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("python3"))
        .map(|entry| entry.path().join("site-packages"))
        .collect();
    found.sort();
    found
}

/// The files that a place offers, newest first.
fn files_at(place: &Path) -> Vec<PathBuf> {
    if place.is_file() {
        return vec![place.to_owned()];
    }
    let wheel = place.join(LIBCLANG_IN_WHEEL);
    if wheel.is_file() {
        return vec![wheel];
    }
    let mut files: Vec<PathBuf> = std::fs::read_dir(place)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| is_libclang_name(&entry.file_name().to_string_lossy()))
        .map(|entry| entry.path())
        // A dangling link is what is left of a removed package.
        .filter(|path| path.is_file())
        .collect();
    files.sort_by_key(|path| std::cmp::Reverse((numbers(path), path.clone())));
    files
}

/// The numbers in a file name: `libclang-14.so.14.0.6` is newer than `libclang-9.so.1`.
fn numbers(path: &Path) -> Vec<u32> {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    name.split(|c: char| !c.is_ascii_digit())
        .filter_map(|part| part.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_file_of_a_folder_comes_first_and_the_cpp_library_never() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "libclang-9.so.1",
            "libclang-14.so.14.0.6",
            "libclang-cpp.so.15",
            "libclang_rt.asan.so",
        ] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let names: Vec<_> = files_at(folder.path())
            .iter()
            .map(|path| path.file_name().unwrap().to_owned())
            .collect();
        assert_eq!(names, ["libclang-14.so.14.0.6", "libclang-9.so.1"]);
    }

    #[test]
    fn a_file_that_is_no_library_is_refused_with_the_way_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("libclang.so");
        std::fs::write(&path, "text").unwrap();
        let error = Libclang::at(&path).unwrap_err().to_string();
        assert!(error.contains("pip install libclang"), "{error}");
        assert!(Libclang::at(&folder.path().join("none")).is_err());
    }
}
