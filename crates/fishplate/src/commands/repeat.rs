//! `fishplate __repeat`: whether two runs of `bench` agree as well as the lab promises.
//!
//! Not for people: `make bench-repeat` holds the lab to its own bar with it.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;

use crate::output::Screen;
use crate::results::summary;

pub(crate) fn run(folders: &[PathBuf], screen: &Screen) -> anyhow::Result<ExitCode> {
    let [first, second] = folders else {
        bail!("name the two folders of results to compare")
    };
    let repeat = fishplate_lab::repeat(&summary(first)?, &summary(second)?);
    screen.results(&repeat.text())?;
    Ok(if repeat.is_good() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}
