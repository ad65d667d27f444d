//! What Cython writes: the C of a probe that is given as Cython.

use std::path::{Path, PathBuf};

use fishplate_process::{Child, Environment, Limits, Python};

/// The locked Cython, in the environment that bindings are built with.
pub(crate) struct Cython {
    environment: Environment,
}

impl Cython {
    pub(crate) fn locked() -> Self {
        let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
        let python = Python::ask(Path::new(&python)).unwrap();
        let cache = std::env::var_os("FISHPLATE_CACHE_DIR").map(PathBuf::from);
        let cache = cache.unwrap_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
        let lock = include_str!("../../../../requirements/bench.txt");
        let environment = Environment::prepare(&python, lock, &cache, &mut |_| ()).unwrap();
        Self { environment }
    }

    /// Its version without the last number, as in `3.3`.
    pub(crate) fn version(&self) -> String {
        let question = "import Cython; print(*Cython.__version__.split('.')[:2], sep='.')";
        let python = &self.environment.python.executable;
        let done = Child::new(python, Limits::QUESTION).args(["-c", question]);
        done.run().unwrap().stdout_text().trim().to_owned()
    }

    /// The C that it writes for a module.
    pub(crate) fn translated(&self, module: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("probe.pyx"), module).unwrap();
        let python = &self.environment.python.executable;
        let cython = Child::new(python, Limits::BUILD).folder(folder.path());
        let done = cython
            .args(["-m", "cython", "-3", "probe.pyx"])
            .run()
            .unwrap();
        assert!(done.is_success(), "{}", done.stderr_text());
        std::fs::read_to_string(folder.path().join("probe.c")).unwrap()
    }
}
