//! The elements that drawings are made of.
//!
//! Text from outside is escaped here; nothing else writes an angle bracket.

use std::fmt::Write as _;

use super::axis::Axis;

/// A drawing on its way.
pub(crate) struct Svg {
    title: String,
    description: String,
    body: String,
}

impl Svg {
    /// A drawing with its name and what it says, for those who do not see it.
    pub(crate) fn new(title: &str, description: &str) -> Self {
        Self {
            title: title.to_owned(),
            description: description.to_owned(),
            body: String::new(),
        }
    }

    /// A straight line; across in per cent, down in pixels.
    pub(crate) fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let _ = write!(
            self.body,
            "<line class={} x1={}% y1={} x2={}% y2={} />",
            quoted(class),
            short(x1),
            short(y1),
            short(x2),
            short(y2)
        );
    }

    /// A mark: one of the shapes that stand once in the page.
    pub(crate) fn mark(&mut self, shape: &str, class: &str, (x, y): (f64, f64)) {
        let _ = write!(
            self.body,
            "<use href=#{shape} class={} x={}% y={} />",
            quoted(class),
            short(x),
            short(y)
        );
    }

    /// Words; the class says at which end of them the place is.
    pub(crate) fn text(&mut self, class: &str, (x, y): (f64, f64), words: &str) {
        let _ = write!(
            self.body,
            "<text class={} x={}% y={}>{}</text>",
            quoted(class),
            short(x),
            short(y),
            escaped(words)
        );
    }

    /// The lines of an axis across, from `top` down, with what each stands for below.
    pub(crate) fn across(
        &mut self,
        axis: &Axis,
        top: f64,
        bottom: f64,
        word: impl Fn(f64) -> String,
    ) {
        for tick in axis.ticks() {
            let x = axis.place(tick);
            self.line("g", (x, top), (x, bottom));
            self.text(anchor(x), (x, bottom + 14.0), &word(tick));
        }
    }

    /// The whole drawing; `name` is its own among those of the page.
    pub(crate) fn finish(self, name: &str, height: f64) -> String {
        format!(
            "<svg class=\"plot\" role=\"img\" height=\"{}\" aria-labelledby=\"{name}-t\" \
             aria-describedby=\"{name}-d\"><title id=\"{name}-t\">{}</title><desc id=\"{name}-d\">\
             {}</desc>{}</svg>",
            short(height),
            escaped(&self.title),
            escaped(&self.description),
            self.body
        )
    }
}

/// How many letters of a line fit beside each other on a telephone.
const LETTERS: usize = 46;

/// A name as long as the words at the other end of its line leave room for.
pub(crate) fn fitted(name: &str, words: &str) -> String {
    let room = LETTERS.saturating_sub(words.chars().count());
    if name.chars().count() <= room {
        return name.to_owned();
    }
    let start: String = name.chars().take(room.saturating_sub(1)).collect();
    format!("{}\u{2026}", start.trim_end())
}

/// At which end words are held, so that those near an edge stay within the drawing.
pub(crate) fn anchor(x: f64) -> &'static str {
    match x {
        x if x < 9.0 => "t s",
        x if x > 91.0 => "t e",
        _ => "t m",
    }
}

/// The value of an attribute, in quotes only where HTML needs them: a page has ten thousand.
fn quoted(class: &str) -> String {
    if class.contains(' ') {
        format!("\"{class}\"")
    } else {
        class.to_owned()
    }
}

/// A number as short as a drawing needs it.
fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// Text between tags or in quotes.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_from_outside_stay_words() {
        let mut svg = Svg::new("a < b", "\"c\"");
        svg.text("l", (0.0, 12.0), "<script>'&");
        let drawn = svg.finish("p1", 30.0);
        assert!(drawn.contains("&lt;script&gt;&#39;&amp;</text>"), "{drawn}");
        assert!(drawn.contains("a &lt; b</title>") && drawn.contains("&quot;c&quot;</desc>"));
    }

    #[test]
    fn a_long_name_leaves_room_for_its_figure() {
        assert_eq!(fitted("capi generated", "1.00\u{d7}"), "capi generated");
        let long = fitted(&"x".repeat(60), "15.02 s, again 0.51 s");
        assert_eq!(long.chars().count(), LETTERS - 21);
        assert!(long.ends_with('\u{2026}'));
    }

    #[test]
    fn numbers_are_short_and_edges_hold_their_words() {
        assert_eq!(
            (&*short(33.333), &*short(12.0), &*short(-0.04)),
            ("33.3", "12", "-0")
        );
        assert_eq!([2.0, 50.0, 98.0].map(anchor), ["t s", "t m", "t e"]);
    }
}
