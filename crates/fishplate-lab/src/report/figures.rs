//! Which drawings a workload is worth, and from which of its rows.

use fishplate_model::{Row, Status, Summary};

use crate::field::REFERENCE;
use crate::plot::{Bar, Bars, Dot, Dots, Figure, Shape, bars, dots};
use crate::view::group::{Group, amount, groups, is_generated};
use crate::view::{self, figures};
use crate::workload::Focus;

/// The drawings of a run, each with a name of its own in the page.
pub(crate) struct Drawer<'s> {
    pub(super) summary: &'s Summary,
    pub(super) groups: Vec<Group<'s>>,
    drawn: usize,
    has_packages: bool,
}

impl<'s> Drawer<'s> {
    pub(crate) fn new(summary: &'s Summary) -> Self {
        Self {
            summary,
            groups: groups(summary),
            drawn: 0,
            has_packages: false,
        }
    }

    pub(super) fn name(&mut self) -> String {
        self.drawn += 1;
        format!("p{}", self.drawn)
    }

    /// The drawings of a workload.
    pub(crate) fn of(&mut self, workload: &str) -> Vec<Figure> {
        let places: Vec<Option<&str>> = view::distinct(
            (self.groups.iter())
                .filter(|group| group.workload == workload)
                .map(|group| group.case),
        );
        let mut found = Vec::new();
        if view::focus(self.summary, workload) == Focus::Package {
            found.extend(self.packages(workload));
        }
        for case in &places {
            found.extend(self.sizes(workload, *case));
        }
        for case in &places {
            found.extend(self.cost(workload, *case));
        }
        found.extend(self.first_call(workload));
        if !self.has_packages
            && !self
                .summary
                .rows
                .iter()
                .any(|row| self.is_for_packages(row))
        {
            found.extend(self.packages(workload));
        }
        found
    }

    fn is_for_packages(&self, row: &Row) -> bool {
        view::focus(self.summary, &row.workload) == Focus::Package
    }

    /// The group of a case at its least size.
    fn least(&self, workload: &str, case: Option<&str>) -> Option<&Group<'s>> {
        let groups = self.groups.iter();
        let of = groups.filter(|group| group.workload == workload && group.case == case);
        of.min_by_key(|group| group.size)
    }

    /// What a call costs on each path, at the least size, where the crossing weighs most.
    fn cost(&mut self, workload: &str, case: Option<&str>) -> Option<Figure> {
        let name = self.name();
        let group = self.least(workload, case)?;
        let with_ratio = group
            .rows
            .iter()
            .filter(|row| row.ratio_to_capi.is_some())
            .count();
        let has_ratios = with_ratio > 1;
        let dot = if has_ratios { ratio_dot } else { time_dot };
        let rows = group.rows.iter().filter_map(|row| dot(row));
        let mut rows: Vec<Dot> = rows.filter(|dot| dot.value > 0.0).collect();
        rows.sort_by(|a, b| a.value.total_cmp(&b.value));
        let (first, last) = (rows.first()?, rows.last().filter(|_| rows.len() > 1)?);
        let place = place(group);
        let title = if has_ratios {
            format!("{} by path, \u{d7} capi: {place}", group.subject())
        } else {
            format!("{} by path: {place}", group.subject())
        };
        let description = format!(
            "{} on a logarithmic axis, the cheapest first: from {} ({}) to {} ({}). The table \
             of this case has all figures.",
            counted(rows.len(), "row"),
            first.label,
            first.words,
            last.label,
            last.words
        );
        let caption = if has_ratios {
            "Logarithmic axis. The mark is the median ratio to the generated capi row, the bar its \
             95 % interval, which a mark may cover; at the right, the ratio and the net time. "
        } else {
            "Logarithmic axis. The mark is the median net time; without a capi row there \
             is no ratio and no interval. "
        };
        let svg = dots(&Dots {
            name: &name,
            title: &title,
            description: &description,
            rows: &rows,
            mark: has_ratios.then_some(1.0),
            word: if has_ratios {
                times
            } else {
                figures::round_duration
            },
        });
        Some(Figure::plain(title, svg, format!("{caption}{SHAPES}")))
    }

    /// The first call of a process beside later ones.
    fn first_call(&mut self, workload: &str) -> Option<Figure> {
        let name = self.name();
        let case = (self.groups.iter())
            .find(|group| group.workload == workload)?
            .case;
        // The first time is that of a whole call, and not of a part of it.
        let group = self
            .least(workload, case)
            .filter(|group| group.is_of_calls())?;
        let rows = group
            .rows
            .iter()
            .filter(|row| is_generated(row) || row.variant == REFERENCE);
        let mut rows: Vec<Dot> = rows.filter_map(|row| first_dot(row)).collect();
        rows.sort_by(|a, b| a.second.unwrap_or(0.0).total_cmp(&b.second.unwrap_or(0.0)));
        let (first, last) = (rows.first()?, rows.last().filter(|_| rows.len() > 1)?);
        let title = format!("First call and later calls: {}", place(group));
        let description = format!(
            "{} on a logarithmic axis of time: {}: {}; to {}: {}.",
            counted(rows.len(), "row"),
            first.label,
            first.words,
            last.label,
            last.words
        );
        let svg = dots(&Dots {
            name: &name,
            title: &title,
            description: &description,
            rows: &rows,
            mark: None,
            word: figures::round_duration,
        });
        Some(Figure::plain(
            title,
            svg,
            format!(
                "Logarithmic axis. The ring with a dot is the first call in a process, clock and \
                 all; the other mark is the net time of a later call. {SHAPES}"
            ),
        ))
    }

    /// What building costs, and how large its result is.
    fn packages(&mut self, workload: &str) -> Vec<Figure> {
        let rows: Vec<&Row> = (self.summary.rows.iter())
            .filter(|row| row.workload == workload && row.build_cpu_s.is_some())
            .collect();
        let contestant = |row: &Row| (row.binding.clone(), row.variant.clone());
        let mut once: Vec<&Row> = Vec::new();
        for row in rows {
            if !once
                .iter()
                .any(|known| contestant(known) == contestant(row))
            {
                once.push(row);
            }
        }
        if once.is_empty() {
            return Vec::new();
        }
        self.has_packages = true;
        let seconds = |row: &Row| {
            let value = row.build_cpu_s?;
            let again = row.rebuild_cpu_s;
            let again_words = again.map(|again| format!(", again {} s", figures::ratio(again)));
            Some(Bar {
                label: label(row),
                words: format!(
                    "{} s{}",
                    figures::ratio(value),
                    again_words.unwrap_or_default()
                ),
                value,
                second: again,
            })
        };
        let size = |row: &Row| {
            let value = row.binary_bytes? as f64 / 1024.0;
            Some(Bar {
                label: label(row),
                words: format!("{} KiB", figures::grouped(value.round() as u64)),
                value,
                second: None,
            })
        };
        let build = once.iter().filter_map(|row| seconds(row)).collect();
        let size = once.iter().filter_map(|row| size(row)).collect();
        vec![
            self.bar_figure(
                format!("Build time: {workload}"),
                "CPU seconds of a cold build with all that it starts; a triangle, where there is one, of \
                 building again after every source was touched.",
                build,
                |value| format!("{} s", figures::round_number(value)),
            ),
            self.bar_figure(
                format!("Size of the compiled module: {workload}"),
                "The stripped module; a path without one has no bar.",
                size,
                |value| format!("{} KiB", figures::round_number(value)),
            ),
        ]
    }

    fn bar_figure(
        &mut self,
        title: String,
        caption: &str,
        mut rows: Vec<Bar>,
        word: fn(f64) -> String,
    ) -> Figure {
        rows.sort_by(|a, b| a.value.total_cmp(&b.value));
        let words = |row: Option<&Bar>| {
            row.map_or_else(String::new, |row| format!("{} ({})", row.label, row.words))
        };
        let description = format!(
            "{} from zero, the least first: from {} to {}.",
            counted(rows.len(), "bar"),
            words(rows.first()),
            words(rows.last())
        );
        let svg = bars(&Bars {
            name: &self.name(),
            title: &title,
            description: &description,
            rows: &rows,
            word,
        });
        Figure::plain(title, svg, caption.to_owned())
    }
}

