//! The CPythons of this machine: their headers, and the symbols that they offer to extensions.
//!
//! Older ones than fishplate works with are among them, since a stable ABI is a promise of theirs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fishplate_process::{Child, Limits};
use object::{Object as _, ObjectSymbol as _};
use serde::Deserialize;

use crate::compiled::OLDEST_LEVEL;

/// The newest minor version that is looked for.
const NEWEST: u32 = 20;
/// The oldest whose headers are on the page: the oldest that fishplate works with.
const OLDEST_HEADERS: u32 = 11;

const QUESTION: &str = r#"
import json, os, sys, sysconfig
var = sysconfig.get_config_var
shared = os.path.join(var("LIBDIR") or "", var("INSTSONAME") or "")
include = sysconfig.get_paths()["include"]
print(json.dumps({
    "minor": sys.version_info[1] if sys.implementation.name == "cpython" and sys.version_info[0] == 3 else 0,
    "include": include,
    "has_headers": os.path.isfile(os.path.join(include, "Python.h")),
    "binary": shared if var("Py_ENABLE_SHARED") else sys.executable,
    "is_free_threaded": bool(var("Py_GIL_DISABLED")),
}))
"#;

#[derive(Deserialize)]
pub(crate) struct Interpreter {
    pub(crate) minor: u32,
    pub(crate) include: PathBuf,
    has_headers: bool,
    binary: PathBuf,
    is_free_threaded: bool,
    #[serde(skip)]
    pub(crate) exports: BTreeSet<String>,
}

impl Interpreter {
    pub(crate) fn version(&self) -> String {
        format!("3.{}", self.minor)
    }

    /// Whether its headers are tried.
    pub(crate) fn takes_part(&self) -> bool {
        self.has_headers && self.minor >= OLDEST_HEADERS
    }
}

/// One CPython of each minor version, the oldest first.
pub(crate) fn interpreters() -> Vec<Interpreter> {
    let mut found: Vec<Interpreter> = Vec::new();
    for path in candidates() {
        let Some(mut interpreter) = ask(&path) else {
            continue;
        };
        let same = found
            .iter()
            .position(|known| known.minor == interpreter.minor);
        // The limited API of builds without the GIL is another; CPython 3.13t has none.
        if interpreter.is_free_threaded || interpreter.minor < OLDEST_LEVEL {
            continue;
        }
        match same {
            Some(place) if found[place].has_headers || !interpreter.has_headers => continue,
            Some(place) => drop(found.remove(place)),
            None => {}
        }
        interpreter.exports = exports(&interpreter.binary);
        found.push(interpreter);
    }
    found.sort_by_key(|interpreter| interpreter.minor);
    found
}

fn ask(path: &Path) -> Option<Interpreter> {
    let question = ["-I", "-S", "-c", QUESTION];
    let done = Child::new(path, Limits::QUESTION)
        .args(question)
        .run()
        .ok()?;
    serde_json::from_slice(&done.stdout).ok()
}

fn exports(binary: &Path) -> BTreeSet<String> {
    let bytes = std::fs::read(binary).unwrap();
    let file = object::File::parse(&*bytes).unwrap();
    let defined = file
        .dynamic_symbols()
        .filter(|symbol| symbol.is_definition());
    defined
        .filter_map(|symbol| Some(symbol.name().ok()?.to_owned()))
        .collect()
}

/// Where a CPython may be: the one of the tests, on `PATH`, among pyenv's, and the system's own.
fn candidates() -> Vec<PathBuf> {
    let named = std::env::var_os("PYTHON").map(PathBuf::from);
    let mut candidates: Vec<PathBuf> = named
        .and_then(fishplate_process::which)
        .into_iter()
        .collect();
    let search = std::env::var_os("PATH").unwrap_or_default();
    for folder in std::env::split_paths(&search) {
        candidates
            .extend((OLDEST_LEVEL..=NEWEST).map(|minor| folder.join(format!("python3.{minor}"))));
    }
    let root = std::env::var_os("PYENV_ROOT").map(PathBuf::from);
    let root = root.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".pyenv")));
    let pyenv = root.and_then(|root| std::fs::read_dir(root.join("versions")).ok());
    let mut pyenv: Vec<PathBuf> = pyenv
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin/python3")))
        .collect();
    pyenv.sort();
    candidates.extend(pyenv);
    candidates.push(PathBuf::from("/usr/bin/python3"));
    candidates.retain(|path| path.is_file());
    candidates
}
