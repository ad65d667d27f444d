//! SPEC: how the value of an argument is described, as in `--call 'dot(a=float64[N], n=len(a))'`.
//!
//! A spec is read here and nothing is made of it: the worker makes the values.

use serde::{Serialize, Serializer};

/// The element types of a spec, in NumPy's words.
const DTYPES: &[&str] = &[
    "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32",
    "float64",
];

/// What an argument is.
#[derive(Clone, Debug, PartialEq)]
pub enum Spec {
    /// `int32`: a seeded number of that type.
    Scalar(String),
    /// `float64[N]`: a seeded array, of the workload's size or of a fixed one.
    Buffer {
        /// The element type.
        dtype: String,
        /// The number of elements; none is the workload's size.
        length: Option<u64>,
    },
    /// `str[N]`, `str[N,utf8]`: seeded text, of the workload's size or of a fixed one.
    Text {
        /// Whether it is ASCII only; else it has no ASCII letter.
        is_ascii: bool,
        /// The number of characters; none is the workload's size.
        length: Option<u64>,
    },
    /// `N`: the workload's size itself, as an integer.
    Size,
    /// `len(a)`: the number of elements of another argument; Python does not pass it.
    LengthOf(String),
    /// `3`, `-1.5`, `"text"`, `true`: the value itself.
    Literal(Literal),
}

impl Spec {
    /// Whether it has memory that could be lent: an array or a text.
    pub(crate) fn has_memory(&self) -> bool {
        matches!(self, Self::Buffer { .. } | Self::Text { .. })
    }
}

/// A value written out in a spec.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// An integer.
    Int(i64),
    /// A floating number.
    Float(f64),
    /// A truth value.
    Bool(bool),
    /// Text, between double quotes.
    Text(String),
}

impl Serialize for Literal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Text(value) => serializer.serialize_str(value),
        }
    }
}

/// Why a spec is not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no value of an argument: {why}")]
pub struct SpecError {
    text: String,
    why: String,
}

impl std::str::FromStr for Spec {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        let fail = |why: String| SpecError {
            text: text.to_owned(),
            why,
        };
        let text = text.trim();
        if let Some(inner) = text
            .strip_prefix("len(")
            .and_then(|rest| rest.strip_suffix(')'))
        {
            let name = inner.trim();
            return if is_identifier(name) {
                Ok(Self::LengthOf(name.to_owned()))
            } else {
                Err(fail(
                    "write the name of another argument, as `len(a)`".to_owned(),
                ))
            };
        }
        if let Some((dtype, length)) = text.strip_suffix(']').and_then(|rest| rest.split_once('['))
        {
            let (length, form) = match length.split_once(',') {
                Some((length, form)) => (length, Some(form.trim())),
                None => (length, None),
            };
            let length = match length.trim() {
                "N" => None,
                digits => Some(digits.replace('_', "").parse().map_err(|_| {
                    fail("the number of elements is `N` or a number, as `float64[N]`".to_owned())
                })?),
            };
            if dtype.trim() == "str" {
                return match form {
                    None | Some("ascii") => Ok(true),
                    Some("utf8") => Ok(false),
                    Some(_) => Err(fail(
                        "write `str[N]` for ASCII text, `str[N,utf8]` for any other".to_owned(),
                    )),
                }
                .map(|is_ascii| Self::Text { is_ascii, length });
            }
            if form.is_some() {
                return Err(fail(
                    "an array has one length; write `float64[N]`".to_owned(),
                ));
            }
            let dtype = known_dtype(dtype.trim()).ok_or_else(|| fail(dtypes()))?;
            return Ok(Self::Buffer { dtype, length });
        }
        if text == "N" {
            return Ok(Self::Size);
        }
        if let Some(dtype) = known_dtype(text) {
            return Ok(Self::Scalar(dtype));
        }
        literal(text)
            .map(Self::Literal)
            .ok_or_else(|| fail(dtypes()))
    }
}

fn literal(text: &str) -> Option<Literal> {
    if let Some(inner) = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        return Some(Literal::Text(inner.to_owned()));
    }
    if let Ok(value) = text.parse() {
        return Some(Literal::Bool(value));
    }
    let digits = text.replace('_', "");
    if let Ok(value) = digits.parse() {
        return Some(Literal::Int(value));
    }
    // `inf` and `nan` have no JSON form, and a kernel that needs them says so in its own inputs.
    digits
        .parse()
        .ok()
        .filter(|value: &f64| value.is_finite())
        .map(Literal::Float)
}

fn known_dtype(text: &str) -> Option<String> {
    DTYPES.contains(&text).then(|| text.to_owned())
}

fn dtypes() -> String {
    format!(
        "write an element type ({}), an array such as `float64[N]`, text as `str[N]`, `len(a)`, `N` \
         for the size, or a number",
        DTYPES.join(", ")
    )
}

fn is_identifier(name: &str) -> bool {
    let mut letters = name.chars();
    letters
        .next()
        .is_some_and(|c| c.is_alphabetic() || c == '_')
        && letters.all(|c| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Spec, String> {
        text.parse().map_err(|error: SpecError| error.to_string())
    }

    #[test]
    fn each_form_is_read() {
        assert_eq!(read("int32"), Ok(Spec::Scalar("int32".into())));
        let array = |length| {
            Ok(Spec::Buffer {
                dtype: "float64".into(),
                length,
            })
        };
        assert_eq!(read("float64[N]"), array(None));
        assert_eq!(read("float64[1_000]"), array(Some(1000)));
        let text = |is_ascii, length| Ok(Spec::Text { is_ascii, length });
        assert_eq!(read("str[N]"), text(true, None));
        assert_eq!(read("str[16, utf8]"), text(false, Some(16)));
        assert_eq!(read("len( a )"), Ok(Spec::LengthOf("a".into())));
        assert_eq!(read(" N "), Ok(Spec::Size));
        assert_eq!(read("-3"), Ok(Spec::Literal(Literal::Int(-3))));
        assert_eq!(read("1.5"), Ok(Spec::Literal(Literal::Float(1.5))));
        assert_eq!(read("true"), Ok(Spec::Literal(Literal::Bool(true))));
        assert_eq!(
            read("\"x y\""),
            Ok(Spec::Literal(Literal::Text("x y".into())))
        );
    }

    #[test]
    fn a_wrong_spec_says_what_can_be_written() {
        for text in [
            "",
            "doubel[N]",
            "float64[M]",
            "float64[-1]",
            "float64[3,utf8]",
            "str[3,latin1]",
            "str",
            "len()",
            "len(1)",
            "inf",
            "][",
        ] {
            let message = read(text).unwrap_err();
            assert!(
                message.contains("write") || message.contains("is `N`"),
                "{text}: {message}"
            );
        }
    }
}
