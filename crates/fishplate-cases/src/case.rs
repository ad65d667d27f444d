//! A case of the gallery, read from its folder. Nothing is built or run here.
//!
//! The binary carries every folder of `cases/`; a new one needs no line of code.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::detector::Detector;
use crate::detectors::DETECTORS;
use crate::embedded::{self, CASES};
use crate::recipe::{RECIPES, Recipe};
use crate::{CasesError, Verdict};

/// The folder of the version that is right beyond doubt.
pub(crate) const FIXED: &str = "fixed";

/// What a case shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Its first version is broken.
    Fault,
    /// Its first version looks broken, and is fine.
    Control,
}

impl Kind {
    /// The folder of the first version, which tells the kind.
    pub(crate) const fn folder(self) -> &'static str {
        match self {
            Self::Fault => "broken",
            Self::Control => "suspect",
        }
    }
}

/// A case.
#[derive(Clone)]
pub struct Case {
    /// Its name, which is its folder's.
    pub name: String,
    /// What goes wrong, what one sees, and what helps: one paragraph.
    pub story: String,
    /// What it shows.
    pub kind: Kind,
    /// The program that is run, within the version's folder.
    pub run: String,
    /// What has to be there besides what the build takes.
    pub requires: Vec<Requirement>,
    /// What each detector is expected to see; a detector that is not named is not asked.
    pub expect: Vec<(&'static Detector, Verdict)>,
    /// What is expected otherwise from a version of CPython on, the oldest version first.
    pub since: Vec<Since>,
    /// In what part of the executions a racy fault shows, by the detector that shows it.
    pub(crate) rates: BTreeMap<String, f64>,
    pub(crate) build: Build,
}

/// What a detector sees from a version of CPython on.
#[derive(Clone, Copy)]
pub struct Since {
    /// Major and minor version.
    pub version: (u32, u32),
    /// The detector.
    pub detector: &'static Detector,
    /// What it sees from then on.
    pub verdict: Verdict,
}

/// How a version is built.
#[derive(Clone)]
pub(crate) struct Build {
    pub(crate) recipe: &'static Recipe,
    pub(crate) sources: Vec<String>,
    pub(crate) flags: Vec<String>,
    pub(crate) headers: Vec<String>,
}

/// Something that a case needs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Requirement {
    /// A Python package that one of the interpreters has.
    Module {
        /// Its import name.
        module: String,
        /// The command that installs it.
        install: String,
    },
    /// So many processors, since its threads have to meet.
    Cores {
        /// At least.
        cores: usize,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    story: String,
    run: String,
    build: FileBuild,
    #[serde(default)]
    requires: Vec<Requirement>,
    #[serde(default)]
    rate: BTreeMap<String, f64>,
    expect: BTreeMap<String, Verdict>,
    #[serde(default)]
    since: BTreeMap<String, BTreeMap<String, Verdict>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileBuild {
    how: String,
    #[serde(default)]
    sources: Vec<String>,
    #[serde(default)]
    flags: Vec<String>,
    #[serde(default)]
    headers: Vec<String>,
}

/// Every case that the binary carries, by name.
///
/// # Errors
/// When a folder of `cases/` is not what a case looks like; the message names it.
pub fn cases() -> Result<Vec<Case>, CasesError> {
    let names: BTreeSet<&str> = CASES
        .iter()
        .filter_map(|file| Some(file.path.split_once('/')?.0))
        .collect();
    let read = |case: &&str| {
        read(case).map_err(|why| CasesError::Case {
            case: (*case).to_owned(),
            why,
        })
    };
    names.iter().map(read).collect()
}

/// The cases of those names, each once, in the order of the list; all of them without a name.
///
/// # Errors
/// When there is none of a name; the message says which is near.
pub fn select(names: &[String]) -> Result<Vec<Case>, CasesError> {
    let all = cases()?;
    let unknown = names
        .iter()
        .find(|name| !all.iter().any(|case| case.name == **name));
    if let Some(name) = unknown {
        return Err(CasesError::UnknownCase {
            name: name.clone(),
            known: all.into_iter().map(|case| case.name).collect(),
        });
    }
    let is_wanted = |case: &Case| names.is_empty() || names.contains(&case.name);
    Ok(all.into_iter().filter(is_wanted).collect())
}

impl Case {
    /// What it is about: the first sentence of the story.
    #[must_use]
    pub fn summary(&self) -> &str {
        let end = self.story.find(". ").map_or(self.story.len(), |at| at + 1);
        self.story.get(..end).unwrap_or(&self.story)
    }

    /// What each detector is expected to see with a version of CPython.
    pub(crate) fn expected(&self, python: (u32, u32)) -> Vec<(&'static Detector, Verdict)> {
        let all = self.expect.iter().map(|(detector, verdict)| {
            let later = self.since.iter().rev();
            let mut later = later.filter(|one| one.detector.name == detector.name);
            let since = later.find(|one| one.version <= python);
            (*detector, since.map_or(*verdict, |one| one.verdict))
        });
        all.collect()
    }

    /// How often a detector has to execute the broken version so that a racy fault shows in 99
    /// of 100 runs.
    pub(crate) fn attempts(&self, detector: &Detector) -> usize {
        const MOST: usize = 50;
        let Some(rate) = self.rates.get(detector.name) else {
            return 1;
        };
        (1..MOST)
            .find(|count| (1.0 - rate).powi(i32::try_from(*count).unwrap_or(1)) <= 0.01)
            .unwrap_or(MOST)
    }

    /// In what part of the executions its fault shows, by the detector that shows it; empty where
    /// it is no matter of timing.
    pub fn rates(&self) -> impl Iterator<Item = (&str, f64)> {
        self.rates.iter().map(|(name, rate)| (name.as_str(), *rate))
    }

    /// Whether its fault is a matter of timing.
    pub(crate) fn is_racy(&self) -> bool {
        !self.rates.is_empty()
    }

    /// The folders of the two versions: the broken or suspect one, and the fixed one.
    pub(crate) const fn versions(&self) -> [&'static str; 2] {
        [self.kind.folder(), FIXED]
    }
}

fn read(name: &str) -> Result<Case, String> {
    let path = format!("{name}/case.toml");
    let file = CASES.iter().find(|file| file.path == path);
    let file = file.ok_or("it has no `case.toml`")?;
    let text = std::str::from_utf8(file.bytes).map_err(|_| "its `case.toml` is not UTF-8")?;
    let has = |version: &str| {
        let prefix = format!("{name}/{version}/");
        CASES.iter().any(|file| file.path.starts_with(&prefix))
    };
    let kinds: Vec<Kind> = [Kind::Fault, Kind::Control]
        .into_iter()
        .filter(|kind| has(kind.folder()))
        .collect();
    let [kind] = kinds[..] else {
        return Err("give it either a folder `broken` or a folder `suspect`".to_owned());
    };
    if !has(FIXED) {
        return Err(format!("it has no folder `{FIXED}`"));
    }
    let case = parse(text, name, kind)?;
    for version in case.versions() {
        let files = embedded::files_of(name, version);
        let needed = [&case.run].into_iter().chain(&case.build.sources);
        for needed in needed.chain(&case.build.headers) {
            if !files.iter().any(|(path, _)| path == needed) {
                return Err(format!("its version `{version}` has no `{needed}`"));
            }
        }
    }
    Ok(case)
}

fn parse(text: &str, name: &str, kind: Kind) -> Result<Case, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    if file.name != name {
        return Err(format!(
            "its name is `{}`; give it the name of its folder",
            file.name
        ));
    }
    let recipe = RECIPES.iter().find(|recipe| recipe.name == file.build.how);
    let recipe = recipe.ok_or_else(|| {
        let known: Vec<&str> = RECIPES.iter().map(|recipe| recipe.name).collect();
        format!(
            "nothing is built as `{}`; known: {}",
            file.build.how,
            known.join(", ")
        )
    })?;
    let mut expect = expectations(file.expect, kind)?;
    expect.sort_by_key(|(detector, _)| DETECTORS.iter().position(|one| one.name == detector.name));
    let since = since(file.since, kind, &expect)?;
    for (name, rate) in &file.rate {
        detector(name)?;
        if !(*rate > 0.0 && *rate <= 1.0) {
            return Err(format!("the rate of `{name}` is not above 0 and up to 1"));
        }
    }
    Ok(Case {
        name: file.name,
        story: file.story.split_whitespace().collect::<Vec<_>>().join(" "),
        kind,
        run: file.run,
        requires: file.requires,
        expect,
        since,
        rates: file.rate,
        build: Build {
            recipe,
            sources: file.build.sources,
            flags: file.build.flags,
            headers: file.build.headers,
        },
    })
}

fn expectations(
    named: BTreeMap<String, Verdict>,
    kind: Kind,
) -> Result<Vec<(&'static Detector, Verdict)>, String> {
    let one = |(name, verdict): (String, Verdict)| {
        let is_fitting = match kind {
            Kind::Fault => verdict != Verdict::Quiet,
            Kind::Control => !matches!(verdict, Verdict::Caught | Verdict::Missed),
        };
        if is_fitting {
            Ok((detector(&name)?, verdict))
        } else {
            let word = verdict.word();
            Err(format!("`{name}` cannot be expected to be {word}"))
        }
    };
    named.into_iter().map(one).collect()
}

fn since(
    versions: BTreeMap<String, BTreeMap<String, Verdict>>,
    kind: Kind,
    expect: &[(&'static Detector, Verdict)],
) -> Result<Vec<Since>, String> {
    let mut all = Vec::new();
    for (text, named) in versions {
        let parts = text.split_once('.');
        let version =
            parts.and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
        let version = version.ok_or_else(|| format!("`{text}` is no version such as 3.12"))?;
        for (detector, verdict) in expectations(named, kind)? {
            if !expect.iter().any(|(one, _)| one.name == detector.name) {
                return Err(format!(
                    "`{}` has no expectation before {text}",
                    detector.name
                ));
            }
            all.push(Since {
                version,
                detector,
                verdict,
            });
        }
    }
    all.sort_by_key(|one| one.version);
    Ok(all)
}

fn detector(name: &str) -> Result<&'static Detector, String> {
    DETECTORS
        .iter()
        .find(|detector| detector.name == name)
        .copied()
        .ok_or_else(|| format!("there is no detector `{name}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "name = 'a'\nstory = 'It breaks. It is mended.'\nrun = 'run.py'\n\
                        build = { how = 'none' }\n[expect]\nplain = 'caught'\n";

    #[test]
    fn every_case_that_is_carried_can_be_read() {
        for case in cases().unwrap() {
            assert!(!case.expect.is_empty(), "{} expects nothing", case.name);
            assert!(
                case.summary().len() <= 90,
                "{}: {}",
                case.name,
                case.summary()
            );
        }
    }

    #[test]
    fn a_case_is_read_and_its_first_sentence_sums_it_up() {
        let case = parse(TEXT, "a", Kind::Fault).unwrap();
        assert_eq!(case.summary(), "It breaks.");
        assert_eq!(case.expect[0].1, Verdict::Caught);
        assert_eq!(case.attempts(case.expect[0].0), 1);
    }

    #[test]
    fn a_racy_case_is_repeated_until_99_in_100_runs_show_it() {
        let text = format!("{TEXT}[rate]\nplain = 0.5\n");
        let case = parse(&text, "a", Kind::Fault).unwrap();
        assert_eq!(case.attempts(case.expect[0].0), 7);
    }

    #[test]
    fn what_is_wrong_with_a_case_is_told() {
        let wrong =
            |from: &str, to: &str, kind| parse(&TEXT.replace(from, to), "a", kind).err().unwrap();
        let fault = Kind::Fault;
        assert!(wrong("'a'", "'b'", fault).contains("the name of its folder"));
        assert!(wrong("'none'", "'soup'", fault).contains("known: none, library"));
        assert!(wrong("plain", "plane", fault).contains("no detector `plane`"));
        assert!(wrong("caught", "quiet", fault).contains("cannot be expected to be quiet"));
        assert!(wrong("caught", "caught", Kind::Control).contains("cannot be expected"));
        assert!(wrong("story", "tale", fault).contains("tale"));
        let rate = wrong("[expect]", "[rate]\nplain = 0\n[expect]", fault);
        assert!(rate.contains("not above 0"), "{rate}");
    }

    #[test]
    fn a_later_python_may_see_otherwise() {
        let text =
            format!("{TEXT}[since.'3.12']\nplain = 'missed'\n[since.'3.9']\nplain = 'caught'\n");
        let case = parse(&text, "a", Kind::Fault).unwrap();
        let seen = |minor| case.expected((3, minor))[0].1;
        assert_eq!((seen(8), seen(11)), (Verdict::Caught, Verdict::Caught));
        assert_eq!((seen(12), seen(14)), (Verdict::Missed, Verdict::Missed));
        for (version, name) in [("new", "plain"), ("3.12", "check")] {
            let text = format!("{TEXT}[since.'{version}']\n{name} = 'caught'\n");
            assert!(parse(&text, "a", Kind::Fault).is_err());
        }
    }

    #[test]
    fn a_near_name_is_suggested() {
        let known = cases().unwrap();
        let Some(case) = known.first() else { return };
        let asked = case.name.replace('-', "_");
        let error = select(&[format!("{asked}x")]).err().unwrap().to_string();
        assert!(
            error.contains(&format!("did you mean `{}`?", case.name)),
            "{error}"
        );
    }
}