/// What the marks of rows mean.
const SHAPES: &str = "Disc: written by fishplate. Ring: written by hand. Diamond: no binding. \
                      Cross: does not check what it is given. Star at a name: unstable.";

/// A number of things.
pub(super) fn counted(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// The size and case of a group in a heading.
fn place(group: &Group<'_>) -> String {
    let case = group.case.map(str::to_owned);
    let size = group.size.map(|size| amount(size, group.unit));
    let parts = [group.workload.to_owned()]
        .into_iter()
        .chain(case)
        .chain(size);
    parts.collect::<Vec<_>>().join(", ")
}

/// A row's name; what is unsafe has a shape of its own.
fn label(row: &Row) -> String {
    let mark = if row.status == Status::Unstable {
        "*"
    } else {
        ""
    };
    format!("{} {}{mark}", row.binding, row.variant)
}

fn shape(row: &Row) -> Shape {
    if view::is_unsafe(&row.binding) {
        Shape::Unsafe
    } else if row.variant == REFERENCE {
        Shape::Reference
    } else if is_generated(row) {
        Shape::Generated
    } else {
        Shape::Other
    }
}

fn ratio_dot(row: &Row) -> Option<Dot> {
    let value = row.ratio_to_capi?;
    Some(Dot {
        label: label(row),
        words: format!(
            "{}\u{d7}, {}",
            figures::large_ratio(value),
            figures::duration(row.net_ns?)
        ),
        value,
        shape: shape(row),
        span: row.ratio_low.zip(row.ratio_high),
        second: None,
    })
}

fn time_dot(row: &Row) -> Option<Dot> {
    let value = row.net_ns?;
    Some(Dot {
        label: label(row),
        words: figures::duration(value),
        value,
        shape: shape(row),
        span: None,
        second: None,
    })
}

fn first_dot(row: &Row) -> Option<Dot> {
    let value = row.net_ns.filter(|net| *net > 0.0)?;
    let first = row.first_call_ns.filter(|first| *first > 0.0)?;
    Some(Dot {
        label: label(row),
        words: format!(
            "{}, then {}",
            figures::duration(first),
            figures::duration(value)
        ),
        value,
        shape: shape(row),
        span: Some((value.min(first), value.max(first))),
        second: Some(first),
    })
}

fn times(value: f64) -> String {
    format!("{}\u{d7}", figures::short_number(value))
}
