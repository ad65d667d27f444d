//! Imports Python modules in a jail, and puts what they declared beside what their sources say.
//!
//! The source keeps its word where it can be read: its lines, its spelling of types. The import
//! fills in what the source does not show. A module that harms the process costs its own facts
//! and no one else's: the next process goes on behind it.

mod facts;
mod failures;
mod frames;
mod merge;
mod place;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fishplate_model::{Declarations, RunFailure};
use fishplate_process::{
    Child, JailEnd, JailError, JailKind, JailLimits, Jailed, Limits, Network, ProcessError,
    run_in_jail,
};
use serde_json::json;

use self::facts::Captured;
use self::frames::{Frame, frames};
use self::place::Files;
use crate::ReadError;
use crate::archive::is_archive;
use crate::python_files::unpack;

/// How often a process is started anew behind a module that ended the one before.
const RESTARTS: usize = 6;
/// What is left of the time must be worth another start.
const LEAST: Duration = Duration::from_millis(500);
/// How many tasks the jail may have; libraries start a thread for each processor.
const TASKS: u32 = 256;

/// Which modules to import, and how.
#[derive(Clone, Debug)]
pub struct CaptureRequest {
    /// The interpreter that imports them, with the packages that they need.
    pub python: PathBuf,
    /// Folders and `.py` files.
    pub targets: Vec<PathBuf>,
    /// Patterns of paths to leave out.
    pub exclude: Vec<String>,
    /// A program that calls `fishplate_process::serve_jail` first of all.
    pub keeper: PathBuf,
    /// How much all imports together may use.
    pub limits: JailLimits,
    /// The strongest jail that is tried.
    pub strongest: JailKind,
}

/// Imports the modules of the targets, and adds what they declare to what their sources declare.
///
/// `declarations` is what [`crate::read_python`] gave for the same targets.
///
/// # Errors
/// If there is no jail on this machine, the interpreter cannot be run, or Ctrl-C is pressed.
/// Whatever a module does is a [`RunFailure`] of the declarations.
pub fn capture_python(
    request: &CaptureRequest,
    declarations: &mut Declarations,
) -> Result<(), ReadError> {
    let folder = tempfile::Builder::new()
        .prefix("fishplate-capture-")
        .tempdir()
        .map_err(|error| ReadError::system("make a temporary folder", error))?;
    unpack(folder.path())
        .map_err(|error| ReadError::system("write to the temporary folder", error))?;
    let targets = Targets::of(&request.targets)?;
    let interpreter = Interpreter::ask(&request.python)?;
    let mut session = Session {
        request,
        targets: &targets,
        interpreter: &interpreter,
        capture: folder.path().join("fishplate/capture"),
        readable: readable(&targets, &interpreter, folder.path()),
        wanted: wanted(declarations),
        captured: Captured::default(),
        failures: Vec::new(),
        done: BTreeSet::new(),
        jail: None,
    };
    if !targets.all.is_empty() {
        session.run()?;
    }
    let files = Files::new(targets.pairs());
    declarations.jail = session.jail;
    declarations.run_failures = session.failures;
    declarations
        .run_failures
        .retain(|failure| files.is_target(&failure.span.file));
    let archives = targets.archives.iter();
    declarations
        .run_failures
        .extend(archives.map(|archive| failures::archive(archive)));
    merge::merge(declarations, session.captured, &files);
    Ok(())
}

/// The places that reading alone did not understand, as the importing program is told of them.
fn wanted(declarations: &Declarations) -> Vec<serde_json::Value> {
    let places = declarations.unresolved.iter().map(|one| &one.span);
    places
        .map(|span| json!({"file": span.file, "line": span.line}))
        .collect()
}

/// The targets that can be imported, each as it was given and by its whole path.
struct Targets {
    all: Vec<(String, PathBuf)>,
    /// The rest: archives are read and never run.
    archives: Vec<String>,
}

