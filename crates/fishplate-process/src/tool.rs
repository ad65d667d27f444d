//! The tools that a binding path may need, and how to get those that are missing.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::{Child, Limits, Python};

/// A tool of the machine.
pub struct Tool {
    /// What it is, for a person: `C compiler`.
    pub name: &'static str,
    /// The command that installs it on Debian.
    pub install: &'static str,
    find: fn(&Python) -> Option<Found>,
}

/// A tool that is there.
#[derive(Clone, Debug)]
pub struct Found {
    /// The program or folder.
    pub path: PathBuf,
    /// Its first word on its version.
    pub version: String,
}

/// The C compiler: `CC`, else `cc`, else `gcc`.
pub static C_COMPILER: Tool = Tool {
    name: "C compiler",
    install: "apt-get install gcc libc6-dev",
    find: |_| answering(c_compiler()),
};

/// The C++ compiler: `CXX`, else `c++`, else `g++`.
pub static CXX_COMPILER: Tool = Tool {
    name: "C++ compiler",
    install: "apt-get install g++",
    find: |_| answering(chosen("CXX", &["c++", "g++", "clang++"])),
};

/// Rust's `cargo`.
pub static CARGO: Tool = Tool {
    name: "cargo",
    install: "apt-get install rustup && rustup default stable",
    find: |_| answering(chosen("CARGO", &["cargo"])),
};

/// `Python.h` of the interpreter that is bound for.
pub static PYTHON_HEADERS: Tool = Tool {
    name: "CPython headers",
    install: "apt-get install python3-dev",
    find: |python| {
        python.has_headers.then(|| Found {
            path: python.include_dir.clone(),
            version: python.version.clone(),
        })
    },
};

/// Every tool, in the order of a report.
pub static TOOLS: &[&Tool] = &[&C_COMPILER, &CXX_COMPILER, &CARGO, &PYTHON_HEADERS];

impl Tool {
    /// Looks for the tool on this machine, for bindings of `python`.
    #[must_use]
    pub fn find(&self, python: &Python) -> Option<Found> {
        (self.find)(python)
    }
}

/// The first program of that name on `PATH`; a name with a slash is taken as it is.
#[must_use]
pub fn which(name: impl AsRef<OsStr>) -> Option<PathBuf> {
    let name = Path::new(name.as_ref());
    if name.components().count() > 1 {
        return is_program(name).then(|| name.to_owned());
    }
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|path| is_program(path))
}

fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

/// The C compiler's program: `CC` where it is set, else the first of `cc`, `gcc` and `clang`.
#[must_use]
pub fn c_compiler() -> Option<PathBuf> {
    chosen("CC", &["cc", "gcc", "clang"])
}

/// The program that an environment variable chooses, else the first of `names` on `PATH`.
fn chosen(variable: &str, names: &[&str]) -> Option<PathBuf> {
    match env::var_os(variable).filter(|value| !value.is_empty()) {
        // A chosen compiler that is not there is missing, not replaced behind the user's back.
        Some(value) => which(value),
        None => names.iter().find_map(which),
    }
}

fn answering(path: Option<PathBuf>) -> Option<Found> {
    let path = path?;
    let done = Child::new(&path, Limits::QUESTION)
        .arg("--version")
        .run()
        .ok()?;
    let version = done
        .stdout_text()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned();
    done.is_success().then_some(Found { path, version })
}
