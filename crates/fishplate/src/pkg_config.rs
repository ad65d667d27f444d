//! Questions to pkg-config, which knows how an installed library is compiled and linked with.

use std::ffi::OsStr;

use anyhow::{Context, anyhow, bail};
use fishplate_process::{Child, Limits, which};

/// Asks one question, such as `--cflags`, about a package; the answer in words.
pub(crate) fn ask(question: &str, package: &str) -> anyhow::Result<Vec<String>> {
    let program = std::env::var_os("PKG_CONFIG")
        .filter(|value| !value.is_empty())
        .unwrap_or_else(|| OsStr::new("pkg-config").to_owned());
    let path = which(&program).ok_or_else(|| {
        anyhow!(
            "`--pkg-config {package}` needs `{}`, which is not installed; on Debian: \
             apt-get install pkg-config",
            program.display()
        )
    })?;
    // After `--` a package whose name begins with a hyphen is no option.
    let done = Child::new(&path, Limits::QUESTION)
        .args([question, "--", package])
        .run()?;
    if !done.is_success() {
        bail!(
            "pkg-config does not know the package `{package}`: {}",
            done.tail(4)
        );
    }
    let text = done.stdout_text();
    shlex::split(&text)
        .with_context(|| format!("pkg-config's answer for `{package}` is not understood: {text}"))
}
