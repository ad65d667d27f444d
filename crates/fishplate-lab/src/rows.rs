//! From what a session kept to the rows of `summary.json`, with a verdict on each.

use std::collections::BTreeMap;

use fishplate_model::{Clock, Row, SafetyRow, Sample, Status};

use crate::Depth;
use crate::field::Contestant;
use crate::record::{Record, RowKey};
use crate::session::Session;
use crate::session::copied;
use crate::statistics::{Estimate, estimate, median, median_of_medians};

/// The widest interval of a row that may be quoted, as half its width over the median.
const WIDEST: f64 = 0.10;
/// Absolute times drift with the machine's speed, which ratios do not see; so they may spread more.
const WIDEST_ABSOLUTE: f64 = 0.30;
/// The least doubt of a ratio: the same function timed twice in one run comes out this much apart.
pub(crate) const FINEST: f64 = 0.01;
/// The fewest batches of a row that may be quoted.
const FEWEST: usize = 10;
/// The same where each process makes a few calls only.
const FEWEST_ISOLATED: usize = 6;

/// The rows of a session: cases outside, then sizes, contestants inside.
pub(crate) fn rows(session: &Session<'_>, depth: Depth) -> Vec<Row> {
    let contestants = &session.field.contestants;
    let baseline = contestants.iter().position(|one| one.is_baseline);
    let cases = 0..session.field.workload.cases.len();
    let steps = session.field.workload.steps();
    let is_isolated = |size| session.field.workload.is_isolated(size);
    let groups = cases.flat_map(|case| steps.iter().map(move |size| (case, *size)));
    let mut rows = Vec::new();
    for (case, size) in groups {
        let key = |contestant| RowKey {
            case,
            size,
            contestant,
        };
        let base = baseline.and_then(|index| session.records.get(&key(index)));
        let base = base.filter(|record| record.fault.is_none());
        for (index, contestant) in contestants.iter().enumerate() {
            if let Some(record) = session.records.get(&key(index)) {
                let figures = Figures::of(record, base);
                let (status, reason) = match &record.fault {
                    Some((status, reason)) => (*status, Some(reason.clone())),
                    None => verdict(&figures, contestant.is_baseline, is_isolated(size), depth),
                };
                let row = row(session, key(index), contestant, record, &figures);
                rows.push(Row {
                    status,
                    reason,
                    ..row
                });
            }
        }
    }
    rows
}

/// A row without its verdict.
fn row(
    session: &Session<'_>,
    key: RowKey,
    contestant: &Contestant,
    record: &Record,
    figures: &Figures,
) -> Row {
    let workload = &session.field.workload;
    let imports = session.imports.get(&key.contestant);
    let build = contestant.built.as_ref().map(|entry| &entry.build);
    Row {
        workload: workload.name.clone(),
        case: workload
            .cases
            .get(key.case)
            .and_then(|case| case.name.clone()),
        size: key.size,
        size_unit: key.size.map(|_| workload.size_unit),
        binding: contestant.binding.clone(),
        variant: contestant.variant.clone(),
        status: Status::Ok,
        reason: None,
        clock: figures.clock,
        raw_ns: figures.raw_ns,
        net_ns: figures.net.map(|net| net.mid),
        ratio_to_capi: figures.ratio.map(|ratio| ratio.mid),
        ratio_low: figures.ratio.map(|ratio| ratio.low),
        ratio_high: figures.ratio.map(|ratio| ratio.high),
        runs: figures.runs,
        samples: figures.samples,
        instructions: record.instructions,
        first_call_ns: median(&record.first_call_ns),
        extra_peak_bytes: median(&record.extra_peak_bytes).map(|bytes| bytes as u64),
        copied: record.proof.as_ref().and_then(copied),
        copy_proof: record.proof.clone(),
        build_cpu_s: build.map(|build| build.cpu_s),
        rebuild_cpu_s: build.and_then(|build| build.rebuild_cpu_s),
        binary_bytes: build.and_then(|build| build.binary_bytes),
        import_ms: imports.and_then(|times| median(times)).map(|ns| ns / 1e6),
        per: workload.around.as_ref().map(|around| around.per.clone()),
        cores: workload.is_wall_clock().then(cores).flatten(),
    }
}

/// How many processors this process may use.
fn cores() -> Option<u32> {
    let found = std::thread::available_parallelism().ok()?;
    u32::try_from(found.get()).ok()
}

/// What was measured of a row; empty for one with a fault.
#[derive(Default)]
struct Figures {
    clock: Option<Clock>,
    raw_ns: Option<f64>,
    net: Option<Estimate>,
    ratio: Option<Estimate>,
    runs: u32,
    samples: u32,
}

