//! From the options of a command to what the header reader wants to know.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use fishplate_process::{Environment, cache_folder};
use fishplate_read::{HeaderRequest, Libclang, ReadError, Reading};

use crate::arguments::HeaderOptions;
use crate::output::Screen;
use crate::pkg_config;

/// Reads headers and says on standard error what the reader had to say.
pub(crate) fn read(
    headers: &[PathBuf],
    library: Option<&Path>,
    options: &HeaderOptions,
    screen: &Screen,
) -> anyhow::Result<Reading> {
    let request = HeaderRequest {
        headers: headers.to_vec(),
        include_dirs: options.include_dir.clone(),
        defines: options.define.clone(),
        cflags: flags(options)?,
        functions: Vec::new(),
        library: library.map(Path::to_owned),
        libclang: libclang()?,
        compiler: None,
        // The header may be anybody's: another process reads it, within limits.
        reader: std::env::current_exe().ok(),
    };
    let reading = fishplate_read::read_headers(&request)?;
    for diagnostic in &reading.diagnostics {
        screen.note(&diagnostic.to_string());
    }
    for note in &reading.notes {
        screen.note(&format!("note: {note}"));
    }
    Ok(reading)
}

/// libclang, first from an environment that `bench` has made.
pub(crate) fn libclang() -> Result<Libclang, ReadError> {
    let candidates = cache_folder().map(|cache| Environment::all_site_packages(&cache));
    Libclang::find(&candidates.unwrap_or_default())
}

pub(crate) fn flags(options: &HeaderOptions) -> anyhow::Result<Vec<String>> {
    let mut flags = Vec::new();
    for package in &options.pkg_config {
        flags.extend(pkg_config::ask("--cflags", package)?);
    }
    for text in &options.cflags {
        let words = shlex::split(text)
            .ok_or_else(|| anyhow!("`--cflags {text}` has an open quote; close it"))?;
        flags.extend(words);
    }
    Ok(flags)
}
