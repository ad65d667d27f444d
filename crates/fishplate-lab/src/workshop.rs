//! The folder that the worker runs in, and its runs.
//!
//! What a phase is for and what its events mean is not known here.

use std::path::PathBuf;
use std::time::Duration;

use fishplate_process::{Child, Limits, ProcessError, Python};

use crate::callgrind::Callgrind;
use crate::job::{Event, Job};
use crate::linux::{LIBRARY_PATH, in_front};
use crate::{LabError, embedded};

/// The variables that hold a BLAS to one thread, so that every row has one.
pub(crate) const BLAS_THREADS: &[&str] =
    &["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"];

/// How a phase ended that is not complete.
pub(crate) enum Ending {
    Crashed(String),
    TimedOut(Duration),
}

/// The folder with the worker, the workloads' `drive.py` and the jobs.
pub(crate) struct Workshop {
    folder: tempfile::TempDir,
    python: PathBuf,
}

impl Workshop {
    /// Puts the worker where the interpreter can run it.
    pub(crate) fn open(python: &Python) -> Result<Self, LabError> {
        let make = || {
            let folder = tempfile::tempdir()?;
            embedded::unpack(embedded::WORKER, "", &folder.path().join("fishplate"))?;
            Ok(folder)
        };
        let folder = make().map_err(|source| LabError::Cache {
            folder: std::env::temp_dir(),
            source,
        })?;
        Ok(Self {
            folder,
            python: python.executable.clone(),
        })
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, LabError> {
        let path = self.path(name);
        fs_err::write(&path, bytes).map_err(|source| self.error(source))?;
        Ok(path)
    }

    /// Makes a folder for what one process of the worker leaves for another.
    pub(crate) fn folder(&self, name: &str) -> Result<PathBuf, LabError> {
        let path = self.path(name);
        fs_err::create_dir_all(&path).map_err(|source| self.error(source))?;
        Ok(path)
    }

    fn error(&self, source: std::io::Error) -> LabError {
        LabError::Cache {
            folder: self.folder.path().to_owned(),
            source,
        }
    }

    /// Runs a phase; gives how it ended, none when it is complete, and the processor time.
    pub(crate) fn run(
        &self,
        job: &Job<'_>,
        wall: Duration,
        on_event: impl FnMut(Event),
    ) -> Result<(Option<Ending>, Duration), LabError> {
        let child = Child::new(&self.python, limits(wall)).args(["-I", "-B"]);
        self.run_in(child, job, on_event)
    }

    /// Runs a phase under callgrind, in a process that is the same each time.
    pub(crate) fn run_under(
        &self,
        callgrind: &Callgrind,
        job: &Job<'_>,
        wall: Duration,
        on_event: impl FnMut(Event),
    ) -> Result<(Option<Ending>, Duration), LabError> {
        let dumps = self.path("counts");
        // Not `-I`, which would not let the hashes of strings be fixed; all else of it stands.
        let mut child = callgrind
            .child(&self.python, &dumps, limits(wall))
            .args(["-P", "-s", "-B"]);
        for (name, _) in std::env::vars_os() {
            if name.as_encoded_bytes().starts_with(b"PYTHON") {
                child = child.env_remove(name);
            }
        }
        self.run_in(child.env("PYTHONHASHSEED", "0"), job, on_event)
    }

    fn run_in(
        &self,
        child: Child,
        job: &Job<'_>,
        mut on_event: impl FnMut(Event),
    ) -> Result<(Option<Ending>, Duration), LabError> {
        if job.groups.is_empty() {
            return Ok((None, Duration::ZERO));
        }
        let text = serde_json::to_vec(job).map_err(|error| self.error(error.into()))?;
        let path = self.write("job.json", &text)?;
        let mut child = child.arg(self.path("fishplate/worker")).arg(path);
        for name in BLAS_THREADS {
            child = child.env(name, "1");
        }
        // A library without a name of its own is found again by its file, where that is looked for.
        if let Some(folder) = job.library_folder() {
            child = child.env(LIBRARY_PATH, in_front(folder));
        }
        let mut is_complete = false;
        let done = child.run_with(|line| match Event::read(line) {
            Some(Event::Done { phase }) => is_complete |= phase == job.phase,
            Some(event) => on_event(event),
            None => {}
        });
        match done {
            Ok(done) if done.is_success() && is_complete => Ok((None, done.cpu)),
            Ok(done) => {
                let said = done.tail(1);
                let why = format!(
                    "{}{}{said}",
                    done.status,
                    if said.is_empty() { "" } else { ": " }
                );
                Ok((Some(Ending::Crashed(why)), done.cpu))
            }
            Err(ProcessError::TimedOut { wall, .. }) => {
                Ok((Some(Ending::TimedOut(wall)), Duration::ZERO))
            }
            Err(error) => Err(error.into()),
        }
    }
}

fn limits(wall: Duration) -> Limits {
    Limits {
        wall,
        output_bytes: 1 << 16,
        ..Limits::BUILD
    }
}
