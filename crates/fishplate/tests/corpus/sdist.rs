//! Fetches a package that has sources only: pip runs its set-up code on the way, so it does that in
//! a jail, and what comes out counts only if it has the known hash.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fishplate_process::{
    Child, Ending, JailKind, JailLimits, Jailed, Limits, Network, run_in_jail,
};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::entry::Entry;
use crate::fetch::python;

const INDEX_SETTINGS: &str = include_str!("index_settings.py");
const DOWNLOAD: &str = include_str!("download.py");

/// Enough for the largest package, with what its set-up code needs, and for a slow network.
const LIMITS: JailLimits = JailLimits {
    wall: Duration::from_secs(300),
    memory_bytes: 4 << 30,
    resident_bytes: 1 << 30,
    processes: 64,
    file_bytes: 256 << 20,
    scratch_bytes: 1 << 30,
    open_files: 256,
    output_bytes: 256 << 20,
};

/// How pip reaches its index, in the words of `index_settings.py`.
#[derive(Deserialize)]
struct Index {
    python: PathBuf,
    environment: BTreeMap<String, String>,
    readable: Vec<PathBuf>,
}

/// The source archive of an entry, fetched into a folder if it is not there.
pub(crate) fn archive(entry: &Entry, folder: &Path) -> Result<PathBuf, String> {
    let hash = entry.sha256.as_deref();
    let hash = hash.ok_or("its entry has no `sha256`, and no archive is trusted without one")?;
    let file = folder.join(format!("{}-{}.tar.gz", entry.package, entry.version));
    if std::fs::read(&file).is_ok_and(|bytes| sha256(&bytes) == hash) {
        return Ok(file);
    }
    let bytes = downloaded(entry, hash)?;
    let found = sha256(&bytes);
    if found != hash {
        return Err(format!("its archive has the hash {found}, and not {hash}"));
    }
    // A file that is only half there would be checked as a damaged archive.
    let half = tempfile::NamedTempFile::new_in(folder).map_err(|error| error.to_string())?;
    std::fs::write(half.path(), bytes).map_err(|error| error.to_string())?;
    half.persist(&file).map_err(|error| error.to_string())?;
    Ok(file)
}

/// What pip brought, as the jailed program handed it out.
fn downloaded(entry: &Entry, hash: &str) -> Result<Vec<u8>, String> {
    let index = index()?;
    let own = [("LANG", "C.UTF-8"), ("PATH", "/usr/bin:/bin")];
    let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let environment = index.environment.into_iter().chain(own).collect();
    let arguments = ["-I", "-c", DOWNLOAD, &entry.package, &entry.version, hash];
    let jailed = Jailed {
        program: index.python,
        arguments: arguments.map(str::to_owned).to_vec(),
        environment,
        readable: index.readable,
        network: Network::Open,
        limits: LIMITS,
        strongest: JailKind::default(),
    };
    let keeper = Path::new(env!("CARGO_BIN_EXE_fishplate"));
    let end = run_in_jail(keeper, &jailed, b"").map_err(|error| error.to_string())?;
    match end.ending {
        Ending::Exited(0) => Ok(end.stdout),
        other => {
            let said = end.stderr.lines().last().unwrap_or_default();
            Err(format!("pip in the jail ({}): {other:?}: {said}", end.jail))
        }
    }
}

fn index() -> Result<Index, String> {
    let done = Child::new(python(), Limits::QUESTION)
        .args(["-I", "-c", INDEX_SETTINGS])
        .run()
        .map_err(|error| error.to_string())?;
    if !done.is_success() {
        return Err(format!(
            "pip does not say how it reaches its index: {}",
            done.tail(1)
        ));
    }
    serde_json::from_slice(&done.stdout).map_err(|error| error.to_string())
}

/// Puts the headers that a package brings itself into a folder, and gives that folder.
pub(crate) fn headers(entry: &Entry, archive: &Path, folder: &Path) -> Result<PathBuf, String> {
    let root = folder.join("headers");
    if entry.own_headers.is_empty() || root.is_dir() {
        return Ok(root);
    }
    let whole = tempfile::tempdir_in(folder).map_err(|error| error.to_string())?;
    let done = Child::new(python(), Limits::BUILD)
        .args(["-B", "-c", include_str!("headers.py")])
        .arg(archive)
        .arg(whole.path())
        .args(entry.own_headers.iter().chain(&entry.own_include_dirs))
        .env("PYTHONPATH", crate::checkout("python"))
        .run()
        .map_err(|error| error.to_string())?;
    if !done.is_success() {
        return Err(format!("its headers cannot be read: {}", done.tail(1)));
    }
    std::fs::rename(whole.keep(), &root).map_err(|error| error.to_string())?;
    Ok(root)
}

fn sha256(bytes: &[u8]) -> String {
    let bytes = Sha256::digest(bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
