//! Names that stand between the slashes of a row's name: bindings, variants, cases.
//!
//! Only how they are written is known here, not which there are.

/// Refuses a name that could not stand there; `what` it names is for the message.
pub(crate) fn check_name(what: &str, name: &str) -> Result<(), String> {
    let is_fit = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    if name.is_empty() || !name.chars().all(|letter| is_fit(letter) || letter == '-') {
        return Err(format!(
            "the {what} `{}`: write its name with a-z, 0-9 and `-`",
            name.escape_debug()
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_no_slash_and_is_not_empty() {
        assert_eq!(check_name("case", "two-3"), Ok(()));
        for name in ["", "a/b", "A", "a_b", "a\nb"] {
            let message = check_name("case", name).unwrap_err();
            assert!(message.starts_with("the case `"), "{message}");
            assert!(!message.contains('\n'), "{message}");
        }
    }
}
