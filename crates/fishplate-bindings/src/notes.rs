//! The notes: a TOML side-car that says what a header cannot.
//!
//! The words are those of GObject introspection where it has one. An unknown key, an entry that
//! names nothing in the interface and an entry that does not fit are errors: a note that rots
//! in silence is worse than none.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Notes on an interface; [`Notes::default`] says nothing.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notes {
    /// The version of the format; 1.
    #[serde(default)]
    schema: Option<u32>,
    /// Notes on the library as a whole.
    #[serde(default)]
    pub library: LibraryNote,
    /// Notes on functions, by C name.
    #[serde(default, rename = "fn")]
    pub functions: BTreeMap<String, FunctionNote>,
    /// Notes on enumerations, by their name in the interface.
    #[serde(default, rename = "enum")]
    pub enumerations: BTreeMap<String, EnumNote>,
}

/// What is noted of the library.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LibraryNote {
    /// Whether its functions may be called from several threads at once.
    #[serde(default)]
    pub thread_safe: bool,
}

/// What is noted of a function.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunctionNote {
    /// Leave it out, for this reason.
    pub skip: Option<String>,
    /// Its Python name.
    pub name: Option<String>,
    /// Its docstring.
    pub doc: Option<String>,
    /// What happens to the GIL during the call; `hold` without a note.
    pub gil: Option<Gil>,
    /// Notes on parameters, by C name or by number from 1.
    #[serde(default)]
    pub arg: BTreeMap<String, ParameterNote>,
}

/// What happens to the GIL during a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gil {
    /// No other thread runs Python meanwhile.
    Hold,
    /// Other threads may.
    Release,
}

/// What is noted of a parameter.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParameterNote {
    /// Its Python name.
    pub name: Option<String>,
    /// The parameter that holds the number of elements behind this pointer, by name or number.
    pub len: Option<String>,
    /// Which way the data goes; a `const` pointer goes in, another is written in place.
    pub dir: Option<Direction>,
    /// Whether `None` may be passed for a text.
    pub nullable: Option<bool>,
    /// What is passed when the caller leaves it out.
    pub default: Option<toml::Value>,
    /// What the C type stands for.
    #[serde(rename = "type")]
    pub meaning: Option<Meaning>,
}

/// Which way the data behind a pointer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The function reads it.
    In,
    /// The function writes it, and may read it before.
    Inout,
}

/// What a C type stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// Text as UTF-8 that ends in NUL, for `const char *`.
    Utf8,
    /// Bytes with a length, for `char *` and `void *`.
    Bytes,
    /// A truth value that also takes integers, for `_Bool`.
    Truth,
}

/// What is noted of an enumeration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnumNote {
    /// Whether any combination of its members is a value.
    #[serde(default)]
    pub flags: bool,
}

/// Why notes cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotesError {
    /// The text is not what notes look like.
    #[error("{source_name} is not understood: {message}")]
    Syntax {
        /// The file, as the user named it.
        source_name: String,
        /// What is wrong, and where.
        message: String,
    },
    /// An entry names nothing in the interface.
    #[error("the notes speak of {what}, which the headers do not declare{}", suggestion(.nearest))]
    Unmatched {
        /// Such as "function `foo`".
        what: String,
        /// The nearest name that there is.
        nearest: Option<String>,
    },
    /// An entry does not fit what it names.
    #[error("the notes on {place} do not fit: {why}")]
    Unfit {
        /// Such as "parameter `n` of `foo`".
        place: String,
        /// Why.
        why: String,
    },
}

fn suggestion(nearest: &Option<String>) -> String {
    nearest
        .as_ref()
        .map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default()
}

impl Notes {
    /// Reads notes from TOML text; `source_name` stands in messages.
    ///
    /// # Errors
    /// When the text is no TOML or has an unknown key; the message says where.
    pub fn parse(text: &str, source_name: &str) -> Result<Self, NotesError> {
        let fail = |message: String| NotesError::Syntax {
            source_name: source_name.to_owned(),
            message,
        };
        let notes: Self = toml::from_str(text).map_err(|error| fail(error.to_string()))?;
        match notes.schema {
            None | Some(1) => Ok(notes),
            Some(other) => Err(fail(format!(
                "schema {other} is not known; write `schema = 1`"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_an_error_with_its_line() {
        let error = Notes::parse("[fn.add]\ngill = 'hold'\n", "notes.toml")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("notes.toml") && error.contains("gill") && error.contains("line 2"),
            "{error}"
        );
    }

    #[test]
    fn a_later_schema_is_refused() {
        let error = Notes::parse("schema = 2\n", "notes.toml")
            .unwrap_err()
            .to_string();
        assert!(error.contains("schema 2"), "{error}");
    }
}
