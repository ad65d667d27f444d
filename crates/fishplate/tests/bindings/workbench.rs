//! Builds a header's bindings the way a user would, and runs Python on them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use fishplate_bindings::{
    BINDINGS, Binding, Library, Notes, Plan, VARIANTS, echo, install_with, plan,
};
use fishplate_process::{C_COMPILER, Child, Environment, Finished, Limits, Python};
use fishplate_read::{HeaderRequest, Libclang, read_headers};

/// One pip at a time: two builds on two cores only wait for each other.
static BUILDING: Mutex<()> = Mutex::new(());

/// The folder that holds what tests download and build, kept between runs.
pub(crate) fn cache() -> PathBuf {
    match std::env::var_os("FISHPLATE_CACHE_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"),
    }
}

fn base_python() -> Python {
    let name = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    Python::ask(Path::new(&name)).expect("a Python for the tests; set PYTHON to another")
}

fn environment(lock: &str) -> Environment {
    Environment::prepare(&base_python(), lock, &cache(), &mut |_| ())
        .expect("the locked environment")
}

/// The environment that packages are built in.
pub(crate) fn bench() -> &'static Environment {
    static MADE: OnceLock<Environment> = OnceLock::new();
    MADE.get_or_init(|| environment(include_str!("../../../../requirements/bench.txt")))
}

/// The environment that has the type checker.
pub(crate) fn check() -> &'static Environment {
    static MADE: OnceLock<Environment> = OnceLock::new();
    MADE.get_or_init(|| environment(include_str!("../../../../requirements/check.txt")))
}

/// What a workbench builds.
pub(crate) struct Order<'a> {
    /// The text of the header.
    pub(crate) header: &'a str,
    /// The notes on it.
    pub(crate) notes: &'a Notes,
    /// Modules are called `<prefix>_<path>`.
    pub(crate) prefix: &'a str,
    /// The paths.
    pub(crate) bindings: Vec<&'static Binding>,
    /// Whether the echo library is copied into each package.
    pub(crate) is_bundled: bool,
    /// The interpreter with the build tools.
    pub(crate) python: Python,
}

impl<'a> Order<'a> {
    /// Every path, for the interpreter of the tests.
    pub(crate) fn new(header: &'a str, notes: &'a Notes, prefix: &'a str) -> Self {
        Self {
            header,
            notes,
            prefix,
            bindings: BINDINGS.to_vec(),
            is_bundled: false,
            python: bench().python.clone(),
        }
    }

    /// Other paths.
    pub(crate) fn of(mut self, bindings: Vec<&'static Binding>) -> Self {
        self.bindings = bindings;
        self
    }

    pub(crate) fn bundled(mut self) -> Self {
        self.is_bundled = true;
        self
    }

    /// Another interpreter.
    pub(crate) fn on(mut self, python: &Python) -> Self {
        self.python = python.clone();
        self
    }
}

/// The variants that keep the one meaning.
pub(crate) fn safe_variants() -> Vec<&'static Binding> {
    let is_safe = |binding: &&Binding| binding.variant.is_some_and(|variant| variant.is_safe);
    VARIANTS.iter().copied().filter(is_safe).collect()
}

/// Names the paths to test, separated by commas, for work on one of them; all without it.
const ONLY: &str = "FISHPLATE_TEST_BINDINGS";

fn is_wanted(binding: &Binding) -> bool {
    std::env::var(ONLY).map_or(true, |only| {
        only.split(',').any(|name| name == binding.name)
    })
}

/// A header's bindings, built against an echo library of it.
pub(crate) struct Workbench {
    folder: tempfile::TempDir,
    python: Python,
    /// The built paths with the plans of what they carry.
    pub(crate) built: Vec<(&'static Binding, Plan)>,
    /// The paths that this machine cannot build, with the missing tool.
    pub(crate) skipped: Vec<String>,
}

impl Workbench {
    /// Reads `header`, generates every path as module `<prefix>_<path>`, builds the echo library and
    /// the packages.
    pub(crate) fn new(header: &str, notes: &Notes, prefix: &str) -> Self {
        Self::build(&Order::new(header, notes, prefix))
    }

    /// As [`Workbench::new`], of what an order says.
    pub(crate) fn build(order: &Order<'_>) -> Self {
        // A folder name that breaks what forgets to quote.
        let folder = tempfile::Builder::new()
            .prefix("fish plate é ")
            .tempdir()
            .unwrap();
        let path = folder.path().join("given.h");
        std::fs::write(&path, order.header).unwrap();
        let interface = read(&path);
        let mut bench = Self {
            folder,
            python: order.python.clone(),
            built: Vec::new(),
            skipped: Vec::new(),
        };
        let library = Library {
            file: bench.library(),
            soname: "libecho.so".to_owned(),
            is_bundled: order.is_bundled,
        };
        for &binding in &order.bindings {
            if !is_wanted(binding) {
                let word = format!("{}: not in {ONLY}", binding.name);
                bench.skipped.push(word);
                continue;
            }
            let missing = binding.missing_tools(&bench.python);
            if let Some(tool) = missing.first() {
                bench.skipped.push(format!(
                    "{}: no {} ({})",
                    binding.name, tool.name, tool.install
                ));
                continue;
            }
            if let Some(why) = binding.obstacle(&bench.python) {
                bench.skipped.push(format!("{}: {why}", binding.name));
                continue;
            }
            let module = format!("{}_{}", order.prefix, binding.name.replace('-', "_"));
            let mut plan = plan(&interface, order.notes, &module).unwrap();
            if bench.built.is_empty() {
                bench.compile_echo(&echo(&interface, &plan).source);
            }
            // The proof runs over what the path carries, numbered as in the library.
            let cases = echo(&interface, &plan).cases;
            plan.functions
                .retain(|function| binding.refusal(function).is_none());
            let cases = only(&cases, &plan);
            std::fs::write(bench.cases(binding), cases).unwrap();
            bench.install(binding, &plan, &library);
            bench.built.push((binding, plan));
        }
        assert!(
            !bench.built.is_empty() || std::env::var_os(ONLY).is_some(),
            "no path could be built: {:?}",
            bench.skipped
        );
        bench
    }

