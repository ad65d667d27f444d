//! What can be wrong with what `choose` is given.

/// Why nothing can be recommended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChooseError {
    /// A fault of our own data.
    #[error("the file `{file}` of the decision data is wrong: {message}")]
    Data {
        /// Which of our files.
        file: &'static str,
        /// What is wrong with it.
        message: String,
    },
    /// Answers that are no TOML.
    #[error("{place} is not TOML: {message}")]
    NotToml {
        /// The file.
        place: String,
        /// What the reader of TOML says.
        message: String,
    },
    /// An answer to what is not asked.
    #[error("{place} answers `{key}`, which is not asked; the answers are {known}")]
    UnknownAnswer {
        /// The file.
        place: String,
        /// Its key.
        key: String,
        /// The keys that are asked, with commas.
        known: String,
    },
    /// An answer that is not understood.
    #[error("`{key} = {given}` of {place} is not understood: {wanted}")]
    BadAnswer {
        /// The file, or the command line.
        place: String,
        /// The key.
        key: String,
        /// What was given.
        given: String,
        /// What would be right.
        wanted: String,
    },
    /// Answers that are missing.
    #[error(
        "{} missing: {}; give {} by option ({}), in a file with `--answers FILE`, or run this on a terminal to be asked",
        if .keys.len() == 1 { "an answer is" } else { "answers are" }, .keys.join(", "),
        if .keys.len() == 1 { "it" } else { "them" }, flag(.keys)
    )]
    Missing {
        /// Their keys.
        keys: Vec<String>,
    },
    /// Answers that cannot all be true.
    #[error("the answers contradict each other: {0}")]
    Contradiction(String),
    /// Hours that are no hours.
    #[error(
        "`--hours {given}` is not understood: {why}; write `--hours initial=120,years=20,15,12`"
    )]
    Hours {
        /// What was given.
        given: String,
        /// What is wrong with it.
        why: String,
    },
    /// A table that does not exist.
    #[error("there is no table `{name}`; the tables are {known}")]
    UnknownTable {
        /// The name.
        name: String,
        /// The names that there are, with commas.
        known: String,
    },
}

/// The option that gives the first of the answers.
fn flag(keys: &[String]) -> String {
    let key = keys.first().map_or("core", String::as_str);
    format!("`--{} …`", key.replace('_', "-"))
}
