//! Rust names for Python names.

/// The words that Rust keeps for itself and that `r#` sets free, in every edition up to 2024.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// The words that `r#` does not set free, and the prelude's variants, which a parameter would be
/// compared with instead of bound to.
const TAKEN: &[&str] = &[
    "_", "Err", "None", "Ok", "Self", "Some", "crate", "self", "super",
];

/// A parameter of that name, or none where Rust cannot have one.
pub(crate) fn parameter(name: &str) -> Option<String> {
    if TAKEN.contains(&name) {
        return None;
    }
    Some(if KEYWORDS.contains(&name) {
        format!("r#{name}")
    } else {
        name.to_owned()
    })
}

/// A string literal for Rust.
pub(crate) fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// A documentation comment whose text PyO3 takes over as it is.
pub(crate) fn documentation(text: &str) -> String {
    // A docstring ends at a NUL, and a lone carriage return may not stand in a comment.
    let clean: String = text.chars().filter(|c| *c != '\0').collect();
    let mut lines = Vec::new();
    for line in clean.split('\n') {
        let is_plain = line
            .chars()
            .all(|c| c.escape_debug().len() == 1 || c == '"' || c == '\'' || c == '\\');
        lines.push(match line {
            "" => "///".to_owned(),
            // PyO3 takes one space from the front, since a comment has one.
            line if is_plain => format!("/// {line}"),
            line => format!("#[doc = {}]", literal(&format!(" {line}"))),
        });
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_becomes_a_raw_name() {
        assert_eq!(parameter("type").as_deref(), Some("r#type"));
        assert_eq!(parameter("value").as_deref(), Some("value"));
    }

    #[test]
    fn a_word_that_cannot_be_raw_has_no_name() {
        assert_eq!(parameter("self"), None);
    }

    #[test]
    fn documentation_holds_any_text() {
        assert_eq!(
            documentation("a\n\n /b\u{202e}\0"),
            "/// a\n///\n#[doc = \"  /b\\u{202e}\"]"
        );
    }
}
