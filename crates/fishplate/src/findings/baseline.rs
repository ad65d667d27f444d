//! The findings that a project has decided to live with, by fingerprint.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, anyhow};
use fishplate_model::Finding;
use serde::{Deserialize, Serialize};

use crate::small_file;

/// A baseline file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Baseline {
    version: u32,
    fingerprints: BTreeSet<String>,
}

impl Baseline {
    /// The baseline in which every one of these findings is known.
    pub(crate) fn of(findings: &[Finding]) -> Self {
        Self {
            version: 1,
            fingerprints: findings.iter().map(|one| one.fingerprint.clone()).collect(),
        }
    }

    /// Reads a baseline file.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = small_file::read(path).context("cannot read the baseline")?;
        let baseline: Self = serde_json::from_str(&text).with_context(|| {
            format!(
                "`{}` is no baseline; write one with `--write-baseline`",
                path.display()
            )
        })?;
        if baseline.version == 1 {
            Ok(baseline)
        } else {
            Err(anyhow!(
                "the baseline `{}` has version {}; this fishplate reads version 1, so write it anew \
                 with `--write-baseline`",
                path.display(),
                baseline.version
            ))
        }
    }

    /// The file's text.
    pub(crate) fn text(&self) -> anyhow::Result<String> {
        let text = serde_json::to_string_pretty(self).context("cannot write the baseline")?;
        Ok(text + "\n")
    }

    /// Whether a finding is known.
    pub(crate) fn has(&self, finding: &Finding) -> bool {
        self.fingerprints.contains(&finding.fingerprint)
    }
}