impl Figures {
    fn of(record: &Record, base: Option<&Record>) -> Self {
        if record.fault.is_some() {
            return Self::default();
        }
        let per_process = |value: fn(&Sample) -> f64| -> Vec<Vec<f64>> {
            record
                .processes
                .iter()
                .map(|samples| samples.iter().map(value).collect())
                .collect()
        };
        let net = per_process(net_ns);
        let samples: usize = net.iter().map(Vec::len).sum();
        let is_thread_cpu = 2 * record.thread_cpu_batches > record.batches;
        let middle = median_of_medians(&net);
        let ratio = base.and_then(|base| ratio(record, base));
        Self {
            clock: (samples > 0).then_some(if is_thread_cpu {
                Clock::ThreadCpu
            } else {
                Clock::Monotonic
            }),
            raw_ns: median_of_medians(&per_process(|sample| sample.raw_ns)),
            net: middle.map(|mid| Estimate {
                mid,
                ..estimate(&net).unwrap_or(Estimate {
                    mid,
                    low: mid,
                    high: mid,
                })
            }),
            ratio,
            runs: record.processes.len() as u32,
            samples: samples as u32,
        }
    }
}

/// The ratio of a row to the baseline, with what is not known of it.
///
/// How far the disturbed rounds would have moved the median says how much the ratio depends on
/// the weather, and no two runs have the same: the interval holds that doubt too.
fn ratio(record: &Record, base: &Record) -> Option<Estimate> {
    let all = |record: &Record| [record.processes.as_slice(), &record.disturbed].concat();
    let quiet = estimate(&paired(&record.processes, &base.processes))?;
    // The baseline against itself is 1 and nothing else.
    if quiet.low == quiet.high && quiet.mid == 1.0 {
        return Some(quiet);
    }
    let any = estimate(&paired(&all(record), &all(base)))?;
    let doubt = (any.mid / quiet.mid).ln().abs().max(FINEST);
    Some(quiet.widened(doubt))
}

pub(crate) fn net_ns(sample: &Sample) -> f64 {
    sample.raw_ns - sample.floor_ns
}

/// The ratios of net times, by process, of batches of the same process and round.
pub(crate) fn paired(row: &[Vec<Sample>], base: &[Vec<Sample>]) -> Vec<Vec<f64>> {
    let base: BTreeMap<(u32, u32), f64> = base
        .iter()
        .flatten()
        .map(|sample| ((sample.process, sample.round), net_ns(sample)))
        .filter(|(_, net)| *net > 0.0)
        .collect();
    row.iter()
        .map(|samples| {
            let ratios = samples.iter().filter_map(|sample| {
                let base = base.get(&(sample.process, sample.round))?;
                Some(net_ns(sample) / base)
            });
            ratios.collect()
        })
        .collect()
}

fn verdict(
    figures: &Figures,
    is_baseline: bool,
    is_isolated: bool,
    depth: Depth,
) -> (Status, Option<String>) {
    let unstable = |why: String| (Status::Unstable, Some(format!("{why}: {}", advice(depth))));
    let fewest = if is_isolated { FEWEST_ISOLATED } else { FEWEST };
    if (figures.samples as usize) < fewest {
        return unstable(format!("only {} batches could be kept", figures.samples));
    }
    let (spread, widest, what) = match (figures.ratio, figures.net) {
        // The baseline's ratio is 1 by itself and says nothing.
        // Rows with processes of their own share no weather, so their ratios spread like times.
        (Some(ratio), _) if is_isolated && !is_baseline => {
            (ratio.spread(), WIDEST_ABSOLUTE, "ratio")
        }
        (Some(ratio), _) if !is_baseline => (ratio.spread(), WIDEST, "ratio"),
        (_, Some(net)) => (net.spread(), WIDEST_ABSOLUTE, "time"),
        _ => return unstable("its time is lost in the empty loop".to_owned()),
    };
    if spread.is_finite() && spread <= widest {
        return (Status::Ok, None);
    }
    unstable(format!(
        "the 95 % interval of its {what} is \u{b1}{:.1} %, more than \u{b1}{:.0} %",
        100.0 * spread,
        100.0 * widest
    ))
}

/// What to do about an unsteady row; never what was already done.
fn advice(depth: Depth) -> &'static str {
    match depth {
        Depth::Quick => "close other programs and run again, or run without `--quick`",
        Depth::Normal => "close other programs and run again, or run with `--thorough`",
        Depth::Thorough => "close other programs and run again",
    }
}

