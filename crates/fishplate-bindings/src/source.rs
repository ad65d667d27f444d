//! Builds source text line by line, with indentation.

/// Source text in the making.
#[derive(Default)]
pub(crate) struct Source {
    text: String,
    depth: usize,
}

impl Source {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds a line, or each line of a longer text, at the present depth; an empty one stays empty.
    pub(crate) fn line(&mut self, text: impl AsRef<str>) -> &mut Self {
        let text = text.as_ref();
        if text.is_empty() {
            self.text.push('\n');
        }
        for line in text.lines() {
            if !line.is_empty() {
                self.text.extend(std::iter::repeat_n("    ", self.depth));
                self.text.push_str(line);
            }
            self.text.push('\n');
        }
        self
    }

    /// Adds a line and goes one step in.
    pub(crate) fn open(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.line(text);
        self.depth += 1;
        self
    }

    /// Goes one step out.
    pub(crate) fn out(&mut self) -> &mut Self {
        self.depth = self.depth.saturating_sub(1);
        self
    }

    /// Goes one step out and adds a line.
    pub(crate) fn close(&mut self, text: impl AsRef<str>) -> &mut Self {
        self.out().line(text)
    }

    /// The text.
    pub(crate) fn finish(self) -> String {
        self.text
    }
}

/// A string literal for C and C++: bytes beyond ASCII as octal escapes, so that no source encoding
/// matters and no following digit joins an escape.
pub(crate) fn c_string(text: &str) -> String {
    let mut literal = String::from("\"");
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => literal.extend(['\\', char::from(byte)]),
            b'\n' => literal.push_str("\\n"),
            // A `?` could begin a trigraph.
            b'?' => literal.push_str("\\?"),
            b' '..=b'~' => literal.push(char::from(byte)),
            _ => literal.push_str(&format!("\\{byte:03o}")),
        }
    }
    literal.push('"');
    literal
}

/// A string literal for Python.
pub(crate) fn python_string(text: &str) -> String {
    let mut literal = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => literal.extend(['\\', character]),
            '\n' => literal.push_str("\\n"),
            c if c.is_control() => literal.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

/// A docstring for Python, over as many lines as the text has.
pub(crate) fn python_docstring(text: &str) -> String {
    let clean: String = text
        .chars()
        .filter(|c| *c == '\n' || !c.is_control())
        .collect();
    let escaped = clean.replace('\\', "\\\\").replace('"', "\\\"");
    if escaped.contains('\n') {
        format!("\"\"\"{escaped}\n\"\"\"")
    } else {
        format!("\"\"\"{escaped}\"\"\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_c_string_holds_any_text() {
        assert_eq!(c_string("a\"b\\c\né?"), r#""a\"b\\c\n\303\251\?""#);
    }

    #[test]
    fn a_docstring_cannot_end_early() {
        assert_eq!(
            python_docstring("say \"\"\" \\"),
            "\"\"\"say \\\"\\\"\\\" \\\\\"\"\""
        );
    }

    #[test]
    fn depth_indents_lines() {
        let mut source = Source::new();
        source.open("a {").line("b\nc").close("}");
        assert_eq!(source.finish(), "a {\n    b\n    c\n}\n");
    }
}
