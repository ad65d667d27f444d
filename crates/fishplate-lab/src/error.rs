//! Why the lab could not do its work at all. What befalls a single row stands in that row.

use std::path::PathBuf;

use fishplate_process::ProcessError;

use crate::own::Misfit;

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum LabError {
    /// No workload has that name.
    #[error("there is no workload `{name}`{}; choose from: {}", suggestion(.name, .known), .known.join(", "))]
    UnknownWorkload {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// No binding has that name.
    #[error("there is no binding `{name}`{}; choose from: {}", suggestion(.name, .known), .known.join(", "))]
    UnknownBinding {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A workload that the binary carries is not what a workload looks like.
    #[error("{message}")]
    Workload {
        /// What is wrong, with the workload's name.
        message: String,
    },
    /// The results cannot be written.
    #[error("cannot write results to `{}`: choose another folder with `--out DIR`", folder.display())]
    Output {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The folder for built packages cannot be used.
    #[error("cannot keep built packages in `{}`: make it writable, or set FISHPLATE_CACHE_DIR to another folder", folder.display())]
    Cache {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The kernel does not compile.
    #[error("cannot compile the kernel of `{workload}` with `{command}`:\n{output}")]
    Kernel {
        /// The workload.
        workload: String,
        /// What was run.
        command: String,
        /// The end of its output.
        output: String,
    },
    /// The library of the user's own function cannot be read.
    #[error("cannot read the library `{}`; name an existing file with `--library`", file.display())]
    Library {
        /// The library.
        file: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The user's own function cannot be called without a compiler.
    #[error("a function of your own is called from C first, and {missing}")]
    NoCompiler {
        /// What is missing and how to get it.
        missing: String,
    },
    /// The user's interpreter does not say where it looks for modules.
    #[error("`{}` does not say where it looks for modules: {said}; choose another with `--python EXE`", python.display())]
    SearchPath {
        /// The interpreter.
        python: PathBuf,
        /// The end of what it said.
        said: String,
    },
    /// An existing binding is put into a workload that it cannot take part in.
    #[error(
        "`{workload}` measures several calls, and an existing binding is one function; name another workload, or a function of your own with `--header` and `--call`"
    )]
    ManyCases {
        /// The workload.
        workload: String,
    },
    /// The call does not fit the header.
    #[error("{0}")]
    Misfit(Box<Misfit>),
    /// The header of a workload cannot be read.
    #[error("cannot read the header of `{workload}`")]
    Read {
        /// The workload.
        workload: String,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The worker ended without an answer.
    #[error("the worker did not finish its phase `{phase}` of `{workload}`: {why}")]
    Worker {
        /// The workload.
        workload: String,
        /// The phase.
        phase: &'static str,
        /// What it said last.
        why: String,
    },
    /// A child could not be run, or Ctrl-C was pressed.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// The report cannot be made.
    #[error("cannot make the report")]
    Report(#[from] minijinja::Error),
}

pub(crate) fn suggestion(name: &str, known: &[String]) -> String {
    let is_near = |distance: usize, other: &str| {
        distance <= 1 + other.len() / 4 || (name.len() > 2 && other.starts_with(name))
    };
    known
        .iter()
        .map(|other| (strsim::damerau_levenshtein(name, other), other))
        .filter(|(distance, other)| is_near(*distance, other))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| format!(" (did you mean `{other}`?)"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_is_suggested_and_all_are_listed() {
        let known = vec!["array-dot".to_owned(), "scalar-add".to_owned()];
        let error = LabError::UnknownWorkload {
            name: "scalar_add".into(),
            known: known.clone(),
        };
        assert_eq!(
            error.to_string(),
            "there is no workload `scalar_add` (did you mean `scalar-add`?); choose from: array-dot, scalar-add"
        );
        let error = LabError::UnknownWorkload {
            name: "xyz".into(),
            known,
        };
        assert!(!error.to_string().contains("did you mean"), "{error}");
    }
}
