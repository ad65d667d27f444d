//! Picks the macros that may be constants. Whether one is, the compiler says.

use std::collections::{HashMap, HashSet};

use fishplate_model::Span;
use serde::{Deserialize, Serialize};

use crate::clang::Cursor;

/// A macro without parameters whose body might be a constant expression.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MacroCandidate {
    pub(crate) name: String,
    pub(crate) body: Vec<String>,
    pub(crate) span: Span,
}

/// Words whose meaning depends on where, when or how often they are read.
const UNSTEADY: &[&str] = &[
    "__COUNTER__",
    "__LINE__",
    "__FILE__",
    "__FILE_NAME__",
    "__BASE_FILE__",
    "__DATE__",
    "__TIME__",
    "__TIMESTAMP__",
    "__INCLUDE_LEVEL__",
    "__func__",
    "__FUNCTION__",
    "__PRETTY_FUNCTION__",
];

/// Words that no constant expression holds; a probe with them could lose its neighbours.
const NO_EXPRESSION: &[&str] = &[
    ";",
    "{",
    "}",
    "#",
    "##",
    "asm",
    "__asm__",
    "__asm",
    "_Pragma",
    "__pragma",
    "__attribute__",
    "__attribute",
    "__declspec",
    "goto",
    "return",
    "do",
    "while",
    "for",
    "if",
    "else",
    "switch",
    "case",
    "default",
    "break",
    "continue",
    "typedef",
    "static",
    "extern",
    "inline",
    "register",
    "_Static_assert",
];

/// The macro, if its own words do not rule it out.
pub(super) fn candidate(cursor: &Cursor<'_>, span: Span) -> Option<MacroCandidate> {
    if cursor.is_function_like_macro() || cursor.is_builtin_macro() {
        return None;
    }
    let mut body = cursor.tokens();
    if body.is_empty() {
        return None;
    }
    let name = body.remove(0);
    body.retain(|token| !token.starts_with("/*") && !token.starts_with("//"));
    Some(MacroCandidate { name, body, span })
}

/// The last definition of each name, in the order of the first, without those that cannot be
/// constants, be it through a macro that they use.
pub(super) fn selected(all: Vec<MacroCandidate>) -> Vec<MacroCandidate> {
    let mut order: Vec<String> = Vec::new();
    let mut last: HashMap<String, MacroCandidate> = HashMap::new();
    for one in all {
        if !last.contains_key(&one.name) {
            order.push(one.name.clone());
        }
        last.insert(one.name.clone(), one);
    }
    let refused = refused(&last);
    let kept = order.iter().filter(|name| !refused.contains(*name));
    kept.filter_map(|name| last.get(name).cloned())
        .filter(|one| !one.body.is_empty())
        .collect()
}

/// The names that are out, and all that use one of them.
fn refused(macros: &HashMap<String, MacroCandidate>) -> HashSet<String> {
    let mut users: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut queue: Vec<&str> = Vec::new();
    for one in macros.values() {
        if !is_expression(&one.body) {
            queue.push(&one.name);
        }
        for token in &one.body {
            if macros.contains_key(token) {
                users.entry(token).or_default().push(&one.name);
            }
        }
    }
    let mut out: HashSet<String> = HashSet::new();
    while let Some(name) = queue.pop() {
        if out.insert(name.to_owned()) {
            queue.extend(users.get(name).into_iter().flatten());
        }
    }
    out
}

fn is_expression(body: &[String]) -> bool {
    // Each open bracket: what closes it, and whether it holds the arguments of a call.
    let mut open: Vec<(&str, bool)> = Vec::new();
    let mut before = "";
    for token in body {
        let token = token.as_str();
        if NO_EXPRESSION.contains(&token) || UNSTEADY.contains(&token) {
            return false;
        }
        let is_after_name = before.ends_with(|c: char| c == '_' || c.is_alphanumeric());
        match token {
            "(" => open.push((")", is_after_name)),
            "[" => open.push(("]", false)),
            ")" | "]" if open.pop().map(|(close, _)| close) != Some(token) => return false,
            // A list is no value; nor is the comma operator constant, whatever it ends in.
            "," if !open.last().is_some_and(|(_, is_call)| *is_call) => return false,
            _ => {}
        }
        before = token;
    }
    open.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(name: &str, body: &str) -> MacroCandidate {
        MacroCandidate {
            name: name.to_owned(),
            body: body.split_whitespace().map(str::to_owned).collect(),
            span: Span {
                file: "x.h".to_owned(),
                line: 1,
                column: 1,
            },
        }
    }

    fn names(all: Vec<MacroCandidate>) -> Vec<String> {
        selected(all).into_iter().map(|one| one.name).collect()
    }

    #[test]
    fn a_macro_that_uses_a_refused_one_is_refused_too() {
        let all = vec![
            one("A", "B + 1"),
            one("B", "__COUNTER__"),
            one("C", "( 1"),
            one("D", "1 )"),
            one("E", "0 ; int x"),
            one("GOOD", "( 1 )"),
            one("CALL", "MIX ( 1 , 2 )"),
            one("F", "C"),
            one("LIST", "1 , 2"),
            one("COMMA", "( 1 , 2 )"),
        ];
        assert_eq!(names(all), ["GOOD", "CALL"]);
    }

    #[test]
    fn the_last_definition_counts_and_macros_that_use_each_other_end() {
        let found = selected(vec![
            one("A", "1"),
            one("B", "B"),
            one("C", "D"),
            one("D", "C"),
            one("A", "2"),
        ]);
        assert_eq!(
            found.first().map(|one| one.body.clone()),
            Some(vec!["2".to_owned()])
        );
        assert_eq!(found.len(), 4);
    }
}
