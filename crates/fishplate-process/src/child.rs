//! One child process: what to run, how long, and what came of it.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use wait4::Wait4;

use crate::{Finished, Limits, deadline, is_interrupted, linux};

/// How often a waiting parent looks for Ctrl-C.
const POLL: Duration = Duration::from_millis(25);

/// Why a child gave no answer. A child that ran and failed is a [`Finished`], not an error.
#[derive(Debug, thiserror::Error)]
pub enum ProcessError {
    /// The program is not there or may not be run.
    #[error("cannot run `{}`", program.display())]
    Start {
        /// The program.
        program: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The wall limit passed; the child and its children were ended.
    #[error("`{}` did not end within {} s", program.display(), wall.as_secs())]
    TimedOut {
        /// The program.
        program: PathBuf,
        /// The limit.
        wall: Duration,
    },
    /// Ctrl-C was pressed; the child and its children were ended.
    #[error("interrupted")]
    Interrupted,
    /// The child could not be waited for.
    #[error("lost track of `{}`", program.display())]
    Lost {
        /// The program.
        program: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
}

/// A child to be run.
#[derive(Clone, Debug)]
pub struct Child {
    program: PathBuf,
    arguments: Vec<OsString>,
    environment: Vec<(OsString, Option<OsString>)>,
    is_environment_cleared: bool,
    folder: Option<PathBuf>,
    input: Vec<u8>,
    grace: Duration,
    limits: Limits,
}

enum Event {
    Line(String),
    Ended(std::io::Result<wait4::ResUse>),
}

impl Child {
    /// A child that runs `program` within `limits`; no shell is involved.
    #[must_use]
    pub fn new(program: impl AsRef<Path>, limits: Limits) -> Self {
        Self {
            program: program.as_ref().to_owned(),
            arguments: Vec::new(),
            environment: Vec::new(),
            is_environment_cleared: false,
            folder: None,
            input: Vec::new(),
            grace: Duration::ZERO,
            limits,
        }
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(
            arguments
                .into_iter()
                .map(|argument| argument.as_ref().to_owned()),
        );
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.environment
            .push((name.as_ref().to_owned(), Some(value.as_ref().to_owned())));
        self
    }

    /// Takes an environment variable away.
    #[must_use]
    pub fn env_remove(mut self, name: impl AsRef<OsStr>) -> Self {
        self.environment.push((name.as_ref().to_owned(), None));
        self
    }

    /// Starts from an empty environment; later [`Child::env`] calls add to it.
    #[must_use]
    pub fn env_clear(mut self) -> Self {
        self.is_environment_cleared = true;
        self
    }

    /// Runs in a folder.
    #[must_use]
    pub fn folder(mut self, folder: impl AsRef<Path>) -> Self {
        self.folder = Some(folder.as_ref().to_owned());
        self
    }

    /// Gives it standard input; without this call it is empty.
    #[must_use]
    pub fn input(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.input = bytes.into();
        self
    }

    /// Asks it to end before it is ended, and waits so long for that: it may have to put away
    /// what only it knows of.
    #[must_use]
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// The command line, for a message or a record; quoted where a shell would need it.
    #[must_use]
    pub fn command_line(&self) -> String {
        std::iter::once(self.program.as_os_str())
            .chain(self.arguments.iter().map(OsString::as_os_str))
            .map(|word| quoted(&word.to_string_lossy()))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Runs it to its end.
    ///
    /// # Errors
    /// When it cannot be started, passes its wall limit, or Ctrl-C is pressed.
    pub fn run(&self) -> Result<Finished, ProcessError> {
        self.run_with(|_| ())
    }

    /// Runs it to its end and hands over each line of its standard output as it comes.
    ///
    /// # Errors
    /// When it cannot be started, passes its wall limit, or Ctrl-C is pressed.
    pub fn run_with(&self, mut on_line: impl FnMut(&str)) -> Result<Finished, ProcessError> {
        let start = |source| ProcessError::Start {
            program: self.program.clone(),
            source,
        };
        let end = deadline::end_of(self.limits.wall);
        if end.0 <= Instant::now() {
            return Err(self.timed_out(end.1));
        }
        let mut child = self.command().spawn().map_err(start)?;
        let id = child.id();
        linux::apply(id, &self.limits);

        let (sender, events) = mpsc::channel();
        let limit = self.limits.output_bytes;
        if let Some(mut pipe) = child.stdin.take() {
            let input = self.input.clone();
            // A child that does not read its input closes the pipe; that is its own choice.
            thread::spawn(move || drop(pipe.write_all(&input)));
        }
        let lines = sender.clone();
        let stdout = child.stdout.take().map(|pipe| {
            thread::spawn(move || {
                read_lines(pipe, limit, |line| drop(lines.send(Event::Line(line))))
            })
        });
        let stderr = child
            .stderr
            .take()
            .map(|pipe| thread::spawn(move || read_all(pipe, limit)));
        thread::spawn(move || drop(sender.send(Event::Ended(child.wait4()))));

        let ended = self.wait(id, &events, &mut on_line, end);
        if ended.is_err() {
            self.ask_to_end(id, &events);
            linux::kill_group(id);
        }
        let used = ended?;
        // What the child left running would hold the pipes open; it ends with the child.
        linux::kill_group(id);
        let (stdout, cut_out) = join(stdout);
        let (stderr, cut_err) = join(stderr);
        for event in events.try_iter() {
            if let Event::Line(line) = event {
                on_line(&line);
            }
        }
        Ok(Finished {
            status: used.status,
            stdout,
            stderr,
            cpu: used.rusage.utime + used.rusage.stime,
            is_truncated: cut_out || cut_err,
        })
    }

    fn timed_out(&self, wall: Duration) -> ProcessError {
        ProcessError::TimedOut {
            program: self.program.clone(),
            wall,
        }
    }

    fn ask_to_end(&self, id: u32, events: &mpsc::Receiver<Event>) {
        if self.grace.is_zero() {
            return;
        }
        linux::ask_to_end(id);
        let end = Instant::now() + self.grace;
        while let Ok(event) = events.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if matches!(event, Event::Ended(_)) {
                return;
            }
        }
    }

    fn command(&self) -> Command {
        use std::os::unix::process::CommandExt;
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).process_group(0);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.stdin(if self.input.is_empty() {
            Stdio::null()
        } else {
            Stdio::piped()
        });
        if self.is_environment_cleared {
            command.env_clear();
        }
        for (name, value) in &self.environment {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        command
    }

    fn wait(
        &self,
        id: u32,
        events: &mpsc::Receiver<Event>,
        on_line: &mut impl FnMut(&str),
        (end, wall): (Instant, Duration),
    ) -> Result<wait4::ResUse, ProcessError> {
        loop {
            match events.recv_timeout(POLL) {
                Ok(Event::Line(line)) => on_line(&line),
                Ok(Event::Ended(result)) => {
                    return result.map_err(|source| ProcessError::Lost {
                        program: self.program.clone(),
                        source,
                    });
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(ProcessError::Lost {
                        program: self.program.clone(),
                        source: std::io::Error::other(format!("no word from process {id}")),
                    });
                }
            }
            if is_interrupted() {
                return Err(ProcessError::Interrupted);
            }
            if Instant::now() >= end {
                return Err(self.timed_out(wall));
            }
        }
    }
}

type Reading = thread::JoinHandle<(Vec<u8>, bool)>;

fn join(reading: Option<Reading>) -> (Vec<u8>, bool) {
    reading
        .and_then(|thread| thread.join().ok())
        .unwrap_or_default()
}

fn read_all(mut pipe: impl Read, limit: usize) -> (Vec<u8>, bool) {
    let mut kept = Vec::new();
    let mut is_cut = false;
    let mut block = [0; 1 << 16];
    while let Ok(count @ 1..) = pipe.read(&mut block) {
        is_cut |= keep(&mut kept, &block[..count], limit);
    }
    (kept, is_cut)
}

fn read_lines(pipe: impl Read, limit: usize, mut on_line: impl FnMut(String)) -> (Vec<u8>, bool) {
    let mut kept = Vec::new();
    let mut is_cut = false;
    let mut pipe = BufReader::new(pipe);
    let mut line = Vec::new();
    loop {
        line.clear();
        // A line longer than the limit is handed over in pieces, so that memory stays bounded.
        let mut piece = pipe.by_ref().take(limit as u64 + 1);
        match piece.read_until(b'\n', &mut line) {
            Ok(1..) => {
                is_cut |= keep(&mut kept, &line, limit);
                on_line(
                    String::from_utf8_lossy(&line)
                        .trim_end_matches('\n')
                        .to_owned(),
                );
            }
            _ => return (kept, is_cut),
        }
    }
}

fn keep(kept: &mut Vec<u8>, bytes: &[u8], limit: usize) -> bool {
    let room = limit.saturating_sub(kept.len());
    kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
    bytes.len() > room
}

fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limits: Limits) -> Child {
        Child::new("/bin/sh", limits).arg("-c").arg(script)
    }

