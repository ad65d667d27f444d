//! The project's own virtual environment: made once from a lock with hashes, then kept.
//!
//! The user's own environment is never changed: everything lies in the cache folder, under a
//! name that follows from the interpreter and the lock. Which packages those are is the
//! caller's matter, and so is how progress is shown.

mod cache;
mod error;
mod extension;
mod lock;
mod pip;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};
use sha2::{Digest, Sha256};

pub use self::cache::cache_folder;
pub use self::error::EnvironmentError;
use self::error::failure;
use crate::{ProcessError, Python, PythonError, is_interrupted};

/// Written last, with what was left out; a folder without it is half-made and thrown away.
const MARK: &str = ".complete";

/// How often a run looks again whether another one has let go of the environment.
const POLL: Duration = Duration::from_millis(100);

/// A virtual environment that holds exactly what a lock names.
#[derive(Clone, Debug)]
pub struct Environment {
    /// The environment's folder in the cache.
    pub folder: PathBuf,
    /// Its interpreter, with the `site_packages` of the environment.
    pub python: Python,
    /// Where its packages are.
    pub site_packages: PathBuf,
    /// What the lock names and has no wheel for this interpreter, such as `cffi==2.1.1`.
    pub left_out: Vec<String>,
}

impl Environment {
    /// The folder that an environment of `python` and `lock` has in `cache`, made or not.
    #[must_use]
    pub fn folder(python: &Python, lock: &str, cache: &Path) -> PathBuf {
        let mut hash = Sha256::new();
        for part in [
            python.executable.as_os_str().as_encoded_bytes(),
            python.version.as_bytes(),
            lock.as_bytes(),
        ] {
            hash.update(part);
            // Parts that end differently must not run together into the same bytes.
            hash.update([0]);
        }
        let name: String = hash
            .finalize()
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        cache.join(format!("env-{name}"))
    }

    /// The environment of `python` and `lock`, when it has been made and its interpreter answers.
    ///
    /// Nothing is made, changed or fetched.
    #[must_use]
    pub fn find(python: &Python, lock: &str, cache: &Path) -> Option<Self> {
        Self::open(&Self::folder(python, lock, cache))
            .ok()
            .flatten()
    }

    /// The `site-packages` folders of every environment that has been made in `cache`, in the
    /// order of their names.
    ///
    /// It asks no interpreter, so that a file can be looked for where there is none.
    #[must_use]
    pub fn all_site_packages(cache: &Path) -> Vec<PathBuf> {
        let mut found: Vec<PathBuf> = entries(cache)
            .filter(|folder| folder.join(MARK).is_file())
            .flat_map(|folder| entries(&folder.join("lib")))
            .map(|folder| folder.join("site-packages"))
            .filter(|folder| folder.is_dir())
            .collect();
        found.sort();
        found
    }

    /// The environment of `python` and `lock`, made first when it is not there.
    ///
    /// Not every package is built for every interpreter. One of several that has no wheel for
    /// this one is left out, and the environment says so; what needs it is the caller's matter.
    ///
    /// `on_step` gets a line for a person at each step of the making, and none when nothing has
    /// to be made. A run that comes while another makes the same environment waits for it.
    ///
    /// # Errors
    /// When the environment cannot be made; nothing half-made is left then. The message says how
    /// to go on.
    pub fn prepare(
        python: &Python,
        lock: &str,
        cache: &Path,
        on_step: &mut dyn FnMut(&str),
    ) -> Result<Self, EnvironmentError> {
        // The interpreter will be run from other folders too.
        let cache = &std::path::absolute(cache).map_err(|source| failure(cache, cache, source))?;
        let folder = Self::folder(python, lock, cache);
        if let Some(ready) = Self::open(&folder)? {
            return Ok(ready);
        }
        fs::create_dir_all(cache).map_err(|source| failure(cache, cache, source))?;
        let _held = hold(&folder, cache, on_step)?;
        // Another run may have made it while this one waited.
        if let Some(ready) = Self::open(&folder)? {
            return Ok(ready);
        }
        let made = make(python, lock, &folder, cache, on_step);
        if made.is_err() {
            // Without its mark the next run throws it away, if this one cannot.
            let _ = fs::remove_dir_all(&folder);
        }
        made
    }

