//! The frames of a process that runs other people's code: found, held to their size, parsed.
//!
//! Anybody in the jail may have written to the same descriptor, so what is no frame is passed
//! over, and a frame that does not parse is none.

use serde::Deserialize;

use super::facts::Portion;

/// The version of the frames; the importing program writes it into each.
const VERSION: u32 = 1;
const LARGEST: usize = 8 << 20;
const MOST: usize = 100_000;

/// One thing that the process tells.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Frame {
    Begin {
        begin: String,
        module: String,
    },
    Failed(Failed),
    Wrote {
        wrote: String,
        names: Vec<String>,
    },
    Facts {
        facts: Portion,
    },
    Done {
        done: String,
    },
    Refused {
        refused: String,
    },
    End {
        #[serde(rename = "end")]
        _end: bool,
    },
}

/// A module that raised an exception.
#[derive(Debug, Deserialize)]
pub(super) struct Failed {
    /// The file.
    pub(super) failed: String,
    /// The exception's class.
    pub(super) kind: String,
    pub(super) message: String,
    /// Whether another module is missing.
    pub(super) is_missing: bool,
    pub(super) is_memory: bool,
    /// The innermost place in the targets.
    pub(super) line: Option<(String, u32, u32)>,
}

/// The whole frames of an output, in order.
pub(super) fn frames(output: &[u8], word: &str) -> Vec<Frame> {
    let start = format!("fishplate-capture/{VERSION} {word} ").into_bytes();
    let mut found = Vec::new();
    let mut rest = output;
    while let Some(at) = find(rest, &start) {
        let body = rest.get(at + start.len()..).unwrap_or_default();
        let (frame, used) = match sized(body) {
            Some((bytes, used)) => (serde_json::from_slice(bytes).ok(), used),
            None => (None, 0),
        };
        found.extend(frame);
        rest = body.get(used..).unwrap_or_default();
        if found.len() >= MOST {
            break;
        }
    }
    found
}

/// The bytes of a frame behind its start, and how far it goes.
fn sized(body: &[u8]) -> Option<(&[u8], usize)> {
    let line = body.iter().take(12).position(|byte| *byte == b'\n')?;
    let size = std::str::from_utf8(body.get(..line)?).ok()?;
    let size: usize = size.parse().ok().filter(|size| *size <= LARGEST)?;
    let end = line + 1 + size;
    Some((body.get(line + 1..end)?, end))
}

fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    let first = *word.first()?;
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.iter().position(|byte| *byte == first)?;
        if text.get(at..)?.starts_with(word) {
            return Some(at);
        }
        from = at + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(word: &str, body: &str) -> String {
        format!("fishplate-capture/1 {word} {}\n{body}\n", body.len())
    }

    #[test]
    fn only_whole_frames_with_the_word_count() {
        let good = framed("abc", r#"{"done":"a.py"}"#);
        let output = [
            "noise fishplate-capture/1 abc 99999999999999\n{",
            "fishplate-capture/1 abc 15\n{\"done\":",
            &framed("xyz", r#"{"done":"forged.py"}"#),
            &good,
            &framed("abc", r#"{"end":true}"#),
            &framed("abc", r#"{"done":"cut"#),
            "fishplate-capture/1 abc 500\n{",
        ]
        .concat();
        let found = frames(output.as_bytes(), "abc");
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(matches!(&found[0], Frame::Done { done } if done == "a.py"));
        assert!(matches!(found[1], Frame::End { .. }));
    }

    #[test]
    fn an_output_cut_anywhere_gives_no_more_than_the_whole_one() {
        let output =
            framed("w", r#"{"begin":"a.py","module":"a"}"#) + &framed("w", r#"{"end":true}"#);
        for length in 0..=output.len() {
            let found = frames(&output.as_bytes()[..length], "w");
            assert!(found.len() <= 2);
            assert_eq!(found.len() == 2, length + 1 >= output.len(), "{length}");
        }
    }

    #[test]
    fn deep_nesting_is_no_frame() {
        let body = format!("{{\"facts\":{}}}", "[".repeat(100_000));
        assert!(frames(framed("w", &body).as_bytes(), "w").is_empty());
    }
}
