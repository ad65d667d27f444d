//! What is left of a child that ended: how, and what it said.

use std::process::ExitStatus;
use std::time::Duration;

/// What a child that ended has left.
#[derive(Debug)]
pub struct Finished {
    /// How it ended.
    pub status: ExitStatus,
    /// Its standard output, up to the limit.
    pub stdout: Vec<u8>,
    /// Its standard error, up to the limit.
    pub stderr: Vec<u8>,
    /// User and system time of the child and of every descendant that it waited for.
    pub cpu: Duration,
    /// Whether output was dropped at the limit.
    pub is_truncated: bool,
}

impl Finished {
    /// Whether it ended with code 0.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.status.success()
    }

    /// Standard output as text, bad bytes replaced.
    #[must_use]
    pub fn stdout_text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// Standard error as text, bad bytes replaced.
    #[must_use]
    pub fn stderr_text(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }

    /// The last lines of standard error, or of standard output when that is empty.
    #[must_use]
    pub fn tail(&self, lines: usize) -> String {
        let text = if self.stderr.trim_ascii().is_empty() {
            self.stdout_text()
        } else {
            self.stderr_text()
        };
        let all: Vec<&str> = text.trim_end().lines().collect();
        all[all.len().saturating_sub(lines)..].join("\n")
    }
}
