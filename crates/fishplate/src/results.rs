//! Reads what `fishplate bench` left in a folder, if it is of this version.
//!
//! Whose results they are, and what follows from them, is for the commands to judge.

use std::io::BufReader;
use std::path::Path;

use anyhow::{Context, anyhow, bail};
use fishplate_lab::Run;
use fishplate_model::{SUMMARY_VERSION, Summary};
use serde_json::Value;

use crate::small_file;

const UNREAD: &str = "cannot read the results; name the folder that `fishplate bench` wrote";

/// Reads `summary.json` of a folder.
pub(crate) fn summary(folder: &Path) -> anyhow::Result<Summary> {
    let file = folder.join("summary.json");
    let shown = file.display();
    let text = small_file::read(&file).context(UNREAD)?;
    let value: Value = serde_json::from_str(&text)
        .map_err(|error| anyhow!("`{shown}` is not JSON: {error}; run `fishplate bench` again"))?;
    match value.get("version").and_then(Value::as_u64) {
        Some(version) if version == u64::from(SUMMARY_VERSION) => {}
        version => bail!(
            "`{shown}` is of version {}, and this fishplate reads version {SUMMARY_VERSION}; \
             run `fishplate bench` again",
            version.map_or("none".to_owned(), |version| version.to_string())
        ),
    }
    serde_json::from_value(value).map_err(|error| {
        anyhow!("`{shown}` is not understood: {error}; run `fishplate bench` again")
    })
}

/// Reads `results.jsonl` of the folder that a summary is from.
pub(crate) fn run(folder: &Path, summary: Summary) -> anyhow::Result<Run> {
    let file = folder.join("results.jsonl");
    let lines = BufReader::new(small_file::open(&file).context(UNREAD)?);
    Run::read(summary, lines).with_context(|| format!("cannot use `{}`", file.display()))
}