impl Targets {
    fn of(targets: &[PathBuf]) -> Result<Self, ReadError> {
        let (mut all, mut archives) = (Vec::new(), Vec::new());
        for target in targets {
            let shown = target.to_str().ok_or_else(|| {
                ReadError::Request(format!("`{}` is not UTF-8; rename it", target.display()))
            })?;
            if is_archive(target) {
                archives.push(shown.to_owned());
                continue;
            }
            let whole = std::path::absolute(target)
                .map_err(|error| ReadError::system("find the targets", error))?;
            all.push((shown.to_owned(), whole));
        }
        Ok(Self { all, archives })
    }

    fn pairs(&self) -> impl Iterator<Item = (&str, &Path)> {
        self.all
            .iter()
            .map(|(shown, whole)| (shown.as_str(), whole.as_path()))
    }
}

/// The interpreter itself: what is on `PATH` may be a script that chooses one.
struct Interpreter {
    program: PathBuf,
    /// The folders that hold it and its packages.
    folders: Vec<PathBuf>,
}

impl Interpreter {
    fn ask(python: &Path) -> Result<Self, ReadError> {
        const QUESTION: &str = "import json, sys; print(json.dumps([sys.executable, sys.base_prefix, sys.base_exec_prefix]))";
        let failed = |why: String| {
            let what = format!("ask `{}` where its packages are", python.display());
            ReadError::system(&what, why)
        };
        let done = Child::new(python, Limits::QUESTION)
            .args(["-I", "-S", "-c", QUESTION])
            .run();
        let done = match done {
            Ok(done) => done,
            Err(ProcessError::Interrupted) => return Err(ReadError::Interrupted),
            Err(error) => return Err(failed(error.to_string())),
        };
        let answer: Option<[PathBuf; 3]> = serde_json::from_slice(&done.stdout).ok();
        let [program, prefix, exec_prefix] = answer.ok_or_else(|| failed(done.tail(2)))?;
        // A virtual environment is the folder above the program's, and its program is a link.
        let own = program.ancestors().nth(2).map(Path::to_owned);
        let real = std::fs::canonicalize(&program).unwrap_or_else(|_| program.clone());
        let real = real.parent().map(Path::to_owned);
        let mut folders: Vec<PathBuf> = [prefix, exec_prefix]
            .into_iter()
            .chain(own)
            .chain(real)
            .collect();
        // The whole system is never what an interpreter lies in.
        folders.retain(|folder| folder.parent().is_some() && folder.is_absolute());
        folders.sort();
        folders.dedup();
        Ok(Self { program, folders })
    }
}

/// What the jailed interpreter may read: itself, our program, and the packages of the targets.
fn readable(targets: &Targets, interpreter: &Interpreter, capture: &Path) -> Vec<PathBuf> {
    let packages = targets.pairs().map(|(_, whole)| {
        let folder = if whole.is_dir() {
            Some(whole)
        } else {
            whole.parent()
        };
        let packages = folder.into_iter().flat_map(Path::ancestors);
        let outermost = packages
            .take_while(|folder| folder.join("__init__.py").is_file())
            .last();
        outermost.unwrap_or(whole).to_owned()
    });
    let mut all: Vec<PathBuf> = packages.collect();
    all.extend(interpreter.folders.iter().cloned());
    all.push(capture.to_owned());
    all.sort();
    all.dedup();
    all
}

/// One capture: processes in jails, one behind the other, until every module had its turn.
struct Session<'a> {
    request: &'a CaptureRequest,
    targets: &'a Targets,
    interpreter: &'a Interpreter,
    capture: PathBuf,
    readable: Vec<PathBuf>,
    wanted: Vec<serde_json::Value>,
    captured: Captured,
    failures: Vec<RunFailure>,
    /// The files that had their turn, whatever came of it.
    done: BTreeSet<String>,
    jail: Option<String>,
}

