//! `fishplate __repeat`: whether two runs of `bench` agree as well as the lab promises.
//!
//! Not for people: `make bench-repeat` holds the lab to its own bar with it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use fishplate_model::Summary;

use crate::output::Screen;

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

fn summary(folder: &Path) -> anyhow::Result<Summary> {
    let file = folder.join("summary.json");
    let text = fs_err::read_to_string(&file).context("cannot read the results of a run")?;
    serde_json::from_str(&text).with_context(|| {
        format!(
            "`{}` is not understood; run `fishplate bench` again",
            file.display()
        )
    })
}
