//! `docs/stable-abi.md` is what the headers and the interpreters of CPython do, tried.
//!
//! Each probe is C that compiles under `Py_LIMITED_API` or does not. The page's tables hold the first
//! level at which it does, for each version of the headers; `make bless` writes them anew from the
//! headers that are here, and keeps what others have shown. A header that is not here is named.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where something unforeseen happens"
)]

mod compiled;
mod cython;
mod interpreters;
mod page;
mod probes;

use std::collections::BTreeMap;

use compiled::{OLDEST_LEVEL, accepted, compiles, symbols};
use cython::Cython;
use interpreters::{Interpreter, interpreters};
use page::{Page, SYMBOLS};
use probes::{Probe, probes};

#[test]
fn the_page_says_from_which_level_on_the_headers_allow_each_thing() {
    let mut page = Page::read();
    let probes = probes();
    let written = in_c(&probes);
    let blesses = std::env::var_os("FISHPLATE_BLESS").is_some();
    let mut here = Vec::new();
    for interpreter in interpreters().iter().filter(|found| found.takes_part()) {
        let title = format!("with {}", interpreter.version());
        here.push(title.clone());
        if !blesses && !page.columns.contains(&title) {
            println!(
                "SKIPPED headers of {}: not on the page yet",
                interpreter.version()
            );
            continue;
        }
        let names: Vec<&str> = written.iter().map(|probe| &*probe.what).collect();
        let at = |level| accepted(interpreter, level, &written);
        for (name, level) in names.iter().zip(first_levels(interpreter, &names, at)) {
            page.see(&title, name, &level, blesses);
        }
    }
    for column in page.columns.iter().filter(|column| *column != SYMBOLS) {
        if !here.contains(column) {
            println!("SKIPPED `{column}`: no such headers on this machine");
        }
    }
    assert!(
        !here.is_empty() || !blesses,
        "there are no headers to bless by"
    );
    page.settle(&probes, blesses);
}

#[test]
#[ignore = "compiles each probe by itself and asks every CPython; `make test-slow` runs it"]
fn what_compiles_links_with_the_interpreters_that_the_page_names() {
    let mut page = Page::read();
    let probes = probes();
    let blesses = std::env::var_os("FISHPLATE_BLESS").is_some();
    let all = interpreters();
    let Some(newest) = all.iter().rfind(|found| found.takes_part()) else {
        println!("SKIPPED the symbols: no headers of CPython 3.11 or newer on this machine");
        return;
    };
    let known = page.columns.iter().rfind(|column| *column != SYMBOLS);
    if !blesses && known != Some(&format!("with {}", newest.version())) {
        println!("SKIPPED the symbols: the page has them by newer headers than this machine");
        return;
    }
    for probe in &in_c(&probes) {
        let Some(wanted) = symbols(newest, probe) else {
            page.see(SYMBOLS, &probe.what, "", blesses);
            continue;
        };
        let has: Vec<(u32, bool)> = all
            .iter()
            .map(|found| {
                (
                    found.minor,
                    wanted.iter().all(|name| found.exports.contains(name)),
                )
            })
            .collect();
        if blesses {
            page.see(SYMBOLS, &probe.what, &since(wanted.is_empty(), &has), true);
        } else {
            page.agree_on_symbols(&probe.what, wanted.is_empty(), &has);
        }
    }
    page.settle(&probes, blesses);
}

#[test]
#[ignore = "translates modules and compiles them at every level; `make test-slow` runs it"]
fn what_cython_writes_compiles_from_the_level_that_the_page_says() {
    let mut page = Page::read();
    let probes = probes();
    let blesses = std::env::var_os("FISHPLATE_BLESS").is_some();
    let all = interpreters();
    let cython = Cython::locked();
    let version = cython.version();
    for probe in probes.iter().filter(|probe| !probe.cython.is_empty()) {
        assert!(
            probe.group.contains(&format!("Cython {version} ")),
            "{}",
            probe.group
        );
        let text = cython.translated(&probe.cython);
        for interpreter in all.iter().filter(|found| found.takes_part()) {
            let title = format!("with {}", interpreter.version());
            let at = |level| vec![compiles(interpreter, level, &text)];
            let first = first_levels(interpreter, &[&*probe.what], at);
            if blesses || page.columns.contains(&title) {
                page.see(&title, &probe.what, &first[0], blesses);
            }
        }
    }
    page.settle(&probes, blesses);
}

#[test]
#[ignore = "compiles each probe by itself; `make test-slow` runs it"]
fn a_probe_says_alone_what_it_says_among_the_others() {
    let probes = in_c(&probes());
    for interpreter in interpreters().iter().filter(|found| found.takes_part()) {
        for level in [OLDEST_LEVEL, interpreter.minor] {
            let together = accepted(interpreter, level, &probes);
            for (probe, is_accepted) in probes.iter().zip(together) {
                let alone = accepted(interpreter, level, std::slice::from_ref(probe));
                assert_eq!(alone, [is_accepted], "{} at 3.{level}", probe.what);
            }
        }
    }
}

/// The probes that are given as C.
fn in_c(probes: &[Probe]) -> Vec<Probe> {
    let written = probes.iter().filter(|probe| probe.cython.is_empty());
    written.cloned().collect()
}

/// The first level at which each probe compiles: `every`, a version, or `never`.
fn first_levels(
    interpreter: &Interpreter,
    names: &[&str],
    accepted_at: impl Fn(u32) -> Vec<bool>,
) -> Vec<String> {
    let levels = OLDEST_LEVEL..=interpreter.minor;
    let levels: BTreeMap<u32, Vec<bool>> =
        levels.map(|level| (level, accepted_at(level))).collect();
    let at = |probe: usize| levels.iter().map(move |(level, all)| (*level, all[probe]));
    (0..names.len())
        .map(|probe| {
            let first = at(probe).find(|(_, is_accepted)| *is_accepted);
            let Some((first, _)) = first else {
                return "never".to_owned();
            };
            // A later level only adds: a probe that it takes away again is badly written.
            let stays = at(probe).all(|(level, is_accepted)| is_accepted == (level >= first));
            assert!(stays, "{} comes and goes", names[probe]);
            level_text(first)
        })
        .collect()
}

fn level_text(level: u32) -> String {
    match level {
        OLDEST_LEVEL => "every".to_owned(),
        level => format!("3.{level}"),
    }
}

/// The first version that has the symbols, when all that are here are asked.
fn since(needs_none: bool, has: &[(u32, bool)]) -> String {
    if needs_none {
        return "none".to_owned();
    }
    let wide = has.first().is_some_and(|(minor, _)| *minor == OLDEST_LEVEL);
    let gaps = has.windows(2).all(|pair| pair[1].0 <= pair[0].0 + 1);
    assert!(
        wide && gaps,
        "the symbols are blessed with every CPython from 3.{OLDEST_LEVEL} on"
    );
    let first = has.iter().find(|(_, has)| *has).unwrap().0;
    assert!(has.iter().all(|(minor, has)| *has == (*minor >= first)));
    level_text(first)
}
