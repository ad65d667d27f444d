//! From which size bindings pay, in one sentence for all of which the same is true.

use std::collections::BTreeSet;

use fishplate_model::{BreakEven, Summary};

use super::grouped;
use crate::break_even::{is_no_slower, rival_name};
use crate::field::GENERATED;

/// The sentences on a workload.
pub(crate) fn sentences(summary: &Summary, name: &str) -> Vec<String> {
    // By rival and verdict, with the bindings of which it is true.
    let mut found: Vec<(&str, String, Vec<&str>)> = Vec::new();
    for entry in (summary.break_even.iter()).filter(|entry| entry.workload == name) {
        let verdict = verdict(summary, entry);
        let known = found
            .iter_mut()
            .find(|(against, words, _)| (*against, &**words) == (&*entry.against, &*verdict));
        match known {
            Some((_, _, bindings)) => bindings.push(&entry.binding),
            None => found.push((&entry.against, verdict, vec![&entry.binding])),
        }
    }
    found.sort_by_key(|(against, _, _)| *against);
    let sentence = |(against, verdict, bindings): (&str, String, Vec<&str>)| {
        format!(
            "{} (generated) against {against}: {verdict}",
            bindings.join(", ")
        )
    };
    found.into_iter().map(sentence).collect()
}

fn verdict(summary: &Summary, entry: &BreakEven) -> String {
    let Some(size) = entry.size else {
        return "slower at every size measured".to_owned();
    };
    let slower: BTreeSet<u64> = (summary.rows.iter())
        .filter(|row| row.workload == entry.workload && row.binding == entry.binding)
        .filter(|row| row.variant == GENERATED && row.size > Some(size))
        .filter(|row| {
            let mut rivals = summary.rows.iter().filter(|rival| {
                (&rival.workload, &rival.case, rival.size) == (&row.workload, &row.case, row.size)
                    && rival_name(rival) == Some(&entry.against)
            });
            rivals.any(|rival| !is_no_slower(row.net_ns, rival.net_ns))
        })
        .filter_map(|row| row.size)
        .collect();
    let many = if size == 1 { "" } else { "s" };
    let first = format!("no slower at {} element{many}", grouped(size));
    if slower.is_empty() {
        return format!("{first} and above");
    }
    let sizes: Vec<String> = slower.into_iter().map(grouped).collect();
    format!("{first}, slower again at {}", sizes.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::REFERENCE;
    use crate::made_up;

    #[test]
    fn bindings_of_which_the_same_is_true_share_a_sentence() {
        let even = |binding: &str, size| BreakEven {
            workload: "dot".into(),
            binding: binding.into(),
            against: "python".into(),
            size,
        };
        let mut summary = made_up::summary();
        summary.break_even = vec![
            even("x", Some(2)),
            even("y", None),
            even("z", Some(2)),
            BreakEven {
                against: "numpy".into(),
                ..even("x", None)
            },
        ];
        assert_eq!(
            sentences(&summary, "dot"),
            [
                "x (generated) against numpy: slower at every size measured",
                "x, z (generated) against python: no slower at 2 elements and above",
                "y (generated) against python: slower at every size measured",
            ]
        );
    }

    #[test]
    fn a_size_at_which_it_is_slower_again_is_said() {
        let mut summary = made_up::summary();
        for (size, net, python) in [(10, 40.0, 50.0), (20, 40.0, 30.0), (30, 40.0, 50.0)] {
            let size = Some(size);
            let row = |binding, variant, net| made_up::row("w", size, binding, variant, net);
            summary.rows.push(row("x", GENERATED, net));
            summary.rows.push(row("python", REFERENCE, python));
        }
        summary.break_even = vec![BreakEven {
            workload: "w".into(),
            binding: "x".into(),
            against: "python".into(),
            size: Some(10),
        }];
        assert_eq!(
            sentences(&summary, "w"),
            ["x (generated) against python: no slower at 10 elements, slower again at 20"]
        );
    }
}
