//! The libclang of the tests, and requests for small headers.

#![allow(unreachable_pub, reason = "a module of several test programs")]

use std::io::Write;
use std::path::{Path, PathBuf};

use fishplate_read::{HeaderRequest, Libclang};

/// A libclang: `LIBCLANG_PATH`, the project's virtual environment, or the system's.
///
/// Where there is none the test is skipped, and says so past the test runner's capture.
pub fn libclang(test: &str) -> Option<Libclang> {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.venv/lib");
    let candidates: Vec<PathBuf> = std::fs::read_dir(library)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("site-packages"))
        .collect();
    match Libclang::find(&candidates) {
        Ok(found) => Some(found),
        Err(error) => {
            say(&format!("skipped {test}: {error}"));
            None
        }
    }
}

/// Writes a line that the test runner does not hold back.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// A request for a header of `tests/headers`.
#[allow(dead_code, reason = "not every test program reads these headers")]
pub fn request(libclang: Libclang, header: &str) -> HeaderRequest {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/headers")
        .join(header);
    HeaderRequest::new([path], libclang)
}
