//! A bar for each row, from zero on: what building costs and how large it is.

use super::axis::Axis;
use super::svg::{Svg, fitted};

/// How high a row is, and where its words and its bar stand within it.
const ROW: f64 = 30.0;
const WORDS: f64 = 13.0;
const BAR: f64 = 21.0;
const BELOW: f64 = 22.0;
const EDGES: (f64, f64) = (0.5, 99.0);

/// One row.
pub(crate) struct Bar {
    pub(crate) label: String,
    /// The figures in words, at the other end of the line.
    pub(crate) words: String,
    pub(crate) value: f64,
    /// A second value on the same axis, as a mark.
    pub(crate) second: Option<f64>,
}

/// A drawing of rows.
pub(crate) struct Bars<'a> {
    pub(crate) name: &'a str,
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    pub(crate) rows: &'a [Bar],
    /// What a value of the axis is called.
    pub(crate) word: fn(f64) -> String,
}

/// Draws bars.
pub(crate) fn bars(drawing: &Bars<'_>) -> String {
    let rows = drawing.rows;
    let all = rows.iter().flat_map(|row| [Some(row.value), row.second]);
    let axis = Axis::linear(all.flatten(), EDGES);
    let bottom = rows.len() as f64 * ROW + 4.0;
    let mut svg = Svg::new(drawing.title, drawing.description);
    svg.across(&axis, 0.0, bottom, drawing.word);
    for (index, row) in rows.iter().enumerate() {
        let top = index as f64 * ROW;
        svg.text("l", (0.0, top + WORDS), &fitted(&row.label, &row.words));
        svg.text("v", (100.0, top + WORDS), &row.words);
        svg.line(
            "b c0",
            (axis.place(0.0), top + BAR),
            (axis.place(row.value), top + BAR),
        );
        if let Some(second) = row.second {
            svg.mark("m3", "c1", (axis.place(second), top + BAR));
        }
    }
    svg.finish(drawing.name, bottom + BELOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_value() {
        let row = |value: f64, second| Bar {
            label: "capi".into(),
            words: format!("{value} s"),
            value,
            second,
        };
        let drawn = bars(&Bars {
            name: "p",
            title: "t",
            description: "d",
            rows: &[row(40.0, Some(10.0)), row(10.0, None)],
            word: |value| value.to_string(),
        });
        assert!(drawn.contains("x1=0.5% y1=21 x2=99%"), "{drawn}");
        assert!(drawn.contains("x1=0.5% y1=51 x2=25.1%"), "{drawn}");
        assert_eq!(drawn.matches("<use ").count(), 1);
    }
}