    fn install(&self, binding: &Binding, plan: &Plan, library: &Library) {
        let package = self.package(binding);
        binding
            .write(plan, library)
            .unwrap()
            .save(&package)
            .unwrap();
        let _guard = BUILDING
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        // The crates that a package builds on are built once for all tests of an interpreter.
        let tag = self.folder_tag();
        let target = cache().join(format!("cargo-target-{tag}"));
        let shared: &[(&str, &Path)] = &[("CARGO_TARGET_DIR", &target)];
        let python = &self.python.executable;
        install_with(&package, python, &self.installed(binding), shared)
            .unwrap_or_else(|error| panic!("building `{}`: {error}", binding.name));
    }

    /// What sets the built files of one interpreter apart from another's: `3.11`, `3.13t`.
    fn folder_tag(&self) -> String {
        let (major, minor) = self.python.version_info;
        let threading = if self.python.build.is_free_threaded {
            "t"
        } else {
            ""
        };
        format!("{major}.{minor}{threading}")
    }

    fn library(&self) -> PathBuf {
        self.folder.path().join("libecho.so")
    }

    fn cases(&self, binding: &Binding) -> PathBuf {
        self.folder.path().join(format!("{}.json", binding.name))
    }

    /// The folder that pip installed a path's package into.
    pub(crate) fn installed(&self, binding: &Binding) -> PathBuf {
        self.folder.path().join("installed").join(binding.name)
    }

    /// The package of a path, as it was generated.
    pub(crate) fn package(&self, binding: &Binding) -> PathBuf {
        self.folder.path().join(binding.name)
    }

    fn compile_echo(&self, source: &str) {
        let file = self.folder.path().join("echo.c");
        std::fs::write(&file, source).unwrap();
        let compiler = C_COMPILER
            .find(&self.python)
            .expect("a C compiler for the echo library");
        let done = Child::new(&compiler.path, Limits::BUILD)
            .args([
                "-shared",
                "-fPIC",
                "-O1",
                "-Wall",
                "-Werror",
                "-Wl,-soname,libecho.so",
                "-o",
            ])
            .arg(self.library())
            .arg(&file)
            .run()
            .unwrap();
        assert!(done.is_success(), "the echo library:\n{}", done.tail(30));
    }

    /// Runs a Python script of this folder on a path's package, with the echo library's path added.
    pub(crate) fn script(
        &self,
        binding: &Binding,
        name: &str,
        text: &str,
        first: &str,
        last: &[&str],
    ) -> Finished {
        self.script_on(&self.python, binding, name, text, first, last)
    }

    /// Puts a Python module beside the scripts, for them to import.
    pub(crate) fn module_for_scripts(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    /// As [`Workbench::script`], with another interpreter.
    pub(crate) fn script_on(
        &self,
        python: &Python,
        binding: &Binding,
        name: &str,
        text: &str,
        first: &str,
        last: &[&str],
    ) -> Finished {
        let script = self.folder.path().join(name);
        std::fs::write(&script, text).unwrap();
        let first = if first == "cases" {
            self.cases(binding).into_os_string()
        } else {
            first.into()
        };
        Child::new(&python.executable, Limits::BUILD)
            .arg(script)
            .arg(first)
            .arg(self.library())
            .args(last)
            .env("PYTHONPATH", self.installed(binding))
            .run()
            .unwrap()
    }

    /// What was skipped, in words for the test's output; empty when nothing was.
    pub(crate) fn word_on_skips(&self) -> String {
        self.skipped.iter().fold(String::new(), |mut text, line| {
            let _ = writeln!(text, "SKIPPED {line}");
            text
        })
    }
}

fn only(cases: &str, plan: &Plan) -> String {
    let mut cases: serde_json::Value = serde_json::from_str(cases).unwrap();
    let functions = cases["functions"].as_array_mut().unwrap();
    functions.retain(|case| {
        plan.functions
            .iter()
            .any(|function| case["name"] == function.name.as_str())
    });
    cases.to_string()
}

/// Reads a header with the reader that users get.
pub(crate) fn read(path: &Path) -> fishplate_model::Interface {
    let libclang = Libclang::find(std::slice::from_ref(&bench().site_packages)).unwrap();
    let reading = read_headers(&HeaderRequest {
        headers: vec![path.to_owned()],
        include_dirs: Vec::new(),
        defines: Vec::new(),
        cflags: Vec::new(),
        functions: Vec::new(),
        library: None,
        libclang,
        compiler: None,
        reader: Some(PathBuf::from(env!("CARGO_BIN_EXE_fishplate"))),
    });
    reading.unwrap_or_else(|error| panic!("{error}")).interface
}
