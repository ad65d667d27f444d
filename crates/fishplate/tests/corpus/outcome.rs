//! Runs `fishplate check` over a package and holds what it finds against what is expected.

use std::time::Duration;

use fishplate_process::{Child, Limits};
use serde::{Deserialize, Serialize};

use crate::entry::{Entry, Expected};
use crate::fetch::{self, Ready};

const CHECK: Limits = Limits {
    wall: Duration::from_secs(120),
    ..Limits::BUILD
};

/// A finding in the form of the corpus: the line is that of the declaration.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Found {
    pub(crate) code: String,
    pub(crate) severity: String,
    pub(crate) file: String,
    pub(crate) line: u64,
    pub(crate) symbol: String,
    /// The line of the part that is wrong.
    pub(crate) part_line: u64,
    pub(crate) message: String,
}

/// What a check of a package gave.
pub(crate) struct Outcome {
    pub(crate) found: Vec<Found>,
    pub(crate) missing: Vec<Expected>,
    /// The errors that nobody expected.
    pub(crate) extra_errors: Vec<Found>,
    pub(crate) functions: u64,
    pub(crate) unresolved: u64,
    pub(crate) cpu: Duration,
    pub(crate) other_headers: Option<String>,
}

impl Outcome {
    pub(crate) fn count(&self, severity: &str) -> usize {
        self.found
            .iter()
            .filter(|one| one.severity == severity)
            .count()
    }
}

#[derive(Deserialize)]
struct Document {
    findings: Vec<Finding>,
    summary: Summary,
}

#[derive(Deserialize)]
struct Finding {
    code: String,
    severity: String,
    symbol: String,
    message: String,
    binding: Place,
    declaration: Option<Place>,
}

#[derive(Deserialize)]
struct Place {
    file: String,
    line: u64,
}

#[derive(Deserialize)]
struct Summary {
    functions: u64,
    unresolved: u64,
}

/// Checks a package that lies ready.
pub(crate) fn of(entry: &Entry, ready: &Ready) -> Result<Outcome, String> {
    let child = Child::new(env!("CARGO_BIN_EXE_fishplate"), CHECK)
        .args(["check", "--format", "json", "--python"])
        .arg(fetch::python())
        .arg(&ready.target);
    let done = child.run().map_err(|error| error.to_string())?;
    let document: Document = match serde_json::from_slice(&done.stdout) {
        Ok(document) => document,
        Err(_) if done.status.code() == Some(2) && done.tail(3).contains("libclang") => {
            return Err(done.tail(1));
        }
        Err(error) => panic!(
            "{} {}: {error}: {}",
            entry.package,
            entry.version,
            done.tail(5)
        ),
    };
    let prefix = format!("{}/", ready.target.display());
    let found: Vec<Found> = (document.findings.into_iter())
        .map(|one| seen(one, &prefix, ready.outer_folders))
        .collect();
    let missing = missing(entry, &found);
    let is_listed = |one: &&Found| {
        entry
            .expected
            .iter()
            .any(|wanted| is_it(wanted, one, false))
    };
    let errors = found.iter().filter(|one| one.severity == "error");
    let extra_errors = errors.filter(|one| !is_listed(one)).cloned().collect();
    Ok(Outcome {
        missing,
        extra_errors,
        functions: document.summary.functions,
        unresolved: document.summary.unresolved,
        cpu: done.cpu,
        other_headers: ready.other_headers.clone(),
        found,
    })
}

fn seen(finding: Finding, prefix: &str, outer_folders: usize) -> Found {
    let Finding {
        code,
        severity,
        symbol,
        message,
        binding,
        declaration,
    } = finding;
    let is_here = declaration
        .as_ref()
        .is_some_and(|place| place.file == binding.file);
    let line = declaration
        .filter(|_| is_here)
        .map_or(binding.line, |place| place.line);
    let inside = binding.file.strip_prefix(prefix);
    let own = inside.and_then(|path| path.splitn(outer_folders + 1, '/').last());
    let file = own.unwrap_or(&binding.file).to_owned();
    Found {
        code,
        severity,
        file,
        line,
        symbol,
        part_line: binding.line,
        message,
    }
}

/// What was expected and not found; one finding answers one expectation.
fn missing(entry: &Entry, found: &[Found]) -> Vec<Expected> {
    let mut left: Vec<&Found> = found.iter().collect();
    let mut missing = Vec::new();
    for wanted in &entry.expected {
        let place = left.iter().position(|one| is_it(wanted, one, true));
        let is_told = || found.iter().any(|one| tells(wanted, one));
        match place {
            Some(place) => drop(left.remove(place)),
            None if is_told() => {}
            None => missing.push(wanted.clone()),
        }
    }
    missing
}

/// Whether a finding is the expected one; with another severity it is still no extra.
fn is_it(wanted: &Expected, found: &Found, with_severity: bool) -> bool {
    wanted.code == found.code
        && (!with_severity || wanted.severity == found.severity)
        && wanted.file == found.file
        && wanted.symbol == found.symbol
        && wanted.line.is_none_or(|line| line == found.line)
}

fn tells(wanted: &Expected, found: &Found) -> bool {
    wanted.told_by.as_ref().is_some_and(|told| {
        (told.code.as_str(), told.symbol.as_str()) == (found.code.as_str(), found.symbol.as_str())
            && wanted.file == found.file
            && told.line == found.part_line
    })
}