    /// The environment at `folder`; none when it is not complete or its interpreter is gone.
    fn open(folder: &Path) -> Result<Option<Self>, EnvironmentError> {
        if !folder.join(MARK).is_file() {
            return Ok(None);
        }
        let left_out = fs::read_to_string(folder.join(MARK)).unwrap_or_default();
        match Self::ask(folder) {
            Ok(mut environment) => {
                environment.left_out = left_out.lines().map(str::to_owned).collect();
                Ok(Some(environment))
            }
            Err(
                EnvironmentError::Process(ProcessError::Interrupted)
                | EnvironmentError::Python(PythonError::Process(ProcessError::Interrupted)),
            ) => Err(ProcessError::Interrupted.into()),
            Err(_) => Ok(None),
        }
    }

    fn ask(folder: &Path) -> Result<Self, EnvironmentError> {
        let executable = folder.join("bin").join("python");
        let mut python = Python::ask(&executable)?;
        // `Python::ask` leaves `site` out, and it is `site` that knows of the environment.
        let site_packages = folder
            .join("lib")
            .join(library_folder(&python))
            .join("site-packages");
        python.executable = executable;
        python.site_packages.clone_from(&site_packages);
        Ok(Self {
            folder: folder.to_owned(),
            python,
            site_packages,
            left_out: Vec::new(),
        })
    }
}

fn library_folder(python: &Python) -> String {
    let (major, minor) = python.version_info;
    let suffix = if python.build.is_free_threaded {
        "t"
    } else {
        ""
    };
    format!("python{major}.{minor}{suffix}")
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
}

/// Takes the environment's lock file, so that two runs do not make it at once; waits if it must.
fn hold(
    folder: &Path,
    cache: &Path,
    on_step: &mut dyn FnMut(&str),
) -> Result<File, EnvironmentError> {
    let path = folder.with_extension("lock");
    let file = File::options()
        .create(true)
        .append(true)
        .open(&path)
        .map_err(|source| failure(&path, cache, source))?;
    let mut has_said = false;
    loop {
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => return Ok(file),
            Err(rustix::io::Errno::WOULDBLOCK) => {}
            Err(error) => return Err(failure(&path, cache, error.into())),
        }
        if is_interrupted() {
            return Err(ProcessError::Interrupted.into());
        }
        if !has_said {
            on_step("waiting for another run that makes the Python environment");
            has_said = true;
        }
        thread::sleep(POLL);
    }
}

fn make(
    python: &Python,
    lock: &str,
    folder: &Path,
    cache: &Path,
    on_step: &mut dyn FnMut(&str),
) -> Result<Environment, EnvironmentError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(failure(folder, cache, error));
        }
        _ => {}
    }
    on_step("making the Python environment");
    pip::make_venv(python, folder, cache)?;
    let left_out = fill(python, lock, folder, cache, on_step)?;
    let mut environment = Environment::ask(folder)?;
    let mark = folder.join(MARK);
    fs::write(&mark, left_out.join("\n")).map_err(|source| failure(&mark, cache, source))?;
    environment.left_out = left_out;
    Ok(environment)
}

/// Installs what the lock names, but for what has no wheel; gives what was left out.
fn fill(
    python: &Python,
    lock: &str,
    folder: &Path,
    cache: &Path,
    on_step: &mut dyn FnMut(&str),
) -> Result<Vec<String>, EnvironmentError> {
    let list = folder.join("lock.txt");
    let mut rest = lock.to_owned();
    let mut left_out = Vec::new();
    loop {
        fs::write(&list, &rest).map_err(|source| failure(&list, cache, source))?;
        let error = match pip::install(python, folder, &list, cache, on_step) {
            Ok(()) => return Ok(left_out),
            Err(error) => error,
        };
        let EnvironmentError::NoWheel { requirement, .. } = &error else {
            return Err(error);
        };
        match lock::without(&rest, requirement) {
            Some(shorter) => {
                left_out.push(requirement.clone());
                rest = shorter;
            }
            None => return Err(error),
        }
    }
}
