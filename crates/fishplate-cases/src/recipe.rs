//! How the sources of a case become what its program imports or loads.

use std::path::{Path, PathBuf};

use fishplate_process::{C_COMPILER, CXX_COMPILER, Child, Limits, PYTHON_HEADERS, Tool};

use crate::case::Build;
use crate::detector::{Missing, Variant};
use crate::machine::Machine;
use crate::reports::SOURCE_ROOT;

/// A way of building.
pub(crate) struct Recipe {
    /// Its name, as in `case.toml`.
    pub(crate) name: &'static str,
    /// What it takes of the machine.
    pub(crate) needs: &'static [&'static Tool],
    /// The packages of the environment that it takes; their versions are told.
    pub(crate) packages: &'static [&'static str],
    commands: fn(&Work<'_>) -> Result<Vec<Child>, Missing>,
}

/// Every way of building.
pub(crate) static RECIPES: &[&Recipe] = &[
    &Recipe {
        name: "none",
        needs: &[],
        packages: &[],
        commands: |_| Ok(Vec::new()),
    },
    &Recipe {
        name: "library",
        needs: &[&C_COMPILER],
        packages: &[],
        commands: |work| Ok(vec![work.c(&format!("lib{}.so", work.stem()), &[])?]),
    },
    &Recipe {
        name: "extension",
        needs: &[&C_COMPILER, &PYTHON_HEADERS],
        packages: &[],
        commands: |work| Ok(vec![work.c(&work.module(), &[])?]),
    },
    &Recipe {
        name: "cython",
        needs: &[&C_COMPILER, &PYTHON_HEADERS],
        packages: &["Cython"],
        commands: cython,
    },
    &Recipe {
        name: "pybind11",
        needs: &[&CXX_COMPILER, &PYTHON_HEADERS],
        packages: &["pybind11"],
        commands: |work| Ok(vec![work.cxx(&work.module())?]),
    },
];

impl Recipe {
    /// Whether anything is compiled.
    pub(crate) const fn is_compiled(&self) -> bool {
        !self.needs.is_empty()
    }

    pub(crate) fn commands(&self, work: &Work<'_>) -> Result<Vec<Child>, Missing> {
        (self.commands)(work)
    }
}

/// One version to be built in one way.
pub(crate) struct Work<'a> {
    pub(crate) machine: &'a Machine,
    pub(crate) build: &'a Build,
    pub(crate) variant: Variant,
    /// Where the sources are, and where the result goes.
    pub(crate) folder: &'a Path,
    /// The version's name.
    pub(crate) version: &'a str,
}

impl Work<'_> {
    /// The name of the module or library: that of the first source.
    fn stem(&self) -> String {
        let first = self.build.sources.first().map_or("", String::as_str);
        let stem = Path::new(first).file_stem().unwrap_or_default();
        stem.to_string_lossy().into_owned()
    }

    fn module(&self) -> String {
        format!("{}{}", self.stem(), self.machine.python.ext_suffix)
    }

    fn c(&self, result: &str, sources: &[String]) -> Result<Child, Missing> {
        let compiler = &self.machine.compiler(&C_COMPILER)?.path;
        let sources = if sources.is_empty() {
            &self.build.sources
        } else {
            sources
        };
        Ok(self.compile(compiler, result, sources))
    }

    fn cxx(&self, result: &str) -> Result<Child, Missing> {
        let compiler = &self.machine.compiler(&CXX_COMPILER)?.path;
        let include = self.machine.python.site_packages.join("pybind11/include");
        Ok(self
            .compile(compiler, result, &self.build.sources)
            .args(["-std=c++17", "-fvisibility=hidden", "-isystem"])
            .arg(include))
    }

    fn compile(&self, compiler: &PathBuf, result: &str, sources: &[String]) -> Child {
        let map = format!(
            "-fdebug-prefix-map={}={SOURCE_ROOT}/{}",
            self.folder.display(),
            self.version
        );
        Child::new(compiler, Limits::BUILD)
            .folder(self.folder)
            // Lines and names for reports, frames that a checker can walk.
            .args([
                "-O1",
                "-g1",
                "-fno-omit-frame-pointer",
                "-fPIC",
                "-shared",
                "-w",
            ])
            .args(self.variant.flags())
            .arg(map)
            .arg("-isystem")
            .arg(&self.machine.python.include_dir)
            .args(["-o", result])
            .args(sources)
            .args(&self.build.flags)
    }
}

fn cython(work: &Work<'_>) -> Result<Vec<Child>, Missing> {
    let translate = Child::new(&work.machine.environment, Limits::BUILD)
        .folder(work.folder)
        .args(["-m", "cython", "-3"])
        .args(&work.build.sources);
    let translated: Vec<String> = work
        .build
        .sources
        .iter()
        .map(|source| source.replace(".pyx", ".c"))
        .collect();
    Ok(vec![translate, work.c(&work.module(), &translated)?])
}
