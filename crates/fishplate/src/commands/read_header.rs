//! `fishplate __read-header`: reads a header for the parent process.
//!
//! Not for people: the reader starts it, so that a header that crashes libclang or never ends
//! takes only this process with it. The request and the answer are JSON.

use std::io::Read;
use std::process::ExitCode;

use anyhow::Context;

use crate::output::Screen;

pub(crate) fn run(screen: &Screen) -> anyhow::Result<ExitCode> {
    let mut request = String::new();
    std::io::stdin()
        .lock()
        .read_to_string(&mut request)
        .context("cannot read the request")?;
    screen.results(&fishplate_read::serve_header_request(&request))?;
    Ok(ExitCode::SUCCESS)
}
