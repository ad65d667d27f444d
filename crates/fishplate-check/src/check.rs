//! Runs the rules over every truth and makes findings of what they write.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use fishplate_model::{Declarations, Finding, Origin, Span};
use sha2::{Digest, Sha256};

use crate::context::{Context, Ground};
use crate::draft::{Drafts, Key, Subject};
use crate::lies;
use crate::merge::{self, Judged, Merged};
use crate::records::Verdict;
use crate::report::{Report, TruthCounts};
use crate::rule::{Check, Rule};
use crate::rules::RULES;
use crate::shape::is_opaque;
use crate::truth::{Settings, Truth};

/// Holds declarations against one or more truths: a target each, or a version of the library.
///
/// Every difference in value, layout or number is a finding, however many truths show it.
/// Nothing that is not understood is a finding; it is counted.
#[must_use]
pub fn check(declarations: &Declarations, truths: &[Truth], settings: &Settings) -> Report {
    let rules: Vec<&'static Rule> = RULES
        .iter()
        .copied()
        .filter(|rule| settings.heuristics || !rule.is_heuristic)
        .collect();
    let mut judged: Vec<Judged> = Vec::new();
    let mut counts: Vec<TruthCounts> = Vec::new();
    let mut compared: BTreeSet<Subject> = BTreeSet::new();
    let grounds: Vec<Ground<'_>> = truths
        .iter()
        .map(|truth| Ground::new(declarations, truth, settings))
        .collect();
    let contexts: Vec<Context<'_>> = grounds.iter().map(Context::new).collect();
    for (truth, context) in truths.iter().zip(&contexts) {
        let mut drafts = Drafts::default();
        for rule in &rules {
            if let Check::EachTruth(check) = rule.check {
                check(context, &mut drafts);
            }
        }
        counts.push(count(context));
        let mut drafts = drafts.into_vec();
        for draft in &mut drafts {
            if let Some(text) = draft.converted {
                text.clone_into(&mut draft.consequence);
            }
        }
        let mut subjects = subjects(context);
        compared.extend(subjects.iter().cloned());
        subjects.extend(drafts.iter().map(|draft| draft.key.subject.clone()));
        judged.push(Judged {
            target: truth.interface.target.triple.clone(),
            version: truth.version.clone(),
            drafts,
            subjects,
        });
    }
    hold_against_library(&contexts, &rules, &mut judged);
    let merged = merge::merge(&judged, &rules, |subject| origin(declarations, subject));
    let ignores = Ignores::new(declarations);
    let wanted = merged
        .into_iter()
        .filter(|one| settings.wants(one.draft.code));
    let (silenced, kept): (Vec<Merged>, Vec<Merged>) = wanted.partition(|one| ignores.silence(one));
    Report {
        findings: findings(kept),
        silenced: silenced.len(),
        functions: declarations.functions.len(),
        records: declarations.records.len(),
        compared: compared
            .iter()
            .filter(|one| matches!(one, Subject::Function(_) | Subject::Record(_)))
            .count(),
        unresolved: declarations.unresolved.len(),
        truths: counts,
    }
}

