//! From which size a binding pays, against each way in Python.

use std::collections::BTreeMap;

use fishplate_model::{BreakEven, Row, SizeUnit};

use crate::existing::EXISTING;
use crate::field::{GENERATED, NATIVE, REFERENCE};

/// Workload, binding and rival.
type Pair<'r> = (&'r str, &'r str, &'r str);

/// Two times that are this near are one time: the same function timed twice in one run comes out
/// about one per cent apart, and here are two of them.
const TIE: f64 = 1.02;

/// Whether a binding is no slower than another way, given the net times of both.
pub(crate) fn is_no_slower(net_ns: Option<f64>, rival_ns: Option<f64>) -> bool {
    net_ns
        .zip(rival_ns)
        .is_some_and(|(net, rival)| net <= TIE * rival)
}

/// The name of a way that a binding is held against: a way in Python, or a binding that the user
/// has already.
pub(crate) fn rival_name(row: &Row) -> Option<&str> {
    if row.binding == EXISTING {
        return Some(&row.variant);
    }
    let is_rival = row.variant == REFERENCE && row.binding != NATIVE;
    is_rival.then_some(row.binding.as_str())
}

/// For each generated binding and each way in Python: the least measured size at which the
/// binding is no slower, in every case of the workload.
pub(crate) fn break_even(rows: &[Row]) -> Vec<BreakEven> {
    let mut order: Vec<Pair<'_>> = Vec::new();
    let mut sizes: BTreeMap<Pair<'_>, BTreeMap<u64, bool>> = BTreeMap::new();
    // More threads are no larger input.
    let is_input = |row: &&Row| row.size_unit != Some(SizeUnit::Threads);
    let is_timed = |row: &&Row| row.net_ns.is_some() && row.size.is_some();
    let timed = || rows.iter().filter(is_timed).filter(is_input);
    for row in timed().filter(|row| row.variant == GENERATED) {
        let rivals = timed().filter(|rival| {
            (&rival.workload, &rival.case, rival.size) == (&row.workload, &row.case, row.size)
                && rival_name(rival).is_some()
        });
        for rival in rivals {
            let pair = (
                row.workload.as_str(),
                row.binding.as_str(),
                rival_name(rival).unwrap_or_default(),
            );
            if !order.contains(&pair) {
                order.push(pair);
            }
            if let Some(size) = row.size {
                let is_enough = sizes.entry(pair).or_default().entry(size).or_insert(true);
                *is_enough &= is_no_slower(row.net_ns, rival.net_ns);
            }
        }
    }
    let found = order.into_iter().map(|pair| {
        let (workload, binding, against) = pair;
        let mut sizes = sizes.get(&pair).into_iter().flatten();
        BreakEven {
            workload: workload.to_owned(),
            binding: binding.to_owned(),
            against: against.to_owned(),
            size: sizes
                .find(|(_, is_enough)| **is_enough)
                .map(|(size, _)| *size),
        }
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up;

    #[test]
    fn break_even_is_the_least_size_that_is_no_slower() {
        let mut rows = Vec::new();
        for (size, net, python) in [(2, 50.0, 40.0), (100, 60.0, 900.0), (1000, 70.0, 9000.0)] {
            rows.push(made_up::row("dot", Some(size), "capi", GENERATED, net));
            rows.push(made_up::row("dot", Some(size), "python", REFERENCE, python));
            rows.push(made_up::row("dot", Some(size), "numpy", REFERENCE, 1.0));
            rows.push(made_up::row("dot", Some(size), NATIVE, REFERENCE, 1.0));
        }
        let found: Vec<(String, Option<u64>)> = break_even(&rows)
            .into_iter()
            .map(|entry| (entry.against, entry.size))
            .collect();
        assert_eq!(
            found,
            [("python".to_owned(), Some(100)), ("numpy".to_owned(), None)]
        );
    }

    #[test]
    fn a_difference_within_the_noise_is_none() {
        assert!(is_no_slower(Some(101.0), Some(100.0)));
        assert!(!is_no_slower(Some(103.0), Some(100.0)));
        assert!(!is_no_slower(None, Some(100.0)) && !is_no_slower(Some(1.0), None));
    }

    #[test]
    fn a_size_pays_only_where_every_case_does() {
        let mut rows = Vec::new();
        for (case, net) in [("plain", 10.0), ("keywords", 50.0)] {
            for (size, python) in [(2, 40.0), (100, 900.0)] {
                let case = Some(case.to_owned());
                let capi = made_up::row("dot", Some(size), "capi", GENERATED, net);
                let python = made_up::row("dot", Some(size), "python", REFERENCE, python);
                rows.extend([capi, python].map(|row| Row {
                    case: case.clone(),
                    ..row
                }));
            }
        }
        let found: Vec<Option<u64>> = (break_even(&rows).iter()).map(|one| one.size).collect();
        assert_eq!(found, [Some(100)]);
    }
}
