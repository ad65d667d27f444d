//! Finds an interpreter whose Cython reads the Cython sources of the targets.
//!
//! The user's interpreter goes first, since a project is written for the Cython that it has; then
//! the environment that fishplate has made for that interpreter. Nothing is made or fetched here.

use std::path::{Path, PathBuf};

use anyhow::bail;
use fishplate_model::{Declarations, Span, Unresolved};
use fishplate_process::{Environment, cache_folder};
use fishplate_read::{CythonAnswer, CythonRequest, read_cython};

use crate::interpreter;
use crate::output::{Screen, shown};

/// The endings of Cython's sources and definitions.
pub(crate) const ENDINGS: [&str; 2] = ["pyx", "pxd"];

/// What is to be read.
#[derive(Debug, Default)]
pub(crate) struct CythonSources {
    /// Sources that the user names.
    pub(crate) named: Vec<PathBuf>,
    /// Sources in folders that the user names, which may be there for somebody else.
    pub(crate) found: Vec<PathBuf>,
    /// Folders that have some, and archives, which may have some.
    pub(crate) holders: Vec<PathBuf>,
}

/// The declarations of the sources; where nothing can read those that were found, each is said to
/// be unresolved.
pub(crate) fn declarations(
    sources: &CythonSources,
    exclude: &[String],
    python: &Path,
    screen: &Screen,
) -> anyhow::Result<Option<Declarations>> {
    let targets = [sources.named.clone(), sources.holders.clone()].concat();
    if targets.is_empty() {
        return Ok(None);
    }
    let mut request = CythonRequest {
        python: python.to_owned(),
        targets,
        exclude: exclude.to_vec(),
    };
    let mut why = match read_cython(&request)? {
        CythonAnswer::Read(read) => return Ok(Some(*read)),
        CythonAnswer::NoCython(why) => format!("`{}`: {why}", shown(&python.to_string_lossy())),
    };
    if let Some(own) = own_python(python) {
        request.python = own;
        match read_cython(&request)? {
            CythonAnswer::Read(read) => return Ok(Some(*read)),
            CythonAnswer::NoCython(own) => why = format!("{why}; fishplate's environment: {own}"),
        }
    }
    let how = "install Cython beside it, or name an interpreter that has it with `--python EXE`";
    if !sources.named.is_empty() {
        bail!("nothing here can read Cython sources ({why}); {how}");
    }
    screen.note(&format!(
        "note: Cython sources are left out, since nothing here can read them ({why}); {how}"
    ));
    Ok(Some(unread(&sources.found)))
}

/// The interpreter of the environment that fishplate has for another one, once it has made it.
fn own_python(python: &Path) -> Option<PathBuf> {
    let python = interpreter::ask(python).ok()?;
    let found = Environment::find(&python, interpreter::LOCK, &cache_folder().ok()?)?;
    Some(found.python.executable)
}

fn unread(files: &[PathBuf]) -> Declarations {
    let unresolved = files.iter().map(|file| Unresolved {
        what: "the file".to_owned(),
        why: "there is no Cython to parse it with".to_owned(),
        span: Span {
            file: file.display().to_string(),
            line: 1,
            column: 1,
        },
    });
    Declarations {
        unresolved: unresolved.collect(),
        ..Declarations::default()
    }
}