    fn short() -> Limits {
        Limits {
            wall: Duration::from_secs(20),
            ..Limits::QUESTION
        }
    }

    #[test]
    fn output_and_exit_code_come_back() {
        let done = shell("echo out; echo err >&2; exit 3", short())
            .run()
            .unwrap();
        assert_eq!(done.stdout_text(), "out\n");
        assert_eq!(done.stderr_text(), "err\n");
        assert_eq!(done.status.code(), Some(3));
    }

    #[test]
    fn input_reaches_the_child() {
        let done = shell("cat", short()).input("hello").run().unwrap();
        assert_eq!(done.stdout_text(), "hello");
    }

    #[test]
    fn lines_are_handed_over_as_they_come() {
        let mut seen = Vec::new();
        shell("echo one; echo two", short())
            .run_with(|line| seen.push(line.to_owned()))
            .unwrap();
        assert_eq!(seen, ["one", "two"]);
    }

    #[test]
    fn a_child_that_does_not_end_is_ended_with_its_children() {
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().join("mark");
        let script = format!("(sleep 2; touch '{}') & sleep 60", mark.display());
        let limits = Limits {
            wall: Duration::from_millis(300),
            ..short()
        };
        let error = shell(&script, limits).run().unwrap_err();
        assert!(matches!(error, ProcessError::TimedOut { .. }), "{error}");
        thread::sleep(Duration::from_millis(2500));
        assert!(!mark.exists(), "the grandchild lived on");
    }

