//! What copies cost, and from which size on the path no longer matters.

use fishplate_model::Row;

use super::super::distinct;
use super::super::figures::{duration, mebibytes};
use super::super::group::{Group, amount, least, most, name};
use super::{listed, times};
use crate::break_even::is_no_slower;
use crate::field::{NATIVE, REFERENCE};

/// Paths whose times are this near do the same: neighbours in a run lie some per cent apart.
const SAME: f64 = 1.10;
/// The most pairs that are told, and the most names in a list.
const PAIRS: usize = 4;
const NAMES: usize = 6;

/// What the rows say of copies.
pub(super) fn sentences(groups: &[Group<'_>], batch: &str) -> Vec<String> {
    let mut said = pairs(groups);
    said.extend(copying(groups));
    let sized = groups
        .iter()
        .filter(|group| group.is_of_calls() && group.is_of_inputs());
    let sized = sized.filter(|group| group.workload != batch);
    let sized: Vec<&Group<'_>> = sized.collect();
    for place in distinct(sized.iter().map(|group| (group.workload, group.case))) {
        let of = sized
            .iter()
            .filter(|group| (group.workload, group.case) == place);
        let mut of: Vec<&Group<'_>> = of.copied().collect();
        of.sort_by_key(|group| group.size);
        said.extend(from_size(&of));
    }
    said
}

/// A copying row beside a sharing one, where they are farthest apart.
fn pairs(groups: &[Group<'_>]) -> Vec<String> {
    let mut found: Vec<(f64, &str, String)> = Vec::new();
    for group in groups {
        // A loop in C has the memory already; nothing crosses.
        let of = |copied| {
            let rows = group.quotable().filter(|(row, _)| row.binding != NATIVE);
            rows.filter(move |(row, _)| row.copied == Some(copied))
        };
        let (Some((copy, copy_ns)), Some((share, share_ns))) = (least(of(true)), least(of(false)))
        else {
            continue;
        };
        let factor = copy_ns / share_ns;
        if copy
            .ratio_low
            .zip(share.ratio_high)
            .is_some_and(|(low, high)| low <= high)
            || factor <= 1.0
        {
            continue;
        }
        let mut text = format!(
            "In {}, {} copies and takes {}; {} shares and takes {}, {} times less.",
            group.place(),
            name(copy),
            duration(copy_ns),
            name(share),
            duration(share_ns),
            times(factor),
        );
        if let Some(bytes) = copy.extra_peak_bytes.filter(|bytes| *bytes > 0) {
            text.push_str(&format!(
                " The copy adds {} of memory at its peak.",
                mebibytes(bytes)
            ));
        }
        found.push((factor, group.workload, text));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut workloads = Vec::new();
    found.retain(|(_, workload, _)| {
        let is_new = !workloads.contains(workload);
        workloads.push(workload);
        is_new
    });
    found
        .into_iter()
        .take(PAIRS)
        .map(|(_, _, text)| text)
        .collect()
}

/// Which bindings copied what they were given.
fn copying(groups: &[Group<'_>]) -> Option<String> {
    let rows = groups.iter().flat_map(|group| &group.rows);
    let bindings: Vec<&Row> = rows
        .copied()
        .filter(|row| row.variant != REFERENCE)
        .collect();
    let of = |is_wanted: fn(&Row) -> bool| {
        let rows = bindings.iter().filter(|row| is_wanted(row));
        distinct(rows.map(|row| format!("{} in `{}`", name(row), row.workload)))
    };
    let looked_at = of(|row| row.copied.is_some());
    let copied = of(|row| row.copied == Some(true));
    if looked_at.is_empty() {
        return None;
    }
    let count = looked_at.len();
    if copied.is_empty() {
        return Some(format!(
            "Of {count} bindings of which this run proves whether they copy, none does."
        ));
    }
    Some(format!(
        "Of {count} bindings of which this run proves whether they copy, {} {}: {}.",
        copied.len(),
        if copied.len() == 1 { "does" } else { "do" },
        listed(&copied, NAMES)
    ))
}

/// The times at a size of what fishplate wrote and what copied nothing.
fn sharing(group: &Group<'_>) -> Vec<f64> {
    let rows = group
        .generated()
        .filter(|(row, _)| row.copied != Some(true));
    rows.map(|(_, ns)| ns).collect()
}

/// The quickest and the dearest of them, where there are two.
fn ends(group: &Group<'_>) -> Option<(f64, f64)> {
    let times = sharing(group);
    let low = times.iter().copied().min_by(f64::total_cmp)?;
    let high = times.iter().copied().max_by(f64::total_cmp)?;
    (times.len() > 1).then_some((low, high))
}

/// The group, among those of ascending sizes, from which on the path no longer matters.
pub(crate) fn no_matter_from<'g, 's>(groups: &[&'g Group<'s>]) -> Option<&'g Group<'s>> {
    let is_same = |group: &Group<'_>| ends(group).is_some_and(|(low, high)| high / low <= SAME);
    first_for_good(groups, is_same).filter(|_| groups.len() > 1)
}

/// From which size on the path is no matter, and from which on native code pays.
fn from_size(groups: &[&Group<'_>]) -> Vec<String> {
    let mut said = Vec::new();
    let Some(largest) = groups.last().filter(|_| groups.len() > 1) else {
        return said;
    };
    let place = largest.where_from();
    let size = |group: &Group<'_>| amount(group.size.unwrap_or(0), group.unit);
    if let Some(group) = no_matter_from(groups) {
        said.push(format!(
            "In {place}, from {} on the path no longer matters: the {} bindings that fishplate \
             wrote lie within {:.0} % of each other.",
            size(group),
            sharing(group).len(),
            100.0 * (SAME - 1.0)
        ));
    } else if let Some((low, high)) = ends(largest) {
        said.push(format!(
            "In {place} the path matters at every size measured: at {} the bindings that fishplate \
             wrote take from {} to {}.",
            size(largest),
            duration(low),
            duration(high)
        ));
    }
    said.extend(against_plain(groups, largest, &place));
    said
}

/// From which size on native code beats the slowest way without it.
fn against_plain(groups: &[&Group<'_>], largest: &Group<'_>, place: &str) -> Option<String> {
    let plain = |group: &Group<'_>| {
        most(group.references().filter(|(row, _)| row.binding != NATIVE)).map(|(row, _)| name(row))
    };
    let rival = plain(largest)?;
    let is_ahead = |group: &Group<'_>| {
        let mut references = group.references();
        let Some((_, rival_ns)) = references.find(|(row, _)| name(row) == rival) else {
            return false;
        };
        let mut generated = group.generated().peekable();
        generated.peek().is_some()
            && generated.all(|(_, ns)| is_no_slower(Some(ns), Some(rival_ns)))
    };
    let found = first_for_good(groups, is_ahead)?;
    let is_smallest = groups.first().is_some_and(|first| first.size == found.size);
    let from = amount(found.size?, found.unit);
    let from = if is_smallest {
        format!("at every size measured, {from} the least")
    } else {
        format!("from {from} on")
    };
    Some(format!(
        "In {place}, every binding that fishplate wrote is no slower than {rival} {from}."
    ))
}

/// The first group from which on something is true of all.
fn first_for_good<'g, 's>(
    groups: &[&'g Group<'s>],
    is_true: impl Fn(&Group<'s>) -> bool,
) -> Option<&'g Group<'s>> {
    let last_false = groups.iter().rposition(|group| !is_true(group));
    groups.get(last_false.map_or(0, |index| index + 1)).copied()
}

#[cfg(test)]
mod tests {
    use fishplate_model::Summary;

    use super::super::super::group::groups;
    use super::*;
    use crate::field::GENERATED;
    use crate::made_up;

    fn said(rows: Vec<Row>) -> Vec<String> {
        let summary = Summary {
            rows,
            ..made_up::summary()
        };
        sentences(&groups(&summary), "batch")
    }

    #[test]
    fn a_copy_is_told_beside_what_shares_at_the_size_where_it_hurts_most() {
        let row = |size, variant: &str, net, copied| Row {
            copied: Some(copied),
            extra_peak_bytes: Some(if copied { size } else { 0 }),
            ..made_up::row("copy", Some(size), "numpy", variant, net)
        };
        let found = said(vec![
            row(1024, "copy", 160.0, true),
            row(1024, "view", 105.0, false),
            row(1 << 30, "copy", 310e6, true),
            row(1 << 30, "view", 105.0, false),
        ]);
        assert_eq!(
            found,
            [
                "In `copy` at 1,073,741,824 elements, `numpy/copy` copies and takes 310 ms; \
                 `numpy/view` shares and takes 105 ns, 3.0 million times less. The copy adds \
                 1,024 MiB of memory at its peak.",
                "Of 2 bindings of which this run proves whether they copy, 1 does: `numpy/copy` in \
                 `copy`.",
            ]
        );
    }

    #[test]
    fn the_size_from_which_the_path_is_no_matter_holds_for_all_larger_ones() {
        let rows = |last: f64| {
            let row = |size, binding, variant, net| {
                made_up::row("dot", Some(size), binding, variant, net)
            };
            let mut rows = Vec::new();
            for (size, capi, ctypes, python) in [
                (2, 80.0, 1100.0, 640.0),
                (1000, 8000.0, 8300.0, 39e3),
                (9000, 70e3, last, 350e3),
            ] {
                rows.push(row(size, "capi", GENERATED, capi));
                rows.push(row(size, "ctypes", GENERATED, ctypes));
                rows.push(row(size, "python", REFERENCE, python));
                rows.push(row(size, NATIVE, REFERENCE, 1.0));
            }
            rows
        };
        assert_eq!(
            said(rows(71e3)),
            [
                "In `dot`, from 1,000 elements on the path no longer matters: the 2 bindings that \
                 fishplate wrote lie within 10 % of each other.",
                "In `dot`, every binding that fishplate wrote is no slower than `python/reference` \
                 from 1,000 elements on.",
            ]
        );
        let found = said(rows(140e3));
        assert!(
            found[0].contains("matters at every size measured"),
            "{found:?}"
        );
        assert!(
            found[0].contains("take from 70.0 \u{b5}s to 140 \u{b5}s"),
            "{found:?}"
        );
    }
}
