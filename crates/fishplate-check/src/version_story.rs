//! Tells in words in which versions a declaration is right.

use crate::rule::Split;

/// A run of versions in which it is the same: whether it is wrong there, the first and the last.
type Run<'s> = (bool, &'s str, &'s str);

/// "right for 1.0 to 1.2; breaks at 1.3".
pub(crate) fn story(split: &Split) -> String {
    match runs(split).as_slice() {
        [(false, first, last), (true, breaks, _)] => {
            format!("right for {}; breaks at {breaks}", range(first, last))
        }
        [(true, first, last), (false, from, _)] => {
            format!("wrong for {}; right from {from}", range(first, last))
        }
        runs => {
            let told = runs.iter().map(|(is_wrong, first, last)| {
                let word = if *is_wrong { "wrong" } else { "right" };
                format!("{word} for {}", range(first, last))
            });
            told.collect::<Vec<_>>().join("; ")
        }
    }
}

/// "it is missing from 1.3 on", where being wrong is being absent.
pub(crate) fn absence(split: &Split) -> String {
    match runs(split).as_slice() {
        [(false, ..), (true, from, _)] => format!("it is missing from {from} on"),
        [(true, ..), (false, from, _)] => format!("it is missing before {from}"),
        runs => {
            let missing = runs.iter().filter(|(is_missing, ..)| *is_missing);
            let told: Vec<String> = missing.map(|(_, first, last)| range(first, last)).collect();
            format!("it is missing in {}", told.join(" and "))
        }
    }
}

fn runs(split: &Split) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    for (name, is_wrong) in &split.judged {
        match runs.last_mut() {
            Some((wrong, _, last)) if wrong == is_wrong => *last = name,
            _ => runs.push((*is_wrong, name, name)),
        }
    }
    runs
}

fn range(first: &str, last: &str) -> String {
    if first == last {
        first.to_owned()
    } else {
        format!("{first} to {last}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(judged: &[(&str, bool)]) -> Split {
        Split {
            judged: judged
                .iter()
                .map(|(name, is_wrong)| ((*name).to_owned(), *is_wrong))
                .collect(),
        }
    }

    #[test]
    fn a_story_names_the_ends_of_each_run() {
        let breaks = split(&[("1.0", false), ("1.1", false), ("1.2", true)]);
        assert_eq!(story(&breaks), "right for 1.0 to 1.1; breaks at 1.2");
        let mended = split(&[("1.0", true), ("1.1", false)]);
        assert_eq!(story(&mended), "wrong for 1.0; right from 1.1");
        let twice = split(&[("1", false), ("2", true), ("3", false)]);
        assert_eq!(story(&twice), "right for 1; wrong for 2; right for 3");
    }

    #[test]
    fn an_absence_says_from_where_on() {
        let gone = split(&[("1", false), ("2", true), ("3", true)]);
        assert_eq!(absence(&gone), "it is missing from 2 on");
        let new = split(&[("1", true), ("2", true), ("3", false)]);
        assert_eq!(absence(&new), "it is missing before 3");
        let twice = split(&[("1", true), ("2", false), ("3", true), ("4", true)]);
        assert_eq!(absence(&twice), "it is missing in 1 and 3 to 4");
    }
}
