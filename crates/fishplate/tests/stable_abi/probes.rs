//! The probes, as `probes.toml` has them.

use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    group: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    title: String,
    probe: Vec<Probe>,
}

/// One thing that an extension may want.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Probe {
    /// The title of its group.
    #[serde(skip)]
    pub(crate) group: String,
    /// What it is, as the page writes it.
    pub(crate) what: String,
    /// What stands at the top of the file.
    #[serde(default)]
    pub(crate) top: String,
    /// What stands in a function that is given `PyObject *o`.
    #[serde(rename = "use", default)]
    pub(crate) body: String,
    /// In the place of both: a module for Cython, of which the C is tried.
    #[serde(default)]
    pub(crate) cython: String,
    /// The way around it.
    #[serde(default)]
    pub(crate) instead: String,
}

pub(crate) fn probes() -> Vec<Probe> {
    let file: File = toml::from_str(include_str!("probes.toml")).unwrap();
    let named = file.group.into_iter().flat_map(|group| {
        let title = group.title;
        group.probe.into_iter().map(move |probe| Probe {
            group: title.clone(),
            ..probe
        })
    });
    named.collect()
}
