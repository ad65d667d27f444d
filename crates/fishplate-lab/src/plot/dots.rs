//! A mark for each row above the line of its values: what contestants cost, beside each other.

use super::axis::Axis;
use super::svg::{Svg, fitted};

/// How high a row is: a line of words, and the line of its marks below.
const ROW: f64 = 32.0;
/// Where the words and the marks stand within a row.
const WORDS: f64 = 13.0;
const MARKS: f64 = 23.0;
/// Room for the words of the axis.
const BELOW: f64 = 22.0;
/// The marks keep this far from the edges, in per cent.
const EDGES: (f64, f64) = (3.0, 97.0);

/// One row.
pub(crate) struct Dot {
    pub(crate) label: String,
    /// The figure in words, at the other end of the line.
    pub(crate) words: String,
    pub(crate) value: f64,
    pub(crate) shape: Shape,
    /// The interval around the value, or the way to a second one.
    pub(crate) span: Option<(f64, f64)>,
    /// A second value.
    pub(crate) second: Option<f64>,
}

/// Who a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// What fishplate wrote.
    Generated,
    /// What is no binding.
    Reference,
    /// Everything else.
    Other,
    /// What does not check what it is given.
    Unsafe,
}

impl Shape {
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Generated => ("m0", "c0"),
            Self::Reference => ("m2", "c1"),
            Self::Other => ("m1", "c2"),
            Self::Unsafe => ("m6", "c3"),
        }
    }
}

/// A drawing of rows.
pub(crate) struct Dots<'a> {
    pub(crate) name: &'a str,
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    pub(crate) rows: &'a [Dot],
    /// A value with a line of its own.
    pub(crate) mark: Option<f64>,
    /// What a value of the axis is called.
    pub(crate) word: fn(f64) -> String,
}

/// Draws rows on a logarithmic axis.
pub(crate) fn dots(drawing: &Dots<'_>) -> String {
    let rows = drawing.rows;
    let all = rows.iter().flat_map(|row| {
        let span = row.span.map_or([row.value; 2], |(low, high)| [low, high]);
        [row.value, row.second.unwrap_or(row.value)]
            .into_iter()
            .chain(span)
    });
    let axis = Axis::log(all.chain(drawing.mark), EDGES);
    let bottom = rows.len() as f64 * ROW + 4.0;
    let mut svg = Svg::new(drawing.title, drawing.description);
    svg.across(&axis, 0.0, bottom, drawing.word);
    if let Some(mark) = drawing.mark {
        let x = axis.place(mark);
        svg.line("k", (x, 0.0), (x, bottom));
    }
    for (index, row) in rows.iter().enumerate() {
        let top = index as f64 * ROW;
        svg.text("l", (0.0, top + WORDS), &fitted(&row.label, &row.words));
        svg.text("v", (100.0, top + WORDS), &row.words);
        let (shape, colour) = row.shape.names();
        let at = |value: f64| (axis.place(value), top + MARKS);
        if let Some((low, high)) = row.span {
            svg.line(&format!("i {colour}"), at(low), at(high));
        }
        if let Some(second) = row.second {
            svg.mark("m8", colour, at(second));
        }
        svg.mark(shape, colour, at(row.value));
    }
    svg.finish(drawing.name, bottom + BELOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_its_words_its_interval_and_its_mark() {
        let row = |value| Dot {
            label: "ctypes <i>".into(),
            words: "15.2".into(),
            value,
            shape: Shape::Other,
            span: Some((0.9 * value, 1.1 * value)),
            second: None,
        };
        let drawn = dots(&Dots {
            name: "p",
            title: "t",
            description: "d",
            rows: &[row(1.0), row(15.2)],
            mark: Some(1.0),
            word: |value| value.to_string(),
        });
        assert_eq!(drawn.matches("<use ").count(), 2);
        assert_eq!(drawn.matches("class=\"i c2\"").count(), 2);
        assert_eq!(drawn.matches("class=k ").count(), 1);
        assert!(drawn.contains("ctypes &lt;i&gt;"), "{drawn}");
        assert!(drawn.contains("height=\"90\""), "{drawn}");
    }
}
