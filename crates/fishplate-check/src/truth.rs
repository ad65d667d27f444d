//! What a check is given besides the declarations, and how it is to judge.

use std::collections::{BTreeMap, BTreeSet};

use fishplate_model::Interface;

/// What is true of the library on one target, and perhaps in one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    /// What the compiler says.
    pub interface: Interface,
    /// The version of the library, where several are compared.
    pub version: Option<String>,
    /// The symbols that the library exports, where it was given: the interface has only those
    /// that the headers declare.
    pub symbols: Option<BTreeSet<String>>,
    /// Whether the facts are known to lack some of the interface, as debug information does, so
    /// that a name which is not there says nothing.
    pub is_partial: bool,
}

impl Truth {
    /// The truth of a header alone.
    #[must_use]
    pub fn new(interface: Interface) -> Self {
        Self {
            interface,
            version: None,
            symbols: None,
            is_partial: false,
        }
    }

    /// The same for one version of the library.
    #[must_use]
    pub fn of_version(self, version: &str) -> Self {
        Self {
            version: Some(version.to_owned()),
            ..self
        }
    }
}

/// How to judge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The C record (`point`, `struct point` or a typedef) of a Python class (`module.Class` or
    /// `Class`), where their names do not tell.
    pub names: BTreeMap<String, String>,
    /// Whether the rules that guess from patterns are asked too.
    pub heuristics: bool,
    /// Codes, or starts of codes, to report; empty means all.
    pub select: Vec<String>,
    /// Codes, or starts of codes, not to report.
    pub ignore: Vec<String>,
}

impl Settings {
    /// Whether findings of a code are wanted.
    #[must_use]
    pub fn wants(&self, code: &str) -> bool {
        let matches = |list: &[String]| {
            list.iter()
                .map(|prefix| prefix.trim())
                .any(|prefix| !prefix.is_empty() && code.starts_with(prefix))
        };
        (self.select.is_empty() || matches(&self.select)) && !matches(&self.ignore)
    }
}
