//! Lists the files of `cases/`, which the binary carries.
//!
//! What a build or an interpreter leaves in those folders is not carried.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// What belongs to a case: anything else in its folder was left there by a tool.
const ENDINGS: &[&str] = &["toml", "py", "pyx", "c", "cpp", "h", "rs"];

fn main() -> io::Result<()> {
    let crate_folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let root = crate_folder.join("../../cases").canonicalize()?;
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut text = String::from("pub(crate) static CASES: &[EmbeddedFile] = &[\n");
    for file in files {
        let name = file.strip_prefix(&root).unwrap_or(&file).to_string_lossy();
        let path = file.to_string_lossy();
        let _ = writeln!(
            text,
            "    EmbeddedFile {{ path: {name:?}, bytes: include_bytes!({path:?}) }},"
        );
    }
    text.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("embedded_cases.rs"), text)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().unwrap_or_default();
        if path.is_dir() {
            collect(&path, files)?;
        } else if ENDINGS.iter().any(|known| ending == *known) {
            println!("cargo::rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
    Ok(())
}