impl Session<'_> {
    fn run(&mut self) -> Result<(), ReadError> {
        let end = Instant::now() + self.request.limits.wall;
        for start in 0..=RESTARTS {
            let left = end.saturating_duration_since(Instant::now());
            if start > 0 && left < LEAST {
                return Ok(());
            }
            // A module that never ends must leave some time to those behind it.
            let wall = left.mul_f32(0.7);
            let word = word(start);
            let ended = self.start(wall, &word)?;
            self.jail = Some(ended.jail.clone());
            if !self.take(start, &word, &ended) {
                return Ok(());
            }
        }
        Ok(())
    }

    fn start(&self, wall: Duration, word: &str) -> Result<JailEnd, ReadError> {
        let request = json!({
            "word": word,
            "targets": self.targets.all,
            "exclude": self.request.exclude,
            "done": self.done,
            "wanted": self.wanted,
            "tasks": TASKS,
        });
        let capture = self.capture.to_string_lossy().into_owned();
        let environment = [
            ("LANG", "C.UTF-8"),
            ("PATH", "/usr/bin:/bin"),
            // A thread for each processor would take up the jail's tasks and memory.
            ("OPENBLAS_NUM_THREADS", "1"),
            ("OMP_NUM_THREADS", "1"),
        ];
        let jailed = Jailed {
            program: self.interpreter.program.clone(),
            arguments: vec!["-I".to_owned(), "-B".to_owned(), capture],
            environment: environment
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
            readable: self.readable.clone(),
            network: Network::Closed,
            limits: JailLimits {
                wall,
                ..self.request.limits
            },
            strongest: self.request.strongest,
        };
        let input = request.to_string();
        run_in_jail(&self.request.keeper, &jailed, input.as_bytes()).map_err(|error| match error {
            JailError::Process(ProcessError::Interrupted) => ReadError::Interrupted,
            error => ReadError::system("import the modules of the targets", error),
        })
    }

    /// Takes what a process told; gives whether another one has to go on behind it.
    fn take(&mut self, start: usize, word: &str, ended: &JailEnd) -> bool {
        // What is under way: a file, or in the end what no import runs.
        let mut current: Option<(String, String)> = None;
        let mut is_whole = false;
        for frame in frames(&ended.stdout, word) {
            match frame {
                Frame::Begin { begin, module } => current = Some((begin, module)),
                Frame::Done { done } => {
                    self.done.insert(done);
                    current = None;
                }
                Frame::Failed(failed) => {
                    let module = current.as_ref().map_or("", |(_, module)| module);
                    self.failures.push(failures::raised(module, &failed));
                }
                Frame::Wrote { wrote, names } => {
                    let module = current.as_ref().map_or("", |(_, module)| module);
                    self.failures.push(failures::wrote(module, &wrote, &names));
                }
                Frame::Facts { facts } => self.captured.take(start, facts),
                Frame::Refused { refused } => {
                    self.failures
                        .push(failures::refused(self.first_target(), &refused));
                    return false;
                }
                Frame::End { .. } => is_whole = true,
            }
        }
        if is_whole {
            return false;
        }
        let (file, module) = current.unwrap_or_default();
        let is_new = !file.is_empty() && self.done.insert(file.clone());
        let place = if file.is_empty() {
            self.first_target()
        } else {
            file
        };
        self.failures
            .push(failures::ended(&module, &place, ended, is_new));
        is_new
    }

    fn first_target(&self) -> String {
        self.targets
            .all
            .first()
            .map_or(String::new(), |(shown, _)| shown.clone())
    }
}

/// A word that the imported code cannot guess: two numbers of the standard library's, which takes
/// them from the system.
fn word(start: usize) -> String {
    use std::hash::{BuildHasher, RandomState};
    let one = RandomState::new().hash_one(start);
    let two = RandomState::new().hash_one((start, one));
    format!("{one:016x}{two:016x}")
}
