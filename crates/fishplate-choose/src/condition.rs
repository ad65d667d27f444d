//! When a row speaks.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::Answers;

/// Tests of answers that must all hold; without a test it always does.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Condition(pub BTreeMap<String, Test>);

/// A test of one answer.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Test {
    /// One of the words is answered.
    OneOf(Vec<String>),
    /// The number lies between the bounds that are given.
    Within(Bounds),
}

/// Bounds of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Bounds {
    /// Not less than this.
    pub at_least: Option<f64>,
    /// More than this.
    pub above: Option<f64>,
    /// Not more than this.
    pub at_most: Option<f64>,
    /// Less than this.
    pub below: Option<f64>,
}

impl Condition {
    /// Whether it holds; a missing answer fulfils no test.
    #[must_use]
    pub fn holds(&self, answers: &Answers) -> bool {
        self.0.iter().all(|(key, test)| match test {
            Test::OneOf(words) => {
                let given = answers.words(key);
                words.iter().any(|word| given.contains(&word.as_str()))
            }
            Test::Within(bounds) => answers
                .number(key)
                .is_some_and(|number| bounds.hold(number)),
        })
    }

    /// Whether one of several holds; none at all is no condition.
    pub(crate) fn any(several: &[Self], answers: &Answers) -> bool {
        several.is_empty() || several.iter().any(|one| one.holds(answers))
    }
}

impl Bounds {
    fn hold(&self, number: f64) -> bool {
        self.at_least.is_none_or(|bound| number >= bound)
            && self.above.is_none_or(|bound| number > bound)
            && self.at_most.is_none_or(|bound| number <= bound)
            && self.below.is_none_or(|bound| number < bound)
    }

    /// The bounds that are given.
    pub(crate) fn all(&self) -> impl Iterator<Item = f64> {
        [self.at_least, self.above, self.at_most, self.below]
            .into_iter()
            .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Answer;

    fn holds(condition: &str, answers: &Answers) -> bool {
        toml::from_str::<Condition>(condition)
            .unwrap()
            .holds(answers)
    }

    #[test]
    fn every_test_of_a_condition_must_hold() {
        let mut answers = Answers::default();
        answers.set("core", Answer::Word("c".to_owned()));
        answers.set("code_lines", Answer::Number(1_000.0));
        assert!(holds("", &answers));
        assert!(holds(
            "core = ['c', 'rust']\ncode_lines = { at_least = 1000 }",
            &answers
        ));
        assert!(!holds(
            "core = ['c']\ncode_lines = { above = 1000 }",
            &answers
        ));
        assert!(!holds(
            "core = ['c']\ncode_lines = { below = 1000 }",
            &answers
        ));
        assert!(!holds("team = ['c']", &answers));
        assert!(toml::from_str::<Condition>("code_lines = { most = 3 }").is_err());
    }

    #[test]
    fn bytes_a_second_follow_from_size_and_calls() {
        let mut answers = Answers::default();
        answers.set("data_size", Answer::Number(1e6));
        assert!(!holds("bytes_per_s = { at_least = 1 }", &answers));
        answers.set("calls_per_s", Answer::Number(1e3));
        assert!(holds("bytes_per_s = { at_least = 1e9 }", &answers));
    }
}
