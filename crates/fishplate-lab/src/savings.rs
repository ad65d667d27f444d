//! What an existing binding costs beside the others, and what another would save.

use fishplate_model::{Existing, Row, Saving};

use crate::existing::EXISTING;
use crate::field::{GENERATED, NATIVE};

/// For each existing row with a time: how far it is from the floor, and what each generated
/// binding would save at so many calls a second.
pub(crate) fn existing(rows: &[Row], rates: &[u64]) -> Vec<Existing> {
    let own = rows.iter().filter(|row| row.binding == EXISTING);
    own.filter_map(|row| one(row, rows, rates)).collect()
}

fn one(row: &Row, rows: &[Row], rates: &[u64]) -> Option<Existing> {
    let net_ns = row.net_ns?;
    let beside = rows.iter().filter(|other| {
        (&other.workload, &other.case, other.size) == (&row.workload, &row.case, row.size)
    });
    let mut native = beside.clone().filter(|other| other.binding == NATIVE);
    let native = native.find_map(|other| other.net_ns).filter(|ns| *ns > 0.0);
    let mut savings = Vec::new();
    for other in beside.filter(|other| other.variant == GENERATED) {
        let Some(other_ns) = other.net_ns else {
            continue;
        };
        savings.extend(rates.iter().map(|rate| Saving {
            binding: other.binding.clone(),
            variant: other.variant.clone(),
            calls_per_second: *rate,
            saved_ms_per_s: (net_ns - other_ns) * *rate as f64 / 1e6,
        }));
    }
    Some(Existing {
        workload: row.workload.clone(),
        case: row.case.clone(),
        size: row.size,
        variant: row.variant.clone(),
        net_ns,
        ratio_to_native: native.map(|native| net_ns / native),
        ratio_to_capi: row.ratio_to_capi,
        savings,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up::row;

    #[test]
    fn savings_are_milliseconds_of_each_second() {
        let rows = [
            row("w", Some(10), EXISTING, "a.b:c", 540.0),
            row("w", Some(10), NATIVE, "reference", 4.0),
            row("w", Some(10), "capi", GENERATED, 40.0),
            row("w", Some(10), "ctypes", GENERATED, 640.0),
            row("w", Some(10), "capi", "hand-idiom", 1.0),
            row("w", Some(20), "capi", GENERATED, 1.0),
        ];
        let found = existing(&rows, &[1_000, 100_000]);
        let [one] = found.as_slice() else {
            panic!("one existing row")
        };
        assert_eq!(one.ratio_to_native, Some(135.0));
        let savings: Vec<(&str, u64, f64)> = (one.savings.iter())
            .map(|saving| {
                (
                    saving.binding.as_str(),
                    saving.calls_per_second,
                    saving.saved_ms_per_s,
                )
            })
            .collect();
        assert_eq!(
            savings,
            [
                ("capi", 1_000, 0.5),
                ("capi", 100_000, 50.0),
                ("ctypes", 1_000, -0.1),
                ("ctypes", 100_000, -10.0),
            ]
        );
    }

    #[test]
    fn a_row_without_a_time_saves_nothing() {
        let mut own = row("w", None, EXISTING, "a:b", 1.0);
        own.net_ns = None;
        assert!(existing(&[own], &[1]).is_empty());
    }
}
