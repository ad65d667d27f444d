//! The Python interpreter that the user names, and the environment that is made for it.

use std::path::{Path, PathBuf};

use anyhow::Context;
use fishplate_process::{BuildFlags, ProcessError, Python, PythonError};

/// What a measured binding is built with and runs beside: the lock of the environment.
pub(crate) const LOCK: &str = include_str!("../../../requirements/bench.txt");

/// Asks the interpreter about itself; an error says how to name another one.
pub(crate) fn ask(executable: &Path) -> anyhow::Result<Python> {
    let asked = Python::ask(executable);
    let is_missing = matches!(
        &asked,
        Err(PythonError::Process(ProcessError::Start { .. }))
    );
    let asked = asked.map_err(anyhow::Error::new);
    if is_missing {
        asked.context(format!(
            "no Python interpreter `{}`; install it with `apt-get install python3`, \
             or name another one with `--python EXE`",
            executable.display()
        ))
    } else {
        asked
    }
}

/// An interpreter of which nothing is known, for tools that do not ask it.
pub(crate) fn unknown(executable: &Path) -> Python {
    Python {
        executable: executable.to_owned(),
        implementation: String::new(),
        version: String::new(),
        version_info: (0, 0),
        include_dir: PathBuf::new(),
        has_headers: false,
        ext_suffix: String::new(),
        site_packages: PathBuf::new(),
        build: BuildFlags {
            has_pgo: false,
            has_lto: false,
            is_shared: false,
            is_free_threaded: false,
            is_debug: false,
            config_args: String::new(),
            compiler: String::new(),
        },
    }
}
