//! Python names for C names.

/// The words that Python keeps for itself, soft keywords left out.
const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

/// Whether a name can stand in Python source as it is: ASCII, and no keyword.
#[must_use]
pub fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters
        .next()
        .is_some_and(|c| c == '_' || c.is_ascii_alphabetic())
        && characters.all(|c| c == '_' || c.is_ascii_alphanumeric())
        && !KEYWORDS.contains(&name)
}

/// A Python name for the C name `name` that is not in `taken`: the name itself where it can be,
/// with underscores behind it where Python needs the word or another has it already.
pub(crate) fn python_name(name: &str, taken: &dyn Fn(&str) -> bool) -> String {
    let mut result: String = name
        .chars()
        .map(|c| {
            if c == '_' || c.is_ascii_alphanumeric() {
                c
            } else {
                '_'
            }
        })
        .collect();
    if result.starts_with(|c: char| c.is_ascii_digit()) || result.is_empty() {
        result.insert(0, '_');
    }
    while !is_identifier(&result) || taken(&result) {
        result.push('_');
    }
    result
}

/// The nearest of `names` to a misspelt `name`, if one is near.
pub(crate) fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    names
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_gets_an_underscore() {
        assert_eq!(python_name("lambda", &|_| false), "lambda_");
    }

    #[test]
    fn a_taken_name_gets_an_underscore() {
        assert_eq!(python_name("stat", &|name| name == "stat"), "stat_");
    }

    #[test]
    fn a_plain_name_stays() {
        assert_eq!(python_name("sf_open", &|_| false), "sf_open");
    }
}
