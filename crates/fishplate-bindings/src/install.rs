//! Has pip build a package and install it into a folder.

use std::path::Path;
use std::time::Duration;

use fishplate_process::{Child, Limits, ProcessError};

/// A package that pip has installed.
#[derive(Clone, Debug)]
pub struct Installed {
    /// User and system time of pip and all that it started.
    pub cpu: Duration,
    /// The command, as one would type it.
    pub command: String,
}

/// Why a package was not installed.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// pip gave no answer.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// pip or a tool that it ran failed.
    #[error("pip could not build the package:\n{output}")]
    Failed {
        /// The last lines of what was said.
        output: String,
        /// All that was said.
        log: String,
    },
}

/// Builds the package in the folder `package` with the interpreter `python`, which must have its
/// build tools installed, and installs it into the folder `into`, which is added to.
///
/// No network is asked but by cargo, for crates that it has not fetched yet.
///
/// # Errors
/// When pip does not run, is interrupted or fails; the message ends with its last lines.
pub fn install(package: &Path, python: &Path, into: &Path) -> Result<Installed, InstallError> {
    install_with(package, python, into, &[])
}

/// As [`install`], with environment variables for the build.
///
/// # Errors
/// As [`install`].
pub fn install_with(
    package: &Path,
    python: &Path,
    into: &Path,
    environment: &[(&str, &Path)],
) -> Result<Installed, InstallError> {
    // Build tools such as maturin are programs beside the interpreter.
    let tools = python.parent().map(Path::to_owned).unwrap_or_default();
    let search = std::env::var_os("PATH").unwrap_or_default();
    let search = std::iter::once(tools).chain(std::env::split_paths(&search));
    let mut child = Child::new(python, Limits::BUILD)
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-input",
        ])
        .args([
            "--no-build-isolation",
            "--no-deps",
            "--no-index",
            "--no-cache-dir",
            "--upgrade",
        ])
        .args([
            "--no-warn-script-location",
            "--root-user-action=ignore",
            "--target",
        ])
        .arg(into)
        .arg(package)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    if let Ok(joined) = std::env::join_paths(search) {
        child = child.env("PATH", joined);
    }
    for (name, value) in environment {
        child = child.env(name, value);
    }
    let done = child.run()?;
    if !done.is_success() {
        let log = format!("{}{}", done.stdout_text(), done.stderr_text());
        return Err(InstallError::Failed {
            output: done.tail(20),
            log,
        });
    }
    Ok(Installed {
        cpu: done.cpu,
        command: child.command_line(),
    })
}
