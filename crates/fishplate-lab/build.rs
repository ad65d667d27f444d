//! Lists the files that the binary carries: the Python worker and the workloads.
//!
//! What a build or an interpreter leaves in those folders is not carried, so a binary is the
//! same whether its sources were used in place or not.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const LEFTOVERS: &[&str] = &[
    "__pycache__",
    "target",
    "build",
    "dist",
    ".mypy_cache",
    ".ruff_cache",
];
const LEFTOVER_ENDINGS: &[&str] = &["pyc", "so", "o", "egg-info"];

fn main() -> io::Result<()> {
    let crate_folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let root = crate_folder.join("../..").canonicalize()?;
    let mut text = String::new();
    for (name, folder) in [("WORKER", "python/fishplate"), ("WORKLOADS", "workloads")] {
        let folder = root.join(folder);
        let mut files = Vec::new();
        collect(&folder, &mut files)?;
        files.sort();
        let _ = writeln!(text, "pub(crate) static {name}: &[EmbeddedFile] = &[");
        for file in files {
            let path = file.strip_prefix(&folder).unwrap_or(&file);
            let _ = writeln!(
                text,
                "    EmbeddedFile {{ path: {:?}, bytes: include_bytes!({:?}) }},",
                path.to_string_lossy(),
                file.to_string_lossy(),
            );
        }
        text.push_str("];\n");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("embedded_files.rs"), text)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    // Each folder by itself: cargo then sees a new file, and not the leftovers below.
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let ending = path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if LEFTOVERS.contains(&name.as_str()) || LEFTOVER_ENDINGS.contains(&ending.as_str()) {
            continue;
        }
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            println!("cargo::rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
    Ok(())
}
