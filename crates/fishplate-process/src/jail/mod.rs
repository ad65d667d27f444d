//! Runs a program that nobody vouches for: where it sees little, may write nowhere that lasts,
//! reaches no network unless it is let, and ends in time with all that it started.
//!
//! Two processes of our own stand between the caller and the program. The *keeper* builds the
//! jail, counts what runs in it and ends it; the *first* process of the jail gives up its rights
//! and starts the program. Both are this program, started anew with [`JAIL_ARGUMENT`].
//!
//! What the program wrote counts for nothing here: not its output, and not its exit code.

mod bubblewrap;
mod first;
mod keeper;
mod linux;

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{Child, Limits, ProcessError};

/// The hidden argument with which a program that calls [`serve_jail`] is started.
pub const JAIL_ARGUMENT: &str = "__jail";

/// How long the keeper may take to end everything when its own time is over.
const GRACE: Duration = Duration::from_secs(15);

/// The environment variable in which the keeper and the first process are told of the program.
const REQUEST: &str = "FISHPLATE_JAIL";

/// What begins the keeper's word on the jail that it built.
const GREETING: &str = "jail: ";
/// What begins its word on why it built none.
const REFUSAL: &str = "no jail: ";

/// How much a jailed program may use, with all that it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JailLimits {
    /// Wall time.
    pub wall: Duration,
    /// Address space of each process, in bytes.
    pub memory_bytes: u64,
    /// Memory that all its processes have in use together, in bytes.
    pub resident_bytes: u64,
    /// How many processes it may have at a time.
    pub processes: u32,
    /// Size of each file that it writes, in bytes.
    pub file_bytes: u64,
    /// Size of all that it writes, in bytes.
    pub scratch_bytes: u64,
    /// How many files it may have open.
    pub open_files: u64,
    /// How much of its output is kept, in bytes.
    pub output_bytes: usize,
}

impl JailLimits {
    /// For the import of a package: half a minute, 4 GiB of addresses, 2 GiB of memory.
    pub const IMPORT: Self = Self {
        wall: Duration::from_secs(30),
        memory_bytes: 4 << 30,
        resident_bytes: 2 << 30,
        processes: 64,
        file_bytes: 64 << 20,
        scratch_bytes: 64 << 20,
        open_files: 256,
        output_bytes: 32 << 20,
    };
}

/// What a jail is made with, the strongest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum JailKind {
    /// bubblewrap: the program sees nothing but what it may read.
    #[default]
    Bubblewrap,
    /// Landlock in namespaces of its own: it sees that other files are there, and no more.
    Namespaces,
    /// Landlock alone, where nobody may make namespaces: it may write nowhere at all, and of the
    /// network only TCP is closed.
    Landlock,
}

/// Whether a jailed program reaches the network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Network {
    /// It reaches nothing, not even the machine that it runs on.
    #[default]
    Closed,
    /// It reaches whatever the user reaches, and may read how names are looked up and which
    /// authorities are believed. Where bubblewrap is the jail, that includes the sockets of this
    /// machine that have an abstract name and no file.
    Open,
}

impl JailKind {
    /// Every kind, the strongest first.
    pub const ALL: [Self; 3] = [Self::Bubblewrap, Self::Namespaces, Self::Landlock];

    /// Its name in a report.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bubblewrap => "bubblewrap",
            Self::Namespaces => "Landlock and namespaces",
            Self::Landlock => "Landlock",
        }
    }
}

/// A program that is to be run in a jail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jailed {
    /// The program, by its whole path.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Its whole environment; `HOME` and `TMPDIR` are the jail's.
    pub environment: Vec<(String, String)>,
    /// The files and folders that it may read, besides the system's programs and libraries.
    pub readable: Vec<PathBuf>,
    /// Whether it reaches the network.
    pub network: Network,
    /// How much it may use.
    pub limits: JailLimits,
    /// The strongest jail that is tried; what does not work here gives way to the next.
    pub strongest: JailKind,
}

