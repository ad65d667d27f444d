//! The text of a lock: requirements with hashes, as pip reads them. Nothing is installed here.

/// The lock without a requirement, such as `cffi==2.1.1`; none when it does not name it, or names
/// nothing else.
pub(super) fn without(lock: &str, requirement: &str) -> Option<String> {
    let mut rest = String::new();
    let (mut is_found, mut has_others, mut is_inside) = (false, false, false);
    for line in lock.lines() {
        if let Some(name) = starts(line) {
            is_inside = name.eq_ignore_ascii_case(requirement);
            is_found |= is_inside;
            has_others |= !is_inside;
        }
        if !is_inside {
            rest.push_str(line);
            rest.push('\n');
        }
    }
    (is_found && has_others).then_some(rest)
}

/// The requirement that a line begins; none for hashes, comments and options.
fn starts(line: &str) -> Option<&str> {
    let is_more = line.starts_with([' ', '\t', '#', '-']) || line.trim().is_empty();
    (!is_more).then(|| line.split([' ', ';', '\\']).next().unwrap_or(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "--find-links wheels\n# what is built with\ncffi==2.1.1 \\\n    --hash=sha256:00 \\\n    \
                        --hash=sha256:01\n    # via -r bench.in\nnumpy==2.4.6 \\\n    --hash=sha256:02\n";

    #[test]
    fn a_requirement_goes_with_its_hashes() {
        let rest = without(LOCK, "cffi==2.1.1").unwrap();
        assert_eq!(
            rest,
            "--find-links wheels\n# what is built with\nnumpy==2.4.6 \\\n    --hash=sha256:02\n"
        );
        assert_eq!(
            without(&rest, "numpy==2.4.6"),
            None,
            "nothing would be left"
        );
        assert_eq!(without(LOCK, "six==1.0"), None, "it is not there");
    }
}
