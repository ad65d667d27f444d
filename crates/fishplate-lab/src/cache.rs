//! Built things that are kept between runs, each under a digest of all that it follows from.
//!
//! An entry is built in a folder beside its place and moved there whole; its mark is written
//! last. What has no mark is thrown away, and what is built is never changed.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::LabError;

const MARK: &str = ".complete";
const PARTIAL: &str = ".partial-";

/// What is recorded of a build.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Build {
    /// CPU time, in seconds.
    pub(crate) cpu_s: f64,
    /// CPU time of building it again after every source was touched, in seconds.
    #[serde(default)]
    pub(crate) rebuild_cpu_s: Option<f64>,
    /// The command.
    pub(crate) command: String,
    /// Size of the compiled module after stripping, in bytes.
    pub(crate) binary_bytes: Option<u64>,
}

/// The parts that an entry follows from.
#[derive(Default)]
pub(crate) struct Key(Sha256);

impl Key {
    /// Adds a part; its length goes in too, so that no two lists of parts look alike.
    pub(crate) fn add(mut self, part: impl AsRef<[u8]>) -> Self {
        let part = part.as_ref();
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }

    /// Adds every file below a folder, by its path within.
    pub(crate) fn add_folder(self, folder: &Path) -> io::Result<Self> {
        files_below(folder)?.iter().try_fold(self, |key, file| {
            let name = file.strip_prefix(folder).unwrap_or(file).as_os_str();
            Ok(key.add(name.as_encoded_bytes()).add(fs_err::read(file)?))
        })
    }

    fn text(self) -> String {
        let digest = self.0.finalize();
        digest
            .iter()
            .take(12)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// Every file below a folder, in order.
pub(crate) fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    Ok(files)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs_err::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// The folder of built things.
pub(crate) struct Cache {
    folder: PathBuf,
}

/// An entry of the cache.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// How it was built.
    pub(crate) build: Build,
    /// Whether it was there already.
    pub(crate) was_there: bool,
}

impl Cache {
    /// Opens the cache and throws away what earlier runs left half-built.
    pub(crate) fn open(folder: &Path) -> Result<Self, LabError> {
        let cache = Self {
            folder: folder.to_owned(),
        };
        cache.prepare().map_err(|source| cache.error(source))?;
        Ok(cache)
    }

    fn prepare(&self) -> io::Result<()> {
        fs_err::create_dir_all(&self.folder)?;
        for entry in fs_err::read_dir(&self.folder)? {
            let entry = entry?;
            let is_partial = entry.file_name().to_string_lossy().starts_with(PARTIAL);
            // Another run may be building this very minute; a day later nobody is.
            let is_old = entry
                .metadata()?
                .modified()?
                .elapsed()
                .is_ok_and(|age| age.as_secs() > 86_400);
            if is_partial && is_old {
                fs_err::remove_dir_all(entry.path())?;
            }
        }
        Ok(())
    }

    pub(crate) fn error(&self, source: io::Error) -> LabError {
        LabError::Cache {
            folder: self.folder.clone(),
            source,
        }
    }

    /// Gives the entry of a key, built by `build` in the folder that it is handed if need be.
    pub(crate) fn entry<E: From<LabError>>(
        &self,
        name: &str,
        key: Key,
        build: impl FnOnce(&Path) -> Result<Build, E>,
    ) -> Result<Entry, E> {
        let folder = self.folder.join(format!("{name}-{}", key.text()));
        let fail = |source| E::from(self.error(source));
        if let Some(build) = recorded(&folder) {
            return Ok(Entry {
                folder,
                build,
                was_there: true,
            });
        }
        let partial = tempfile::Builder::new()
            .prefix(PARTIAL)
            .tempdir_in(&self.folder)
            .map_err(fail)?;
        let build = build(partial.path())?;
        let mark = serde_json::to_vec(&build).map_err(|error| fail(error.into()))?;
        fs_err::write(partial.path().join(MARK), mark).map_err(fail)?;
        if folder.exists() && recorded(&folder).is_none() {
            fs_err::remove_dir_all(&folder).map_err(fail)?;
        }
        match fs_err::rename(partial.path(), &folder) {
            // Another run was quicker: both built the same.
            Err(error) if recorded(&folder).is_none() => Err(fail(error)),
            _ => Ok(Entry {
                folder,
                build,
                was_there: false,
            }),
        }
    }
}

fn recorded(folder: &Path) -> Option<Build> {
    serde_json::from_slice(&fs_err::read(folder.join(MARK)).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Key {
        Key::default().add(text)
    }

    fn build(folder: &Path, text: &str) -> Result<Build, LabError> {
        fs_err::write(folder.join("file"), text).unwrap();
        Ok(Build {
            cpu_s: 1.5,
            ..Build::default()
        })
    }

    #[test]
    fn an_entry_is_built_once() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(&folder.path().join("some where/c\u{e4}che")).unwrap();
        let first = cache.entry("a", key("1"), |f| build(f, "one")).unwrap();
        let second = cache.entry("a", key("1"), |f| build(f, "two")).unwrap();
        assert!(!first.was_there && second.was_there);
        assert_eq!(second.build.cpu_s, 1.5);
        assert_eq!(
            fs_err::read_to_string(second.folder.join("file")).unwrap(),
            "one"
        );
    }

    #[test]
    fn a_failed_build_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path()).unwrap();
        let fail = |partial: &Path| {
            build(partial, "half")?;
            Err(LabError::Workload {
                message: "no".into(),
            })
        };
        cache.entry("a", key("1"), fail).unwrap_err();
        assert_eq!(fs_err::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn an_entry_without_its_mark_is_built_anew() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path()).unwrap();
        let first = cache.entry("a", key("1"), |f| build(f, "one")).unwrap();
        fs_err::remove_file(first.folder.join(MARK)).unwrap();
        let second = cache.entry("a", key("1"), |f| build(f, "two")).unwrap();
        assert!(!second.was_there);
        assert_eq!(
            fs_err::read_to_string(second.folder.join("file")).unwrap(),
            "two"
        );
    }

    #[test]
    fn parts_that_run_together_alike_give_different_keys() {
        assert_ne!(key("ab").add("c").text(), key("a").add("bc").text());
    }
}
