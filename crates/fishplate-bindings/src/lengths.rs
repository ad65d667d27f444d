//! Which integer parameter says how long the memory behind a pointer is.
//!
//! C does not say it, so names do: a rule that is written down in the guide and in the README of
//! each package, and that notes override. A pointer without a length is never carried.

/// One parameter as the rule sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape<'a> {
    /// A pointer whose memory needs a length.
    Pointer,
    /// A `const char *`: text unless a length follows directly.
    Text,
    /// An integer by value, with its name.
    Integer(Option<&'a str>),
    /// Anything else.
    Other,
}

/// Names that mean a number of elements by themselves.
const WORDS: &[&str] = &[
    "n",
    "len",
    "length",
    "count",
    "cnt",
    "size",
    "num",
    "nmemb",
    "nitems",
    "nelem",
    "nelems",
    "n_elements",
    "samples",
    "frames",
];
const PREFIXES: &[&str] = &["n_", "num_", "len_", "count_"];
const SUFFIXES: &[&str] = &[
    "_n", "_len", "_length", "_count", "_size", "_num", "Len", "Length", "Count",
];

/// Whether a parameter of this name counts elements.
pub(crate) fn is_length_name(name: &str) -> bool {
    WORDS.contains(&name)
        || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
}

/// For each parameter the place of the parameter that holds its length.
///
/// A run of pointers directly before an integer with a length's name takes that integer. Where the
/// function has a single such integer, every other pointer takes it too.
pub(crate) fn pair(shapes: &[Shape<'_>]) -> Vec<Option<usize>> {
    let is_length =
        |shape: &Shape<'_>| matches!(shape, Shape::Integer(Some(name)) if is_length_name(name));
    let mut pairs = vec![None; shapes.len()];
    let mut run = Vec::new();
    for (place, shape) in shapes.iter().enumerate() {
        match shape {
            Shape::Pointer | Shape::Text => run.push(place),
            shape if is_length(shape) => {
                for pointer in run.drain(..) {
                    if let Some(pair) = pairs.get_mut(pointer) {
                        *pair = Some(place);
                    }
                }
            }
            _ => run.clear(),
        }
    }
    let mut lengths = shapes
        .iter()
        .enumerate()
        .filter(|(_, shape)| is_length(shape));
    if let (Some((only, _)), None) = (lengths.next(), lengths.next()) {
        for (pair, shape) in pairs.iter_mut().zip(shapes) {
            if *shape == Shape::Pointer && pair.is_none() {
                *pair = Some(only);
            }
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use Shape::{Integer, Other, Pointer, Text};

    #[test]
    fn buffers_before_a_length_share_it() {
        assert_eq!(
            pair(&[Pointer, Pointer, Integer(Some("n"))]),
            [Some(2), Some(2), None]
        );
    }

    #[test]
    fn each_run_takes_the_length_behind_it() {
        let shapes = [
            Pointer,
            Integer(Some("na")),
            Pointer,
            Integer(Some("b_len")),
            Pointer,
            Integer(Some("count")),
        ];
        assert_eq!(pair(&shapes), [None, None, Some(3), None, Some(5), None]);
    }

    #[test]
    fn a_single_length_serves_every_pointer() {
        let shapes = [Pointer, Integer(Some("n")), Pointer, Other];
        assert_eq!(pair(&shapes), [Some(1), None, Some(1), None]);
    }

    #[test]
    fn text_takes_only_a_length_directly_behind_it() {
        assert_eq!(
            pair(&[Text, Other, Integer(Some("len"))]),
            [None, None, None]
        );
        assert_eq!(pair(&[Text, Integer(Some("len"))]), [Some(1), None]);
    }

    #[test]
    fn another_integer_is_no_length() {
        assert_eq!(pair(&[Pointer, Integer(Some("flags"))]), [None, None]);
        assert_eq!(pair(&[Pointer, Integer(None)]), [None, None]);
    }
}
