//! Lines on two logarithmic axes: what a call costs as its size grows.

use super::Key;
use super::axis::Axis;
use super::svg::{Svg, anchor};

/// How high the field of the lines is, and what stands above and below it.
const TOP: f64 = 26.0;
const HEIGHT: f64 = 300.0;
const BELOW: f64 = 40.0;
/// The lines keep clear of the words at the left.
const EDGES: (f64, f64) = (17.0, 97.0);
/// The room that the words of a size need, in per cent of the narrowest page.
const ROOM: f64 = 12.0;
/// The shapes that the page has.
const SHAPES: usize = 14;

/// One line.
pub(crate) struct Series {
    pub(crate) label: String,
    pub(crate) is_dashed: bool,
    /// Size and time.
    pub(crate) points: Vec<(f64, f64)>,
}

/// A size that says something, under a letter.
pub(crate) struct Flag {
    pub(crate) letter: String,
    pub(crate) size: f64,
}

/// A drawing of lines.
pub(crate) struct Curves<'a> {
    pub(crate) name: &'a str,
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    pub(crate) series: &'a [Series],
    pub(crate) flags: &'a [Flag],
    /// What the sizes count.
    pub(crate) below: &'a str,
    pub(crate) size_word: fn(f64) -> String,
    pub(crate) time_word: fn(f64) -> String,
}

/// Draws lines, and gives the legend.
pub(crate) fn curves(drawing: &Curves<'_>) -> (String, Vec<Key>) {
    let points = || drawing.series.iter().flat_map(|series| &series.points);
    let bottom = TOP + HEIGHT;
    let across = Axis::log(points().map(|(size, _)| *size), EDGES);
    let up = Axis::log(points().map(|(_, time)| *time), (bottom, TOP + 14.0));
    let mut svg = Svg::new(drawing.title, drawing.description);
    for tick in up.ticks() {
        let y = up.place(tick);
        svg.line("g", (0.0, y), (100.0, y));
        svg.text("t s", (0.0, y - 4.0), &(drawing.time_word)(tick));
    }
    for (size, x) in sizes(drawing.series, &across) {
        svg.line("g", (x, TOP), (x, bottom));
        svg.text(anchor(x), (x, bottom + 14.0), &(drawing.size_word)(size));
    }
    svg.text("t m", (57.0, bottom + 32.0), drawing.below);
    for flag in drawing.flags.iter().filter(|flag| across.holds(flag.size)) {
        let x = across.place(flag.size);
        svg.line("k", (x, TOP), (x, bottom));
        svg.text(&format!("f {}", anchor(x)), (x, TOP - 8.0), &flag.letter);
    }
    let mut legend = Vec::new();
    for (index, series) in drawing.series.iter().enumerate() {
        let place = |(size, time): &(f64, f64)| (across.place(*size), up.place(*time));
        let dashes = if series.is_dashed { " d" } else { "" };
        let class = format!("n c{}{dashes}", index % SHAPES);
        for (one, next) in series.points.iter().zip(series.points.iter().skip(1)) {
            svg.line(&class, place(one), place(next));
        }
        for point in &series.points {
            let index = index % SHAPES;
            svg.mark(&format!("m{index}"), &format!("c{index}"), place(point));
        }
        legend.push(Key {
            series: index % SHAPES,
            is_dashed: series.is_dashed,
            label: series.label.clone(),
        });
    }
    (svg.finish(drawing.name, bottom + BELOW), legend)
}

/// The measured sizes that are written below, each with its place: the largest, and those that
/// leave room for its words.
fn sizes(series: &[Series], axis: &Axis) -> Vec<(f64, f64)> {
    let mut all: Vec<f64> = (series.iter().flat_map(|one| &one.points))
        .map(|(size, _)| *size)
        .collect();
    all.sort_by(|a, b| b.total_cmp(a));
    all.dedup();
    let mut kept: Vec<(f64, f64)> = Vec::new();
    for size in all {
        let x = axis.place(size);
        if kept.last().is_none_or(|(_, last)| last - x >= ROOM) {
            kept.push((size, x));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(value: f64) -> String {
        value.to_string()
    }

    #[test]
    fn a_series_is_a_line_with_a_mark_at_each_size() {
        let series = |label: &str, scale: f64| Series {
            label: label.into(),
            is_dashed: label == "python",
            points: [2.0, 100.0, 1e6].map(|size| (size, scale * size)).to_vec(),
        };
        let (drawn, legend) = curves(&Curves {
            name: "p",
            title: "t",
            description: "d",
            series: &[series("capi", 1.0), series("python", 40.0)],
            flags: &[
                Flag {
                    letter: "A".into(),
                    size: 100.0,
                },
                Flag {
                    letter: "B".into(),
                    size: 1e9,
                },
            ],
            below: "elements",
            size_word: words,
            time_word: words,
        });
        assert_eq!(drawn.matches("<use ").count(), 6);
        assert_eq!(drawn.matches("class=\"n c0\"").count(), 2);
        assert_eq!(drawn.matches("class=\"n c1 d\"").count(), 2);
        assert!(drawn.contains(">2</text>") && drawn.contains(">1000000</text>"));
        assert!(drawn.contains(">A</text>") && !drawn.contains(">B</text>"));
        assert_eq!(
            legend[1],
            Key {
                series: 1,
                is_dashed: true,
                label: "python".into()
            }
        );
    }
}
