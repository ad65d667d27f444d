//! What was found about the user's own code, machine and measurements.

use fishplate_model::Summary;
use serde::Serialize;

/// What a recommendation can rest on besides the answers.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// The binding paths, in the order of tables.
    pub paths: Vec<PathEvidence>,
    /// The functions that no path carries, each with the reason; none without a header.
    pub left_out: Vec<(String, String)>,
    /// The results of a run of the lab on this machine.
    pub results: Option<Summary>,
    /// The project's folder, where one was named.
    pub folder: Option<String>,
    /// What was seen in it, in sentences.
    pub project: Vec<String>,
}

/// A binding path on this machine, and for the user's header.
#[derive(Clone, Debug, Default)]
pub struct PathEvidence {
    /// Its name.
    pub name: String,
    /// The tools and Python packages that building needs.
    pub needs: Vec<String>,
    /// The tools that are not there.
    pub missing: Vec<MissingTool>,
    /// Which wheels it gives, in words.
    pub wheels: String,
    /// What it carries of the header; none without one.
    pub carried: Option<Carried>,
}

/// A tool that is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MissingTool {
    /// What it is.
    pub tool: String,
    /// The command that installs it.
    pub install: String,
}

/// What a path carries of a header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Carried {
    /// The functions that it carries.
    pub carried: usize,
    /// The functions of the header.
    pub all: usize,
    /// Those that other paths carry and this one does not, with the reason.
    pub left_out: Vec<(String, String)>,
}

impl Evidence {
    /// A path by its name.
    pub(crate) fn path(&self, name: &str) -> Option<&PathEvidence> {
        self.paths.iter().find(|path| path.name == name)
    }
}
