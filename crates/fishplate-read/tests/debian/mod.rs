//! Fetches Debian packages into the build folder and unpacks them there; nothing is installed.

#![allow(unreachable_pub, reason = "a module of several test programs")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "only tests call it")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use fishplate_process::{Child, Limits, which};

const LIMITS: Limits = Limits {
    wall: Duration::from_secs(300),
    ..Limits::BUILD
};

/// The folder in which a package is unpacked, or why it is not to be had.
pub fn unpacked(package: &str) -> Result<PathBuf, String> {
    let root = root().join(package);
    if root.is_dir() {
        return Ok(root);
    }
    for tool in ["apt-get", "dpkg-deb"] {
        which(tool).ok_or_else(|| format!("this machine has no `{tool}`"))?;
    }
    std::fs::create_dir_all(root.parent().unwrap()).map_err(|error| error.to_string())?;
    let folder = tempfile::tempdir_in(root.parent().unwrap()).map_err(|error| error.to_string())?;
    run(Child::new("apt-get", LIMITS)
        .args(["download", package])
        .folder(folder.path()))?;
    let file = std::fs::read_dir(folder.path())
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|end| end == "deb"))
        .ok_or("apt-get left no package")?;
    let whole = folder.path().join("whole");
    run(Child::new("dpkg-deb", LIMITS)
        .arg("-x")
        .arg(&file)
        .arg(&whole))?;
    let field = Child::new("dpkg-deb", LIMITS)
        .arg("-f")
        .arg(&file)
        .arg("Version");
    let version = field
        .run()
        .map_err(|error| error.to_string())?
        .stdout_text();
    std::fs::write(whole.join("VERSION"), version.trim()).map_err(|error| error.to_string())?;
    // Another test may have been faster; its copy is as good.
    match std::fs::rename(&whole, &root) {
        Err(error) if !root.is_dir() => Err(error.to_string()),
        _ => Ok(root),
    }
}

/// The version of an unpacked package.
pub fn version(root: &Path) -> String {
    std::fs::read_to_string(root.join("VERSION")).unwrap_or_default()
}

fn root() -> PathBuf {
    // Cargo's folder for tests is `tmp` in the target folder.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    target.join("debian").join("unpacked")
}

fn run(child: Child) -> Result<(), String> {
    let done = child.run().map_err(|error| error.to_string())?;
    if done.is_success() {
        Ok(())
    } else {
        Err(format!("`{}`: {}", child.command_line(), done.tail(2)))
    }
}

/// The first file of that name below a folder.
pub fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .collect();
    entries.sort();
    entries.iter().find_map(|path| {
        if path.is_dir() && !path.is_symlink() {
            find(path, name)
        } else {
            (path.file_name()?.to_str()? == name && path.exists()).then(|| path.clone())
        }
    })
}
