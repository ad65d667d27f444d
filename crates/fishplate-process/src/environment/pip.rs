//! The two children that fill an environment, `venv` and `pip`, and what their words mean.

use std::path::Path;

use super::error::EnvironmentError;
use crate::{Child, Finished, Limits, Python};

pub(super) fn make_venv(
    python: &Python,
    folder: &Path,
    cache: &Path,
) -> Result<(), EnvironmentError> {
    let done = Child::new(&python.executable, Limits::BUILD)
        .args(["-I", "-m", "venv"])
        .arg(folder)
        .run()?;
    if done.is_success() {
        return Ok(());
    }
    let text = done.stdout_text() + &done.stderr_text();
    let executable = python.executable.clone();
    if is_disk_full(&text) {
        Err(EnvironmentError::Full {
            folder: cache.to_owned(),
        })
    } else if text.contains("ensurepip") || text.contains("No module named venv") {
        Err(EnvironmentError::NoVenv { executable })
    } else {
        Err(EnvironmentError::Venv {
            executable,
            said: done.tail(3),
        })
    }
}

pub(super) fn install(
    python: &Python,
    folder: &Path,
    list: &Path,
    cache: &Path,
    on_step: &mut dyn FnMut(&str),
) -> Result<(), EnvironmentError> {
    let mut pip = Child::new(folder.join("bin").join("python"), Limits::BUILD)
        .args([
            "-I",
            "-m",
            "pip",
            "install",
            "--no-input",
            "--disable-pip-version-check",
        ])
        // The lock names everything, and wheels alone run no code of their own on the way.
        .args(["--require-hashes", "--no-deps", "--only-binary", ":all:"])
        // A user's settings for other folders must not carry the packages elsewhere.
        .args([
            "--no-user",
            "--no-warn-script-location",
            "--retries",
            "2",
            "--requirement",
        ])
        .arg(list)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    for name in [
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_ROOT",
        "PIP_USER",
        "PIP_NO_BINARY",
        "PIP_DRY_RUN",
    ] {
        pip = pip.env_remove(name);
    }
    let done = pip.run_with(|line| {
        if let Some(step) = step(line) {
            on_step(&step);
        }
    })?;
    if done.is_success() {
        Ok(())
    } else {
        Err(judge(&done, python, list, cache))
    }
}

/// What a line of pip's means to a person who waits.
fn step(line: &str) -> Option<String> {
    if let Some(rest) = line.strip_prefix("Collecting ") {
        let requirement = rest.split_whitespace().next()?;
        return Some(format!("fetching {}", requirement.replace("==", " ")));
    }
    if let Some(rest) = line.strip_prefix("Processing ") {
        let wheel = Path::new(rest.split(" (from ").next()?)
            .file_name()?
            .to_str()?;
        let mut parts = wheel.split('-');
        return Some(format!("taking {} {}", parts.next()?, parts.next()?));
    }
    line.starts_with("Installing ")
        .then(|| "installing the fetched packages".to_owned())
}

fn judge(done: &Finished, python: &Python, list: &Path, cache: &Path) -> EnvironmentError {
    let text = done.stderr_text();
    if is_disk_full(&text) {
        return EnvironmentError::Full {
            folder: cache.to_owned(),
        };
    }
    if text.contains("DO NOT MATCH THE HASHES") {
        let said = text
            .lines()
            .rev()
            .take(6)
            .map(str::trim)
            .collect::<Vec<_>>();
        return EnvironmentError::Hash {
            said: said.into_iter().rev().collect::<Vec<_>>().join(" "),
        };
    }
    let word = |start: &str| {
        let (_, rest) = text.split_once(start)?;
        Some(rest.split_whitespace().next()?.to_owned())
    };
    if let Some(requirement) = word("No matching distribution found for ") {
        // pip lists the versions that it saw; with no network it saw none.
        return if text.contains("(from versions: none)") && is_offline(&text, list) {
            EnvironmentError::Fetch { requirement }
        } else {
            EnvironmentError::NoWheel {
                requirement,
                version: python.version.clone(),
            }
        };
    }
    EnvironmentError::Pip { said: done.tail(5) }
}

/// Whether pip saw no index, so that it cannot know what there is.
fn is_offline(text: &str, list: &Path) -> bool {
    let is_told = std::env::var_os("PIP_NO_INDEX").is_some_and(|value| !value.is_empty());
    let list = std::fs::read_to_string(list).unwrap_or_default();
    is_told || list.contains("--no-index") || text.contains("Retrying (")
}

fn is_disk_full(text: &str) -> bool {
    text.contains("No space left on device") || text.contains("Disk quota exceeded")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_pip_become_steps() {
        assert_eq!(
            step("Collecting numpy==2.4.6 (from -r x)").unwrap(),
            "fetching numpy 2.4.6"
        );
        assert_eq!(
            step("Installing collected packages: a, b").unwrap(),
            "installing the fetched packages"
        );
        assert_eq!(
            step("Processing ./a b/numpy-2.4.6-cp311.whl (from -r x)").unwrap(),
            "taking numpy 2.4.6"
        );
        assert_eq!(step("  Using cached x.whl"), None);
    }
}
