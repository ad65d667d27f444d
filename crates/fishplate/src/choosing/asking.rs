//! The questions on a terminal: those whose answers are needed and missing.

use std::fmt::Write as _;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use anyhow::bail;
use fishplate_choose::{Answer, Answers, Catalogue, Kind, Question};

use crate::output::Screen;

/// How often a question is asked before it is given up.
const TRIES: usize = 3;
/// How often it is looked whether Ctrl-C was pressed.
const LOOK: Duration = Duration::from_millis(50);

/// The lines that somebody types; none behind the last one.
pub(crate) trait Lines {
    fn next_line(&mut self) -> Option<String>;
}

/// Lines from the terminal. A thread of its own waits for them: reading goes on after Ctrl-C, and
/// a question must not.
pub(crate) struct Typed(Receiver<String>);

impl Typed {
    pub(crate) fn new() -> Self {
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            for line in std::io::stdin().lines() {
                // Where nobody listens any more, or nothing can be read, it is over.
                let Ok(line) = line else { return };
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self(receiver)
    }
}

impl Lines for Typed {
    fn next_line(&mut self) -> Option<String> {
        while !fishplate_process::is_interrupted() {
            match self.0.recv_timeout(LOOK) {
                Ok(line) => return Some(line),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        None
    }
}

/// Asks for every answer that is needed and missing.
pub(crate) fn fill(
    catalogue: &Catalogue,
    answers: &mut Answers,
    input: &mut impl Lines,
    screen: &Screen,
) -> anyhow::Result<()> {
    // An answer may make another question needed, so each is looked at when its turn comes.
    for question in &catalogue.questions {
        if catalogue.missing(answers).contains(&question.key.as_str()) {
            let answer = ask(question, input, |text| screen.note(text))?;
            answers.set(&question.key, answer);
        }
    }
    Ok(())
}

fn ask(question: &Question, input: &mut impl Lines, say: impl Fn(&str)) -> anyhow::Result<Answer> {
    say(&shown(question));
    for _ in 0..TRIES {
        let Some(line) = input.next_line() else {
            break;
        };
        match question.parse(&worded(question, &line)) {
            Ok(answer) => return Ok(answer),
            Err(wanted) => say(&format!("`{}` is not understood: {wanted}", line.trim())),
        }
    }
    bail!(
        "there is no answer to `{}`; {}",
        question.key,
        question.wanted()
    )
}

/// The question with its values, numbered.
fn shown(question: &Question) -> String {
    let mut text = format!("\n{}", question.question);
    for (number, one) in question.values.iter().enumerate() {
        let _ = write!(text, "\n  {} {}: {}", number + 1, one.value, one.means);
    }
    text
}

/// The words in the place of the numbers that stand for them.
fn worded(question: &Question, line: &str) -> String {
    if !matches!(question.kind, Kind::Word | Kind::Words) {
        return line.to_owned();
    }
    let word = |part: &str| {
        let number = part.trim().parse::<usize>().ok()?.checked_sub(1)?;
        Some(question.values.get(number)?.value.clone())
    };
    let parts = line
        .split(',')
        .map(|part| word(part).unwrap_or_else(|| part.to_owned()));
    parts.collect::<Vec<String>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Lines for std::str::Lines<'_> {
        fn next_line(&mut self) -> Option<String> {
            self.next().map(str::to_owned)
        }
    }

    fn asked(key: &str, input: &str) -> Result<String, String> {
        let catalogue = Catalogue::load().unwrap();
        let question = catalogue.question(key).unwrap();
        let answer = ask(question, &mut input.lines(), |_| {});
        answer
            .map(|answer| answer.to_string())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn words_numbers_and_lists_of_both_are_understood() {
        assert_eq!(asked("core", "rust\n").unwrap(), "rust");
        assert_eq!(asked("core", "2\n").unwrap(), "c");
        assert_eq!(asked("platforms", "1, macos\n").unwrap(), "linux, macos");
        assert_eq!(asked("data_size", "4KiB\n").unwrap(), "4,096");
    }

    #[test]
    fn a_wrong_answer_is_asked_again_and_the_end_of_input_is_an_error() {
        assert_eq!(asked("core", "cobol\n0\n4\n").unwrap(), "rust");
        let error = asked("core", "x\ny\nz\nrust\n").unwrap_err();
        assert!(
            error.starts_with("there is no answer to `core`; say one of python"),
            "{error}"
        );
        assert!(asked("core", "").is_err());
    }

    #[test]
    fn only_what_is_missing_is_asked_and_the_header_only_of_c() {
        let catalogue = Catalogue::load().unwrap();
        let screen = Screen::new(crate::arguments::Color::Never);
        let mut answers =
            Answers::parse("goal = 'library'\nteam = 'c++'", "a test", &catalogue).unwrap();
        let mut input = "new\n8\n10\n100\n2\n1\n".lines();
        fill(&catalogue, &mut answers, &mut input, &screen).unwrap();
        assert_eq!(input.next(), None);
        assert_eq!(catalogue.missing(&answers), [] as [&str; 0]);
        assert_eq!(answers.get("header"), None);
    }
}
