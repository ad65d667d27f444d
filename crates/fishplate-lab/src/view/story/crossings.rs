//! What a crossing costs, and what many of them do.

use fishplate_model::Row;

use super::super::figures::{duration, grouped};
use super::super::group::{Group, least, most, name};
use super::{Batch, times};
use crate::field::{NATIVE, REFERENCE};

/// The kernel is next to nothing where it is at most this share of the quickest binding's time.
const LITTLE: f64 = 0.2;
/// Larger calls are worth a word where an item costs this much less in them.
const WORTH: f64 = 2.0;

/// A row with its time.
type Timed<'s> = (&'s Row, f64);

/// What the rows say of crossings.
pub(super) fn sentences(groups: &[Group<'_>], batch: &Batch) -> Vec<String> {
    let mut said = of_batch(groups, batch);
    said.extend(tiniest(groups).and_then(against_python));
    if said.len() < 2 {
        said.extend(of_sizes(groups, &batch.workload));
    }
    said
}

/// The group whose kernel does the least, if that is next to nothing; one that has a way without
/// a binding beside it, where there is any.
pub(super) fn tiniest<'g, 's>(groups: &'g [Group<'s>]) -> Option<&'g Group<'s>> {
    let has_rival = |group: &Group<'_>| group.references().any(|(row, _)| row.binding != NATIVE);
    let kernel = |group: &Group<'_>| {
        let mut rows = group.references();
        let (_, native) = rows.find(|(row, _)| row.binding == NATIVE)?;
        let (_, quickest) = least(group.generated())?;
        (native <= LITTLE * quickest).then_some(native)
    };
    let with_kernel = (groups.iter().filter(|group| group.is_of_calls()))
        .filter_map(|group| Some((group, kernel(group)?)));
    let found = with_kernel
        .min_by(|(a, a_ns), (b, b_ns)| has_rival(b).cmp(&has_rival(a)).then(a_ns.total_cmp(b_ns)));
    found.map(|(group, _)| group)
}

/// Whether a binding is worth it for so small a call.
fn against_python(group: &Group<'_>) -> Option<String> {
    let references = || group.references().filter(|(row, _)| row.binding != NATIVE);
    // The way without a binding that anybody has: its inputs are plain numbers and lists.
    let (plain, plain_ns) = least(references())?;
    let bindings: Vec<(&Row, f64)> = (group.quotable())
        .filter(|(row, _)| row.variant != REFERENCE)
        .collect();
    let (quickest, quickest_ns) = least(bindings.iter().copied())?;
    let is_above = |row: &Row, other: &Row| row.ratio_low > other.ratio_high;
    let slower = bindings
        .iter()
        .filter(|(row, _)| is_above(row, plain))
        .count();
    let quicker = bindings
        .iter()
        .filter(|(row, _)| is_above(plain, row))
        .count();
    let even = bindings.len() - slower - quicker;
    let mut text = format!(
        "Where a call does next to nothing ({}), {slower} of {} bindings are slower than {} ({}) \
         and {quicker} are quicker",
        group.place(),
        bindings.len(),
        name(plain),
        duration(plain_ns),
    );
    if even > 0 {
        text.push_str(&format!("; {even} cannot be told from it"));
    }
    text.push_str(&format!(
        ". The quickest, {}, takes {}.",
        name(quickest),
        duration(quickest_ns)
    ));
    Some(text)
}

/// One contestant's times by size, ascending.
struct Line<'s> {
    row: &'s Row,
    points: Vec<(u64, f64)>,
}

/// The generated rows of a workload, each with all its sizes.
fn lines<'s>(groups: &[Group<'s>], workload: &str) -> Vec<Line<'s>> {
    let mut lines: Vec<Line<'s>> = Vec::new();
    for group in groups.iter().filter(|group| group.workload == workload) {
        let Some(size) = group.size else { continue };
        for (row, ns) in group.generated() {
            let is_same = |line: &&mut Line<'_>| {
                (&line.row.binding, &line.row.variant, &line.row.case)
                    == (&row.binding, &row.variant, &row.case)
            };
            match lines.iter_mut().find(is_same) {
                Some(line) => line.points.push((size, ns)),
                None => lines.push(Line {
                    row,
                    points: vec![(size, ns)],
                }),
            }
        }
    }
    for line in &mut lines {
        line.points.sort_unstable_by_key(|(size, _)| *size);
    }
    lines.retain(|line| line.points.len() > 1);
    lines
}

