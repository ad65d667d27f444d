//! A Python interpreter and how it was built.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::{Child, Limits, ProcessError};

/// Facts of one interpreter, as it tells them itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Python {
    /// The program.
    pub executable: PathBuf,
    /// The implementation, such as `cpython`.
    pub implementation: String,
    /// Version as `3.11.7`.
    pub version: String,
    /// Major and minor version.
    pub version_info: (u32, u32),
    /// The folder of `Python.h`, whether it is there or not.
    pub include_dir: PathBuf,
    /// Whether `Python.h` is there.
    pub has_headers: bool,
    /// The ending of extension modules.
    pub ext_suffix: String,
    /// Its `purelib` folder.
    pub site_packages: PathBuf,
    /// How it was built.
    pub build: BuildFlags,
}

/// How an interpreter was built; each of these moves a crossing's cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildFlags {
    /// Profile-guided optimisation, as far as the recorded flags tell: some distributions leave
    /// no trace of it there.
    pub has_pgo: bool,
    /// Link-time optimisation, as far as the recorded flags tell.
    pub has_lto: bool,
    /// Whether `libpython` is a shared library.
    pub is_shared: bool,
    /// Whether the build has no GIL.
    pub is_free_threaded: bool,
    /// Whether it is a debug build.
    pub is_debug: bool,
    /// The configure arguments.
    pub config_args: String,
    /// The compiler that built it.
    pub compiler: String,
}

const QUESTION: &str = r#"
import json, os, platform, sys, sysconfig
var = lambda name: str(sysconfig.get_config_var(name) or "")
include = sysconfig.get_path("platinclude") or sysconfig.get_path("include")
args = var("CONFIG_ARGS")
flags = " ".join(var(n) for n in ("PY_CFLAGS", "PY_CORE_CFLAGS", "PY_CFLAGS_NODIST", "PY_LDFLAGS", "PY_CORE_LDFLAGS"))
print(json.dumps({
    "executable": sys.executable,
    "implementation": sys.implementation.name,
    "version": platform.python_version(),
    "version_info": sys.version_info[:2],
    "include_dir": include,
    "has_headers": os.path.isfile(os.path.join(include, "Python.h")),
    "ext_suffix": var("EXT_SUFFIX"),
    "site_packages": sysconfig.get_path("purelib"),
    "build": {
        "has_pgo": "--enable-optimizations" in args or "-fprofile-use" in flags,
        "has_lto": "--with-lto" in args or "-flto" in flags,
        "is_shared": bool(sysconfig.get_config_var("Py_ENABLE_SHARED")),
        "is_free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        "is_debug": hasattr(sys, "gettotalrefcount"),
        "config_args": args,
        "compiler": platform.python_compiler(),
    },
}))
"#;

impl Python {
    /// Asks the interpreter at `executable` (a path, or a name on `PATH`) about itself.
    ///
    /// # Errors
    /// When it does not run, does not answer as a Python does, or is no CPython from 3.11 on;
    /// the message names it and says what works.
    pub fn ask(executable: &Path) -> Result<Self, PythonError> {
        let fail = |why: String| PythonError::NotPython {
            executable: executable.to_owned(),
            why,
        };
        let done = Child::new(executable, Limits::QUESTION)
            .args(["-I", "-S", "-c", QUESTION])
            .run()?;
        if !done.is_success() {
            return Err(fail(done.tail(3)));
        }
        let python: Self = serde_json::from_slice(&done.stdout)
            .map_err(|error| fail(format!("its answer is not understood: {error}")))?;
        if python.implementation != "cpython" || python.version_info < (3, 11) {
            return Err(PythonError::Unfit {
                executable: executable.to_owned(),
                implementation: python.implementation,
                version: python.version,
            });
        }
        Ok(python)
    }
}

/// Why an interpreter cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PythonError {
    /// It does not run.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// It ran and is no Python.
    #[error("`{}` is not a Python interpreter: {why}", executable.display())]
    NotPython {
        /// The program.
        executable: PathBuf,
        /// What it said.
        why: String,
    },
    /// It is too old or another implementation.
    #[error("`{}` is {implementation} {version}; fishplate needs CPython 3.11 or newer: choose one with `--python EXE`", executable.display())]
    Unfit {
        /// The program.
        executable: PathBuf,
        /// Such as `pypy`.
        implementation: String,
        /// Its version.
        version: String,
    },
}
