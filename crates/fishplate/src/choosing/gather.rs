//! The answers from wherever they come: options first, then the file, the folder, and questions.
//!
//! Where two of them differ, the one that is taken is said. Nothing is made up.

use std::io::IsTerminal;
use std::path::Path;

use fishplate_choose::{Answer, Answers, Catalogue, ChooseError};

use super::asking;
use super::folder::Found;
use crate::choose_arguments::ChooseArguments;
use crate::output::Screen;
use crate::small_file;

/// The answers, complete where somebody could be asked.
pub(crate) fn answers(
    catalogue: &Catalogue,
    arguments: &ChooseArguments,
    found: Option<&Found>,
    screen: &Screen,
) -> anyhow::Result<Answers> {
    let mut answers = from_options(catalogue, arguments)?;
    if let Some(file) = &arguments.answers {
        let place = format!("`{}`", file.display());
        let given = Answers::parse(&small_file::read(file)?, &place, catalogue)?;
        fill(&mut answers, &beside(given, file), &place, screen);
    }
    if let Some(found) = found {
        fill(&mut answers, &found.answers, "the folder", screen);
        let missing = catalogue.missing(&answers);
        for (_, why) in found.open.iter().filter(|(key, _)| missing.contains(key)) {
            screen.note(&format!("note: {why}"));
        }
    }
    if std::io::stdin().is_terminal() && std::io::stderr().is_terminal() {
        asking::fill(catalogue, &mut answers, &mut asking::Typed::new(), screen)?;
    }
    Ok(answers)
}

fn from_options(
    catalogue: &Catalogue,
    arguments: &ChooseArguments,
) -> Result<Answers, ChooseError> {
    let mut answers = Answers::default();
    for (key, value) in arguments.answer.given() {
        let Some(question) = catalogue.question(key) else {
            continue;
        };
        let answer = question
            .take(&value)
            .map_err(|wanted| ChooseError::BadAnswer {
                place: "the command line".to_owned(),
                key: key.to_owned(),
                given: value.to_string(),
                wanted,
            })?;
        answers.set(key, answer);
    }
    Ok(answers)
}

/// Takes what is not answered yet, and says where something else was answered before.
fn fill(answers: &mut Answers, further: &Answers, place: &str, screen: &Screen) {
    for (key, answer) in further.iter() {
        match answers.get(key) {
            None => {
                answers.set(key, answer.clone());
            }
            Some(before) if before != answer => {
                screen.note(&format!(
                    "note: `{key} = {before}` stands over `{answer}` of {place}"
                ));
            }
            Some(_) => {}
        }
    }
}

/// The same with the names of files taken from where the file of answers lies.
fn beside(answers: Answers, file: &Path) -> Answers {
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut placed = answers.clone();
    for (key, answer) in answers.iter() {
        if let Answer::Files(files) = answer {
            let files = files
                .iter()
                .map(|one| folder.join(one).to_string_lossy().into_owned());
            placed.set(key, Answer::Files(files.collect()));
        }
    }
    placed
}
