//! Drawings of the report, in SVG that is as wide as the place where it stands.
//!
//! Positions across are per cent of that width and positions down are pixels, so a drawing keeps
//! its letters at their size on a telephone, on a desk and on paper. Colours, dashes and fonts are
//! the style sheet's; who is meant is told by a shape or a word too, never by a colour alone. What
//! is worth drawing is decided by whoever gives the figures.

mod axis;
mod bars;
mod curves;
mod dots;
mod svg;

use serde::Serialize;

pub(crate) use self::bars::{Bar, Bars, bars};
pub(crate) use self::curves::{Curves, Flag, Series, curves};
pub(crate) use self::dots::{Dot, Dots, Shape, dots};
pub(crate) use self::svg::escaped;

/// A drawing with the words around it.
#[derive(Debug, Serialize)]
pub(crate) struct Figure {
    /// What it shows, as its heading.
    pub(crate) title: String,
    /// The drawing itself.
    pub(crate) svg: String,
    /// What the marks mean, and what to keep in mind.
    pub(crate) caption: String,
    /// The series by shape, where there are several.
    pub(crate) legend: Vec<Key>,
    /// What its letters say.
    pub(crate) notes: Vec<String>,
}

impl Figure {
    /// A drawing whose marks stand beside their names.
    pub(crate) fn plain(title: String, svg: String, caption: String) -> Self {
        Self {
            title,
            svg,
            caption,
            legend: Vec::new(),
            notes: Vec::new(),
        }
    }
}

/// One entry of a legend.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Key {
    /// The place of the series, which gives its colour, its shape and its dashes.
    pub(crate) series: usize,
    pub(crate) is_dashed: bool,
    pub(crate) label: String,
}
