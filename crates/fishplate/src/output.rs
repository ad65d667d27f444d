//! What goes to the two streams: results to standard output, everything else to standard error.
//!
//! A closed pipe is the reader's choice and no fault: output ends quietly there. Names that come
//! from a header or a file are shown with [`shown`], so that they cannot steer the terminal.

use std::env;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use anyhow::Context;

use crate::arguments::Color;

/// Fishplate could not do its work.
const FAILED: u8 = 2;
/// Ctrl-C; what a shell reports for `SIGINT`.
const INTERRUPTED: u8 = 130;

/// How wide a table is where no terminal says.
const PIPE_WIDTH: u16 = 100;

/// The two output streams and whether they take colour.
pub(crate) struct Screen {
    is_stdout_coloured: bool,
    is_stderr_coloured: bool,
}

/// What a coloured word says.
#[derive(Clone, Copy)]
pub(crate) enum Tone {
    Good,
    Bad,
    Title,
}

impl Tone {
    const fn code(self) -> &'static str {
        match self {
            Self::Good => "32",
            Self::Bad => "31",
            Self::Title => "1",
        }
    }
}

impl Screen {
    pub(crate) fn new(color: Color) -> Self {
        let coloured = |is_terminal: bool| match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && wants_colour(),
        };
        Self {
            is_stdout_coloured: coloured(io::stdout().is_terminal()),
            is_stderr_coloured: coloured(io::stderr().is_terminal()),
        }
    }

    /// A word for standard output, coloured where that is wanted.
    pub(crate) fn toned(&self, tone: Tone, text: &str) -> String {
        paint(self.is_stdout_coloured, tone, text)
    }

    /// Whether results are coloured.
    pub(crate) const fn is_coloured(&self) -> bool {
        self.is_stdout_coloured
    }

    /// The columns that results may take: the terminal's, and always the same in a pipe.
    pub(crate) fn width() -> u16 {
        let columns = env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
        if !io::stdout().is_terminal() {
            return columns.unwrap_or(PIPE_WIDTH);
        }
        let size = terminal_size::terminal_size().map(|(width, _)| width.0);
        columns.or(size).unwrap_or(PIPE_WIDTH)
    }

    /// Prints results; a closed pipe is no error.
    pub(crate) fn results(&self, text: &str) -> anyhow::Result<()> {
        self.raw_results(text.as_bytes())
    }

    /// The same for what need not be text, such as a part of somebody's file.
    pub(crate) fn raw_results(&self, bytes: &[u8]) -> anyhow::Result<()> {
        quiet_when_closed(write_whole(io::stdout().lock(), bytes))
            .context("cannot write the results to standard output")
    }

    /// Prints a line on standard error.
    pub(crate) fn note(&self, text: &str) {
        // There is nowhere left to say that standard error is closed.
        let _ = writeln!(io::stderr().lock(), "{}", shown_lines(text));
    }

    /// Prints an error with its causes, and says what the process ends with.
    pub(crate) fn failure(&self, error: &anyhow::Error) -> ExitCode {
        // Not every crate keeps the interruption in its chain of causes; the flag is never lost.
        if fishplate_process::is_interrupted() {
            self.note("fishplate: interrupted; nothing half-written is left");
            return ExitCode::from(INTERRUPTED);
        }
        let mut text = paint(self.is_stderr_coloured, Tone::Bad, "fishplate:");
        let mut causes = error.chain().map(ToString::to_string);
        let _ = writeln!(text, " {}", shown_lines(&causes.next().unwrap_or_default()));
        for cause in causes {
            // Some errors already say their cause; once is enough.
            if !text.contains(&shown_lines(&cause)) {
                let _ = writeln!(text, "because: {}", shown_lines(&cause));
            }
        }
        let _ = io::stderr().lock().write_all(text.as_bytes());
        ExitCode::from(FAILED)
    }
}

/// Prints what clap has to say: help and version as results, anything else as an error.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        return match quiet_when_closed(error.print()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::from(FAILED),
        };
    }
    let text = error.render().to_string();
    let text = match text.strip_prefix("error: ") {
        Some(rest) => format!("fishplate: {rest}"),
        None => text,
    };
    let _ = io::stderr().lock().write_all(shown_lines(&text).as_bytes());
    ExitCode::from(FAILED)
}

/// A name from outside on one line: whatever could steer a terminal or turn the direction of
/// writing is shown as its escape.
pub(crate) fn shown(name: &str) -> String {
    escaped(name, |_| false)
}

/// The same for text of several lines.
fn shown_lines(text: &str) -> String {
    escaped(text, |letter| matches!(letter, '\n' | '\t'))
}

fn escaped(text: &str, is_kept: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if !is_kept(letter) && steers(letter) {
            shown.extend(letter.escape_unicode());
        } else {
            shown.push(letter);
        }
    }
    shown
}

/// Whether a letter could steer a terminal or turn the direction of writing.
pub(crate) fn steers(letter: char) -> bool {
    letter.is_control() || turns_writing(letter)
}

/// The marks of Unicode that change the order in which text is drawn (UAX #9, table 1).
const fn turns_writing(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn paint(is_coloured: bool, tone: Tone, text: &str) -> String {
    if is_coloured {
        format!("\x1b[{}m{text}\x1b[0m", tone.code())
    } else {
        text.to_owned()
    }
}

fn wants_colour() -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !is_set("NO_COLOR") && env::var_os("TERM").is_none_or(|term| term != "dumb")
}

fn write_whole(mut stream: impl Write, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(bytes)?;
    stream.flush()
}

fn quiet_when_closed(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_steer_the_terminal() {
        assert_eq!(shown("a\x1b[2Jb\n"), r"a\u{1b}[2Jb\u{a}");
        assert_eq!(shown("a\u{202e}b"), r"a\u{202e}b");
        assert_eq!(shown("été"), "été");
        assert_eq!(shown_lines("a\n\tb\r"), "a\n\tb\\u{d}");
    }

    #[test]
    fn a_closed_pipe_is_no_error_and_a_full_disk_is() {
        assert!(quiet_when_closed(Err(io::ErrorKind::BrokenPipe.into())).is_ok());
        assert!(quiet_when_closed(Err(io::ErrorKind::StorageFull.into())).is_err());
    }
}
