//! Keeps the names of a library apart from Cython's words and from those that a module needs.
//!
//! A name in Python is part of the meaning, so none of the library's names is ever changed.

use crate::{Plan, PlannedFunction};

/// What Cython reads as a word of its own where Python has a plain name.
const WORDS: &[&str] = &[
    "DEF", "ELIF", "ELSE", "IF", "NULL", "cdef", "cimport", "cpdef", "ctypedef", "include", "new",
    "sizeof",
];

/// How the names that the shared checks have in C begin.
const SHARED: &str = "fp_";

/// What the names of a module's own begin with.
pub(crate) struct Own {
    prefix: String,
}

impl Own {
    /// The beginning that no name of the library has: `fp_`, as in C, wherever that is free.
    pub(crate) fn of(plan: &Plan) -> Self {
        let mut prefix = SHARED.to_owned();
        while (plan.functions.iter())
            .flat_map(names)
            .any(|name| name.trim_start_matches('_').starts_with(&prefix))
        {
            prefix.push('_');
        }
        Self { prefix }
    }

    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// How a name of C is declared: under this module's name, with C's own where they differ.
    pub(crate) fn declared(&self, c: &str) -> String {
        let name = self.outside_quotes(c);
        if name == c {
            name
        } else {
            format!("{name} \"{c}\"")
        }
    }

    /// An expression of the shared C text in Cython: without the macros around literals, and with
    /// the beginning of this module; texts in quotes stay.
    pub(crate) fn cython(&self, c: &str) -> String {
        let mut parts = c.split('"');
        let mut text = self.outside_quotes(parts.next().unwrap_or_default());
        while let Some(quoted) = parts.next() {
            text.push_str(&format!("\"{quoted}\""));
            text.push_str(&self.outside_quotes(parts.next().unwrap_or_default()));
        }
        text
    }

    fn outside_quotes(&self, c: &str) -> String {
        const MACRO: &str = "INT64_C(";
        let mut text = c.replace(SHARED, &self.prefix);
        while let Some(start) = text.find(MACRO) {
            let Some(end) = text.get(start..).and_then(|rest| rest.find(')')) else {
                break;
            };
            text.remove(start + end);
            text.replace_range(start..start + MACRO.len(), "");
        }
        text
    }
}

/// Whether Cython cannot read the function's signature, though Python can.
pub(crate) fn has_words(function: &PlannedFunction) -> bool {
    names(function).any(|name| WORDS.contains(&name))
}

fn names(function: &PlannedFunction) -> impl Iterator<Item = &str> {
    let inputs = function.inputs.iter().map(|input| input.name.as_str());
    std::iter::once(function.name.as_str()).chain(inputs)
}

#[cfg(test)]
mod tests {
    use super::Own;

    #[test]
    fn c_text_becomes_cython_outside_of_quotes() {
        let own = Own {
            prefix: "fp__".to_owned(),
        };
        assert_eq!(
            own.cython("fp_int($, INT64_MIN, INT64_C(7), \"fp_int() INT64_C(1)\", &fp_in_0)"),
            "fp__int($, INT64_MIN, 7, \"fp_int() INT64_C(1)\", &fp__in_0)"
        );
    }
}
