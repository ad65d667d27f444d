//! From answers to a recommendation: the first row that applies decides, the others agree or not.

use crate::advice::{Advice, Reason, Stage, Verdict};
use crate::measured::{MUCH_OF_A_CORE, Results};
use crate::{
    Answers, Catalogue, Choice, ChooseError, Condition, Evidence, Hours, Rule, plan, sensitivity,
};

/// What the rows make of answers.
pub(crate) struct Decision<'a> {
    pub(crate) choice: &'a Choice,
    pub(crate) runner_up: &'a Choice,
    /// The rows that speak, in their order.
    pub(crate) spoke: Vec<&'a Rule>,
    /// The row that decided.
    pub(crate) decider: &'a Rule,
    /// Why the measurements changed places, where they did.
    pub(crate) measured: Option<String>,
}

impl Catalogue {
    /// Recommends a way.
    ///
    /// # Errors
    /// When an answer is missing, or answers contradict each other.
    pub fn advise(
        &self,
        answers: &Answers,
        evidence: &Evidence,
        own: Option<Hours>,
    ) -> Result<Advice, ChooseError> {
        self.check(answers)?;
        let decision = self.decide(answers, evidence)?;
        let (choice, runner_up) = (
            binding(decision.choice, evidence),
            binding(decision.runner_up, evidence),
        );
        Ok(Advice {
            version: Advice::version(),
            title: decision.choice.title.clone(),
            because: self.because(&decision),
            disagree: self.disagree(&decision, answers, evidence),
            evidence: plan::evidence(&decision, answers, evidence),
            would_change: sensitivity::changes(self, answers, evidence, &decision),
            next: plan::next(&decision, answers, evidence),
            training: plan::training(self, decision.choice, answers),
            cost: plan::cost(self, &decision, own),
            answers: answers.clone(),
            choice,
            runner_up,
        })
    }

    /// The choice and the runner-up alone, without the reasons.
    ///
    /// # Errors
    /// When an answer is missing, or answers contradict each other.
    pub fn choose(
        &self,
        answers: &Answers,
        evidence: &Evidence,
    ) -> Result<(String, String), ChooseError> {
        self.check(answers)?;
        let decision = self.decide(answers, evidence)?;
        let name = |choice| binding(choice, evidence);
        Ok((name(decision.choice), name(decision.runner_up)))
    }

    /// The keys of the answers that are needed and missing.
    #[must_use]
    pub fn missing(&self, answers: &Answers) -> Vec<&str> {
        self.questions
            .iter()
            .filter(|one| one.needed_when.holds(answers) && answers.get(&one.key).is_none())
            .map(|one| one.key.as_str())
            .collect()
    }

    /// Refuses answers that are missing or cannot all be true.
    ///
    /// # Errors
    /// Which they are.
    pub fn check(&self, answers: &Answers) -> Result<(), ChooseError> {
        let wrong = |one: &&crate::Contradiction| Condition::any(&one.when, answers);
        if let Some(one) = self.contradictions.iter().find(wrong) {
            return Err(ChooseError::Contradiction(one.says.clone()));
        }
        let keys: Vec<String> = self
            .missing(answers)
            .into_iter()
            .map(str::to_owned)
            .collect();
        if keys.is_empty() {
            Ok(())
        } else {
            Err(ChooseError::Missing { keys })
        }
    }

