//! The words for what an import did instead of telling what it declares.

use fishplate_model::{RunFailure, RunFailureKind, Span};
use fishplate_process::{Ending, JailEnd};

use super::frames::Failed;

/// How much of a text that the imported code chose is shown.
const SHOWN: usize = 200;

/// A module raised an exception.
pub(super) fn raised(module: &str, failed: &Failed) -> RunFailure {
    let (file, line) = match &failed.line {
        Some((file, line, _)) => (file.as_str(), *line),
        None => (failed.failed.as_str(), 1),
    };
    let kind = if failed.is_memory {
        RunFailureKind::Ended
    } else if failed.is_missing {
        RunFailureKind::Missing
    } else {
        RunFailureKind::Raised
    };
    let message = match failed.message.as_str() {
        "" => String::new(),
        text => format!(": {}", cut(text)),
    };
    RunFailure {
        module: module.to_owned(),
        kind,
        what: format!("raised {}{message}", cut(&failed.kind)),
        span: span(file, line),
    }
}

/// A module wrote where the user's files would be, were it not in a jail.
pub(super) fn wrote(module: &str, file: &str, names: &[String]) -> RunFailure {
    let names: Vec<String> = names
        .iter()
        .map(|name| format!("`{}`", cut(name)))
        .collect();
    RunFailure {
        module: module.to_owned(),
        kind: RunFailureKind::Wrote,
        what: format!("wrote {} into the home folder", names.join(", ")),
        span: span(file, 1),
    }
}

/// A wheel or another archive is among the targets.
pub(super) fn archive(name: &str) -> RunFailure {
    RunFailure {
        module: name.to_owned(),
        kind: RunFailureKind::Raised,
        what:
            "was not tried: an archive is read and never run; name the folder that it is installed in"
                .to_owned(),
        span: span(name, 1),
    }
}

/// The targets cannot be looked at.
pub(super) fn refused(target: String, why: &str) -> RunFailure {
    RunFailure {
        module: target.clone(),
        kind: RunFailureKind::Missing,
        what: format!("could not be looked at: {}", cut(why)),
        span: span(&target, 1),
    }
}

/// The process ended in the middle of a module, or of what no module runs.
pub(super) fn ended(module: &str, file: &str, ended: &JailEnd, goes_on: bool) -> RunFailure {
    let mut what = match ended.ending {
        Ending::TimedOut => "did not end in time".to_owned(),
        Ending::TooManyProcesses => "started too many processes".to_owned(),
        Ending::TooMuchMemory => "took too much memory".to_owned(),
        // Several threads use up the processor's time sooner than the clock's.
        Ending::Killed(24) => "took too much processor time".to_owned(),
        Ending::Killed(signal) => format!("crashed with {}", signal_name(signal)),
        Ending::Exited(code) => {
            format!("ended the process with code {code}, without an answer")
        }
    };
    let said = ended.stderr.trim();
    if !said.is_empty() {
        what.push_str(&format!(" ({})", cut(said)));
    }
    if !goes_on {
        what.push_str("; nothing behind it was run");
    }
    RunFailure {
        module: module.to_owned(),
        kind: RunFailureKind::Ended,
        what,
        span: span(file, 1),
    }
}

fn signal_name(signal: i32) -> String {
    // The signals of a crash have the same numbers on every Linux that we know (signal(7)).
    let name = match signal {
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        15 => "SIGTERM",
        25 => "SIGXFSZ",
        31 => "SIGSYS",
        other => return format!("signal {other}"),
    };
    name.to_owned()
}

fn span(file: &str, line: u32) -> Span {
    Span {
        file: file.to_owned(),
        line: line.max(1),
        column: 1,
    }
}

/// One line of bounded length, that cannot steer a terminal.
fn cut(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ").replace(char::is_control, "\u{fffd}");
    if line.chars().count() <= SHOWN {
        return line;
    }
    line.chars().take(SHOWN - 1).chain(['…']).collect()
}
