//! Which single answers would give another choice: found by asking again, not written down.

use crate::advice::Change;
use crate::condition::Test;
use crate::engine::{Decision, binding};
use crate::measured::{MUCH_OF_A_CORE, Results};
use crate::{Answer, Answers, Catalogue, Condition, Evidence, Kind, Question};

pub(crate) fn changes(
    catalogue: &Catalogue,
    answers: &Answers,
    evidence: &Evidence,
    decision: &Decision<'_>,
) -> Vec<Change> {
    let now = &decision.choice.name;
    let mut changes: Vec<Change> = Vec::new();
    for question in &catalogue.questions {
        for group in others(catalogue, question, answers, evidence) {
            // Of numbers in one direction the nearest that changes the choice is told.
            let found = group.into_iter().find_map(|answer| {
                let mut changed = answers.clone();
                changed.set(&question.key, answer.clone());
                let wrong = |one: &crate::Contradiction| Condition::any(&one.when, &changed);
                if catalogue.contradictions.iter().any(wrong) {
                    return None;
                }
                let other = catalogue.decide(&changed, evidence).ok()?;
                (&other.choice.name != now).then(|| Change {
                    answer: question.key.clone(),
                    value: answer.to_string(),
                    choice: binding(other.choice, evidence),
                })
            });
            changes.extend(found);
        }
    }
    changes
}

/// Other answers, in groups of which the first that changes something is told.
fn others(
    catalogue: &Catalogue,
    question: &Question,
    answers: &Answers,
    evidence: &Evidence,
) -> Vec<Vec<Answer>> {
    let given = answers.words(&question.key);
    let words = question.values.iter().map(|one| &one.value);
    let words = words.filter(|word| !given.contains(&word.as_str()));
    match question.kind {
        Kind::Word => words.map(|word| vec![Answer::Word(word.clone())]).collect(),
        Kind::Words => words
            .map(|word| {
                let mut all: Vec<String> = given.iter().map(|one| (*one).to_owned()).collect();
                all.push(word.clone());
                vec![Answer::Words(all)]
            })
            .collect(),
        Kind::Number | Kind::Bytes => {
            let Some(now) = answers.number(&question.key) else {
                return Vec::new();
            };
            let mut bounds = bounds(catalogue, &question.key);
            bounds.extend(crossings(catalogue, answers, evidence, &question.key));
            bounds.sort_by(|a, b| (a - now).abs().total_cmp(&(b - now).abs()));
            let (up, down): (Vec<f64>, Vec<f64>) = bounds
                .into_iter()
                .filter(|bound| *bound != now)
                .partition(|bound| *bound > now);
            let numbers = |all: Vec<f64>| all.into_iter().map(Answer::Number).collect();
            vec![numbers(up), numbers(down)]
        }
        Kind::Files => Vec::new(),
    }
}

/// The numbers at which a row may begin or cease to speak: each bound, and its neighbours.
fn bounds(catalogue: &Catalogue, key: &str) -> Vec<f64> {
    let conditions = catalogue.rules.iter().flat_map(|rule| &rule.when);
    let tests = conditions.filter_map(|condition| condition.0.get(key));
    tests
        .filter_map(|test| match test {
            Test::Within(bounds) => Some(bounds),
            Test::OneOf(_) => None,
        })
        .flat_map(|bounds| bounds.all().collect::<Vec<f64>>())
        .flat_map(|bound| [bound - 1.0, bound, bound + 1.0])
        .filter(|bound| *bound >= 0.0)
        .collect()
}

/// The calls a second from which on the crossings of a path take much of a core, as measured.
fn crossings(catalogue: &Catalogue, answers: &Answers, evidence: &Evidence, key: &str) -> Vec<f64> {
    let (Some(results), "calls_per_s") = (Results::of(evidence), key) else {
        return Vec::new();
    };
    let Ok(decision) = catalogue.decide(answers, evidence) else {
        return Vec::new();
    };
    [decision.choice, decision.runner_up]
        .into_iter()
        .filter_map(|choice| results.crossing_ns(&binding(choice, evidence)))
        .map(|ns| (MUCH_OF_A_CORE * 1e9 / ns).ceil())
        .flat_map(|calls| [calls - 1.0, calls + 1.0])
        .collect()
}
