//! A run in plain words, in the order in which it is worth acting: fewer crossings, then fewer
//! copies, and only then the tool.
//!
//! Every sentence is computed from rows and names them; where no row carries one, what to run
//! stands there. Rows that are not steady are not quoted.

mod copies;
mod crossings;
mod tool;

use std::sync::LazyLock;

use fishplate_model::Summary;
use serde::{Deserialize, Serialize};

pub(crate) use self::copies::no_matter_from;
use super::group::groups;

/// One of the three lessons.
#[derive(Debug, Serialize)]
pub(crate) struct Lesson {
    pub(crate) title: &'static str,
    pub(crate) sentences: Vec<String>,
    /// What was not measured, and what to type; empty where something was.
    pub(crate) missing: String,
}

/// Which workloads carry which sentence: `data/story.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cast {
    pub(crate) batch: Batch,
    run: Runs,
}

/// The workload that does the same work in calls of every size.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Batch {
    pub(crate) workload: String,
    /// What a size counts.
    pub(crate) size: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Runs {
    crossings: String,
    copies: String,
    tool: String,
}

static CAST: LazyLock<Result<Cast, String>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/story.toml")).map_err(|error| error.to_string())
});

/// Who plays which part; none only where the carried file is broken, which a test sees.
pub(crate) fn cast() -> Option<&'static Cast> {
    CAST.as_ref().ok()
}

/// The lessons of a run.
pub(crate) fn lessons(summary: &Summary) -> Vec<Lesson> {
    let Some(cast) = cast() else {
        return Vec::new();
    };
    let groups = groups(summary);
    let lesson = |title, sentences: Vec<String>, run: &str| Lesson {
        title,
        missing: if sentences.is_empty() {
            format!("No row of this run says anything about it; `fishplate bench {run}` does.")
        } else {
            String::new()
        },
        sentences,
    };
    vec![
        lesson(
            "First, fewer crossings",
            crossings::sentences(&groups, &cast.batch),
            &cast.run.crossings,
        ),
        lesson(
            "Then, fewer copies",
            copies::sentences(&groups, &cast.batch.workload),
            &cast.run.copies,
        ),
        lesson(
            "Only then, the tool",
            tool::sentences(&groups, &summary.safety),
            &cast.run.tool,
        ),
    ]
}

/// How many times one time is another, in words.
fn times(factor: f64) -> String {
    match factor {
        factor if factor >= 1e6 => format!("{:.1} million", factor / 1e6),
        factor if factor >= 10.0 => super::figures::grouped(factor.round() as u64),
        _ => format!("{factor:.1}"),
    }
}

/// Names in a row, the first of them; how many more there are is said.
pub(crate) fn listed(names: &[String], most: usize) -> String {
    let shown: Vec<&str> = names.iter().take(most).map(String::as_str).collect();
    match names.len().saturating_sub(most) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up;

    #[test]
    fn the_carried_file_names_its_parts() {
        assert_eq!(CAST.as_ref().err(), None);
    }

    #[test]
    fn a_lesson_without_rows_says_what_to_run() {
        let summary = Summary {
            rows: Vec::new(),
            safety: Vec::new(),
            break_even: Vec::new(),
            ..made_up::summary()
        };
        let lessons = lessons(&summary);
        let titles: Vec<&str> = lessons.iter().map(|lesson| lesson.title).collect();
        assert_eq!(
            titles,
            [
                "First, fewer crossings",
                "Then, fewer copies",
                "Only then, the tool"
            ]
        );
        for lesson in lessons {
            assert!(lesson.sentences.is_empty());
            assert!(lesson.missing.contains("`fishplate bench "), "{lesson:?}");
        }
    }

    #[test]
    fn factors_and_lists_stay_short() {
        assert_eq!(
            [1.26, 12.6, 2.94e6].map(times),
            ["1.3", "13", "2.9 million"]
        );
        let names: Vec<String> = ["a", "b", "c"].map(str::to_owned).to_vec();
        assert_eq!(listed(&names, 2), "a, b and 1 more");
        assert_eq!(listed(&names, 3), "a, b, c");
    }
}
