//! Puts the drafts of all truths together: one finding for one cause, whatever number of rules,
//! targets and versions see it.

use std::collections::{BTreeMap, BTreeSet};

use fishplate_model::{Origin, Severity};

use crate::draft::{Draft, Key, Partial, Subject};
use crate::rule::{Check, Rule, Split};
use crate::{version_order, version_story};

/// The drafts that one truth gave, and what was judged against it.
pub(crate) struct Judged {
    pub(crate) target: String,
    pub(crate) version: Option<String>,
    pub(crate) drafts: Vec<Draft>,
    pub(crate) subjects: BTreeSet<Subject>,
}

/// A draft with the targets that it holds for; none where it holds for all.
#[derive(Clone, Debug)]
pub(crate) struct Merged {
    pub(crate) draft: Draft,
    pub(crate) targets: Vec<String>,
    /// The versions that it holds for; none where it holds for all, or where there are none.
    pub(crate) versions: Vec<String>,
    /// The rule that found it, where another has taken it over.
    pub(crate) found_by: &'static str,
}

/// Merges by target, then by version, then lets rules take over what their sources gave.
pub(crate) fn merge(
    judged: &[Judged],
    rules: &[&'static Rule],
    origin: impl Fn(&Subject) -> Option<Origin>,
) -> Vec<Merged> {
    let mut versions: Vec<Option<&str>> = judged.iter().map(|one| one.version.as_deref()).collect();
    versions.sort_by(|one, other| match (one, other) {
        (Some(one), Some(other)) => version_order::compare(one, other),
        (one, other) => one.is_some().cmp(&other.is_some()),
    });
    versions.dedup();
    let per_version: Vec<Version<'_>> = versions
        .into_iter()
        .map(|version| {
            let truths: Vec<&Judged> = judged
                .iter()
                .filter(|one| one.version.as_deref() == version)
                .collect();
            Version {
                name: version,
                found: across_targets(&truths, rules),
                subjects: truths.iter().flat_map(|one| &one.subjects).collect(),
            }
        })
        .collect();
    let mut merged = across_versions(&per_version, rules);
    for one in &mut merged {
        let taker = origin(&one.draft.key.subject)
            .and_then(|origin| rules.iter().find(|rule| rule.takes(origin)));
        if let Some(rule) = taker
            && is_abi(one.draft.code)
        {
            one.draft.code = rule.code;
        }
    }
    merged
}

/// Whether a code is one of those that compare a declaration with a prototype or a record.
fn is_abi(code: &str) -> bool {
    ("FP101"..="FP142").contains(&code)
}

impl Rule {
    fn takes(&self, origin: Origin) -> bool {
        matches!(self.check, Check::Sources(sources) if sources == origin)
    }
}

struct Version<'a> {
    name: Option<&'a str>,
    found: BTreeMap<Key, Merged>,
    subjects: BTreeSet<&'a Subject>,
}

/// The worse of two drafts about one thing; of equals, the one that tells the reason, else the
/// one whose rule comes first.
fn worse<'a>(one: &'a Draft, other: &'a Draft, rules: &[&Rule]) -> &'a Draft {
    let rank = |draft: &Draft| {
        let place = rules.iter().position(|rule| rule.code == draft.code);
        (draft.severity, draft.is_reason, std::cmp::Reverse(place))
    };
    if rank(other) > rank(one) { other } else { one }
}

