//! A recommendation for a person: the answer first, then why, what disagrees, and what to do.

use std::fmt::Write as _;

use fishplate_choose::{Advice, Catalogue, EvidenceItem, Hours, Reason, Stage};

use super::wrap::wrapped;
use crate::output::{Screen, Tone, shown};

/// Wide enough for the longest id of a row or name of a path.
const ID_WIDTH: usize = 10;

/// Draws a recommendation.
pub(crate) fn draw(catalogue: &Catalogue, advice: &Advice, screen: &Screen) -> String {
    let mut page = Page {
        text: String::new(),
        width: usize::from(Screen::width()),
        screen,
    };
    page.choice(advice);
    page.because(&advice.because);
    page.title("What disagrees", advice.disagree.is_empty());
    for one in &advice.disagree {
        page.line(&one.id, &one.says);
    }
    page.title(
        "What was found",
        !advice.evidence.iter().any(|one| tells(one, advice)),
    );
    for one in advice.evidence.iter().filter(|one| tells(one, advice)) {
        page.line(&one.about, &shown(&one.text));
    }
    page.title("What would change the answer", false);
    for one in &advice.would_change {
        page.plain(&format!("{} = {}: {}", one.answer, one.value, one.choice));
    }
    if advice.would_change.is_empty() {
        page.plain("no single answer does");
    }
    page.title("What the team has to learn", advice.training.is_empty());
    for one in &advice.training {
        page.line(&one.id, &one.text);
    }
    page.cost(catalogue, advice);
    page.title("Go on with", advice.next.is_empty());
    for command in &advice.next {
        let _ = writeln!(page.text, "  $ {}", shown(command));
    }
    page.text
}

/// Whether a person learns something from it: a path that is neither chosen nor next, and of which
/// only the tools are known, is left to `doctor` and to JSON.
fn tells(item: &EvidenceItem, advice: &Advice) -> bool {
    let is_named = [&advice.choice, &advice.runner_up].contains(&&item.about);
    let is_path = !item.wheels.is_empty();
    !is_path || is_named || item.functions.is_some() || !item.measured.is_empty()
}

struct Page<'a> {
    text: String,
    width: usize,
    screen: &'a Screen,
}

impl Page<'_> {
    fn choice(&mut self, advice: &Advice) {
        let title = match advice.title.starts_with(&advice.choice) {
            true => advice.title.clone(),
            false => format!("{} ({})", advice.choice, advice.title),
        };
        let choice = self.screen.toned(Tone::Good, &title);
        let _ = writeln!(self.text, "Choice:    {choice}");
        let _ = writeln!(self.text, "Runner-up: {}", advice.runner_up);
    }

    fn title(&mut self, title: &str, is_empty: bool) {
        if !is_empty {
            let title = self.screen.toned(Tone::Title, title);
            let _ = writeln!(self.text, "\n{title}");
        }
    }

    fn line(&mut self, id: &str, text: &str) {
        let start = format!("  {id:ID_WIDTH$} ");
        let line = wrapped(&start, ID_WIDTH + 3, text, self.width);
        self.text.push_str(&line);
    }

    fn plain(&mut self, text: &str) {
        let line = wrapped("  ", 4, &shown(text), self.width);
        self.text.push_str(&line);
    }

    /// The rows in the order of the article: crossings, copies, the tool.
    fn because(&mut self, reasons: &[Reason]) {
        for (stage, title) in [
            (Stage::Crossings, "First, fewer crossings"),
            (Stage::Copies, "Then, fewer copies"),
            (Stage::Tool, "Only then, the tool"),
        ] {
            let of_stage: Vec<&Reason> = reasons
                .iter()
                .filter(|reason| reason.stage == Some(stage))
                .collect();
            self.title(title, of_stage.is_empty());
            for reason in of_stage {
                let decides = if reason.decides { " [decides]" } else { "" };
                self.line(&reason.id, &format!("{}{decides}", reason.text));
            }
        }
    }

    fn cost(&mut self, catalogue: &Catalogue, advice: &Advice) {
        let is_empty = advice.cost.model.is_empty() && advice.cost.own.is_none();
        self.title("Hours of work", is_empty);
        for row in &advice.cost.model {
            self.line(&row.id, &format!("{}: {}", row.tool, sum(&row.hours)));
        }
        if let Some(own) = &advice.cost.own {
            self.line("yours", &sum(own));
        }
        let note = catalogue
            .table("cost")
            .ok()
            .and_then(|table| table.note.as_deref());
        if let Some(note) = note.filter(|_| !advice.cost.model.is_empty()) {
            self.plain(note);
        }
    }
}

/// `120 + 20 + 15 = 155`.
fn sum(hours: &Hours) -> String {
    let parts: Vec<String> = std::iter::once(&hours.initial)
        .chain(&hours.years)
        .map(ToString::to_string)
        .collect();
    format!("{} = {}", parts.join(" + "), hours.total)
}
