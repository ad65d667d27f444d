//! The report: one HTML page that needs nothing else.

mod figures;
mod lines;
mod sizes;
mod strips;

use std::collections::BTreeMap;

use fishplate_model::{Sample, Summary};
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, context};

use self::figures::Drawer;
use self::strips::{Strip, strip};
use crate::view::article::article;
use crate::view::limits::limits;
use crate::view::story::lessons;
use crate::view::{self, WorkloadView};

/// The templates; those with an underscore are parts of the first.
const TEMPLATES: &[(&str, &str)] = &[
    ("report.html", include_str!("../templates/report.html")),
    ("_story.html", include_str!("../templates/_story.html")),
    ("_article.html", include_str!("../templates/_article.html")),
    (
        "_workload.html",
        include_str!("../templates/_workload.html"),
    ),
    ("_limits.html", include_str!("../templates/_limits.html")),
    (
        "_environment.html",
        include_str!("../templates/_environment.html"),
    ),
    ("_shapes.svg", include_str!("../templates/_shapes.svg")),
    ("_style.css", include_str!("../templates/_style.css")),
    ("_script.js", include_str!("../templates/_script.js")),
];

/// The largest page that is worth sending, in bytes; what is dear and in the files too goes first.
const LARGEST: usize = 1_000_000;

/// Of how many processes a row's batches are in the page, from as many as the deepest run has on.
const MOST_PROCESSES: [usize; 3] = [40, 20, 0];

/// The page of a run that was read from its files.
///
/// # Errors
/// When the page cannot be written, which is a fault of fishplate's own.
pub fn page(run: &crate::Run) -> Result<String, crate::LabError> {
    let batches = |id: &str| run.batches(id);
    Ok(report(run.summary(), &batches)?)
}

/// The page of a summary and the batches behind its rows.
pub(crate) fn report<'a>(
    summary: &Summary,
    batches: &dyn Fn(&str) -> &'a [Vec<Sample>],
) -> Result<String, minijinja::Error> {
    let workloads = view::workloads(summary);
    let mut page = String::new();
    for most in MOST_PROCESSES {
        let strips = strips(&workloads, batches, most);
        page = rendered(summary, &workloads, &strips, most)?;
        if page.len() <= LARGEST {
            break;
        }
    }
    Ok(page)
}

/// The strips of each table of the page, in its order.
fn strips<'a>(
    workloads: &[WorkloadView],
    batches: &dyn Fn(&str) -> &'a [Vec<Sample>],
    most: usize,
) -> Vec<Vec<Option<Strip>>> {
    let tables = workloads.iter().flat_map(|workload| &workload.tables);
    let of_table = |table: &view::TableView| {
        let rows = table.rows.iter();
        rows.map(|row| strip(batches(&row.id), most)).collect()
    };
    tables.map(of_table).collect()
}

fn rendered(
    summary: &Summary,
    workloads: &[WorkloadView],
    strips: &[Vec<Option<Strip>>],
    most: usize,
) -> Result<String, minijinja::Error> {
    let mut drawer = Drawer::new(summary);
    let figures: BTreeMap<&str, Vec<crate::plot::Figure>> = (workloads.iter())
        .map(|workload| (workload.name.as_str(), drawer.of(&workload.name)))
        .collect();
    environment()?
        .get_template("report.html")?
        .render(context! {
            workloads,
            figures,
            lessons => lessons(summary),
            limits => limits(summary),
            article => article(summary),
            batches => strips,
            is_whole => most > 0,
        most_processes => most,
            has_batches => strips.iter().map(|table| table.iter().any(Option::is_some)).collect::<Vec<_>>(),
            environment => summary.environment,
            commands => commands(summary),
            notes => view::notes(summary),
        })
}

fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    // Kernel sources and messages of compilers stand in the page: all text is escaped.
    environment.set_auto_escape_callback(|name| match name {
        "_style.css" | "_script.js" | "_shapes.svg" => AutoEscape::None,
        _ => AutoEscape::Html,
    });
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.add_filter("code", code);
    for (name, text) in TEMPLATES {
        environment.add_template(name, text)?;
    }
    Ok(environment)
}

