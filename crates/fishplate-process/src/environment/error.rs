//! Why there is no environment, in words that a person can act on.

use std::io;
use std::path::{Path, PathBuf};

use crate::{ProcessError, PythonError};

/// Why there is no environment.
#[derive(Debug, thiserror::Error)]
pub enum EnvironmentError {
    /// No variable says where the cache may be.
    #[error(
        "no folder for the cache: neither XDG_CACHE_HOME nor HOME is set; \
         set FISHPLATE_CACHE_DIR to a folder"
    )]
    NoCache,
    /// The cache folder cannot be written.
    #[error(
        "cannot write `{}` in the cache; set FISHPLATE_CACHE_DIR to a folder that you may write",
        path.display()
    )]
    Cache {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The disk is full.
    #[error(
        "the disk of `{}` is full; the environment needs about 500 MB: make room, \
         or set FISHPLATE_CACHE_DIR to a folder on another disk",
        folder.display()
    )]
    Full {
        /// The cache folder.
        folder: PathBuf,
    },
    /// The interpreter cannot make virtual environments.
    #[error(
        "`{}` cannot make a virtual environment, since its module `venv` or `ensurepip` is not \
         installed; on Debian: apt-get install python3-venv",
        executable.display()
    )]
    NoVenv {
        /// The interpreter.
        executable: PathBuf,
    },
    /// The making of the virtual environment failed in another way.
    #[error("`{}` could not make a virtual environment: {said}", executable.display())]
    Venv {
        /// The interpreter.
        executable: PathBuf,
        /// Its last words.
        said: String,
    },
    /// Something would be put into an environment that is not ours.
    #[error(
        "`{}` is of no environment that fishplate made, and is not changed; \
         run `fishplate bench`, which makes one",
        executable.display()
    )]
    NotOurs {
        /// The interpreter.
        executable: PathBuf,
    },
    /// A package could not be fetched.
    #[error(
        "cannot fetch `{requirement}`, which is needed on the first run; connect to the network \
         once, or set PIP_FIND_LINKS to a folder that holds its wheel"
    )]
    Fetch {
        /// Such as `numpy==2.4.6`.
        requirement: String,
    },
    /// The package is there, but not for this interpreter on this machine.
    #[error(
        "there is no wheel of `{requirement}` for Python {version} on this machine; \
         choose another interpreter with `--python EXE`"
    )]
    NoWheel {
        /// Such as `numpy==2.4.6`.
        requirement: String,
        /// The interpreter's version.
        version: String,
    },
    /// A package is another one than the lock names.
    #[error(
        "a fetched package is not the one that the lock names; empty pip's cache with \
         `pip cache purge`, and look at PIP_INDEX_URL and PIP_FIND_LINKS if they are set: {said}"
    )]
    Hash {
        /// What pip says of it.
        said: String,
    },
    /// pip failed in another way.
    #[error("pip could not install the locked packages: {said}")]
    Pip {
        /// Its last words.
        said: String,
    },
    /// A child could not be run, or Ctrl-C was pressed.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// The environment's interpreter gives no answer.
    #[error(transparent)]
    Python(#[from] PythonError),
}

/// An error of the file system as a person can act on it.
pub(super) fn failure(path: &Path, cache: &Path, source: io::Error) -> EnvironmentError {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => EnvironmentError::Full {
            folder: cache.to_owned(),
        },
        _ => EnvironmentError::Cache {
            path: path.to_owned(),
            source,
        },
    }
}
