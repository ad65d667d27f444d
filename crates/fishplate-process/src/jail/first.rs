//! The first process of a jail that is built without bubblewrap: it gives up its rights, then
//! runs the program.
//!
//! Where the jail has process numbers of its own, this is number 1: it stays, lays orphans to
//! rest, and its end is the end of everything in the jail. Elsewhere it becomes the program.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use rustix::process::WaitOptions;

use super::{Jailed, keeper, linux};

/// Runs the program; `scratch` is the folder that it may write to, if there is one.
pub(super) fn run(jailed: &Jailed, scratch: Option<&Path>) -> u8 {
    let mut command = Command::new(&jailed.program);
    command.args(&jailed.arguments).env_clear();
    command.envs(jailed.environment.iter().map(|(name, value)| (name, value)));
    if let Some(scratch) = scratch {
        let home = scratch.join("home");
        for folder in [&home, &scratch.join("tmp")] {
            if let Err(error) = std::fs::create_dir(folder) {
                return keeper::refuse(error);
            }
        }
        command
            .env("HOME", &home)
            .env("TMPDIR", scratch.join("tmp"));
        command.current_dir(home);
    } else {
        command.current_dir("/");
    }
    if let Err(why) = linux::give_up_rights(jailed, scratch) {
        return keeper::refuse(why);
    }
    if std::process::id() != 1 {
        return keeper::refuse(command.exec());
    }
    let child = match command.spawn() {
        Ok(child) => linux::pid(child.id()),
        Err(error) => return keeper::refuse(error),
    };
    loop {
        match rustix::process::wait(WaitOptions::empty()) {
            Ok(Some((pid, status))) if Some(pid) == child => {
                return match (status.exit_status(), status.terminating_signal()) {
                    (Some(code), _) => u8::try_from(code).unwrap_or(u8::MAX),
                    (None, Some(signal)) => u8::try_from(128 + signal).unwrap_or(u8::MAX),
                    (None, None) => u8::MAX,
                };
            }
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(_) => return u8::MAX,
        }
    }
}
