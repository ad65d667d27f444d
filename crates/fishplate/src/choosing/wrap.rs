//! Text in lines of a width, later lines below the first word.

/// Wraps text: the first line begins with `start`, the others are indented by `indent` spaces.
pub(crate) fn wrapped(start: &str, indent: usize, text: &str, width: usize) -> String {
    let mut all = String::new();
    let mut line = start.to_owned();
    let mut is_begun = false;
    for word in text.split_whitespace() {
        let is_full = line.chars().count() + 1 + word.chars().count() > width;
        if is_begun && is_full {
            all.push_str(line.trim_end());
            all.push('\n');
            line = " ".repeat(indent);
            is_begun = false;
        }
        if is_begun {
            line.push(' ');
        }
        line.push_str(word);
        is_begun = true;
    }
    all.push_str(line.trim_end());
    all.push('\n');
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_do_not_fit_go_below_and_a_long_word_stays_whole() {
        assert_eq!(
            wrapped("a  ", 3, "one two three", 11),
            "a  one two\n   three\n"
        );
        assert_eq!(
            wrapped("", 2, "one verylongword x", 6),
            "one\n  verylongword\n  x\n"
        );
        assert_eq!(wrapped("x ", 0, "", 6), "x\n");
    }
}
