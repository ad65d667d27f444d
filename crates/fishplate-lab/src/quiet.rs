//! Which rounds ran on an undisturbed processor.
//!
//! A neighbour on the same core, or a lower clock, slows calls by different factors: a ratio
//! taken then is another one. The empty Python loop is in every round and tells such rounds
//! from quiet ones without looking at the rows that are judged.

use std::collections::{BTreeMap, BTreeSet};

use fishplate_model::Sample;

/// A round whose empty loop takes longer than this, against the quick rounds, is disturbed.
const SLOWER: f64 = 1.15;
/// The rank, as a share, of the empty loop that stands for the quick rounds.
const QUICK: f64 = 0.10;
/// Less than this share of quiet rounds, or fewer processes, say that the machine has no quiet
/// speed to speak of; then all rounds count.
const LEAST_SHARE: f64 = 0.25;
const LEAST_PROCESSES: usize = 3;
/// A process with fewer quiet rounds says nothing steady, and its median would weigh as much as
/// any other's.
const LEAST_ROUNDS: usize = 8;

/// The disturbed rounds of one group of rows, by process and round.
pub(crate) fn disturbed<'a>(samples: impl Iterator<Item = &'a Sample>) -> BTreeSet<(u32, u32)> {
    // A native row has no empty loop.
    let floors: BTreeMap<(u32, u32), f64> = samples
        .filter(|sample| sample.floor_ns > 0.0)
        .map(|sample| ((sample.process, sample.round), sample.floor_ns))
        .collect();
    let mut sorted: Vec<f64> = floors.values().copied().collect();
    sorted.sort_by(f64::total_cmp);
    let rank = (QUICK * sorted.len() as f64) as usize;
    let Some(limit) = sorted.get(rank).map(|quick| SLOWER * quick) else {
        return BTreeSet::new();
    };
    let mut quiet: BTreeMap<u32, usize> = BTreeMap::new();
    for ((process, _), _) in floors.iter().filter(|(_, floor)| **floor <= limit) {
        *quiet.entry(*process).or_default() += 1;
    }
    quiet.retain(|_, rounds| *rounds >= LEAST_ROUNDS);
    let kept: usize = quiet.values().sum();
    let is_enough =
        kept as f64 >= LEAST_SHARE * floors.len() as f64 && quiet.len() >= LEAST_PROCESSES;
    if !is_enough {
        return BTreeSet::new();
    }
    let is_slow = |((process, _), floor): &(&(u32, u32), &f64)| {
        **floor > limit || !quiet.contains_key(process)
    };
    floors.iter().filter(is_slow).map(|(key, _)| *key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(floor: impl Fn(u32, u32) -> f64) -> Vec<Sample> {
        let rounds = (0..10).flat_map(|process| (0..20).map(move |round| (process, round)));
        rounds
            .map(|(process, round)| Sample {
                version: 1,
                row: "r".into(),
                process,
                round,
                loops: 1,
                raw_ns: 50.0,
                floor_ns: floor(process, round),
            })
            .collect()
    }

    #[test]
    fn slow_spells_are_found_by_the_empty_loop() {
        let spell = |process: u32, round: u32| process == 4 || (process == 2 && round < 5);
        let all = samples(|p, r| {
            if spell(p, r) {
                7.5
            } else {
                5.0 + 0.01 * f64::from(r)
            }
        });
        let found = disturbed(all.iter());
        assert_eq!(found.len(), 25);
        assert!(found.iter().all(|(p, r)| spell(*p, *r)));
    }

    #[test]
    fn a_machine_that_is_seldom_quick_keeps_all_its_rounds() {
        let all = samples(|_, r| if r < 4 { 5.0 } else { 7.5 });
        assert!(disturbed(all.iter()).is_empty());
    }

    #[test]
    fn a_process_with_few_quiet_rounds_is_left_out_as_a_whole() {
        let all = samples(|p, r| if p == 6 && r > 3 { 7.5 } else { 5.0 });
        let found = disturbed(all.iter());
        assert_eq!(found.len(), 20);
        assert!(found.iter().all(|(process, _)| *process == 6));
    }

    #[test]
    fn two_quiet_processes_are_not_enough() {
        let all = samples(|p, _| if p < 2 { 5.0 } else { 7.5 });
        assert!(disturbed(all.iter()).is_empty());
    }

    #[test]
    fn native_samples_say_nothing() {
        let all = samples(|_, _| 0.0);
        assert!(disturbed(all.iter()).is_empty());
    }
}