/// The safety rows of a session.
///
/// An input stands with its case where there are several: `two: a = 2**31`.
pub(crate) fn safety(session: &Session<'_>) -> Vec<SafetyRow> {
    let workload = &session.field.workload;
    let rows = session.safety.iter().filter_map(|record| {
        let contestant = session.field.contestants.get(record.contestant)?;
        let case = workload.cases.get(record.case)?;
        Some(SafetyRow {
            workload: workload.name.clone(),
            binding: contestant.binding.clone(),
            variant: contestant.variant.clone(),
            input: match &case.name {
                Some(name) => format!("{name}: {}", record.input),
                None => record.input.clone(),
            },
            outcome: record.outcome,
            exception: record.exception.clone(),
        })
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(process: u32, round: u32, raw_ns: f64) -> Sample {
        Sample {
            version: 1,
            row: "r".into(),
            process,
            round,
            loops: 1,
            raw_ns,
            floor_ns: 10.0,
        }
    }

    fn record(times: impl Fn(u32, u32) -> f64) -> Record {
        let processes = (0..5)
            .map(|p| (0..20).map(|r| sample(p, r, times(p, r))).collect())
            .collect();
        Record {
            processes,
            ..Record::default()
        }
    }

    #[test]
    fn a_ratio_is_paired_within_the_round_so_that_a_slow_spell_does_not_show() {
        let weather = |p: u32, r: u32| if (p + r).is_multiple_of(3) { 1.9 } else { 1.0 };
        let base = record(|p, r| 10.0 + 20.0 * weather(p, r));
        let row = record(|p, r| 10.0 + 60.0 * weather(p, r));
        let figures = Figures::of(&row, Some(&base));
        let ratio = figures.ratio.unwrap();
        assert!(
            (ratio.mid - 3.0).abs() < 1e-9 && ratio.spread() < 1.01 * FINEST,
            "{ratio:?}"
        );
        assert_eq!(
            verdict(&figures, false, false, Depth::Normal),
            (Status::Ok, None)
        );
        assert_eq!(
            (figures.raw_ns, figures.runs, figures.samples),
            (Some(70.0), 5, 100)
        );
    }

    #[test]
    fn the_interval_holds_what_disturbed_rounds_would_have_said() {
        let base = record(|_, _| 30.0);
        let mut row = record(|_, _| 50.0);
        assert!(Figures::of(&row, Some(&base)).ratio.unwrap().high < 2.03);
        let mut loud = record(|_, _| 30.0);
        let mut loud_base = base.clone();
        for sample in loud
            .processes
            .iter_mut()
            .chain(&mut loud_base.processes)
            .flatten()
        {
            sample.round += 100;
        }
        for sample in loud.processes.iter_mut().flatten() {
            sample.raw_ns = 54.0;
        }
        row.disturbed = loud.processes;
        loud_base.disturbed = std::mem::take(&mut loud_base.processes);
        loud_base.processes = base.processes;
        let ratio = Figures::of(&row, Some(&loud_base)).ratio.unwrap();
        assert_eq!(ratio.mid, 2.0);
        // Half of all pairs say 2.0 and half 2.2: the median of all is 5 % off.
        assert!(
            (ratio.high - 2.1).abs() < 0.01 && (ratio.low - 1.905).abs() < 0.01,
            "{ratio:?}"
        );
        assert_eq!(Figures::of(&row, Some(&loud_base)).samples, 100);
    }

    #[test]
    fn a_row_that_spreads_between_processes_is_unstable_and_told_what_to_do() {
        let base = record(|_, _| 30.0);
        let row = record(|p, _| 30.0 + 10.0 * f64::from(p));
        let figures = Figures::of(&row, Some(&base));
        let (status, reason) = verdict(&figures, false, false, Depth::Quick);
        assert_eq!(status, Status::Unstable);
        let reason = reason.unwrap();
        assert!(
            reason.contains("without `--quick`") && !reason.contains("thorough"),
            "{reason}"
        );
        let (_, reason) = verdict(&figures, false, false, Depth::Thorough);
        assert!(!reason.unwrap().contains("--"), "it was already thorough");
    }

    #[test]
    fn few_batches_are_not_enough() {
        let row = Record {
            processes: vec![vec![sample(0, 0, 30.0)]],
            ..Record::default()
        };
        let (status, reason) = verdict(&Figures::of(&row, None), false, false, Depth::Normal);
        assert_eq!(status, Status::Unstable);
        assert!(reason.unwrap().starts_with("only 1 batches"));
    }

    #[test]
    fn a_row_with_a_fault_has_no_figures() {
        let fault = Some((Status::Wrong, "no".to_owned()));
        let row = Record {
            fault,
            ..record(|_, _| 30.0)
        };
        let figures = Figures::of(&row, None);
        assert!(figures.raw_ns.is_none() && figures.clock.is_none() && figures.samples == 0);
    }

    #[test]
    fn thread_cpu_time_is_said() {
        let row = Record {
            thread_cpu_batches: 100,
            batches: 100,
            ..record(|_, _| 2e6)
        };
        assert_eq!(Figures::of(&row, None).clock, Some(Clock::ThreadCpu));
    }
}
