//! The drawing of times by size, with the sizes that say something.

use fishplate_bindings::VARIANTS;
use fishplate_model::{BreakEven, SizeUnit};

use super::figures::{Drawer, counted};
use super::lines::{ends, lines, merged};
use crate::plot::{Curves, Figure, Flag, curves};
use crate::view::group::{Group, amount};
use crate::view::story::{cast, no_matter_from};
use crate::view::{self, figures};

/// A letter, its size, and what it says.
type Said = (String, u64, String);

fn mark((letter, size, _): &Said) -> Flag {
    Flag {
        letter: letter.clone(),
        size: *size as f64,
    }
}

fn caption(near: f64) -> String {
    format!(
        "Both axes are logarithmic; times are net medians. Rows that lie within {:.0} % of each \
         other at every size are one line, drawn where the first of them stands. Dashes: no \
         binding.",
        100.0 * (near - 1.0)
    )
}

impl Drawer<'_> {
    /// What a call costs as its size grows.
    pub(super) fn sizes(&mut self, workload: &str, case: Option<&str>) -> Option<Figure> {
        let name = self.name();
        let of = |group: &&Group<'_>| group.workload == workload && group.case == case;
        let groups: Vec<&Group<'_>> = self.groups.iter().filter(of).collect();
        let unit = groups.first()?.unit;
        let lines = lines(&groups);
        if lines.iter().all(|line| line.points.len() < 2) {
            return None;
        }
        let total = lines.len();
        let (series, near) = merged(lines);
        let batch = cast().map(|cast| &cast.batch);
        let batch = batch.filter(|batch| batch.workload == workload);
        let where_from = case.map_or(workload.to_owned(), |case| format!("{workload}, {case}"));
        let subject = groups.first()?.subject();
        let below = match batch {
            Some(batch) => batch.size.as_str(),
            None => unit_word(unit),
        };
        let title = format!("{subject} by {below}: {where_from}");
        let is_of_inputs = groups
            .iter()
            .all(|one| one.is_of_calls() && one.is_of_inputs());
        let flags = if is_of_inputs {
            self.flags(workload, case)
        } else {
            Vec::new()
        };
        let description = format!(
            "{} as {} on logarithmic axes: {}. The tables have all figures.",
            counted(total, "row"),
            counted(series.len(), "line"),
            ends(&series)
        );
        let marks: Vec<Flag> = flags.iter().map(mark).collect();
        let (svg, legend) = curves(&Curves {
            name: &name,
            title: &title,
            description: &description,
            series: &series,
            flags: &marks,
            below,
            size_word: if batch.is_none() && unit == Some(SizeUnit::Bytes) {
                bytes_word
            } else {
                figures::short_number
            },
            time_word: figures::round_duration,
        });
        let notes = flags
            .into_iter()
            .map(|(letter, size, words)| format!("{letter}, at {}: {words}", amount(size, unit)));
        Some(Figure {
            title,
            svg,
            caption: caption(near),
            legend,
            notes: notes.collect(),
        })
    }

    /// The sizes that say something, each with a letter and what it says.
    fn flags(&self, workload: &str, case: Option<&str>) -> Vec<Said> {
        let mut said: Vec<(u64, String)> = Vec::new();
        let mut of: Vec<&Group<'_>> = (self.groups.iter())
            .filter(|group| group.workload == workload && group.case == case)
            .collect();
        // Neither more threads nor larger batches are a larger input.
        if of
            .iter()
            .any(|one| !one.is_of_calls() || !one.is_of_inputs())
        {
            return Vec::new();
        }
        of.sort_by_key(|group| group.size);
        for (size, bindings, rivals) in self.break_even(workload) {
            let first = "the first measured size at which";
            let (bindings, rivals) = (bindings.join(", "), rivals.join(", "));
            said.push((
                size,
                format!("{first} {bindings} (generated) are no slower than {rivals}"),
            ));
        }
        if let Some(size) = no_matter_from(&of).and_then(|group| group.size) {
            said.push((size, "from here on the path no longer matters".to_owned()));
        }
        let mut sizes: Vec<u64> = said.iter().map(|(size, _)| *size).collect();
        sizes.sort_unstable();
        sizes.dedup();
        let flag = |(letter, size): (char, &u64)| {
            let of_size = said.iter().filter(|(known, _)| known == size);
            let words: Vec<&str> = of_size.map(|(_, words)| words.as_str()).collect();
            (letter.to_string(), *size, words.join("; "))
        };
        ('A'..='Z').zip(&sizes).map(flag).collect()
    }

    /// The sizes at which paths catch up, with the paths and the ways in Python that they catch.
    fn break_even(&self, workload: &str) -> Vec<(u64, Vec<&str>, Vec<&str>)> {
        // The variants of a path say nothing of their own here.
        let is_path = |name: &str| VARIANTS.iter().all(|variant| variant.name != name);
        let entries = self
            .summary
            .break_even
            .iter()
            .filter(|one| one.workload == workload);
        let entries: Vec<&BreakEven> = entries.filter(|one| is_path(&one.binding)).collect();
        let mut found: Vec<(u64, Vec<&str>, Vec<&str>)> = Vec::new();
        for rival in view::distinct(entries.iter().map(|one| one.against.as_str())) {
            let of = || entries.iter().filter(|one| one.against == rival);
            for size in view::distinct(of().filter_map(|one| one.size)) {
                let same = of().filter(|one| one.size == Some(size));
                let names: Vec<&str> = same.map(|one| one.binding.as_str()).collect();
                match found
                    .iter_mut()
                    .find(|known| (known.0, &known.1) == (size, &names))
                {
                    Some((_, _, rivals)) => rivals.push(rival),
                    None => found.push((size, names, vec![rival])),
                }
            }
        }
        found
    }
}

fn bytes_word(value: f64) -> String {
    let units = [(30, "Gi"), (20, "Mi"), (10, "Ki")];
    let mut fitting = units
        .into_iter()
        .map(|(shift, unit)| (f64::from(1 << shift), unit));
    match fitting.find(|(scale, _)| value >= 0.9 * scale) {
        Some((scale, unit)) => format!("{:.0} {unit}B", value / scale),
        None => format!("{value:.0} B"),
    }
}

fn unit_word(unit: Option<SizeUnit>) -> &'static str {
    match unit {
        Some(SizeUnit::Bytes) => "bytes",
        Some(SizeUnit::Threads) => "threads",
        Some(SizeUnit::Elements) | None => "elements",
    }
}
