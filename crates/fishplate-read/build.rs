//! Lists the Python files that the binary carries to read Python sources with.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The packages below `python/fishplate` that an interpreter runs from the binary's copy.
const PACKAGES: &[&str] = &["capture", "cython_declarations", "declarations", "placing"];

fn main() -> io::Result<()> {
    let crate_folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let root = crate_folder.join("../../python").canonicalize()?;
    let mut files = vec![root.join("fishplate/__init__.py")];
    for package in PACKAGES {
        let folder = root.join("fishplate").join(package);
        println!("cargo::rerun-if-changed={}", folder.display());
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "py") {
                files.push(path);
            }
        }
    }
    files.sort();
    let mut text = String::from("const FILES: &[(&str, &str)] = &[\n");
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
        let name = below(&root, file);
        let _ = writeln!(
            text,
            "    ({name:?}, include_str!({:?})),",
            file.to_string_lossy()
        );
    }
    text.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("python_files.rs"), text)
}

fn below(root: &Path, file: &Path) -> String {
    file.strip_prefix(root)
        .unwrap_or(file)
        .to_string_lossy()
        .into_owned()
}