/// A sentence with what stands between backticks as code; everything is escaped.
fn code(sentence: &str) -> Value {
    let mut html = String::new();
    for (index, part) in sentence.split('`').enumerate() {
        let part = crate::plot::escaped(part);
        if index % 2 == 1 {
            html.push_str(&format!("<code>{part}</code>"));
        } else {
            html.push_str(&part);
        }
    }
    Value::from_safe_string(html)
}

/// A command without the parts of folder names that are made up anew for each package.
fn without_chance(command: &str) -> String {
    let is_made_up =
        |part: &str| part.len() >= 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let word = |part: &str| {
        let (name, rest) = part.split_at(part.find(['/', '\'', ' ']).unwrap_or(part.len()));
        if is_made_up(name) {
            format!("\u{2026}{rest}")
        } else {
            part.to_owned()
        }
    };
    let parts: Vec<String> = command.split('-').map(word).collect();
    let text = parts.join("-");
    // The folder of a package in the making has a name of six letters behind this word.
    let mut halves = text.split(".partial-");
    let mut short = halves.next().unwrap_or_default().to_owned();
    for half in halves {
        let rest: String = half.chars().skip(6).collect();
        short.push_str(&format!(".partial-\u{2026}{rest}"));
    }
    short
}

/// The commands of all builds, each once with those that it built.
fn commands(summary: &Summary) -> Vec<(String, Vec<String>)> {
    let builds = summary
        .environment
        .get("builds")
        .and_then(serde_json::Value::as_array);
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for build in builds.into_iter().flatten() {
        let text = |key: &str| {
            build
                .get(key)
                .and_then(serde_json::Value::as_str)
                .unwrap_or("")
        };
        let who = format!(
            "{}/{}/{}",
            text("workload"),
            text("binding"),
            text("variant")
        );
        let command = without_chance(text("command"));
        match found.iter_mut().find(|(known, _)| *known == command) {
            Some((_, names)) => names.push(who),
            None => found.push((command, vec![who])),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up;

    fn none(_: &str) -> &'static [Vec<Sample>] {
        &[]
    }

    /// The part of the page between two marks.
    fn part<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
        let (_, rest) = page.split_once(from).unwrap();
        rest.split_once(to).unwrap().0
    }

    #[test]
    fn the_words_of_the_report_of_made_up_rows() {
        let page = report(&made_up::summary(), &none).unwrap();
        insta::assert_snapshot!(
            "summary",
            part(&page, "<section id=\"short\">", "</section>")
        );
        insta::assert_snapshot!(
            "workload",
            part(&page, "<section id=\"w-add\">", "</section>")
        );
        insta::assert_snapshot!(
            "environment",
            part(&page, "<section id=\"environment\">", "</section>")
        );
    }

    #[test]
    fn the_report_asks_for_nothing_and_escapes_all() {
        let mut summary = made_up::summary();
        summary.rows[0].reason = Some("<script>alert(1)</script>".to_owned());
        summary.rows[1].variant = "</script><script>alert(2)".to_owned();
        let page = report(&summary, &none).unwrap();
        assert!(!page.contains("<script>alert"), "text was not escaped");
        assert_eq!(
            page.matches("<script").count(),
            2,
            "its own script, and the batches"
        );
        for asked in ["http:", "https:", "src=", "@import", "url("] {
            assert!(!page.contains(asked), "the page asks for {asked}");
        }
    }

    #[test]
    fn a_page_that_would_be_too_large_leaves_the_batches_to_their_file() {
        let mut summary = made_up::summary();
        summary.rows[1].reason = Some("x".repeat(LARGEST));
        let page = report(&summary, &none).unwrap();
        assert!(
            page.contains("too large"),
            "nothing is said of what is left out"
        );
    }

    #[test]
    fn a_command_of_two_packages_is_told_once() {
        let command = "'/c/env-1dfc269c289d27f5/bin/python' -m pip -L '/c/k-1db2aedb83cc827cd8441835' \
                       '/c/.partial-8JsKGZ/site' '/c/.partial-nmwhxx/package'";
        assert_eq!(
            without_chance(command),
            "'/c/env-\u{2026}/bin/python' -m pip -L '/c/k-\u{2026}' '/c/.partial-\u{2026}/site' \
             '/c/.partial-\u{2026}/package'"
        );
    }

    #[test]
    fn code_in_a_sentence_is_marked_and_escaped() {
        assert_eq!(
            code("a < `b/<c>`.").to_string(),
            "a &lt; <code>b/&lt;c&gt;</code>."
        );
    }
}
