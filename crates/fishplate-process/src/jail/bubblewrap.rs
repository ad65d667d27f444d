//! The jail that bubblewrap builds, where it is installed and may run.

use std::path::Path;
use std::process::{Command, Stdio};

use super::linux::{SYSTEM, network_files};
use super::{Jailed, Network};
use crate::which;

/// The only place in the jail that can be written to; it is gone with the jail.
const SCRATCH: &str = "/scratch";

/// The command that starts the program in bubblewrap; none where bubblewrap does not work.
pub(super) fn command(jailed: &Jailed) -> Option<Command> {
    let program = which("bwrap")?;
    let works = Command::new(&program)
        .args(["--unshare-all", "--ro-bind", "/", "/", "true"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !works {
        return None;
    }
    let mut command = Command::new(program);
    // What bubblewrap has in its own environment can be read in the jail.
    command.env_clear();
    command.args([
        "--unshare-all",
        "--die-with-parent",
        "--new-session",
        "--clearenv",
    ]);
    if jailed.network == Network::Open {
        command.arg("--share-net");
    }
    // What is mounted later hides what was mounted before, so the folders of others come last.
    for path in SYSTEM.iter().chain(network_files(jailed)) {
        command.args(["--ro-bind-try", path, path]);
    }
    command.args(["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]);
    tmpfs(&mut command, jailed, "/dev/shm");
    tmpfs(&mut command, jailed, SCRATCH);
    command.args([
        "--dir",
        &format!("{SCRATCH}/home"),
        "--dir",
        &format!("{SCRATCH}/tmp"),
    ]);
    for path in &jailed.readable {
        bind(&mut command, path);
    }
    command.args(["--remount-ro", "/", "--chdir", &format!("{SCRATCH}/home")]);
    let own = [
        ("HOME", format!("{SCRATCH}/home")),
        ("TMPDIR", format!("{SCRATCH}/tmp")),
    ];
    for (name, value) in &jailed.environment {
        command.args(["--setenv", name, value]);
    }
    for (name, value) in own {
        command.args(["--setenv", name, &value]);
    }
    command
        .arg("--")
        .arg(&jailed.program)
        .args(&jailed.arguments);
    Some(command)
}

fn tmpfs(command: &mut Command, jailed: &Jailed, place: &str) {
    let size = jailed.limits.scratch_bytes.to_string();
    command.args(["--size", &size, "--tmpfs", place]);
}

fn bind(command: &mut Command, path: &Path) {
    command.arg("--ro-bind-try").arg(path).arg(path);
}
