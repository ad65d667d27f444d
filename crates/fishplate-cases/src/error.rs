//! Why the gallery could not do its work at all. What befalls one case stands in its record.

use std::path::PathBuf;

use fishplate_process::ProcessError;

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum CasesError {
    /// No case has that name.
    #[error("there is no case `{name}`{}; `fishplate cases list` shows them all", nearest(.name, .known))]
    UnknownCase {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// No detector has that name.
    #[error("there is no detector `{name}`{}; choose from: {}", nearest(.name, .known), .known.join(", "))]
    UnknownDetector {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A case that the binary carries is not what a case looks like.
    #[error("case `{case}`: {why}")]
    Case {
        /// Its folder.
        case: String,
        /// What is wrong with it.
        why: String,
    },
    /// The folder for built cases cannot be used.
    #[error("cannot keep built cases in `{}`: make it writable, or set FISHPLATE_CACHE_DIR to another folder", folder.display())]
    Cache {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// A child could not be run, or Ctrl-C was pressed.
    #[error(transparent)]
    Process(#[from] ProcessError),
}

fn nearest(name: &str, known: &[String]) -> String {
    let distance = |other: &String| strsim::damerau_levenshtein(name, other);
    let is_near = |other: &&String| {
        distance(other) <= 1 + other.len() / 4 || (name.len() > 2 && other.contains(name))
    };
    let found = known
        .iter()
        .filter(is_near)
        .min_by_key(|other| distance(other));
    found.map_or(String::new(), |other| format!(" (did you mean `{other}`?)"))
}
