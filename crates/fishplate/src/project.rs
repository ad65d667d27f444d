//! What a project says of its check, in `[tool.fishplate]` of its `pyproject.toml`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
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

/// The keys of the table, as a person writes them.
const KEYS: &[&str] = &[
    "baseline",
    "cflags",
    "defines",
    "exclude",
    "fail-on",
    "headers",
    "heuristics",
    "ignore",
    "include-dirs",
    "library",
    "names",
    "pkg-config",
    "select",
    "targets",
    "versions",
];

/// The largest file that is read, in bytes.
const LARGEST: u64 = 16 << 20;

impl Project {
    /// The settings of the project that a target lies in: the nearest `pyproject.toml` above it
    /// that has some; none where there are none.
    pub(crate) fn of(target: &Path) -> anyhow::Result<Self> {
        let start = std::path::absolute(target).unwrap_or_else(|_| target.to_owned());
        for folder in start.ancestors() {
            let file = folder.join("pyproject.toml");
            let Ok(data) = std::fs::metadata(&file) else {
                continue;
            };
            if !data.is_file() {
                continue;
            }
            let shown = shortest(&file).display().to_string();
            if data.len() > LARGEST {
                bail!("`{shown}` is too large to be a project's settings");
            }
            let text =
                fs_err::read_to_string(&file).context("cannot read the project's settings")?;
            let table: toml::Table = toml::from_str(&text)
                .map_err(|error| anyhow!("`{shown}` is not TOML: {}", error.message()))?;
            let settings = table.get("tool").and_then(|tool| tool.get("fishplate"));
            if let Some(settings) = settings {
                return Ok(Self::read(settings, &shown)?.relative_to(folder));
            }
        }
        Ok(Self::default())
    }

    fn read(settings: &toml::Value, shown: &str) -> anyhow::Result<Self> {
        let Some(table) = settings.as_table() else {
            bail!("`tool.fishplate` of `{shown}` is no table; write `[tool.fishplate]`");
        };
        if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
            bail!(
                "`[tool.fishplate]` of `{shown}` has no key `{key}`; the keys are {}",
                KEYS.join(", ")
            );
        }
        // Each key by itself, so that a wrong value is said with its name.
        for (key, value) in table {
            let alone = toml::Table::from_iter([(key.clone(), value.clone())]);
            if let Err(error) = Self::deserialize(alone) {
                bail!(
                    "`{key}` in `[tool.fishplate]` of `{shown}` is not understood: {}",
                    error.message()
                );
            }
        }
        Ok(Self::deserialize(table.clone())?)
    }

    /// The same with every path taken from `folder`; as short as the working folder allows.
    fn relative_to(mut self, folder: &Path) -> Self {
        let place = |path: &mut PathBuf| *path = shortest(&folder.join(&*path));
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

/// A path from the working folder on, where it lies in that.
fn shortest(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).to_owned()
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

    fn refused(settings: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let text = format!("[tool.fishplate]\n{settings}\n");
        std::fs::write(folder.path().join("pyproject.toml"), text).unwrap();
        let error = format!("{:#}", Project::of(folder.path()).unwrap_err());
        assert!(!error.contains('\n'), "{error}");
        error.replace(folder.path().to_str().unwrap(), "")
    }

    #[test]
    fn an_unknown_setting_is_one_line_that_names_the_known_ones() {
        let error = refused("header = ['a.h']");
        let start =
            "`[tool.fishplate]` of `/pyproject.toml` has no key `header`; the keys are baseline, ";
        assert!(error.starts_with(start), "{error}");
    }

    #[test]
    fn a_setting_of_another_type_is_named() {
        let error = refused("headers = 'a.h'");
        let start = "`headers` in `[tool.fishplate]` of `/pyproject.toml` is not understood: ";
        assert!(error.starts_with(start), "{error}");
        assert!(refused("names = 3\nselect = []").starts_with("`names`"));
        assert!(refused("[[").contains("is not TOML"));
    }

    #[test]
    fn every_key_is_known_to_both_lists() {
        let all = "baseline = 'b'\ncflags = []\ndefines = []\nexclude = []\nfail-on = 'note'\n\
                   headers = []\nheuristics = true\nignore = []\ninclude-dirs = []\nlibrary = 'l'\n\
                   names = {a = 'b'}\npkg-config = []\nselect = []\ntargets = []\nversions = []\n";
        let table: toml::Table = toml::from_str(all).unwrap();
        assert_eq!(table.keys().collect::<Vec<_>>(), KEYS);
        Project::read(&toml::Value::Table(table), "x").unwrap();
    }
}
