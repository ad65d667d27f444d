//! One package of the corpus: where it comes from, which headers it binds, what is expected.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A file of `tests/corpus/packages`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Entry {
    /// The name and version by which pip fetches it.
    pub(crate) package: String,
    pub(crate) version: String,
    pub(crate) group: Group,
    #[serde(default)]
    pub(crate) form: Form,
    /// The hash of a source archive: pip runs what is in it, so it has to be the one that is known.
    pub(crate) sha256: Option<String>,
    /// Whether it is small enough to be checked with every test.
    #[serde(default)]
    pub(crate) is_quick: bool,
    /// Whether there is to be no error and no warning.
    #[serde(default)]
    pub(crate) is_clean: bool,
    /// The Debian packages with its headers.
    #[serde(default)]
    pub(crate) debian: Vec<String>,
    /// The version of the first of them for which the expectations were written.
    #[serde(default)]
    pub(crate) header_version: String,
    /// The headers, below `usr/include` of one of those packages.
    #[serde(default)]
    pub(crate) headers: Vec<String>,
    /// Further folders there, or beside its libraries, in which included headers lie.
    #[serde(default)]
    pub(crate) include_dirs: Vec<String>,
    /// Headers and their folders in the package's own sources.
    #[serde(default)]
    pub(crate) own_headers: Vec<String>,
    #[serde(default)]
    pub(crate) own_include_dirs: Vec<String>,
    /// What to read of the package, where that is not all of it.
    #[serde(default)]
    pub(crate) exclude: Vec<String>,
    #[serde(default)]
    pub(crate) defines: Vec<String>,
    #[serde(default)]
    pub(crate) cflags: Vec<String>,
    #[serde(default)]
    pub(crate) targets: Vec<String>,
    /// Python classes and the C records that they stand for.
    #[serde(default)]
    pub(crate) names: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) expected: Vec<Expected>,
}

/// Why a package is in the corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Group {
    /// One of those in which defects were found before fishplate was written.
    Article,
    /// Chosen later, so that nothing is tuned to the first ones.
    Beyond,
}

/// What pip brings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Form {
    #[default]
    Wheel,
    /// Sources alone: pip runs their set-up code to learn their metadata.
    Sdist,
}

/// A finding that a person has seen.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Expected {
    pub(crate) code: String,
    pub(crate) severity: String,
    pub(crate) file: String,
    /// Where the declaration begins; none where it may be anywhere in the file.
    pub(crate) line: Option<u64>,
    pub(crate) symbol: String,
    /// Where one cause shows in two places: the finding that tells of it instead.
    pub(crate) told_by: Option<ToldBy>,
}

/// Another finding in the same file, for the same cause.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToldBy {
    pub(crate) code: String,
    pub(crate) line: u64,
    pub(crate) symbol: String,
}

/// Every package of the corpus, by the names of their files.
pub(crate) fn all() -> Vec<Entry> {
    let folder = crate::checkout("tests/corpus/packages");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| {
            let text = std::fs::read_to_string(file).unwrap();
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
        })
        .collect()
}