/// How a jailed program ended, as far as it concerns others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// By itself, with this code; which proves nothing.
    Exited(i32),
    /// By this signal.
    Killed(i32),
    /// At the limit of wall time.
    TimedOut,
    /// With more processes than it may have.
    TooManyProcesses,
    /// With more memory in use than it may have.
    TooMuchMemory,
}

/// What a jailed program left.
#[derive(Debug)]
pub struct JailEnd {
    /// The jail that held it, by its name.
    pub jail: String,
    /// How it ended.
    pub ending: Ending,
    /// Its standard output, up to the limit.
    pub stdout: Vec<u8>,
    /// The end of its standard error.
    pub stderr: String,
    /// Processor time of it and of the keeper.
    pub cpu: Duration,
}

/// Why there was no jail, or nothing came of it.
#[derive(Debug, thiserror::Error)]
pub enum JailError {
    /// The keeper could not be run, or Ctrl-C was pressed.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// A path or argument that the keeper cannot be told.
    #[error("a path is not UTF-8; rename it")]
    Request(#[source] serde_json::Error),
    /// This machine offers no jail.
    #[error("no jail can be built here: {0}; on Debian: apt-get install bubblewrap")]
    None(String),
}

/// Runs a program in a jail, to its end or to the end of its limits.
///
/// `keeper` is a program that hands its arguments to [`serve_jail`] first of all.
///
/// # Errors
/// If no jail can be built, or Ctrl-C is pressed. Whatever the program does is a [`JailEnd`].
pub fn run_in_jail(keeper: &Path, jailed: &Jailed, input: &[u8]) -> Result<JailEnd, JailError> {
    let request = serde_json::to_string(jailed).map_err(JailError::Request)?;
    let limits = Limits {
        wall: jailed.limits.wall + GRACE,
        memory_bytes: None,
        file_bytes: None,
        output_bytes: jailed.limits.output_bytes,
    };
    let scratch = tempfile::Builder::new()
        .prefix("fishplate-jail-")
        .tempdir()
        .map_err(|error| JailError::None(format!("cannot make a temporary folder ({error})")))?;
    let done = Child::new(keeper, limits)
        .arg(JAIL_ARGUMENT)
        .arg("keep")
        .arg(scratch.path())
        .input(input)
        .env(REQUEST, request)
        .grace(GRACE)
        .run()?;
    let said = done.stderr_text();
    let (first, rest) = said.split_once('\n').unwrap_or((&said, ""));
    let Some(jail) = first.strip_prefix(GREETING) else {
        let why = first.strip_prefix(REFUSAL).unwrap_or(first).to_owned();
        return Err(JailError::None(why));
    };
    let last: Vec<&str> = rest.trim_end().lines().rev().take(3).collect();
    Ok(JailEnd {
        jail: jail.to_owned(),
        ending: keeper::ending(done.status),
        stdout: done.stdout,
        stderr: last.into_iter().rev().collect::<Vec<_>>().join("\n"),
        cpu: done.cpu,
    })
}

/// Does a jail's work if this process was started for it, and gives its exit code.
///
/// A program that calls [`run_in_jail`] with itself as the keeper calls this before anything else:
/// before it starts a thread and before it takes over Ctrl-C.
#[must_use]
pub fn serve_jail() -> Option<u8> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next()? != JAIL_ARGUMENT {
        return None;
    }
    let role = arguments.next();
    let request = std::env::var(REQUEST).ok();
    let jailed: Option<Jailed> = request.and_then(|text| serde_json::from_str(&text).ok());
    let Some(jailed) = jailed else {
        return Some(keeper::refuse("not a request of this fishplate"));
    };
    let scratch = arguments.next().map(PathBuf::from);
    let is_first = role.is_some_and(|role| role == "first");
    Some(match scratch {
        scratch if is_first => first::run(&jailed, scratch.as_deref()),
        Some(scratch) => keeper::keep(&jailed, &scratch),
        None => keeper::refuse("not a request of this fishplate"),
    })
}
