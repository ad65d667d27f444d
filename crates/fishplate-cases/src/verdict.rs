//! What several runs of the two versions of a case say about a detector. Nothing is run here.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::case::Kind;

/// How often a signal has to come, of [`RUNS`].
pub(crate) const NEEDED: usize = 4;
/// How often each version is run, where a run may differ from the next.
pub(crate) const RUNS: usize = 5;

/// What a detector makes of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// In at least 4 of 5 runs its signal tells the broken version from the fixed one.
    Caught,
    /// It does not.
    Missed,
    /// It reports what is healthy: a control, or the fixed version as much as the broken one.
    FalseAlarm,
    /// It has nothing to say about a control.
    Quiet,
}

impl Verdict {
    /// The word for a table.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Caught => "caught",
            Self::Missed => "missed",
            Self::FalseAlarm => "false alarm",
            Self::Quiet => "quiet",
        }
    }
}

/// The signals of one run: each a short text that two runs of one cause have in common.
pub(crate) type Signals = BTreeSet<String>;

/// What the runs of both versions gave.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence {
    /// The signals of each run of the broken version.
    pub(crate) broken: Vec<Signals>,
    /// Those of the fixed twin.
    pub(crate) fixed: Vec<Signals>,
    /// Whether a signal is an answer, which the fixed version has too, and not an alarm.
    pub(crate) is_answer: bool,
}

impl Evidence {
    /// The runs of the broken version with a signal that no run of the fixed one has.
    pub(crate) fn hits(&self) -> usize {
        let known = self.known();
        self.broken
            .iter()
            .filter(|run| !run.is_subset(&known))
            .count()
    }

    /// Whether more runs of the broken version cannot change the verdict.
    pub(crate) fn is_decided(&self, runs: usize) -> bool {
        let needed = needed(runs);
        let hits = self.hits();
        hits >= needed || self.broken.len() - hits > runs - needed
    }

    /// What the broken version has and the fixed one has not, the most frequent first.
    pub(crate) fn news(&self) -> Vec<String> {
        let known = self.known();
        let all: Signals = self.broken.iter().flatten().cloned().collect();
        let count = |text: &String| self.broken.iter().filter(|run| run.contains(text)).count();
        let mut news: Vec<String> = all.difference(&known).cloned().collect();
        news.sort_by_key(|text| std::cmp::Reverse(count(text)));
        news
    }

    /// What the fixed version is reported for.
    pub(crate) fn alarms(&self) -> Vec<String> {
        self.known().into_iter().collect()
    }

    fn known(&self) -> Signals {
        self.fixed.iter().flatten().cloned().collect()
    }

    /// The verdict, after so many runs or after it was decided.
    pub(crate) fn verdict(&self, kind: Kind, runs: usize) -> Verdict {
        let is_new = self.hits() >= needed(runs);
        let fixed_alarms = self.fixed.iter().filter(|run| !run.is_empty()).count();
        let is_fixed_alarmed =
            !self.is_answer && fixed_alarms > 0 && fixed_alarms * RUNS >= self.fixed.len() * NEEDED;
        match kind {
            Kind::Fault if is_new => Verdict::Caught,
            // What tells a sound answer from a wrong one is no false alarm, even on a control.
            Kind::Control if is_new && self.is_answer => Verdict::Caught,
            Kind::Control if is_new => Verdict::FalseAlarm,
            _ if is_fixed_alarmed => Verdict::FalseAlarm,
            Kind::Fault => Verdict::Missed,
            Kind::Control => Verdict::Quiet,
        }
    }
}

/// How many of so many runs have to agree.
const fn needed(runs: usize) -> usize {
    if runs < RUNS { runs } else { NEEDED }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(texts: &[&str]) -> Vec<Signals> {
        let one = |text: &&str| text.split_whitespace().map(str::to_owned).collect();
        texts.iter().map(one).collect()
    }

    fn evidence(broken: &[&str], fixed: &[&str]) -> Evidence {
        Evidence {
            broken: runs(broken),
            fixed: runs(fixed),
            is_answer: false,
        }
    }

    #[test]
    fn four_of_five_runs_are_enough_and_three_are_not() {
        let four = evidence(&["a", "a", "", "b", "a"], &["", ""]);
        assert_eq!(four.verdict(Kind::Fault, 5), Verdict::Caught);
        let three = evidence(&["a", "a", "", "", "a"], &["", ""]);
        assert_eq!(three.verdict(Kind::Fault, 5), Verdict::Missed);
    }

    #[test]
    fn what_the_fixed_twin_has_too_is_no_news() {
        let same = evidence(&["a", "a", "a", "a", "a"], &["a", "a"]);
        assert_eq!(same.verdict(Kind::Fault, 5), Verdict::FalseAlarm);
        let more = evidence(&["a b", "a b", "a b", "a b", "a"], &["a", "a"]);
        assert_eq!(more.verdict(Kind::Fault, 5), Verdict::Caught);
        assert_eq!(more.news(), ["b"]);
    }

    #[test]
    fn an_alarm_that_comes_once_in_the_fixed_twin_is_none() {
        let once = evidence(&["", ""], &["a", "", "", "", ""]);
        assert_eq!(once.verdict(Kind::Fault, 5), Verdict::Missed);
    }

    #[test]
    fn answers_are_compared_and_are_no_alarms() {
        let answers = |broken: &[&str]| Evidence {
            is_answer: true,
            ..evidence(broken, &["right", "right"])
        };
        let right = answers(&["right", "right"]);
        assert_eq!(right.verdict(Kind::Fault, 5), Verdict::Missed);
        assert_eq!(right.verdict(Kind::Control, 5), Verdict::Quiet);
        let wrong = answers(&["7", "8", "right", "9", "10"]);
        assert_eq!(wrong.verdict(Kind::Fault, 5), Verdict::Caught);
        assert_eq!(wrong.verdict(Kind::Control, 5), Verdict::Caught);
    }

    #[test]
    fn an_alarm_over_a_control_is_false() {
        let control = evidence(&["a", "a", "a", "a"], &[""]);
        assert_eq!(control.verdict(Kind::Control, 5), Verdict::FalseAlarm);
        assert_eq!(
            evidence(&["", ""], &[""]).verdict(Kind::Control, 5),
            Verdict::Quiet
        );
    }

    #[test]
    fn a_verdict_that_is_decided_needs_no_more_runs() {
        assert!(evidence(&["a", "a", "a", "a"], &[]).is_decided(5));
        assert!(evidence(&["", ""], &[]).is_decided(5));
        assert!(!evidence(&["a", "a", "a", ""], &[]).is_decided(5));
        assert!(evidence(&["a"], &[]).is_decided(1));
        assert!(evidence(&[""], &[]).is_decided(1));
    }
}
