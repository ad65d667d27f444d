//! The batches behind each row, small enough for the page: five figures a process, drawn on demand.
//!
//! `results.jsonl` has all of them; what stands here is for looking, not for computing.

use fishplate_model::Sample;
use serde::Serialize;

use crate::rows::net_ns;

/// The places within a process's batches that are kept.
const PLACES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
/// The digits of a figure, least first; each is one letter.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// The batches of one row: the least and the greatest figure in nanoseconds, and five letters for
/// each process, each a share of the way between the two.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Strip(f64, f64, String);

/// The strip of a row, of some of its processes at most; none where it has no batches.
pub(crate) fn strip(processes: &[Vec<Sample>], most: usize) -> Option<Strip> {
    let figures = processes.iter().take(most).filter_map(|samples| {
        let mut times: Vec<f64> = samples.iter().map(net_ns).collect();
        times.sort_by(f64::total_cmp);
        (!times.is_empty()).then(|| PLACES.map(|place| at(&times, place)))
    });
    let figures: Vec<[f64; 5]> = figures.collect();
    let all = || figures.iter().flatten().copied();
    let low = all().min_by(f64::total_cmp)?;
    let high = all().max_by(f64::total_cmp)?;
    let digit = |value: f64| {
        let share = if high > low {
            (value - low) / (high - low)
        } else {
            0.5
        };
        let index = (share * (DIGITS.len() - 1) as f64).round() as usize;
        DIGITS.get(index).map_or('A', |digit| char::from(*digit))
    };
    let round = |value: f64| (value * 100.0).round() / 100.0;
    Some(Strip(round(low), round(high), all().map(digit).collect()))
}

/// The value at a share of the way through sorted ones.
fn at(sorted: &[f64], share: f64) -> f64 {
    let index = (share * (sorted.len().saturating_sub(1)) as f64).round() as usize;
    sorted.get(index).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(process: u32, times: &[f64]) -> Vec<Sample> {
        let sample = |(round, raw_ns): (u32, &f64)| Sample {
            version: 1,
            row: "r".into(),
            process,
            round,
            loops: 1,
            raw_ns: *raw_ns,
            floor_ns: 10.0,
        };
        (0..).zip(times).map(sample).collect()
    }

    #[test]
    fn a_process_is_five_letters_between_the_ends() {
        let processes = [
            samples(0, &[20.0; 9]),
            samples(1, &[30.0; 9]),
            samples(2, &[25.0; 9]),
            Vec::new(),
        ];
        let found = strip(&processes, 9).unwrap();
        let text = "AAAAA_____ggggg".to_owned();
        assert_eq!(found, Strip(10.0, 20.0, text));
        assert_eq!(strip(&[], 9), None);
    }
}
