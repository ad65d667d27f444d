//! The lines of a drawing by size: whose they are, and which of them cannot be told apart.

use crate::field::REFERENCE;
use crate::plot::Series;
use crate::view::group::Group;
use crate::view::{self, figures};

/// Lines that lie this near at every size are drawn as one; nearer first, as long as there are
/// more of them than can be told apart.
const NEAR: [f64; 8] = [1.1, 1.15, 1.2, 1.3, 1.5, 2.0, 4.0, 16.0];
/// The most lines that can be told apart.
const MOST_LINES: usize = 14;
/// The most names of a line that stand in the legend.
const NAMES: usize = 4;

/// Each contestant's net times by size.
pub(super) fn lines(groups: &[&Group<'_>]) -> Vec<Series> {
    let mut lines: Vec<Series> = Vec::new();
    for group in groups {
        let Some(size) = group.size else { continue };
        for row in &group.rows {
            let Some(net) = row.net_ns.filter(|net| *net > 0.0) else {
                continue;
            };
            let label = format!(
                "{} {}",
                row.binding,
                view::variant_of(&row.binding, &row.variant)
            );
            let point = (size as f64, net);
            match lines.iter_mut().find(|line| line.label == label) {
                Some(line) => line.points.push(point),
                None => lines.push(Series {
                    label,
                    is_dashed: row.variant == REFERENCE,
                    points: vec![point],
                }),
            }
        }
    }
    for line in &mut lines {
        line.points.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    lines
}

/// Draws lines as one that cannot be told apart; how near that is, too.
pub(super) fn merged(lines: Vec<Series>) -> (Vec<Series>, f64) {
    let mut near = NEAR[0];
    for tolerance in NEAR {
        near = tolerance;
        if leaders(&lines, tolerance).len() <= MOST_LINES {
            break;
        }
    }
    let mut found: Vec<Series> = Vec::new();
    for (leader, names) in leaders(&lines, near) {
        let more = names.len().saturating_sub(NAMES);
        let mut label = names.into_iter().take(NAMES).collect::<Vec<_>>().join(", ");
        if more > 0 {
            label.push_str(&format!(" and {more} more"));
        }
        found.extend(lines.get(leader).map(|line| Series {
            label,
            is_dashed: line.is_dashed,
            points: line.points.clone(),
        }));
    }
    (found, near)
}

/// The lines that others are drawn with, each with its own name and theirs.
fn leaders(lines: &[Series], near: f64) -> Vec<(usize, Vec<&str>)> {
    let is_near = |a: &Series, b: &Series| {
        let sizes = |line: &Series| {
            line.points
                .iter()
                .map(|point| point.0.to_bits())
                .collect::<Vec<_>>()
        };
        let close = |(a, b): (&(f64, f64), &(f64, f64))| (a.1 / b.1).max(b.1 / a.1) <= near;
        a.is_dashed == b.is_dashed
            && sizes(a) == sizes(b)
            && a.points.iter().zip(&b.points).all(close)
    };
    let mut found: Vec<(usize, Vec<&str>)> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let leader = |(known, _): &&mut (usize, Vec<&str>)| {
            lines
                .get(*known)
                .is_some_and(|known| !line.is_dashed && is_near(known, line))
        };
        match found.iter_mut().find(leader) {
            Some((_, names)) => names.push(&line.label),
            None => found.push((index, vec![&line.label])),
        }
    }
    found
}

/// Where the lines begin and end, in words.
pub(super) fn ends(series: &[Series]) -> String {
    let word = |line: &Series| {
        let (first, last) = (line.points.first()?, line.points.last()?);
        Some(format!(
            "{} from {} to {}",
            line.label,
            figures::duration(first.1),
            figures::duration(last.1)
        ))
    };
    series
        .iter()
        .filter_map(word)
        .collect::<Vec<_>>()
        .join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(label: &str, times: [f64; 2]) -> Series {
        Series {
            label: label.into(),
            is_dashed: label.starts_with("python"),
            points: [2.0, 1000.0].into_iter().zip(times).collect(),
        }
    }

    #[test]
    fn rows_that_cannot_be_told_apart_are_one_line() {
        let (series, near) = merged(vec![
            line("capi", [80.0, 8000.0]),
            line("python a", [80.0, 8000.0]),
            line("python b", [80.0, 8000.0]),
            line("cython", [84.0, 8010.0]),
            line("ctypes", [1100.0, 8020.0]),
        ]);
        let labels: Vec<&str> = series.iter().map(|one| one.label.as_str()).collect();
        assert_eq!(labels, ["capi, cython", "python a", "python b", "ctypes"]);
        assert_eq!(near, 1.1);
    }

    #[test]
    fn many_lines_are_merged_until_they_can_be_told_apart() {
        let many = (0..70).map(|index| line(&format!("r{index}"), [1.06f64.powi(index); 2]));
        let (series, near) = merged(many.collect());
        assert!(series.len() <= MOST_LINES && near > 1.1, "{near}");
        let last = &series[series.len() - 1].label;
        assert!(
            series.iter().any(|one| one.label.contains(" more")),
            "{last}"
        );
    }
}
