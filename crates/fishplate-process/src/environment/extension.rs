//! Puts more packages into an environment that is already there.
//!
//! Only into one of our own: whatever else an interpreter belongs to is never changed.

use std::fs;
use std::path::Path;

use super::error::{EnvironmentError, failure};
use super::{Environment, MARK, hold, pip};
use crate::Python;

impl Environment {
    /// Adds what a second lock names to the environment whose interpreter `python` is.
    ///
    /// The environment stays usable whatever happens. Packages that are there already are left
    /// alone, and `on_step` gets a line for a person at each step.
    ///
    /// # Errors
    /// When the packages cannot be had, or `python` is of no environment that
    /// [`Environment::prepare`] made.
    pub fn extend(
        python: &Python,
        lock: &str,
        on_step: &mut dyn FnMut(&str),
    ) -> Result<(), EnvironmentError> {
        let folder = python.executable.parent().and_then(Path::parent);
        let folder = folder.filter(|folder| folder.join(MARK).is_file());
        let Some((folder, cache)) = folder.and_then(|folder| Some((folder, folder.parent()?)))
        else {
            return Err(EnvironmentError::NotOurs {
                executable: python.executable.clone(),
            });
        };
        let _held = hold(folder, cache, on_step)?;
        let list = folder.join("extension.txt");
        fs::write(&list, lock).map_err(|source| failure(&list, cache, source))?;
        pip::install(python, folder, &list, cache, on_step)
    }
}
