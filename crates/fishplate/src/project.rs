//! What a project says of its check, in `[tool.fishplate]` of its `pyproject.toml`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;

/// The settings of a project; every path is relative to the file that holds them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Project {
    /// The headers that declare the truth.
    #[serde(default)]
    pub(crate) headers: Vec<PathBuf>,
    #[serde(default)]
    pub(crate) include_dirs: Vec<PathBuf>,
    #[serde(default)]
    pub(crate) defines: Vec<String>,
    #[serde(default)]
    pub(crate) cflags: Vec<String>,
    #[serde(default)]
    pub(crate) pkg_config: Vec<String>,
    /// The shared library, for its symbols and its debug information.
    pub(crate) library: Option<PathBuf>,
    /// Names of Python classes and the C records that they stand for.
    #[serde(default)]
    pub(crate) names: BTreeMap<String, String>,
    /// The targets that the project supports.
    #[serde(default)]
    pub(crate) targets: Vec<String>,
    /// Folders of headers, one a version of the library.
    #[serde(default)]
    pub(crate) versions: Vec<PathBuf>,
    #[serde(default)]
    pub(crate) select: Vec<String>,
    #[serde(default)]
    pub(crate) ignore: Vec<String>,
    #[serde(default)]
    pub(crate) exclude: Vec<String>,
    #[serde(default)]
    pub(crate) heuristics: bool,
    pub(crate) fail_on: Option<String>,
    pub(crate) baseline: Option<PathBuf>,
}

#[derive(Deserialize)]
struct File {
    tool: Option<Tool>,
}

#[derive(Deserialize)]
struct Tool {
    fishplate: Option<Project>,
}

impl Project {
    /// The settings of the project that a target lies in: the nearest `pyproject.toml` above it
    /// that has some; none where there are none.
    pub(crate) fn of(target: &Path) -> anyhow::Result<Self> {
        let start = std::path::absolute(target).unwrap_or_else(|_| target.to_owned());
        for folder in start.ancestors() {
            let file = folder.join("pyproject.toml");
            if !file.is_file() {
                continue;
            }
            let text =
                fs_err::read_to_string(&file).context("cannot read the project's settings")?;
            let parsed: File = toml::from_str(&text).with_context(|| {
                format!(
                    "`[tool.fishplate]` of `{}` is not understood",
                    file.display()
                )
            })?;
            if let Some(project) = parsed.tool.and_then(|tool| tool.fishplate) {
                return Ok(project.relative_to(folder));
            }
        }
        Ok(Self::default())
    }

    /// The same with every path taken from `folder`; as short as the working folder allows.
    fn relative_to(mut self, folder: &Path) -> Self {
        let here = std::env::current_dir().unwrap_or_default();
        let place = |path: &mut PathBuf| {
            let whole = folder.join(&*path);
            *path = whole
                .strip_prefix(&here)
                .map(Path::to_owned)
                .unwrap_or(whole);
        };
        let lists = [
            &mut self.headers,
            &mut self.include_dirs,
            &mut self.versions,
        ];
        lists.into_iter().flatten().for_each(place);
        self.library
            .iter_mut()
            .chain(&mut self.baseline)
            .for_each(place);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_settings_are_taken_and_their_paths_follow_them() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("package/deep");
        std::fs::create_dir_all(&inner).unwrap();
        std::fs::write(inner.join("pyproject.toml"), "[project]\nname = 'x'\n").unwrap();
        let text = "[tool.fishplate]\nheaders = ['include/a.h']\nfail-on = 'error'\n";
        std::fs::write(folder.path().join("pyproject.toml"), text).unwrap();
        let project = Project::of(&inner).unwrap();
        assert_eq!(project.headers, [folder.path().join("include/a.h")]);
        assert_eq!(project.fail_on.as_deref(), Some("error"));
    }

    #[test]
    fn an_unknown_setting_is_named_with_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let text = "[tool.fishplate]\nheader = ['a.h']\n";
        std::fs::write(folder.path().join("pyproject.toml"), text).unwrap();
        let error = format!("{:#}", Project::of(folder.path()).unwrap_err());
        assert!(
            error.contains("pyproject.toml") && error.contains("`header`"),
            "{error}"
        );
    }
}
