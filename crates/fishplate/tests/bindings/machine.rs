//! The CPythons of this machine, for tests that run on more than one of them.

use std::path::{Path, PathBuf};

use fishplate_process::{Environment, Python};

use crate::workbench::{bench, cache};

/// What a test is to run on: each version with and without the GIL that is out today.
const RELEASED: [&str; 6] = ["3.11", "3.12", "3.13", "3.13t", "3.14", "3.14t"];
/// The minor versions that are looked for.
const MINORS: std::ops::RangeInclusive<u32> = 11..=20;

/// A version without its last number, `t` for a build without the GIL.
pub(crate) fn version(python: &Python) -> String {
    let (major, minor) = python.version_info;
    let threading = if python.build.is_free_threaded {
        "t"
    } else {
        ""
    };
    format!("{major}.{minor}{threading}")
}

/// One interpreter of each version but that of the tests, in an environment of its own with the
/// build tools and NumPy, and words on the versions that are missing.
pub(crate) fn others() -> (Vec<Environment>, String) {
    let own = version(&bench().python);
    let mut found: Vec<(String, Environment)> = Vec::new();
    let mut words = String::new();
    for python in candidates()
        .iter()
        .filter_map(|path| Python::ask(path).ok())
    {
        let version = version(&python);
        if version == own || found.iter().any(|(known, _)| *known == version) {
            continue;
        }
        let lock = include_str!("../../../../requirements/bench.txt");
        match Environment::prepare(&python, lock, &cache(), &mut |_| ()) {
            Ok(environment) => found.push((version, environment)),
            Err(error) => {
                let path = python.executable.display();
                words.push_str(&format!("SKIPPED CPython {version} at {path}: {error}\n"));
            }
        }
    }
    for version in RELEASED {
        if version != own && !found.iter().any(|(known, _)| known == version) {
            words.push_str(&format!("SKIPPED CPython {version}: not on this machine\n"));
        }
    }
    found.sort_by_key(|(_, environment)| environment.python.version_info);
    let environments = found.into_iter().map(|(_, environment)| environment);
    (environments.collect(), words)
}

/// Where a CPython may be: on `PATH`, among pyenv's versions, and the system's own.
fn candidates() -> Vec<PathBuf> {
    let mut candidates = Vec::new();
    let search = std::env::var_os("PATH").unwrap_or_default();
    for folder in std::env::split_paths(&search) {
        for minor in MINORS {
            candidates.push(folder.join(format!("python3.{minor}")));
            candidates.push(folder.join(format!("python3.{minor}t")));
        }
    }
    let root = std::env::var_os("PYENV_ROOT").map(PathBuf::from);
    let root = root.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".pyenv")));
    let versions = root.map(|root| root.join("versions"));
    let mut pyenv: Vec<PathBuf> = versions
        .and_then(|folder| std::fs::read_dir(folder).ok())
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin/python3")))
        .collect();
    pyenv.sort();
    candidates.extend(pyenv);
    candidates.push(Path::new("/usr/bin/python3").to_owned());
    candidates.retain(|path| path.is_file());
    candidates
}
