//! Fetches a package and its headers into the build folder; nothing is installed, and nothing is run
//! outside of a jail.
//!
//! Beside the package lies a `pyproject.toml` with what `check` is told, so that a person can go
//! there and type `fishplate check` to see what the corpus saw.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fishplate_process::{Child, Limits};

use crate::debian;
use crate::entry::{Entry, Form};
use crate::sdist;

const FETCH: Limits = Limits {
    wall: Duration::from_secs(300),
    ..Limits::BUILD
};

/// A package that lies ready to be checked.
pub(crate) struct Ready {
    /// What to check: a wheel or a source archive.
    pub(crate) target: PathBuf,
    /// How many outer folders of the target's files are named for the package and its version.
    pub(crate) outer_folders: usize,
    /// The version of the headers, where it is another than the entry's.
    pub(crate) other_headers: Option<String>,
}

/// The build folder of this test program.
pub(crate) fn build_folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// Fetches what an entry names, or says why it is not to be had.
pub(crate) fn fetched(entry: &Entry) -> Result<Ready, String> {
    let mut roots = Vec::new();
    for package in &entry.debian {
        roots.push(debian::unpacked(package)?);
    }
    let folder = build_folder().join("corpus").join(&entry.package);
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let (target, own, outer_folders) = match entry.form {
        Form::Wheel => (wheel(entry, &folder)?, PathBuf::new(), 0),
        Form::Sdist => {
            let archive = sdist::archive(entry, &folder)?;
            let own = sdist::headers(entry, &archive, &folder)?;
            (archive, own, 1)
        }
    };
    let settings = settings(entry, &roots, &own)?;
    std::fs::write(folder.join("pyproject.toml"), settings).map_err(|error| error.to_string())?;
    let version = roots
        .first()
        .map(|root| debian::version(root).trim().to_owned());
    let other_headers = version.filter(|version| *version != entry.header_version);
    Ok(Ready {
        target,
        outer_folders,
        other_headers,
    })
}

/// The wheel in a folder, fetched if it is not there.
fn wheel(entry: &Entry, folder: &Path) -> Result<PathBuf, String> {
    if let Some(file) = find_wheel(folder, &entry.version) {
        return Ok(file);
    }
    let child = Child::new(python(), FETCH)
        .args([
            "-I",
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .args(["--only-binary", ":all:", "--no-deps", "--dest"])
        .arg(folder)
        .arg(format!("{}=={}", entry.package, entry.version));
    let done = child.run().map_err(|error| error.to_string())?;
    if !done.is_success() {
        return Err(format!("pip has no wheel of it: {}", done.tail(1)));
    }
    find_wheel(folder, &entry.version).ok_or_else(|| "pip left no wheel".to_owned())
}

/// The interpreter that the tests were told of.
pub(crate) fn python() -> OsString {
    std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into())
}

fn find_wheel(folder: &Path, version: &str) -> Option<PathBuf> {
    let wanted = format!("-{version}-");
    std::fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.ends_with(".whl") && name.contains(&wanted)
        })
}

/// What `check` is told, in the words of a project's own settings.
///
/// `own` is the folder with the headers that the package brings itself.
fn settings(entry: &Entry, roots: &[PathBuf], own: &Path) -> Result<String, String> {
    let mut headers = Vec::new();
    for name in &entry.headers {
        let all = roots.iter().flat_map(|root| includes(root));
        let found = all
            .map(|folder| folder.join(name))
            .find(|path| path.is_file());
        headers.push(found.ok_or_else(|| format!("none of its packages has `{name}`"))?);
    }
    headers.extend(entry.own_headers.iter().map(|name| own.join(name)));
    let mut include_dirs: Vec<PathBuf> = Vec::new();
    for root in roots {
        for folder in includes(root).into_iter().chain([libraries(root)]) {
            include_dirs.extend(entry.include_dirs.iter().map(|name| folder.join(name)));
        }
        include_dirs.extend(includes(root));
    }
    include_dirs.extend(entry.own_include_dirs.iter().map(|name| own.join(name)));
    include_dirs.retain(|folder| folder.is_dir());
    let table = toml::toml! { [tool.fishplate] };
    let mut table = toml::Value::Table(table);
    let fishplate = table["tool"]["fishplate"].as_table_mut().unwrap();
    let paths = |list: &[PathBuf]| {
        let texts = list.iter().map(|path| path.to_string_lossy().into_owned());
        toml::Value::from(texts.collect::<Vec<_>>())
    };
    fishplate.insert("headers".into(), paths(&headers));
    fishplate.insert("include-dirs".into(), paths(&include_dirs));
    fishplate.insert("defines".into(), entry.defines.clone().into());
    fishplate.insert("cflags".into(), entry.cflags.clone().into());
    fishplate.insert("targets".into(), entry.targets.clone().into());
    fishplate.insert("exclude".into(), entry.exclude.clone().into());
    let names = entry
        .names
        .iter()
        .map(|(name, record)| (name.clone(), record.clone().into()));
    fishplate.insert("names".into(), toml::Value::Table(names.collect()));
    toml::to_string(&table).map_err(|error| error.to_string())
}

/// The folder of libraries in an unpacked package, where a few of them keep headers too.
fn libraries(root: &Path) -> PathBuf {
    root.join("usr/lib").join(multiarch())
}

/// Debian's name for this machine's kind.
fn multiarch() -> String {
    format!("{}-linux-gnu", std::env::consts::ARCH)
}

/// The folders of headers in an unpacked package: those for every machine, and those for this one.
fn includes(root: &Path) -> Vec<PathBuf> {
    let all = root.join("usr/include");
    let own = all.join(multiarch());
    [all, own]
        .into_iter()
        .filter(|folder| folder.is_dir())
        .collect()
}