fn of_batch(groups: &[Group<'_>], batch: &Batch) -> Vec<String> {
    let lines = lines(groups, &batch.workload);
    let Some(smallest) = lines
        .iter()
        .filter_map(|line| line.points.first())
        .map(|one| one.0)
        .min()
    else {
        return Vec::new();
    };
    let first = |line: &Line<'_>| {
        let point = line.points.first().filter(|(size, _)| *size == smallest);
        point.map(|(_, ns)| *ns)
    };
    let mut ranked: Vec<(&Line<'_>, f64)> = lines
        .iter()
        .filter_map(|line| Some((line, first(line)?)))
        .collect();
    ranked.sort_by(|a, b| a.1.total_cmp(&b.1));
    let (Some((quick, quick_ns)), Some((dear, dear_ns))) = (ranked.first(), ranked.last()) else {
        return Vec::new();
    };
    let mut parts: Vec<String> = falls(dear, smallest, *dear_ns).into_iter().collect();
    if !std::ptr::eq(*quick, *dear) {
        parts.extend(falls(quick, smallest, *quick_ns));
    }
    if parts.is_empty() {
        return Vec::new();
    }
    let what = dear.row.per.as_deref().unwrap_or("call");
    let place = &batch.workload;
    let mut said = vec![format!(
        "Each {what} of `{place}` costs {}.",
        parts.join("; ")
    )];
    let mut ahead = dear.points.iter().filter(|(_, ns)| ns < quick_ns);
    if let Some((size, ns)) = ahead.next()
        && !std::ptr::eq(*quick, *dear)
    {
        said.push(format!(
            "In calls of {} the dearest path, {} ({}), is already ahead of the quickest in calls \
             of {}, {} ({}): fewer crossings win over any tool.",
            grouped(*size),
            name(dear.row),
            duration(*ns),
            grouped(smallest),
            name(quick.row),
            duration(*quick_ns)
        ));
    }
    said
}

/// What the time of a line falls to, from its time at the least size.
fn falls(line: &Line<'_>, smallest: u64, from: f64) -> Option<String> {
    let (size, to) = line.points.last().filter(|(_, to)| from > *to)?;
    Some(format!(
        "{} through {} in calls of {} and {} in calls of {}, {} times less",
        duration(from),
        name(line.row),
        grouped(smallest),
        duration(*to),
        grouped(*size),
        times(from / to)
    ))
}

/// What an item costs in small calls and in large ones, in other workloads.
fn of_sizes(groups: &[Group<'_>], batch: &str) -> Vec<String> {
    let mut said = Vec::new();
    let fitting = groups
        .iter()
        .filter(|group| group.is_of_calls() && group.is_of_inputs());
    let names = super::super::distinct(fitting.map(|group| group.workload));
    for workload in names.into_iter().filter(|name| *name != batch) {
        let lines = lines(groups, workload);
        let each = |(size, ns): &(u64, f64)| ns / *size as f64;
        let baseline = |line: &&Line<'_>| line.row.ratio_to_capi == Some(1.0);
        let Some(line) = lines.iter().find(baseline) else {
            continue;
        };
        let (Some(first), Some(last)) = (line.points.first(), line.points.last()) else {
            continue;
        };
        // A kernel whose time does not grow does nothing to each element.
        if each(first) < WORTH * each(last) || last.1 < WORTH * first.1 {
            continue;
        }
        let unit = if line.row.size_unit == Some(fishplate_model::SizeUnit::Bytes) {
            "byte"
        } else {
            "element"
        };
        said.push(format!(
            "In `{workload}`, {} takes {} for each {unit} in calls of {} and {} in calls of {}, \
             {} times less.",
            name(line.row),
            duration(each(first)),
            grouped(first.0),
            duration(each(last)),
            grouped(last.0),
            times(each(first) / each(last))
        ));
    }
    said
}

/// The dearest and the cheapest of what fishplate wrote.
pub(super) fn range<'s>(group: &Group<'s>) -> Option<(Timed<'s>, Timed<'s>)> {
    let (low, high) = (least(group.generated())?, most(group.generated())?);
    (low.0 != high.0).then_some((low, high))
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
        let batch = Batch {
            workload: "batch".into(),
            size: "items per call".into(),
        };
        sentences(&groups(&summary), &batch)
    }

    #[test]
    fn the_batch_curve_is_told_with_its_rows() {
        let row = |binding, size, net| Row {
            per: Some("item".into()),
            ..made_up::row("batch", Some(size), binding, GENERATED, net)
        };
        let found = said(vec![
            row("capi", 1, 20.0),
            row("ctypes", 1, 160.0),
            row("capi", 100, 1.0),
            row("ctypes", 100, 2.0),
        ]);
        assert_eq!(
            found[0],
            "Each item of `batch` costs 160 ns through `ctypes/generated` in calls of 1 and \
             2.00 ns in calls of 100, 80 times less; 20.0 ns through `capi/generated` in calls of \
             1 and 1.00 ns in calls of 100, 20 times less."
        );
        assert!(found[1].starts_with("In calls of 100 the dearest path, `ctypes/generated`"));
        // Where the dearest path never gets ahead, nothing of the kind is said.
        let found = said(vec![
            row("capi", 1, 20.0),
            row("ctypes", 1, 160.0),
            row("capi", 100, 19.0),
            row("ctypes", 100, 140.0),
        ]);
        assert!(
            found.iter().all(|text| !text.contains("already ahead")),
            "{found:?}"
        );
    }

    #[test]
    fn a_tiny_call_is_held_against_plain_python() {
        let row = |binding, variant, net| made_up::row("add", None, binding, variant, net);
        let rows = |native| {
            vec![
                row("native", REFERENCE, native),
                row("python", REFERENCE, 36.0),
                row("capi", GENERATED, 22.0),
                row("cython", GENERATED, 36.5),
                row("ctypes", "hand-idiom", 320.0),
            ]
        };
        assert_eq!(
            said(rows(1.6)),
            [
                "Where a call does next to nothing (`add`), 1 of 3 bindings are slower than \
              `python/reference` (36.0 ns) and 1 are quicker; 1 cannot be told from it. The \
              quickest, `capi/generated`, takes 22.0 ns."
            ]
        );
        assert!(said(rows(15.0)).is_empty(), "the kernel is no trifle here");
    }

    #[test]
    fn without_a_batch_an_element_is_told_by_size() {
        let row = |size, net| made_up::row("dot", Some(size), "capi", GENERATED, net);
        let ratio_to_capi = Some(1.0);
        let rows = [row(2, 80.0), row(1000, 800.0)].map(|row| Row {
            ratio_to_capi,
            ..row
        });
        assert_eq!(
            said(rows.to_vec()),
            [
                "In `dot`, `capi/generated` takes 40.0 ns for each element in calls of 2 and 0.80 ns \
              in calls of 1,000, 50 times less."
            ]
        );
    }
}
