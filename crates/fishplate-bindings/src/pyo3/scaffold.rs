//! The files around the Rust source of a package: what maturin and cargo read.

use minijinja::context;

use super::names::literal;
use crate::scaffold::{fill, library_dir, link_argument};
use crate::{Library, OutputFile, Plan};

/// The crates that a package is built from, less itself. A fixed list builds the same everywhere.
const CRATES: &str = include_str!("crates.lock");

pub(crate) fn files(plan: &Plan, library: &Library, is_abi3: bool) -> Vec<OutputFile> {
    // A package may share its name with a library, and that with a crate.
    let package = format!("{}-binding", plan.module);
    let values = context! {
        module => plan.module,
        package => package,
        is_abi3 => is_abi3,
        is_bundled => library.is_bundled,
        library_dir => literal(&library_dir(library)),
        link_argument => literal(&link_argument(library)),
    };
    vec![
        OutputFile::new(
            "Cargo.toml",
            fill(include_str!("Cargo.toml.jinja"), &values),
        ),
        OutputFile::new("Cargo.lock", lock(&package)),
        OutputFile::new("build.rs", fill(include_str!("build.rs.jinja"), &values)),
        OutputFile::new(
            "pyproject.toml",
            fill(include_str!("pyproject.toml.jinja"), &values),
        ),
    ]
}

/// The lock file with the package's own entry at the place where cargo would put it.
fn lock(package: &str) -> String {
    let own = format!(
        "[[package]]\nname = \"{package}\"\nversion = \"0.1.0\"\ndependencies = [\n \"pyo3\",\n]"
    );
    let mut sections = CRATES.trim_end().split("\n\n");
    let head = sections.next().unwrap_or_default();
    let mut entries: Vec<&str> = sections.chain([own.as_str()]).collect();
    entries.sort_by_key(|entry| entry.lines().nth(1).map(|name| name.trim_end_matches('"')));
    format!("{head}\n\n{}\n", entries.join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_lists_the_package_in_order() {
        let lock = lock("numbers-binding");
        let names: Vec<&str> = lock
            .lines()
            .filter_map(|line| line.strip_prefix("name = "))
            .collect();
        assert!(names.is_sorted(), "{names:?}");
        assert!(names.contains(&"\"numbers-binding\""), "{names:?}");
    }
}
