//! Builds a version of a case once, and keeps it under a digest of all that it follows from.

use std::io;
use std::path::{Path, PathBuf};

use fishplate_process::{Child, Limits, ProcessError};
use sha2::{Digest, Sha256};

use crate::case::Case;
use crate::detector::{Missing, Variant};
use crate::machine::Machine;
use crate::recipe::Work;
use crate::{CasesError, embedded};

/// Raised when what is built changes without a change of sources or tools.
const FORMAT: &str = "1";

/// Why a version is not there.
pub(crate) enum NotBuilt {
    /// The machine lacks something.
    Missing(Missing),
    /// The compiler refuses it.
    Refused(String),
    /// The gallery itself cannot go on.
    Fatal(CasesError),
}

impl From<ProcessError> for NotBuilt {
    fn from(error: ProcessError) -> Self {
        match error {
            ProcessError::TimedOut { .. } => Self::Refused(error.to_string()),
            other => Self::Fatal(other.into()),
        }
    }
}

/// Gives the folder of a built version; it is built when it is not there.
pub(crate) fn build(
    case: &Case,
    version: &'static str,
    variant: Variant,
    machine: &Machine,
    cache: &Path,
) -> Result<PathBuf, NotBuilt> {
    let recipe = case.build.recipe;
    for tool in recipe.needs {
        let found = tool.find(&machine.python).ok_or_else(|| {
            NotBuilt::Missing(Missing::new(
                format!("{} is missing", tool.name),
                tool.install,
            ))
        })?;
        machine.note(tool.name, &found.version);
    }
    note_packages(recipe.packages, machine)?;
    let files = embedded::files_of(&case.name, version);
    let key = key(case, variant, machine, &files);
    let folder = cache.join(format!("{}-{version}-{}-{key}", case.name, variant.name()));
    if folder.is_dir() {
        return Ok(folder);
    }
    let fail = |source| {
        NotBuilt::Fatal(CasesError::Cache {
            folder: cache.to_owned(),
            source,
        })
    };
    let partial = partial(cache).map_err(fail)?;
    embedded::unpack(&files, partial.path()).map_err(fail)?;
    let work = Work {
        machine,
        build: &case.build,
        variant,
        folder: partial.path(),
        version,
    };
    for child in recipe.commands(&work).map_err(NotBuilt::Missing)? {
        compile(&child)?;
    }
    match fs_err::rename(partial.path(), &folder) {
        // Another run was quicker: both built the same.
        Err(error) if !folder.is_dir() => Err(fail(error)),
        _ => Ok(folder),
    }
}

fn partial(cache: &Path) -> io::Result<tempfile::TempDir> {
    fs_err::create_dir_all(cache)?;
    tempfile::Builder::new()
        .prefix(".partial-")
        .tempdir_in(cache)
}

fn compile(child: &Child) -> Result<(), NotBuilt> {
    let done = child.run()?;
    if done.is_success() {
        return Ok(());
    }
    let why = format!("`{}` failed: {}", child.command_line(), done.tail(4));
    Err(NotBuilt::Refused(why))
}

fn key(case: &Case, variant: Variant, machine: &Machine, files: &[(&str, &[u8])]) -> String {
    let compilers = [&machine.c_compiler, &machine.cxx_compiler];
    let compilers = compilers.iter().filter_map(|found| found.as_ref());
    let mut parts: Vec<Vec<u8>> = vec![
        FORMAT.into(),
        variant.name().into(),
        case.build.recipe.name.into(),
        machine.environment.as_os_str().as_encoded_bytes().to_vec(),
        machine.python.version.clone().into(),
    ];
    parts.extend(
        compilers.map(|found| format!("{} {}", found.path.display(), found.version).into()),
    );
    parts.extend(case.build.flags.iter().map(|flag| flag.clone().into()));
    for (path, bytes) in files {
        parts.push(path.as_bytes().to_vec());
        parts.push(bytes.to_vec());
    }
    let mut digest = Sha256::new();
    for part in parts {
        // The length goes in too, so that no two lists of parts look alike.
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    let bytes = digest.finalize();
    bytes
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Records the versions of the packages of the environment that a recipe takes.
fn note_packages(packages: &[&str], machine: &Machine) -> Result<(), NotBuilt> {
    const QUESTION: &str =
        "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))";
    for package in packages {
        let done = Child::new(&machine.environment, Limits::QUESTION)
            .args(["-I", "-B", "-c", QUESTION, package])
            .run()?;
        if !done.is_success() {
            return Err(NotBuilt::Missing(Missing::new(
                format!(
                    "{package} has no wheel for Python {}",
                    machine.python.version
                ),
                "choose another interpreter with `--python EXE`",
            )));
        }
        machine.note(package, done.stdout_text().trim());
    }
    Ok(())
}
