//! Looks at the header files before a compiler does, so that each mistake gets its own message.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::ReadError;

/// The largest header that is read, in bytes.
const LARGEST: u64 = 64 << 20;

/// A header that is there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Source {
    /// As the caller named it.
    pub(crate) shown: String,
    /// Where it is, from the root.
    pub(crate) absolute: String,
    pub(crate) is_utf8: bool,
}

/// Checks that every header is a readable text file.
pub(crate) fn check_sources(headers: &[PathBuf]) -> Result<Vec<Source>, ReadError> {
    if headers.is_empty() {
        return Err(ReadError::Request(
            "no header was named; give at least one".to_owned(),
        ));
    }
    headers.iter().map(|header| check(header)).collect()
}

fn check(header: &Path) -> Result<Source, ReadError> {
    let bad = |reason: &str| ReadError::file("header", header, reason);
    let data = header.metadata().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => bad("it is not there; give the path of a header file"),
        _ => bad(&error.to_string()),
    })?;
    if data.is_dir() {
        return Err(bad("it is a folder; name the header files in it"));
    }
    if !data.is_file() {
        return Err(bad("it is not a regular file"));
    }
    if data.len() > LARGEST {
        return Err(bad("it is larger than 64 MiB, so it is hardly a header"));
    }
    let bytes = std::fs::read(header).map_err(|error| bad(&error.to_string()))?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(bad("it is empty"));
    }
    if bytes.contains(&0) {
        return Err(bad(
            "it is not text: it holds NUL bytes; name a C header, and a library with `--library`",
        ));
    }
    let absolute = absolute(header);
    let Some(absolute) = absolute.to_str() else {
        return Err(bad("its path is not UTF-8; rename the file or its folder"));
    };
    if absolute.contains(['"', '\n', '\r']) {
        return Err(bad(
            "no `#include` can name a path with a quote or a line break; rename it",
        ));
    }
    Ok(Source {
        shown: header.display().to_string(),
        absolute: absolute.to_owned(),
        is_utf8: std::str::from_utf8(&bytes).is_ok(),
    })
}

/// The path from the root, links kept: a header finds its neighbours by the name it was given.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
