//! Takes the marks off a comment and keeps its text and lines.

/// The text of a comment without `/**`, `*`, `///`, `//!<` and their like; none if it is empty.
pub(super) fn clean(raw: &str) -> Option<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut is_block = false;
    for line in raw.lines() {
        let mut text = line.trim();
        if !is_block {
            if let Some(rest) = text.strip_prefix("//") {
                // `///`, `//!`, and the `<` of a comment that follows what it describes.
                lines.push(after_marks(rest, &['/', '!']).to_owned());
                continue;
            }
            let Some(rest) = text.strip_prefix("/*") else {
                lines.push(text.to_owned());
                continue;
            };
            // The asterisk of `*/` must stay for the test below.
            text = after_marks(rest.strip_suffix("*/").unwrap_or(rest), &['*', '!']);
            is_block = !rest.ends_with("*/");
            lines.push(text.trim_end_matches('*').trim_end().to_owned());
        } else {
            let is_end = text.ends_with("*/");
            let body = text.strip_suffix("*/").unwrap_or(text).trim_end();
            lines.push(without_margin(
                if is_end {
                    body.trim_end_matches('*')
                } else {
                    body
                },
                line,
            ));
            is_block = !is_end;
        }
    }
    let is_rule = |line: &String| !line.is_empty() && line.chars().all(|c| "*-=/#_~ ".contains(c));
    let first = lines
        .iter()
        .position(|line| !line.is_empty() && !is_rule(line))?;
    let last = lines
        .iter()
        .rposition(|line| !line.is_empty() && !is_rule(line))?;
    let text = unindented(lines.get(first..=last)?);
    (!text.trim().is_empty()).then_some(text)
}

fn after_marks<'a>(text: &'a str, marks: &[char]) -> &'a str {
    let text = text.trim_start_matches(marks);
    let text = text.strip_prefix('<').unwrap_or(text);
    text.strip_prefix(' ').unwrap_or(text).trim_end()
}

/// A line of a block comment: without its `*`, or with its indentation where it has none.
fn without_margin(body: &str, line: &str) -> String {
    let Some(rest) = body.strip_prefix('*') else {
        let indent: String = line.chars().take_while(|c| c.is_whitespace()).collect();
        return format!("{}{body}", indent.replace('\t', "    "));
    };
    // `**` begins a line in the style of SQLite.
    let rest = rest.strip_prefix('*').unwrap_or(rest);
    rest.strip_prefix(' ').unwrap_or(rest).trim_end().to_owned()
}

/// Takes away the indentation that all lines but the first share.
fn unindented(lines: &[String]) -> String {
    let depth = |line: &String| line.len() - line.trim_start_matches(' ').len();
    let rest = lines.get(1..).unwrap_or_default();
    let shared = rest
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(depth)
        .min()
        .unwrap_or(0);
    let first = lines
        .iter()
        .take(1)
        .map(|line| line.trim_start().to_owned());
    let rest = rest
        .iter()
        .map(|line| line.get(shared..).unwrap_or("").trim_end().to_owned());
    first.chain(rest).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn marks_of_every_style_are_taken_off() {
        for raw in [
            "/* Adds. */",
            "/** Adds. */",
            "/*! Adds. */",
            "/**< Adds. */",
            "// Adds.",
            "/// Adds.",
            "//! Adds.",
            "///< Adds.",
            "/**\n * Adds.\n */",
            "/*\n** Adds.\n*/",
            "/*\n   Adds.\n */",
            "/*****************\n * Adds.\n *****************/",
            "/* Adds.",
            "///////\n/// Adds.\n///////",
        ] {
            assert_eq!(clean(raw).as_deref(), Some("Adds."), "{raw}");
        }
    }

    #[test]
    fn lines_and_indentation_are_kept() {
        let raw = "/**\n * Adds:\n *     a + b\n *\n * Done.\n */";
        assert_eq!(clean(raw).as_deref(), Some("Adds:\n    a + b\n\nDone."));
    }

    #[test]
    fn a_comment_without_words_is_none() {
        for raw in [
            "",
            "/**/",
            "/* */",
            "//",
            "/*********/",
            "/* ------ */",
            "/*",
            "*/",
            "/",
        ] {
            let text = clean(raw);
            assert!(
                text.is_none() || raw == "*/" || raw == "/",
                "{raw}: {text:?}"
            );
        }
    }

    #[test]
    fn a_pointer_that_begins_a_line_of_text_keeps_its_asterisk() {
        assert_eq!(
            clean("/*\n * a\n * *p is set\n */").as_deref(),
            Some("a\n*p is set")
        );
    }
}