fn across_targets(truths: &[&Judged], rules: &[&'static Rule]) -> BTreeMap<Key, Merged> {
    let mut groups: BTreeMap<&Key, Vec<(usize, &Draft)>> = BTreeMap::new();
    for (index, truth) in truths.iter().enumerate() {
        for draft in &truth.drafts {
            groups.entry(&draft.key).or_default().push((index, draft));
        }
    }
    let mut merged = BTreeMap::new();
    for (key, drafts) in groups {
        let Some(worst) = drafts
            .iter()
            .map(|(_, draft)| *draft)
            .reduce(|one, other| worse(one, other, rules))
        else {
            continue;
        };
        let is_same = |draft: &Draft| draft.code == worst.code && draft.severity == worst.severity;
        let mut split = Split::default();
        for (index, truth) in truths.iter().enumerate() {
            if !truth.subjects.contains(&key.subject) {
                continue;
            }
            let is_wrong = drafts
                .iter()
                .any(|(at, draft)| *at == index && is_same(draft));
            // A header and debug information may both speak for one target.
            let known = split
                .judged
                .iter_mut()
                .find(|(name, _)| *name == truth.target);
            match known {
                Some((_, wrong)) => *wrong |= is_wrong,
                None => split.judged.push((truth.target.clone(), is_wrong)),
            }
        }
        let mut draft = worst.clone();
        let mut targets: Vec<String> = Vec::new();
        // What the header of one target asks for may be wrong for another.
        if !split.right().is_empty() && !draft.is_reason
            || drafts
                .iter()
                .any(|(_, one)| is_same(one) && one.fix != draft.fix)
        {
            draft.fix = None;
        }
        if !split.right().is_empty() {
            targets = split.wrong().into_iter().map(str::to_owned).collect();
            let places = crate::words::list(&split.wrong());
            draft.consequence = format!("{} (on {places})", draft.consequence);
            partly(&mut draft, &split, rules, &drafts, truths);
        }
        let found_by = worst.code;
        merged.insert(
            key.clone(),
            Merged {
                draft,
                targets,
                versions: Vec::new(),
                found_by,
            },
        );
    }
    merged
}

/// What becomes of a draft that holds on some targets only.
fn partly(
    draft: &mut Draft,
    split: &Split,
    rules: &[&'static Rule],
    drafts: &[(usize, &Draft)],
    truths: &[&Judged],
) {
    match draft.partial {
        Partial::Named => {}
        Partial::Absence => draft.severity = Severity::Note,
        Partial::Layout => {
            // Wrong everywhere, if in different ways, is not a matter of the platform.
            let wrong: BTreeSet<&str> = drafts
                .iter()
                .filter(|(_, one)| one.severity > Severity::Note)
                .filter_map(|(at, _)| truths.get(*at).map(|truth| truth.target.as_str()))
                .collect();
            let is_right_somewhere = split
                .judged
                .iter()
                .any(|(target, _)| !wrong.contains(target.as_str()));
            if is_right_somewhere && draft.severity > Severity::Note {
                for rule in rules {
                    if let Check::SomeTargets(take) = rule.check {
                        take(draft, split);
                        draft.code = rule.code;
                    }
                }
            }
        }
    }
}

fn across_versions(versions: &[Version<'_>], rules: &[&'static Rule]) -> Vec<Merged> {
    let mut keys: BTreeSet<&Key> = BTreeSet::new();
    for version in versions {
        keys.extend(version.found.keys());
    }
    let mut merged = Vec::new();
    for key in keys {
        let plain = versions.iter().find(|version| version.name.is_none());
        if let Some(found) = plain.and_then(|version| version.found.get(key)) {
            merged.push(found.clone());
            continue;
        }
        let mut split = Split::default();
        let Some(told) = telling(versions, key) else {
            continue;
        };
        let is_note = told.draft.severity == Severity::Note;
        for version in versions {
            let found = version.found.get(key);
            if let Some(name) = version.name
                && (found.is_some() || version.subjects.contains(&key.subject))
            {
                // What is a mere note in one version is right there, beside one where it is not.
                let is_wrong =
                    found.is_some_and(|one| is_note || one.draft.severity > Severity::Note);
                split.judged.push((name.to_owned(), is_wrong));
            }
        }
        let mut one = told.clone();
        let mut found = versions.iter().filter_map(|version| version.found.get(key));
        if found.any(|other| other.draft.fix != one.draft.fix) {
            one.draft.fix = None;
        }
        if !split.right().is_empty() {
            one.versions = split.wrong().into_iter().map(str::to_owned).collect();
            skewed(&mut one.draft, &split, rules);
        }
        merged.push(one);
    }
    merged
}

/// The worst of what the versions give for one thing; of equals, where it first goes wrong, so
/// that the header of that version is shown; the newest where it never was right before.
fn telling<'v>(versions: &'v [Version<'_>], key: &Key) -> Option<&'v Merged> {
    let all = versions.iter().filter_map(|version| version.found.get(key));
    let worst = all.map(|one| one.draft.severity).max()?;
    let mut was_right = false;
    let mut newest = None;
    for version in versions {
        match version.found.get(key) {
            Some(found) if found.draft.severity == worst => {
                if was_right {
                    return Some(found);
                }
                newest = Some(found);
            }
            Some(_) => was_right = true,
            None => was_right |= version.subjects.contains(&key.subject),
        }
    }
    newest
}

/// What becomes of a draft that holds in some versions only.
fn skewed(draft: &mut Draft, split: &Split, rules: &[&'static Rule]) {
    if draft.partial == Partial::Absence {
        draft.severity = Severity::Note;
        let absence = version_story::absence(split);
        draft.message = format!("`{}` is declared, and {absence}", draft.symbol);
        draft.consequence = format!("{} there", draft.consequence);
        "guard it with `hasattr`, or ask for a version that has it".clone_into(&mut draft.help);
        return;
    }
    if draft.severity == Severity::Note {
        draft.message = format!("{}: {}", draft.message, version_story::story(split));
        return;
    }
    for rule in rules {
        if let Check::SomeVersions(take) = rule.check {
            take(draft, split);
            draft.code = rule.code;
        }
    }
}
