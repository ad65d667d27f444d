//! Splits text into words for the small readers of the tests.

/// A word with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) line: usize,
    pub(super) column: usize,
}

/// Names, numbers, quoted texts, `...`, and every other mark by itself. Comments stay whole.
pub(super) fn words(text: &str, first_line: usize, first_column: usize) -> Vec<Word> {
    let chars: Vec<char> = text.chars().collect();
    let (mut at, mut line, mut column) = (0, first_line, first_column);
    let mut words = Vec::new();
    while at < chars.len() {
        let start = at;
        let c = chars[at];
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        if is_name(c) {
            while at < chars.len() && (is_name(chars[at]) || chars[at] == '.' && c.is_ascii_digit())
            {
                at += 1;
            }
        } else if c == '\'' || c == '"' {
            at += 1;
            while at < chars.len() && chars[at] != c {
                at += 1;
            }
            at += 1;
        } else if text_at(&chars, at, "/*") {
            while at < chars.len() && !text_at(&chars, at, "*/") {
                at += 1;
            }
            at += 2;
        } else if text_at(&chars, at, "...") {
            at += 3;
        } else {
            at += 1;
        }
        at = at.min(chars.len());
        let word: String = chars[start..at].iter().collect();
        if !word.trim().is_empty() {
            words.push(Word {
                text: word.clone(),
                line,
                column,
            });
        }
        for c in word.chars() {
            if c == '\n' {
                line += 1;
                column = 1;
            } else {
                column += 1;
            }
        }
    }
    words
}

fn text_at(chars: &[char], at: usize, text: &str) -> bool {
    text.chars()
        .enumerate()
        .all(|(index, c)| chars.get(at + index) == Some(&c))
}