    #[test]
    fn a_background_child_does_not_hold_up_its_parent() {
        let before = Instant::now();
        let done = shell("sleep 30 & echo done", short()).run().unwrap();
        assert_eq!(done.stdout_text(), "done\n");
        assert!(before.elapsed() < Duration::from_secs(15));
    }

    #[test]
    fn output_beyond_the_limit_is_dropped_and_said() {
        let limits = Limits {
            output_bytes: 10,
            ..short()
        };
        let done = shell("echo 0123456789abcdef", limits).run().unwrap();
        assert_eq!(done.stdout, b"0123456789");
        assert!(done.is_truncated);
    }

    #[test]
    fn a_file_beyond_the_limit_fails_in_the_child() {
        let folder = tempfile::tempdir().unwrap();
        let limits = Limits {
            file_bytes: Some(1000),
            ..short()
        };
        let script = "sleep 0.2; head -c 5000 /dev/zero > big";
        let done = shell(script, limits).folder(folder.path()).run().unwrap();
        assert!(!done.is_success());
        assert!(std::fs::metadata(folder.path().join("big")).unwrap().len() <= 1000);
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = Child::new("/no/such/tool", short()).run().unwrap_err();
        assert_eq!(error.to_string(), "cannot run `/no/such/tool`");
    }

    #[test]
    fn cpu_time_counts_the_children_of_the_child() {
        let script = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
        let done = shell(&format!("sh -c '{script}'; true"), short())
            .run()
            .unwrap();
        assert!(done.cpu > Duration::from_millis(20), "{:?}", done.cpu);
    }

    #[test]
    fn a_command_line_is_quoted_where_needed() {
        let child = Child::new("cc", short()).arg("-DNAME=a b").arg("it's");
        assert_eq!(child.command_line(), r"cc '-DNAME=a b' 'it'\''s'");
    }
}
