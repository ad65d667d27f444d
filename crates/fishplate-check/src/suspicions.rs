//! Makes findings of patterns that a reader saw in the sources: rules that guess share this.

use fishplate_model::Severity;

use crate::context::Context;
use crate::draft::{self, Draft, Drafts, Key, Subject};
use crate::rule::Rule;

/// One finding for each pattern of the rule's code, as a warning that says that it is a guess.
pub(crate) fn report(
    rule: &Rule,
    context: &Context<'_>,
    drafts: &mut Drafts,
    consequence: &str,
    help: &str,
) {
    let all = context.declared.all.suspicions.iter().enumerate();
    for (index, seen) in all.filter(|(_, seen)| seen.code == rule.code) {
        let key = Key {
            subject: Subject::Suspicion(index),
            part: None,
        };
        let mut draft = Draft::new(rule.code, Severity::Warning, key, &seen.symbol);
        draft.message = seen.what.trim_end_matches('.').to_owned();
        draft.binding = draft::label(&seen.span, &seen.symbol, "seen here".to_owned());
        draft.consequence = format!("{consequence} (a guess from the pattern)");
        help.clone_into(&mut draft.help);
        draft.fact.clone_from(&seen.what);
        drafts.push(draft);
    }
}
