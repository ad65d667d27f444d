//! The keeper: builds the best jail that this machine offers, watches it, and ends it whole.
//!
//! It stays outside of the jail. Its exit code tells how the program ended; a program can only
//! lie about its own end with it.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::io::Write;
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitOptions, kill_process};

use super::linux::{self, Processes};
use super::{Ending, GREETING, JAIL_ARGUMENT, JailKind, Jailed, REFUSAL, REQUEST, bubblewrap};
use crate::{is_interrupted, on_interrupt};

const TIMED_OUT: u8 = 121;
const TOO_MANY_PROCESSES: u8 = 122;
const TOO_MUCH_MEMORY: u8 = 123;
const REFUSED: u8 = 125;
/// A program that a signal ended is told as a shell tells it.
const SIGNALLED: i32 = 128;

/// How often the clock and the machine's number of tasks are looked at.
const GLANCE: Duration = Duration::from_millis(10);
/// How often the jail's processes are looked at, when their number does not jump.
const LOOK: Duration = Duration::from_millis(100);
/// How long the end of everything may take on a machine that has other things to do.
const END: Duration = Duration::from_secs(12);
/// By how many tasks the whole machine may grow before that is looked into at once.
const JUMP: u64 = 32;

/// What an exit code of the keeper means.
pub(super) fn ending(status: ExitStatus) -> Ending {
    use std::os::unix::process::ExitStatusExt;
    let Some(code) = status.code() else {
        return Ending::Killed(status.signal().unwrap_or(0));
    };
    match u8::try_from(code) {
        Ok(TIMED_OUT) => Ending::TimedOut,
        Ok(TOO_MANY_PROCESSES) => Ending::TooManyProcesses,
        Ok(TOO_MUCH_MEMORY) => Ending::TooMuchMemory,
        _ if code > SIGNALLED => Ending::Killed(code - SIGNALLED),
        _ => Ending::Exited(code),
    }
}

/// Says why there is no jail.
pub(super) fn refuse(why: impl Display) -> u8 {
    let _ = writeln!(std::io::stderr().lock(), "{REFUSAL}{why}");
    REFUSED
}

/// Runs the program in a jail; gives the exit code that tells how it ended.
///
/// `scratch` is an empty folder; it stays empty for everybody outside of the jail.
pub(super) fn keep(jailed: &Jailed, scratch: &Path) -> u8 {
    let (name, mut command) = match build(jailed, scratch) {
        Ok(built) => built,
        Err(why) => return refuse(why),
    };
    // From here on there may be threads: the namespaces are made.
    let _ = on_interrupt();
    linux::adopt_orphans();
    linux::limit(&jailed.limits);
    let _ = writeln!(std::io::stderr().lock(), "{GREETING}{name}");
    let before = linux::tasks_of_machine();
    let child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return refuse(format!("cannot start `{name}` ({error})")),
    };
    let Some(main) = linux::pid(child.id()) else {
        return refuse("the system gave no process");
    };
    let code = watch(jailed, main, before);
    end(main);
    code
}

/// The jail's name, and the command that starts its first process.
fn build(jailed: &Jailed, scratch: &Path) -> Result<(&'static str, Command), String> {
    if jailed.strongest <= JailKind::Bubblewrap
        && let Some(command) = bubblewrap::command(jailed)
    {
        return Ok((JailKind::Bubblewrap.name(), command));
    }
    if !linux::has_landlock() {
        let why = "bubblewrap is not installed or may not run, and the kernel has no Landlock";
        return Err(why.to_owned());
    }
    let own = std::env::current_exe().map_err(|error| format!("no own path ({error})"))?;
    let mut command = Command::new(own);
    command.env_clear().args([JAIL_ARGUMENT, "first"]);
    command.env(REQUEST, std::env::var_os(REQUEST).unwrap_or_default());
    if jailed.strongest <= JailKind::Namespaces && linux::enter_namespaces(jailed, scratch).is_ok()
    {
        command.arg(scratch);
        return Ok((JailKind::Namespaces.name(), command));
    }
    Ok((JailKind::Landlock.name(), command))
}

/// Waits for the program's end, or the end of a limit.
fn watch(jailed: &Jailed, main: Pid, tasks_before: u64) -> u8 {
    let end = Instant::now() + jailed.limits.wall;
    let mut next_look = Instant::now() + LOOK;
    loop {
        // Orphans of the jail are this process's children too, and are laid to rest here.
        while let Ok(Some((pid, status))) = rustix::process::wait(WaitOptions::NOHANG) {
            if pid == main {
                let signal = status.terminating_signal().map(|signal| SIGNALLED + signal);
                let code = status.exit_status().or(signal).unwrap_or(SIGNALLED);
                return u8::try_from(code).unwrap_or(u8::MAX);
            }
        }
        let now = Instant::now();
        if now >= end || is_interrupted() {
            return TIMED_OUT;
        }
        let has_jumped = linux::tasks_of_machine() > tasks_before + JUMP;
        if has_jumped || now >= next_look {
            let processes = Processes::below_this();
            if processes.count() > jailed.limits.processes as usize {
                return TOO_MANY_PROCESSES;
            }
            if processes.resident_bytes() > jailed.limits.resident_bytes {
                return TOO_MUCH_MEMORY;
            }
            // A look must not cost more than a tenth of the time.
            next_look = now + LOOK.max(now.elapsed() * 10);
        }
        thread::sleep(GLANCE);
    }
}

/// Ends everything in the jail.
///
/// Where the jail has process numbers of its own, the end of its first process is the end of all.
/// Elsewhere a process may start others faster than they are ended, so all are stopped first, and
/// none is ended before a look shows no new one.
fn end(main: Pid) {
    let _ = kill_process(main, Signal::KILL);
    let deadline = Instant::now() + END;
    let mut stopped = BTreeSet::new();
    loop {
        while let Ok(Some(_)) = rustix::process::wait(WaitOptions::NOHANG) {}
        let processes = Processes::below_this();
        if processes.count() == 0 || Instant::now() >= deadline {
            return;
        }
        let mut has_new = false;
        for pid in processes.ids() {
            if stopped.insert(pid.as_raw_nonzero()) {
                has_new = true;
                let _ = kill_process(pid, Signal::STOP);
            }
        }
        if !has_new {
            for pid in processes.ids() {
                let _ = kill_process(pid, Signal::KILL);
            }
            thread::sleep(GLANCE);
        }
    }
}
