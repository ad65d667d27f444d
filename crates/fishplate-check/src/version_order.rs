//! The order of versions: numbers by their value, a release after its own previews.

use std::cmp::Ordering;

/// Orders two versions: `1.9` before `1.10`, `2.0-rc1` before `2.0`.
pub(crate) fn compare(one: &str, other: &str) -> Ordering {
    let (ours, theirs) = (parts(one), parts(other));
    for (ours, theirs) in ours.iter().zip(&theirs) {
        let order = match (ours, theirs) {
            (Part::Number(ours), Part::Number(theirs)) => {
                ours.len().cmp(&theirs.len()).then(ours.cmp(theirs))
            }
            (Part::Word(ours), Part::Word(theirs)) => ours.cmp(theirs),
            (Part::Number(_), Part::Word(_)) => Ordering::Greater,
            (Part::Word(_), Part::Number(_)) => Ordering::Less,
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    let is_preview = |rest: Option<&Part>| matches!(rest, Some(Part::Word(_)));
    match ours.len().cmp(&theirs.len()) {
        Ordering::Less if is_preview(theirs.get(ours.len())) => Ordering::Greater,
        Ordering::Greater if is_preview(ours.get(theirs.len())) => Ordering::Less,
        order => order.then_with(|| one.cmp(other)),
    }
}

enum Part<'a> {
    /// Its digits without leading zeros.
    Number(&'a str),
    Word(&'a str),
}

fn parts(version: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    // A folder is often called `v1.2` or `libname-1.2`.
    let start = version.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let mut rest = version.get(start..).unwrap_or_default();
    while let Some(first) = rest.chars().next() {
        let is_digit = first.is_ascii_digit();
        let end = rest
            .find(|c: char| c.is_ascii_digit() != is_digit || !c.is_alphanumeric())
            .unwrap_or(rest.len());
        let (part, behind) = rest.split_at(end.max(first.len_utf8()));
        if is_digit {
            parts.push(Part::Number(part.trim_start_matches('0')));
        } else if first.is_alphanumeric() {
            parts.push(Part::Word(part));
        }
        rest = behind;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_go_by_number_and_previews_come_first() {
        let mut versions = [
            "1.10", "1.9", "2.0", "2.0-rc1", "v1.2.2", "1.2", "1.02.1", "", "é",
        ];
        versions.sort_by(|one, other| compare(one, other));
        assert_eq!(
            versions,
            [
                "é", "", "1.2", "1.02.1", "v1.2.2", "1.9", "1.10", "2.0-rc1", "2.0"
            ]
        );
    }
}
