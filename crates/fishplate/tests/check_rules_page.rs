//! `docs/rules.md` is what the rules say of themselves; `make bless` writes it anew.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where something unforeseen happens"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use fishplate_check::{Example, Language, RULES, Rule};

#[test]
fn the_page_of_rules_is_what_the_rules_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules.md");
    let text = page();
    if std::env::var_os("FISHPLATE_BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        text == known,
        "docs/rules.md is out of date; `make bless` writes it"
    );
}

fn page() -> String {
    let mut text = String::from(
        "# The rules of `fishplate check`\n\n\
         This page is made from the rules themselves; `fishplate explain CODE` shows one of them.\n\n\
         | rule | reports | severity |\n|---|---|---|\n",
    );
    for rule in RULES {
        let title = format!("{} {}", rule.code, rule.name);
        let anchor = title.to_lowercase().replace(' ', "-");
        let guess = if rule.is_heuristic { " (guesses)" } else { "" };
        let _ = writeln!(
            text,
            "| [{title}](#{anchor}) | {}{guess} | {} |",
            rule.summary, rule.severity
        );
    }
    for rule in RULES {
        section(&mut text, rule);
    }
    text
}

fn section(text: &mut String, rule: &Rule) {
    let _ = write!(
        text,
        "\n## {} {}\n\n{}\n\nSeverity: {}.\n",
        rule.code,
        rule.name,
        rule.explanation.trim(),
        rule.severity
    );
    if rule.is_heuristic {
        text.push_str("It guesses from a pattern, so it is asked with `--heuristics` only.\n");
    }
    for (title, example) in [("Wrong", &rule.bad), ("Right", &rule.good)] {
        let _ = write!(text, "\n{title}:\n");
        shown(text, example);
    }
}

fn shown(text: &mut String, example: &Example) {
    let language = match example.language {
        Language::Python => "python",
        Language::Cython => "cython",
        Language::Rust => "rust",
    };
    let parts = [
        ("c", example.header),
        ("c", example.next_header),
        (language, example.binding),
    ];
    for (language, part) in parts.iter().filter(|(_, part)| !part.is_empty()) {
        let _ = write!(text, "\n```{language}\n{}\n```\n", part.trim());
    }
}
