//! A change of a file as a unified diff that `patch` and `git apply` take, byte for byte.

use std::path::Path;

use similar::TextDiff;

/// The diff of one file; empty where nothing changes.
pub(crate) fn unified(path: &Path, before: &[u8], after: &[u8]) -> Vec<u8> {
    let name = path.to_string_lossy();
    // A path from the root is what it is; any other stands in the two trees that are compared.
    let (old, new) = if path.is_absolute() {
        (shown(&name), shown(&name))
    } else {
        let name = name.strip_prefix("./").unwrap_or(&name);
        (shown(&format!("a/{name}")), shown(&format!("b/{name}")))
    };
    let (old_lines, new_lines) = (lines(before), lines(after));
    let diff = TextDiff::configure()
        .newline_terminated(true)
        .diff_slices(&old_lines, &new_lines);
    let mut text = Vec::new();
    // Writing to memory does not fail.
    let _ = diff.unified_diff().header(&old, &new).to_writer(&mut text);
    text
}

/// Lines with their ends. A lone carriage return is a part of a line, as it is to `patch`.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').collect()
}

/// A name as `git` writes it: quoted where it could end the line, with a tab behind a space.
fn shown(name: &str) -> String {
    let is_odd = |letter: char| letter.is_control() || matches!(letter, '"' | '\\');
    if name.contains(is_odd) {
        let escaped: String = name.chars().map(quoted).collect();
        return format!("\"{escaped}\"");
    }
    let end = if name.contains(' ') { "\t" } else { "" };
    format!("{name}{end}")
}

fn quoted(letter: char) -> String {
    match letter {
        '"' | '\\' => format!("\\{letter}"),
        _ if letter.is_control() => {
            let mut bytes = [0; 4];
            let bytes = letter.encode_utf8(&mut bytes).bytes();
            bytes.map(|byte| format!("\\{byte:03o}")).collect()
        }
        _ => letter.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(path: &str, before: &str, after: &str) -> String {
        String::from_utf8(unified(
            Path::new(path),
            before.as_bytes(),
            after.as_bytes(),
        ))
        .unwrap()
    }

    #[test]
    fn lines_keep_their_ends() {
        assert_eq!(
            diff("./x.py", "a\r\nb\r\n", "a\r\nc\r\n"),
            "--- a/x.py\n+++ b/x.py\n@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n"
        );
        assert_eq!(
            diff("x.py", "a", "a\nb"),
            "--- a/x.py\n+++ b/x.py\n@@ -1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n\\ No newline at end of file\n"
        );
        assert_eq!(diff("x.py", "a", "a"), "");
    }

    #[test]
    fn a_name_cannot_end_its_line() {
        let first = |path: &str| diff(path, "a\n", "b\n").lines().next().unwrap().to_owned();
        assert_eq!(first("été d/x.py"), "--- a/été d/x.py\t");
        assert_eq!(first("/tmp/x.py"), "--- /tmp/x.py");
        assert_eq!(first("a\n\"b.py"), "--- \"a/a\\012\\\"b.py\"");
    }
}
