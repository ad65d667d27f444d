//! What a detector is. Which there are stands in `detectors.rs`.

use std::path::Path;

use fishplate_process::{Child, Finished, Limits};

use crate::case::Case;
use crate::machine::Machine;
use crate::verdict::Signals;

/// A way of finding out that native code is broken.
#[derive(Debug)]
pub struct Detector {
    /// Its name, as in `case.toml`.
    pub name: &'static str,
    /// What it is, for a list.
    pub summary: &'static str,
    /// What it cannot see, for the guide.
    pub blind: &'static str,
    /// How the code is built for it.
    pub(crate) variant: Variant,
    /// How often the broken version is run at most.
    pub(crate) runs: usize,
    /// How often the fixed twin is run.
    pub(crate) fixed_runs: usize,
    /// Whether its signal is an answer that the fixed version gives too.
    pub(crate) is_answer: bool,
    /// The tool that it needs, with its version; none where it needs no more than the run itself.
    pub(crate) find: fn(&Machine) -> Result<Option<String>, Missing>,
    /// One execution.
    pub(crate) child: fn(&Setting<'_>) -> Child,
    /// What the execution showed.
    pub(crate) signals: fn(&Ended) -> Result<Signals, String>,
}

/// How the code of a case is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Variant {
    Plain,
    Address,
    Thread,
}

impl Variant {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Address => "address",
            Self::Thread => "thread",
        }
    }

    pub(crate) const fn flags(self) -> &'static [&'static str] {
        match self {
            Self::Plain => &[],
            Self::Address => &["-fsanitize=address"],
            Self::Thread => &["-fsanitize=thread"],
        }
    }
}

/// A tool that is not there.
#[derive(Clone, Debug)]
pub(crate) struct Missing {
    pub(crate) what: String,
    pub(crate) install: String,
}

impl Missing {
    pub(crate) fn new(what: impl Into<String>, install: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            install: install.into(),
        }
    }

    /// The sentence for a skipped cell.
    pub(crate) fn sentence(&self) -> String {
        format!("{}: {}", self.what, self.install)
    }
}

/// Where and with what a version is executed.
pub(crate) struct Setting<'a> {
    pub(crate) machine: &'a Machine,
    pub(crate) case: &'a Case,
    /// The interpreter that has what the case requires.
    pub(crate) python: &'a Path,
    /// The folder with the built version.
    pub(crate) folder: &'a Path,
    /// A folder that the execution may fill.
    pub(crate) scratch: &'a Path,
}

impl Setting<'_> {
    /// A program that knows nothing of the user's environment but where programs and libraries are.
    pub(crate) fn program(&self, program: &Path, limits: Limits) -> Child {
        let kept = ["PATH", "LD_LIBRARY_PATH"];
        let kept = kept
            .iter()
            .filter_map(|name| Some((name, std::env::var_os(name)?)));
        kept.fold(
            Child::new(program, limits).env_clear(),
            |child, (name, value)| child.env(name, value),
        )
        .env("HOME", self.scratch)
        .env("LANG", "C.UTF-8")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONNOUSERSITE", "1")
        .env("PYTHONHASHSEED", "0")
        .folder(self.scratch)
    }

    /// The case's program, run by the interpreter itself.
    pub(crate) fn python(&self, limits: Limits) -> Child {
        self.program(self.python, limits).arg(self.script())
    }

    /// The case's program.
    pub(crate) fn script(&self) -> std::path::PathBuf {
        self.folder.join(&self.case.run)
    }
}

/// How an execution ended.
pub(crate) enum Ended {
    /// By itself.
    Done(Finished),
    /// It was ended after so many seconds.
    TimedOut(u64),
}

impl Ended {
    /// Its standard error; empty when it was ended.
    pub(crate) fn stderr(&self) -> String {
        match self {
            Self::Done(done) => done.stderr_text(),
            Self::TimedOut(_) => String::new(),
        }
    }

    pub(crate) fn is_success(&self) -> bool {
        matches!(self, Self::Done(done) if done.is_success())
    }

    /// What a person would see of it: the answer, or how it ended without one.
    pub(crate) fn answer(&self) -> String {
        use std::os::unix::process::ExitStatusExt;
        match self {
            Self::TimedOut(seconds) => format!("no end within {seconds} s"),
            Self::Done(done) if done.is_success() => done.stdout_text().trim().replace('\n', ", "),
            Self::Done(done) => match done.status.signal() {
                Some(signal) => signal_name(signal),
                None => format!(
                    "exit code {}: {}",
                    done.status.code().unwrap_or(-1),
                    done.tail(1)
                ),
            },
        }
    }
}

/// The name of a signal by which crashed processes end.
fn signal_name(number: i32) -> String {
    let known = [
        (4, "SIGILL"),
        (6, "SIGABRT"),
        (7, "SIGBUS"),
        (8, "SIGFPE"),
        (11, "SIGSEGV"),
    ];
    known.iter().find(|(one, _)| *one == number).map_or_else(
        || format!("ended by signal {number}"),
        |(_, name)| format!("ended by {name}"),
    )
}
