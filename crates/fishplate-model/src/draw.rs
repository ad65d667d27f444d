//! Draws a [`Finding`] as text: both places, what happens, what to type.
//!
//! The one place where findings get a form for people; other formats carry the same words.

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use crate::{Finding, Label, Severity};

/// Draws a finding as it stands in a terminal, ending in a line break.
///
/// `line` gives the text of a line of a file, from 1; where it gives none, the place alone is
/// named. `width` is in columns.
#[must_use]
pub fn draw(
    finding: &Finding,
    line: &dyn Fn(&str, u32) -> Option<String>,
    is_styled: bool,
    width: usize,
) -> String {
    let title = plain(&title(finding, line));
    let consequence = plain(&finding.consequence);
    let help = plain(&finding.help);
    let explain = format!(
        "run `fishplate explain {}` for the reason and more examples",
        finding.code
    );
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = level
        .primary_title(title.as_str())
        .id(finding.code.as_str())
        .element(place(&finding.binding, AnnotationKind::Primary, line));
    if let Some(native) = &finding.native {
        group = group.element(place(native, AnnotationKind::Context, line));
    }
    if !consequence.is_empty() {
        group = group.element(Level::NOTE.message(consequence.as_str()));
    }
    let mut groups = vec![group];
    if !help.is_empty() {
        groups.push(Group::with_title(
            Level::HELP.secondary_title(help.as_str()),
        ));
    }
    groups.push(Group::with_title(
        Level::NOTE.secondary_title(explain.as_str()),
    ));
    let renderer = if is_styled {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut text = renderer.term_width(width).render(&groups);
    text.push('\n');
    text
}

/// The message; with the symbol before it where none of the lines that are shown has that.
fn title(finding: &Finding, line: &dyn Fn(&str, u32) -> Option<String>) -> String {
    let labels = std::iter::once(&finding.binding).chain(&finding.native);
    let mut lines = labels.filter_map(|label| line(&label.span.file, label.span.line));
    if lines.any(|line| line.contains(&finding.symbol)) {
        finding.message.clone()
    } else {
        finding.sentence()
    }
}

/// A label as an excerpt of its line, or as the place alone.
fn place<'a>(
    label: &Label,
    kind: AnnotationKind,
    line: &dyn Fn(&str, u32) -> Option<String>,
) -> Element<'a> {
    let span = &label.span;
    let path = plain(&span.file);
    let at = usize::try_from(span.line).unwrap_or(1);
    match line(&span.file, span.line) {
        Some(text) => {
            // Tabs keep their width of one, so that columns stay what the file says.
            let text = plain(&text.replace('\t', " "));
            let start = byte_of(&text, span.column.saturating_sub(1));
            let end = byte_of(
                &text,
                span.column
                    .saturating_sub(1)
                    .saturating_add(label.width.max(1)),
            );
            let annotation = kind.span(start..end.max(start)).label(plain(&label.text));
            Snippet::source(text)
                .line_start(at)
                .path(path)
                .annotation(annotation)
                .into()
        }
        None => Origin::path(path)
            .line(at)
            .char_column(usize::try_from(span.column).unwrap_or(1))
            .into(),
    }
}

/// The byte at which a code point of the text starts; its end where there are fewer.
fn byte_of(text: &str, code_point: u32) -> usize {
    let place = usize::try_from(code_point).unwrap_or(usize::MAX);
    text.char_indices()
        .nth(place)
        .map_or(text.len(), |(byte, _)| byte)
}

/// Text from a file on one line: whatever could steer a terminal is shown as its escape.
fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        let turns_writing = matches!(
            letter,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        );
        if letter.is_control() || turns_writing {
            shown.extend(letter.escape_unicode());
        } else {
            shown.push(letter);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;

    fn label(file: &str, line: u32, column: u32, width: u32, text: &str) -> Label {
        Label {
            span: Span {
                file: file.into(),
                line,
                column,
            },
            width,
            text: text.into(),
        }
    }

    fn finding() -> Finding {
        Finding {
            code: "FP113".into(),
            severity: Severity::Warning,
            symbol: "resample".into(),
            message: "parameter `n` is narrower in the binding than in the header".into(),
            target: None,
            targets: Vec::new(),
            versions: Vec::new(),
            binding: label("binding.py", 13, 59, 12, "32 bits here"),
            declaration: None,
            native: Some(label("kernel.h", 7, 38, 8, "64 bits here")),
            consequence: "a count of 2**32 or more loses its upper half".into(),
            help: "declare it as `ctypes.c_size_t`".into(),
            fix: None,
            fingerprint: "0".into(),
        }
    }

    fn line(file: &str, line: u32) -> Option<String> {
        match (file, line) {
            ("binding.py", 13) => Some(
                "lib.resample.argtypes = [ctypes.POINTER(ctypes.c_double), ctypes.c_int]".into(),
            ),
            ("kernel.h", 7) => Some("double resample(const double *close, size_t n);".into()),
            _ => None,
        }
    }

    #[test]
    fn a_finding_shows_both_places_and_what_to_type() {
        assert_eq!(
            draw(&finding(), &line, false, 100),
            "\
warning[FP113]: parameter `n` is narrower in the binding than in the header
  --> binding.py:13:59
   |
13 | lib.resample.argtypes = [ctypes.POINTER(ctypes.c_double), ctypes.c_int]
   |                                                           ^^^^^^^^^^^^ 32 bits here
   |
  ::: kernel.h:7:38
   |
 7 | double resample(const double *close, size_t n);
   |                                      -------- 64 bits here
   |
   = note: a count of 2**32 or more loses its upper half
help: declare it as `ctypes.c_size_t`
note: run `fishplate explain FP113` for the reason and more examples
"
        );
    }

    #[test]
    fn a_finding_whose_lines_cannot_be_shown_names_its_symbol() {
        let text = draw(&finding(), &|_, _| None, false, 100);
        assert!(
            text.starts_with("warning[FP113]: `resample`: parameter `n` is narrower"),
            "{text}"
        );
    }

    #[test]
    fn odd_places_and_hostile_names_are_drawn_too() {
        let mut odd = finding();
        odd.message = "a\u{1b}[2Jb".into();
        odd.binding = label("gone\u{202e}.py", 4_000_000_000, 9, 0, "é\u{7}");
        odd.native = Some(label("kernel.h", 7, 400, 90, "beyond the line"));
        let text = draw(&odd, &line, false, 40);
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{text:?}");
        assert!(
            text.contains("gone") && text.contains("beyond the line"),
            "{text}"
        );
    }
}
