//! Names for structs, unions and enumerations, those without a tag too.

use std::collections::{HashMap, HashSet};

use crate::clang::Cursor;

/// The name of a tagged or untagged type in the interface, and how C spells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TagName {
    pub(super) name: String,
    pub(super) spelling: Option<String>,
}

/// Gives each declaration one name, and no name twice.
#[derive(Default)]
pub(super) struct Names {
    known: HashMap<usize, TagName>,
    taken: HashSet<String>,
}

impl Names {
    /// The name of a declaration that may have been given one before.
    pub(super) fn name(&mut self, declaration: &Cursor<'_>) -> TagName {
        if let Some(known) = self.known.get(&declaration.identity()) {
            return known.clone();
        }
        let spelling = declaration.ty().spelling();
        let named = match tag(&spelling) {
            // Tags and typedefs are two name spaces in C and one here; the later gets its keyword.
            Some(tag) => self.free(&[tag.to_owned(), spelling.clone()]),
            None if is_unnamed(&spelling) => {
                let place = declaration.place();
                let (file, line, column) = place.map_or((String::new(), 0, 0), |place| {
                    (place.file, place.line, place.column)
                });
                let file = file.rsplit('/').next().unwrap_or_default().to_owned();
                let name = self.free(&[
                    format!("anonymous@{file}:{line}"),
                    format!("anonymous@{file}:{line}:{column}"),
                ]);
                return self.keep(
                    declaration,
                    TagName {
                        name,
                        spelling: None,
                    },
                );
            }
            None => self.free(&[spelling.clone(), format!("typedef {spelling}")]),
        };
        self.keep(
            declaration,
            TagName {
                name: named,
                spelling: Some(spelling),
            },
        )
    }

    /// Names a declaration without tag by the path to it.
    pub(super) fn name_by_path(&mut self, declaration: &Cursor<'_>, parent: &str, field: &str) {
        let is_known = self.known.contains_key(&declaration.identity());
        if !is_known && is_unnamed(&declaration.ty().spelling()) {
            let name = self.free(&[format!("{parent}::{field}")]);
            self.keep(
                declaration,
                TagName {
                    name,
                    spelling: None,
                },
            );
        }
    }

    fn keep(&mut self, declaration: &Cursor<'_>, name: TagName) -> TagName {
        self.known.insert(declaration.identity(), name.clone());
        name
    }

    /// The first of the names that is free, or the last with a number.
    fn free(&mut self, wanted: &[String]) -> String {
        for name in wanted {
            if self.taken.insert(name.clone()) {
                return name.clone();
            }
        }
        let last = wanted.last().cloned().unwrap_or_default();
        let mut number = 2_u32;
        loop {
            let name = format!("{last}#{number}");
            if self.taken.insert(name.clone()) {
                return name;
            }
            number += 1;
        }
    }
}

/// Whether libclang had to describe the type by its place.
pub(super) fn is_unnamed(spelling: &str) -> bool {
    spelling.contains("(unnamed") || spelling.contains("(anonymous")
}

fn tag(spelling: &str) -> Option<&str> {
    let tag = ["struct ", "union ", "enum "]
        .iter()
        .find_map(|word| spelling.strip_prefix(word))?;
    (!is_unnamed(spelling)).then_some(tag)
}

/// A type's spelling in which libclang's description of an unnamed type, which holds a path of
/// this machine, is replaced by the name in the interface.
pub(super) fn without_place(spelling: &str, name: &str) -> String {
    let start = spelling
        .find("(unnamed")
        .or_else(|| spelling.find("(anonymous"));
    let end = start.and_then(|start| end_of_place(spelling, start));
    match (start, end) {
        (Some(start), Some(end)) => {
            let (before, after) = (spelling.get(..start), spelling.get(end..));
            format!(
                "{}{name}{}",
                before.unwrap_or_default(),
                after.unwrap_or_default()
            )
        }
        _ => spelling.to_owned(),
    }
}

/// The end of `(unnamed struct at FILE:3:9)`: the bracket after two numbers, since a file name
/// may hold brackets too.
fn end_of_place(spelling: &str, start: usize) -> Option<usize> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    spelling
        .match_indices(')')
        .map(|(at, _)| at)
        .filter(|at| *at > start)
        .find_map(|at| {
            let mut parts = spelling.get(start..at)?.rsplit(':');
            (is_number(parts.next()?) && is_number(parts.next()?)).then_some(at + 1)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_with_brackets_is_replaced_whole() {
        let spelling = "const struct (unnamed struct at /a (b)/x.h:3:9) *";
        assert_eq!(
            without_place(spelling, "event::data"),
            "const struct event::data *"
        );
        assert_eq!(
            without_place("union (anonymous at x.h:1:2)[3]", "u"),
            "union u[3]"
        );
        assert_eq!(without_place("struct (unnamed", "u"), "struct (unnamed");
    }
}
