//! From findings with one safe answer to changed files: what is changed, as a diff or for good.
//!
//! A file is changed only where the text of the finding still stands, and only as a whole.

mod diff;
mod mended;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use fishplate_model::{Finding, FixPlace, Span};
use fishplate_read::{FileFixes, FilePlaces, PlacedFix, place_fixes};

pub(crate) use mended::Mended;

/// What becomes of the findings that have a fix.
#[derive(Debug, Default)]
pub(crate) struct Fixes {
    /// The files that change, in order.
    pub(crate) files: Vec<Mended>,
    /// How many findings are mended by that.
    pub(crate) placed: usize,
    /// The findings whose fix is left to a person, with the reason.
    pub(crate) refused: Vec<(Span, String)>,
}

impl Fixes {
    /// Finds the places of all fixes; nothing is changed yet.
    ///
    /// # Errors
    /// If the interpreter cannot be run.
    pub(crate) fn of(findings: &[Finding], python: &Path) -> anyhow::Result<Self> {
        let mut fixes = Self::default();
        let mut by_file: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in findings.iter().filter(|one| one.fix.is_some()) {
            let file = finding.binding.span.file.as_str();
            by_file.entry(file).or_default().push(finding);
        }
        let mut wanted: Vec<(&str, Vec<&Finding>)> = Vec::new();
        for (file, findings) in by_file {
            match why_not(Path::new(file)) {
                Some(why) => fixes.refuse(&findings, &why),
                None => wanted.push((file, findings)),
            }
        }
        if wanted.is_empty() {
            return Ok(fixes);
        }
        let request: Vec<FileFixes> = wanted
            .iter()
            .map(|(file, findings)| FileFixes {
                path: PathBuf::from(file),
                fixes: findings.iter().filter_map(|one| placed(one)).collect(),
            })
            .collect();
        let places = place_fixes(python, &request)?;
        for ((file, findings), places) in wanted.iter().zip(places) {
            fixes.take(file, findings, places)?;
        }
        Ok(fixes)
    }

    fn take(
        &mut self,
        file: &str,
        findings: &[&Finding],
        places: FilePlaces,
    ) -> anyhow::Result<()> {
        for (index, why) in &places.refused {
            if let Some(finding) = findings.get(*index) {
                self.refused
                    .push((finding.binding.span.clone(), why.clone()));
            }
        }
        if places.edits.is_empty() {
            return Ok(());
        }
        match Mended::new(Path::new(file), &places).context("cannot read what is to be fixed")? {
            Some(mended) => {
                self.placed += places.placed.len();
                self.files.push(mended);
            }
            None => self.refuse(findings, "the file changed meanwhile; run it again"),
        }
        Ok(())
    }

    fn refuse(&mut self, findings: &[&Finding], why: &str) {
        let spans = findings.iter().map(|one| one.binding.span.clone());
        self.refused
            .extend(spans.map(|span| (span, why.to_owned())));
    }

    /// Everything that changes, as a unified diff.
    pub(crate) fn diff(&self) -> Vec<u8> {
        let files = self.files.iter();
        files
            .flat_map(|file| diff::unified(&file.path, &file.before, &file.after))
            .collect()
    }

    /// Changes the files, each as a whole; nothing where one of them may not be changed.
    ///
    /// # Errors
    /// If a file is read-only or cannot be written; the message names it.
    pub(crate) fn write(&self) -> anyhow::Result<()> {
        for file in &self.files {
            file.may_be_written()?;
        }
        self.files.iter().try_for_each(Mended::write)
    }
}

/// Why no fix can go into a file.
fn why_not(path: &Path) -> Option<String> {
    let inside = |outer: &Path| outer.is_file() && outer != path;
    if let Some(wheel) = path.ancestors().find(|outer| inside(outer)) {
        return Some(format!(
            "it is part of `{}`; fix the sources that this was built from",
            wheel.display()
        ));
    }
    let Ok(data) = std::fs::symlink_metadata(path) else {
        return Some("the file is gone".to_owned());
    };
    data.is_symlink()
        .then(|| "the file is a link; check what it leads to instead".to_owned())
}

fn placed(finding: &Finding) -> Option<PlacedFix> {
    let fix = finding.fix.as_ref()?;
    let (instead, attribute) = match &fix.place {
        FixPlace::Instead { of } => (Some(of.clone()), None),
        FixPlace::Attribute { name } => (None, Some(name.clone())),
    };
    Some(PlacedFix {
        line: finding.binding.span.line,
        column: finding.binding.span.column,
        symbol: finding.symbol.clone(),
        text: fix.text.clone(),
        instead,
        attribute,
    })
}