    /// Asks the rows.
    pub(crate) fn decide<'a>(
        &'a self,
        answers: &Answers,
        evidence: &Evidence,
    ) -> Result<Decision<'a>, ChooseError> {
        let results = Results::of(evidence);
        let is_beaten = results.as_ref().and_then(Results::beats_python).is_some();
        let spoke: Vec<&Rule> = (self.rules.iter())
            .filter(|rule| Condition::any(&rule.when, answers))
            .filter(|rule| !(rule.needs_cheap_python && is_beaten))
            .collect();
        let (decider, mut choice) = self.first(&spoke, evidence)?;
        let mut runner_up = self.next_best(&spoke, decider, choice, evidence);
        let measured = results.and_then(|results| {
            cheaper(
                &results,
                binding(choice, evidence),
                binding(runner_up, evidence),
                answers,
            )
        });
        if measured.is_some() {
            std::mem::swap(&mut choice, &mut runner_up);
        }
        Ok(Decision {
            choice,
            runner_up,
            spoke,
            decider,
            measured,
        })
    }

    /// What a rule names, where its advice is followed.
    fn named(&self, rule: &Rule) -> impl Iterator<Item = &Choice> {
        let names = if self.is_departed(&rule.row) {
            &[]
        } else {
            rule.says.as_slice()
        };
        names.iter().filter_map(|name| self.choice(name))
    }

    /// The first row that names something possible, and what it names.
    fn first<'a>(
        &'a self,
        spoke: &[&'a Rule],
        evidence: &Evidence,
    ) -> Result<(&'a Rule, &'a Choice), ChooseError> {
        let all = || {
            let named = |rule: &&'a Rule| {
                let rule = *rule;
                self.named(rule).map(move |choice| (rule, choice))
            };
            spoke.iter().flat_map(named)
        };
        // Where no path carries anything of the header, the rows stand as they are: the evidence
        // says it.
        let possible = all().find(|(_, choice)| is_possible(choice, evidence));
        possible.or_else(|| all().next()).ok_or(ChooseError::Data {
            file: "rules.toml",
            message: "no row speaks for these answers".to_owned(),
        })
    }

    /// What the deciding row names next, else what the other rows do, else what stands for it.
    fn next_best<'a>(
        &'a self,
        spoke: &[&'a Rule],
        decider: &'a Rule,
        choice: &'a Choice,
        evidence: &Evidence,
    ) -> &'a Choice {
        let rules = std::iter::once(&decider).chain(spoke);
        let named = rules.flat_map(|rule| self.named(rule));
        let bound = self.choices.iter().filter(|one| !one.bindings.is_empty());
        let others = named.chain(self.choice(&choice.instead)).chain(bound);
        let mut others = others.filter(|other| other.name != choice.name);
        others
            .find(|other| is_possible(other, evidence))
            .unwrap_or(choice)
    }

    fn because(&self, decision: &Decision<'_>) -> Vec<Reason> {
        let is_for = |rule: &&&Rule| {
            let agrees = rule.says.is_empty() || rule.says.contains(&decision.choice.name);
            agrees && !self.is_departed(&rule.row)
        };
        let mut all: Vec<Reason> = (decision.spoke.iter().filter(is_for))
            .map(|rule| Reason {
                id: rule.row.clone(),
                text: rule.text.clone(),
                stage: Some(rule.stage),
                decides: std::ptr::eq(*rule, decision.decider) && decision.measured.is_none(),
            })
            .collect();
        all.sort_by_key(|reason| (reason.stage, !reason.decides));
        all.extend(decision.measured.iter().map(|text| Reason {
            id: "results".to_owned(),
            text: text.clone(),
            stage: Some(Stage::Tool),
            decides: true,
        }));
        all
    }

    fn disagree(
        &self,
        decision: &Decision<'_>,
        answers: &Answers,
        evidence: &Evidence,
    ) -> Vec<Verdict> {
        let mut all: Vec<Verdict> = Vec::new();
        for rule in &decision.spoke {
            if self.is_departed(&rule.row) {
                let source = self.departures.iter().find(|one| one.row == rule.row);
                let source = source.map_or("", |one| one.source.as_str());
                all.push(Verdict {
                    id: rule.row.clone(),
                    says: format!("legacy ({source}): {}", rule.text),
                });
            } else if !rule.says.is_empty() && !rule.says.contains(&decision.choice.name) {
                all.push(Verdict {
                    id: rule.row.clone(),
                    says: format!("{}: {}", rule.says.join(", else "), rule.text),
                });
            }
        }
        if let Some((cheapest, python)) = Results::of(evidence).and_then(|one| one.beats_python()) {
            let silenced = self
                .rules
                .iter()
                .filter(|rule| rule.needs_cheap_python && Condition::any(&rule.when, answers));
            all.extend(silenced.map(|rule| Verdict {
                id: rule.row.clone(),
                says: format!(
                    "{}, were it not that the results show a crossing of {cheapest:.0} ns beside {python:.0} ns in Python",
                    rule.says.join(", else ")
                ),
            }));
        }
        let concerns = |tools: &[String]| {
            tools.is_empty()
                || tools.contains(&decision.choice.name)
                || tools.contains(&decision.runner_up.name)
        };
        let conflicts = self.conflicts.iter();
        let conflicts = conflicts
            .filter(|one| concerns(&one.tools) && Condition::any(&one.when, answers))
            .map(|one| Verdict {
                id: one.id.clone(),
                says: one.says.clone(),
            });
        all.extend(conflicts);
        all
    }
}

/// The binding path that stands for a choice: the first whose tools are there; its own name where
/// nothing is bound.
pub(crate) fn binding(choice: &Choice, evidence: &Evidence) -> String {
    let is_ready = |name: &&String| {
        evidence
            .path(name)
            .is_none_or(|path| path.missing.is_empty())
    };
    let ready = choice.bindings.iter().find(is_ready);
    ready
        .or(choice.bindings.first())
        .unwrap_or(&choice.name)
        .clone()
}

/// Whether a choice carries anything of the header; without one everything does.
fn is_possible(choice: &Choice, evidence: &Evidence) -> bool {
    choice.bindings.is_empty()
        || choice.bindings.iter().any(|name| {
            let carried = evidence.path(name).and_then(|path| path.carried.as_ref());
            carried.is_none_or(|carried| carried.carried > 0)
        })
}

/// Why the measurements prefer the runner-up: the crossings of the choice take much of a core, and
/// those of the runner-up less than half of that.
fn cheaper(
    results: &Results<'_>,
    choice: String,
    runner_up: String,
    answers: &Answers,
) -> Option<String> {
    let calls = answers.number("calls_per_s")?;
    let (dear, cheap) = (
        results.crossing_ns(&choice)?,
        results.crossing_ns(&runner_up)?,
    );
    let share = calls * dear * 1e-9;
    (share > MUCH_OF_A_CORE && cheap < dear / 2.0).then(|| {
        format!(
            "measured here, {calls:.0} crossings a second through `{choice}` take {:.0} % of a core \
             ({dear:.0} ns each), and {:.0} % through `{runner_up}` ({cheap:.0} ns each)",
            100.0 * share,
            1e-7 * calls * cheap
        )
    })
}