/// Holds each header against the debug information for the same target, once the bindings are
/// held against both.
fn hold_against_library(contexts: &[Context<'_>], rules: &[&Rule], judged: &mut [Judged]) {
    for (at, library) in contexts.iter().enumerate() {
        if !library.truth.is_partial {
            continue;
        }
        for (place, header) in contexts.iter().enumerate() {
            let is_same_library = header.triple() == library.triple()
                && header.truth.version == library.truth.version
                && !header.truth.is_partial;
            // Debug information is read last.
            let Some((before, rest)) = judged.split_at_mut_checked(at) else {
                continue;
            };
            let (Some(ours), Some(theirs)) = (before.get_mut(place), rest.first_mut()) else {
                continue;
            };
            for rule in rules {
                if let (Check::TwoTruths(check), true) = (rule.check, is_same_library) {
                    lies::settle(check(header, library), ours, theirs);
                }
            }
        }
    }
}

/// What was compared with a truth, whether it is wrong or not.
fn subjects(context: &Context<'_>) -> BTreeSet<Subject> {
    let functions = context
        .functions
        .iter()
        .map(|pair| Subject::Function(pair.index));
    let records = context
        .records
        .iter()
        .filter(|pair| !matches!(pair.verdict, Verdict::NotJudged))
        .map(|pair| Subject::Record(pair.index));
    let callbacks = context.callbacks.iter().map(|pair| pair.subject());
    let constants = context
        .declared
        .all
        .constants
        .iter()
        .enumerate()
        .filter(|(_, one)| context.native.constant(&one.name).is_some())
        .map(|(index, _)| Subject::Constant(index));
    functions
        .chain(records)
        .chain(callbacks)
        .chain(constants)
        .collect()
}

fn count(context: &Context<'_>) -> TruthCounts {
    let declared = context.declared.functions().count();
    let unjudged_functions = context
        .functions
        .iter()
        .filter(|pair| pair.is_partly_unknown)
        .count();
    // A record that either side leaves opaque has nothing to be judged.
    let unjudged_records = context
        .records
        .iter()
        .filter(|pair| {
            matches!(pair.verdict, Verdict::NotJudged)
                && !is_opaque(pair.declared)
                && (pair.native.size_bytes.is_some() || context.native.is_torn(pair.native))
        })
        .count();
    let unread = context
        .declared
        .functions()
        .filter(|(_, one)| {
            context.native.function(&one.symbol).is_none() && context.native.is_unread(&one.symbol)
        })
        .count();
    TruthCounts {
        target: context.triple().to_owned(),
        version: context.truth.version.clone(),
        functions: context.functions.len(),
        records: context.records.len(),
        unpaired_records: context.declared.all.records.len() - context.records.len(),
        missing_functions: declared - context.functions.len(),
        not_judged: unjudged_functions + unjudged_records + unread,
    }
}

fn origin(declarations: &Declarations, subject: &Subject) -> Option<Origin> {
    match subject {
        Subject::Function(index) => declarations.functions.get(*index).map(|one| one.origin),
        Subject::Record(index) => declarations.records.get(*index).map(|one| one.origin),
        _ => None,
    }
}

/// The comments that silence findings, by file and line.
struct Ignores<'a> {
    at: HashMap<(&'a str, u32), Vec<&'a [String]>>,
}

impl<'a> Ignores<'a> {
    fn new(declarations: &'a Declarations) -> Self {
        let mut at: HashMap<(&str, u32), Vec<&[String]>> = HashMap::new();
        for one in &declarations.ignores {
            at.entry((&one.span.file, one.span.line))
                .or_default()
                .push(&one.codes);
        }
        Self { at }
    }

    fn silence(&self, merged: &Merged) -> bool {
        let draft = &merged.draft;
        let places = std::iter::once(&draft.binding.span).chain(&draft.also_at);
        let is_meant = |codes: &[String]| {
            codes.is_empty()
                || codes
                    .iter()
                    .any(|code| code == draft.code || code == merged.found_by)
        };
        places
            .filter_map(|place: &Span| self.at.get(&(place.file.as_str(), place.line)))
            .flatten()
            .any(|codes| is_meant(codes))
    }
}

fn findings(merged: Vec<Merged>) -> Vec<Finding> {
    let mut findings: Vec<(Key, Finding)> = merged.into_iter().map(finding).collect();
    findings.sort_by(|(key, one), (other_key, other)| {
        let order = |finding: &Finding| (finding.binding.span.clone(), finding.code.clone());
        order(one)
            .cmp(&order(other))
            .then_with(|| key.cmp(other_key))
    });
    // Twice the same fact in one file, as where a function is declared twice, are two findings.
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    findings
        .into_iter()
        .map(|(_, mut finding)| {
            let count = seen.entry(finding.fingerprint.clone()).or_default();
            *count += 1;
            finding.fingerprint = hashed(&format!("{}\0{count}", finding.fingerprint));
            finding
        })
        .collect()
}

fn finding(merged: Merged) -> (Key, Finding) {
    let Merged {
        draft,
        targets,
        versions,
        ..
    } = merged;
    let part = match draft.key.part {
        Some(part) => format!("{part:?}"),
        None => String::new(),
    };
    let fingerprint = [
        draft.code,
        &draft.binding.span.file,
        &draft.symbol,
        &part,
        &draft.fact,
    ]
    .join("\0");
    let declaration = draft.also_at.into_iter().next();
    let finding = Finding {
        code: draft.code.to_owned(),
        severity: draft.severity,
        symbol: draft.symbol,
        message: draft.message,
        target: targets.first().cloned(),
        targets,
        versions,
        declaration: declaration.filter(|span| *span != draft.binding.span),
        binding: draft.binding,
        native: draft.native,
        consequence: draft.consequence,
        help: draft.help,
        fix: draft.fix,
        fingerprint,
    };
    (draft.key, finding)
}

/// Sixteen hexadecimal digits.
fn hashed(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
