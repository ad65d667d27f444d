//! What holds rows of a workload apart or back: processes of their own, a largest size.
//!
//! What such a row is measured by is not known here.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Case, Workload};
use crate::Spec;

/// `isolated = true`, or the size from which on.
#[derive(Clone, Copy, Deserialize)]
#[serde(untagged)]
pub(super) enum Isolated {
    All(bool),
    From(u64),
}

impl Isolated {
    /// The size from which rows are isolated.
    pub(super) fn least_size(self) -> Option<u64> {
        match self {
            Self::All(is_isolated) => is_isolated.then_some(0),
            Self::From(size) => Some(size),
        }
    }
}

/// Who is held to a size must take part.
pub(super) fn check_limits(workload: &Workload) -> Result<(), String> {
    let contestants = (workload.contestants.iter()).map(|one| (&one.name, &one.variant));
    let packages = workload.hand.iter().flat_map(|package| {
        let variants = package.variants.keys();
        variants.map(|variant| (&package.binding, variant))
    });
    let known: BTreeSet<String> = (contestants.chain(packages))
        .map(|(binding, variant)| format!("{binding}/{variant}"))
        .collect();
    match workload.up_to.keys().find(|name| !known.contains(*name)) {
        Some(name) => Err(format!(
            "`up_to` names `{name}`, which does not take part; write `binding/variant`"
        )),
        None => Ok(()),
    }
}

/// Only a text keeps something of a call, so only of a text each call can have a new one.
pub(super) fn check_fresh(case: &Case, fresh: &[String]) -> Result<(), String> {
    let is_text = |name: &String| {
        let mut arguments = case.arguments.iter();
        arguments.any(|(known, spec)| known == name && matches!(spec, Spec::Text { .. }))
    };
    match fresh.iter().find(|name| !is_text(name)) {
        Some(name) => Err(format!(
            "`fresh` names `{name}`, which is no text; write `str[N]` for its argument"
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_may_have_processes_of_their_own_from_a_size_on() {
        #[derive(Deserialize)]
        struct File {
            isolated: Isolated,
        }
        let mut workload = crate::workloads().unwrap().remove(0);
        let mut isolated = |value: &str| {
            let file: File = toml::from_str(&format!("isolated = {value}")).unwrap();
            workload.isolated_from = file.isolated.least_size();
            [None, Some(10), Some(1000)].map(|size| workload.is_isolated(size))
        };
        assert_eq!(isolated("true"), [true, true, true]);
        assert_eq!(isolated("1_000"), [false, false, true]);
        assert_eq!(isolated("false"), [false, false, false]);
    }

    #[test]
    fn a_limit_of_somebody_who_does_not_take_part_is_refused() {
        let all = crate::workloads().unwrap();
        let has_packages = |one: &Workload| !one.hand.is_empty();
        let mut workload = all.into_iter().find(has_packages).unwrap();
        let package = &workload.hand[0];
        let variant = package.variants.keys().next().unwrap();
        let name = format!("{}/{variant}", package.binding);
        workload.up_to.insert(name, 10);
        assert_eq!(check_limits(&workload), Ok(()));
        workload.up_to.insert("ctypes/unheard".to_owned(), 10);
        let message = check_limits(&workload).unwrap_err();
        assert!(message.contains("`ctypes/unheard`"), "{message}");
    }
}
