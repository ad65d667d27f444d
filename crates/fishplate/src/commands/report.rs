//! `fishplate __report`: writes `report.html` anew from the summary and the batches beside it.
//!
//! Not for people: the tests of the page in a browser make pages with it.

use std::path::Path;
use std::process::ExitCode;

use crate::output::Screen;
use crate::{results, whole_file};

pub(crate) fn run(folder: &Path, screen: &Screen) -> anyhow::Result<ExitCode> {
    let run = results::run(folder, results::summary(folder)?)?;
    let file = folder.join("report.html");
    whole_file::write(&file, fishplate_lab::page(&run)?.as_bytes())?;
    screen.note(&format!("Written: {}", file.display()));
    Ok(ExitCode::SUCCESS)
}
