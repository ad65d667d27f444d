//! What this machine has for the gallery: interpreters, compilers, sanitizers, and their versions.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use fishplate_process::{C_COMPILER, CXX_COMPILER, Child, Found, Limits, Python, Tool, which};

use crate::case::{Case, Requirement};
use crate::detector::Missing;
use crate::record::ToolRecord;

/// An import of a large package, on a busy machine.
const IMPORT: Limits = Limits {
    wall: Duration::from_secs(120),
    ..Limits::QUESTION
};

/// The interpreter of Debian's own packages.
const SYSTEM_PYTHON: &str = "/usr/bin/python3";

/// What there is.
pub(crate) struct Machine {
    /// The interpreter of the prepared environment: what is built is built for it.
    pub(crate) python: Python,
    /// Its program.
    pub(crate) environment: PathBuf,
    /// Where else a package may be installed: the interpreter that the user named, the system's.
    others: Vec<PathBuf>,
    /// Our own program, which checks sources.
    pub(crate) program: PathBuf,
    pub(crate) c_compiler: Option<Found>,
    pub(crate) cxx_compiler: Option<Found>,
    /// Versions of what was used, in the order in which it was asked for.
    tools: Mutex<Vec<ToolRecord>>,
}

impl Machine {
    /// Looks at the machine; nothing is made or fetched.
    pub(crate) fn look(python: Python, base_python: &Path, program: PathBuf) -> Self {
        let mut others = vec![base_python.to_owned()];
        others.extend(which(SYSTEM_PYTHON).filter(|path| path != base_python));
        let machine = Self {
            environment: python.executable.clone(),
            c_compiler: C_COMPILER.find(&python),
            cxx_compiler: CXX_COMPILER.find(&python),
            python,
            others,
            program,
            tools: Mutex::default(),
        };
        machine.note("CPython", &machine.python.version);
        machine
    }

    /// Records the version of something that takes part.
    pub(crate) fn note(&self, name: &str, version: &str) {
        let Ok(mut tools) = self.tools.lock() else {
            return;
        };
        let record = ToolRecord {
            name: name.to_owned(),
            version: version.to_owned(),
        };
        if !tools.contains(&record) {
            tools.push(record);
        }
    }

    /// What took part, by name.
    pub(crate) fn tools(&self) -> Vec<ToolRecord> {
        let mut tools = self
            .tools
            .lock()
            .map_or_else(|_| Vec::new(), |tools| tools.clone());
        tools.sort_by(|a, b| a.name.cmp(&b.name));
        tools
    }

    /// The compiler, or the sentence that says how to get it.
    pub(crate) fn compiler(&self, tool: &'static Tool) -> Result<&Found, Missing> {
        let found = if std::ptr::eq(tool, &raw const CXX_COMPILER) {
            &self.cxx_compiler
        } else {
            &self.c_compiler
        };
        let found = found.as_ref();
        found.ok_or_else(|| Missing::new(format!("{} is missing", tool.name), tool.install))
    }

    /// The version of a sanitizer's run-time library, which the C compiler knows the place of.
    pub(crate) fn sanitizer(&self, library: &str, name: &str) -> Result<String, Missing> {
        let compiler = self.compiler(&C_COMPILER)?;
        match self.library(library) {
            Some(_) => Ok(compiler.version.clone()),
            None => Err(Missing::new(
                format!("{name}: `{}` has no {library}", compiler.path.display()),
                "apt-get install gcc, and set CC to it",
            )),
        }
    }

    /// What is loaded before Python, so that a sanitizer sees every allocation.
    pub(crate) fn preload(&self, library: &str) -> String {
        // AddressSanitizer looks for the functions that throw as soon as it starts.
        [library, "libstdc++.so.6"]
            .iter()
            .filter_map(|name| self.library(name))
            .map(|path| path.to_string_lossy().into_owned())
            .collect::<Vec<_>>()
            .join(":")
    }

    fn library(&self, name: &str) -> Option<PathBuf> {
        let compiler = self.c_compiler.as_ref()?;
        let done = Child::new(&compiler.path, Limits::QUESTION)
            .arg(format!("-print-file-name={name}"))
            .run()
            .ok()?;
        let path = PathBuf::from(done.stdout_text().trim());
        // A compiler that does not know the library gives back its bare name.
        (path.is_absolute() && path.is_file()).then_some(path)
    }

    /// The interpreter that has what a case requires.
    pub(crate) fn interpreter(&self, case: &Case) -> Result<PathBuf, Missing> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let mut modules = Vec::new();
        for requirement in &case.requires {
            match requirement {
                Requirement::Cores { cores: needed } if *needed > cores => {
                    return Err(Missing::new(
                        format!("its threads need {needed} processors"),
                        format!("run it where there are {needed}"),
                    ));
                }
                Requirement::Cores { .. } => {}
                Requirement::Module { module, install } => modules.push((module, install)),
            }
        }
        if modules.is_empty() {
            return Ok(self.environment.clone());
        }
        // What is compiled fits the environment's interpreter alone.
        let others = if case.build.recipe.is_compiled() {
            &[]
        } else {
            self.others.as_slice()
        };
        let names: Vec<&str> = modules.iter().map(|(module, _)| module.as_str()).collect();
        for python in [&self.environment].into_iter().chain(others) {
            if let Some(versions) = versions(python, &names) {
                for (name, version) in names.iter().zip(versions) {
                    self.note(name, &version);
                }
                return Ok(python.clone());
            }
        }
        let installs: Vec<&str> = modules
            .iter()
            .map(|(_, install)| install.as_str())
            .collect();
        Err(Missing::new(
            format!("no Python here has {}", names.join(" and ")),
            installs.join("; "),
        ))
    }
}

/// The versions of packages; none where one of them cannot be imported.
fn versions(python: &Path, modules: &[&str]) -> Option<Vec<String>> {
    const QUESTION: &str = "import importlib, sys\n\
        print(*[getattr(importlib.import_module(n), '__version__', '') for n in sys.argv[1:]], sep='\\n')";
    let done = Child::new(python, IMPORT)
        .args(["-I", "-B", "-c", QUESTION])
        .args(modules)
        .run()
        .ok()?;
    done.is_success()
        .then(|| done.stdout_text().lines().map(str::to_owned).collect())
}
