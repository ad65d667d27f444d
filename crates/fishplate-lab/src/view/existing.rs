//! An existing binding in words: how far it is from the floor, and what another path would save.

use fishplate_model::{Existing, Saving, Summary};

use super::figures::{nanoseconds, ratio};
use super::grouped;
use crate::break_even::is_no_slower;

/// The sentences on the existing bindings of a workload.
pub(crate) fn sentences(summary: &Summary, name: &str) -> Vec<String> {
    let own = summary.existing.iter().filter(|one| one.workload == name);
    own.map(sentence).collect()
}

fn sentence(one: &Existing) -> String {
    let at = one.size.map_or_else(String::new, |size| {
        format!(" at {} elements", grouped(size))
    });
    let mut text = format!("{}{at}: {} ns a call", one.variant, nanoseconds(one.net_ns));
    if let Some(times) = one.ratio_to_capi {
        text.push_str(&format!(", {} \u{d7} capi", ratio(times)));
    }
    if let Some(times) = one.ratio_to_native {
        text.push_str(&format!(", {} \u{d7} the loop in C", ratio(times)));
    }
    text.push_str(&format!("; {}", saved(one)));
    text
}

fn saved(one: &Existing) -> String {
    let most = |a: &&Saving, b: &&Saving| a.saved_ms_per_s.total_cmp(&b.saved_ms_per_s);
    let best = one.savings.iter().max_by(most);
    // A difference that two runs of one function have too is no saving.
    let is_quicker = |best: &&Saving| {
        let saved_ns = 1e6 * best.saved_ms_per_s / best.calls_per_second as f64;
        !is_no_slower(Some(one.net_ns), Some(one.net_ns - saved_ns))
    };
    let Some(best) = best.filter(is_quicker) else {
        return "no generated path is quicker".to_owned();
    };
    let of_best = one
        .savings
        .iter()
        .filter(|saving| saving.binding == best.binding);
    let parts: Vec<String> = of_best.map(|saving| at_rate(saving, one.net_ns)).collect();
    format!("{} would save {}", best.binding, parts.join(", and "))
}

fn at_rate(saving: &Saving, net_ns: f64) -> String {
    let rate = grouped(saving.calls_per_second);
    // More than a second of each second is more than one core has.
    let needed = net_ns * saving.calls_per_second as f64 / 1e9;
    if needed > 1.0 {
        return format!(
            "{} of {needed:.1} cores at {rate} calls a second",
            percent(saving, net_ns)
        );
    }
    format!(
        "{} ms of CPU time a second at {rate} calls",
        milliseconds(saving.saved_ms_per_s)
    )
}

fn percent(saving: &Saving, net_ns: f64) -> String {
    let all = net_ns * saving.calls_per_second as f64 / 1e6;
    format!("{:.0} %", 100.0 * saving.saved_ms_per_s / all)
}

fn milliseconds(ms: f64) -> String {
    match ms {
        ms if ms < 0.01 => format!("{ms:.4}"),
        ms if ms < 1.0 => format!("{ms:.2}"),
        ms => format!("{ms:.1}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::existing::EXISTING;
    use crate::made_up::{self, row};
    use crate::savings::existing;

    fn told(own_ns: f64) -> String {
        let rows = [
            row("w", Some(10_000), EXISTING, "a.b:c", own_ns),
            row("w", Some(10_000), "native", "reference", 20.0),
            row("w", Some(10_000), "capi", "generated", 40.0),
            row("w", Some(10_000), "pyo3", "generated", 30.0),
        ];
        let summary = Summary {
            existing: existing(&rows, &[1_000, 100_000]),
            ..made_up::summary()
        };
        sentences(&summary, "w").remove(0)
    }

    #[test]
    fn the_path_that_saves_most_is_named_with_what_it_saves() {
        assert_eq!(
            told(530.0),
            "a.b:c at 10,000 elements: 530 ns a call, 13.2 \u{d7} capi, 26.5 \u{d7} the loop in C; \
             pyo3 would save 0.50 ms of CPU time a second at 1,000 calls, and 50.0 ms of CPU time a \
             second at 100,000 calls"
        );
    }

    #[test]
    fn more_calls_than_a_core_can_make_are_told_in_cores() {
        let told = told(60_000.0);
        assert!(
            told.contains("100 % of 6.0 cores at 100,000 calls a second"),
            "{told}"
        );
    }

    #[test]
    fn a_binding_that_is_quick_enough_is_told_so() {
        assert!(told(25.0).ends_with("; no generated path is quicker"));
        assert!(told(30.5).ends_with("; no generated path is quicker"));
        assert!(told(31.0).contains("pyo3 would save"));
    }
}
