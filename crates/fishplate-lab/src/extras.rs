//! Packages that only some contestants need, added to the environment when one takes part.
//!
//! They do not install everywhere and are large, so no run fails for want of them: the row is
//! skipped and says why. Nothing else is ever built with them.

use std::collections::BTreeMap;

use fishplate_process::{Environment, EnvironmentError, ProcessError, Python};

use crate::environment::Packages;
use crate::{LabError, Progress};

/// A lock on top of the environment's own.
struct Extra {
    /// The package that contestants ask for.
    name: &'static str,
    /// All packages that it brings.
    brings: &'static [&'static str],
    /// Their versions and hashes.
    lock: &'static str,
}

static EXTRAS: &[Extra] = &[Extra {
    name: "numba",
    brings: &["numba", "llvmlite"],
    lock: include_str!("../../../requirements/numba.txt"),
}];

/// What came of adding packages.
#[derive(Default)]
pub(crate) struct Extras {
    /// Why a package is not there, by its name.
    reasons: BTreeMap<&'static str, String>,
}

impl Extras {
    /// The packages that may or may not be there, and that no build follows from.
    pub(crate) fn packages() -> Vec<&'static str> {
        let all = EXTRAS.iter().flat_map(|extra| extra.brings);
        all.copied().collect()
    }

    /// Adds the packages among `needed` that are known and not there.
    ///
    /// # Errors
    /// When Ctrl-C is pressed; whatever else goes wrong is a reason.
    pub(crate) fn add(
        needed: &[&str],
        packages: &Packages,
        python: &Python,
        progress: &dyn Progress,
    ) -> Result<Self, LabError> {
        let mut reasons = BTreeMap::new();
        for extra in EXTRAS {
            if !needed.contains(&extra.name) || packages.has(extra.name) {
                continue;
            }
            let added = Environment::extend(python, extra.lock, &mut |step| progress.step(step));
            match added {
                Ok(()) => {}
                Err(EnvironmentError::Process(error @ ProcessError::Interrupted)) => {
                    return Err(error.into());
                }
                Err(error) => {
                    reasons.insert(extra.name, error.to_string());
                }
            }
        }
        Ok(Self { reasons })
    }

    /// Why a package could not be added, where it was tried.
    pub(crate) fn reason(&self, name: &str) -> Option<&str> {
        self.reasons.get(name).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Names and versions of a lock.
    fn locked(lock: &str) -> BTreeMap<&str, &str> {
        let lines = lock.lines().filter(|line| !line.starts_with([' ', '#']));
        lines
            .filter_map(|line| line.trim_end_matches(" \\").split_once("=="))
            .collect()
    }

    #[test]
    fn an_extra_brings_what_it_says_and_changes_nothing_else() {
        let own = locked(include_str!("../../../requirements/bench.txt"));
        for extra in EXTRAS {
            let brought = locked(extra.lock);
            assert!(brought.contains_key(extra.name));
            for (name, version) in brought {
                match own.get(name) {
                    Some(known) => assert_eq!(*known, version, "{name}"),
                    None => assert!(extra.brings.contains(&name), "{name} is not in `brings`"),
                }
            }
        }
    }

    #[test]
    fn whatever_a_contestant_needs_can_be_had() {
        let own = locked(include_str!("../../../requirements/bench.txt"));
        for workload in crate::workloads().unwrap() {
            for need in workload.contestants.iter().flat_map(|one| &one.needs) {
                let is_extra = EXTRAS.iter().any(|extra| extra.name == need);
                assert!(is_extra || own.contains_key(need.as_str()), "{need}");
            }
        }
    }
}
