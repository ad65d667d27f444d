//! `fishplate explain`: what a rule reports, why, and how to mend it.

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::anyhow;
use fishplate_check::{Example, RULES, Rule};

use crate::output::{Screen, Tone};

pub(crate) fn run(code: Option<&str>, screen: &Screen) -> anyhow::Result<ExitCode> {
    let Some(code) = code else {
        screen.results(&list(screen))?;
        return Ok(ExitCode::SUCCESS);
    };
    let wanted = code.trim().to_uppercase();
    let rule = RULES
        .iter()
        .find(|rule| rule.code == wanted || rule.name == code);
    let rule = rule.ok_or_else(|| {
        let codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
        anyhow!(
            "no rule has the code `{code}`; the codes are {}",
            codes.join(", ")
        )
    })?;
    screen.results(&text(rule, screen))?;
    Ok(ExitCode::SUCCESS)
}

fn list(screen: &Screen) -> String {
    let mut text = String::new();
    for rule in RULES {
        let guess = if rule.is_heuristic {
            " (with `--heuristics`)"
        } else {
            ""
        };
        let title = format!("{} {}", rule.code, rule.name);
        let _ = writeln!(
            text,
            "{}: {}{guess}",
            screen.toned(Tone::Title, &title),
            rule.summary
        );
    }
    text
}

fn text(rule: &Rule, screen: &Screen) -> String {
    let title = format!("{} {}: {}", rule.code, rule.name, rule.summary);
    let mut text = format!(
        "{}\n\n{}\n",
        screen.toned(Tone::Title, &title),
        rule.explanation.trim()
    );
    let _ = writeln!(text, "\nSeverity: {}", rule.severity);
    if rule.is_heuristic {
        text.push_str("It guesses from a pattern, so it is asked with `--heuristics` only.\n");
    }
    for (title, example) in [("Wrong", &rule.bad), ("Right", &rule.good)] {
        let _ = writeln!(
            text,
            "\n{}\n{}",
            screen.toned(Tone::Title, title),
            shown(example)
        );
    }
    text
}

fn shown(example: &Example) -> String {
    let library = match example.library {
        "" => String::new(),
        library => format!("/* in the source of the library: */\n{library}"),
    };
    let parts = [
        example.header,
        example.next_header,
        &library,
        example.binding,
    ];
    let parts = parts.iter().filter(|part| !part.is_empty());
    let parts: Vec<String> = parts
        .map(|part| {
            part.trim()
                .lines()
                .map(|line| format!("    {line}\n"))
                .collect()
        })
        .collect();
    parts.join("\n")
}
