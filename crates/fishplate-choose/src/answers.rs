//! The answers that a recommendation is made for.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{Catalogue, ChooseError, quantity};

/// One answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// One word.
    Word(String),
    /// Several words.
    Words(Vec<String>),
    /// A number; of bytes where sizes are asked.
    Number(f64),
    /// Files; none where there are none.
    Files(Vec<String>),
}

/// The answers by their keys.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Answers(BTreeMap<String, Answer>);

impl Answers {
    /// The answer of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Answer> {
        self.0.get(key)
    }

    /// Takes an answer; what stood there before is given back.
    pub fn set(&mut self, key: &str, answer: Answer) -> Option<Answer> {
        self.0.insert(key.to_owned(), answer)
    }

    /// The answers in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.0.iter().map(|(key, answer)| (key.as_str(), answer))
    }

    /// The files of the header; none where there is none.
    #[must_use]
    pub fn files(&self, key: &str) -> &[String] {
        match self.get(key) {
            Some(Answer::Files(files)) => files,
            _ => &[],
        }
    }

    /// A number; what follows from others is computed.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<f64> {
        match self.get(key) {
            Some(Answer::Number(number)) => Some(*number),
            Some(_) => None,
            None if key == BYTES_PER_S => {
                Some(self.number("data_size")? * self.number("calls_per_s")?)
            }
            None => None,
        }
    }

    /// The words of an answer: one, several, or whether there are files.
    pub(crate) fn words(&self, key: &str) -> Vec<&str> {
        match self.get(key) {
            Some(Answer::Word(word)) => vec![word],
            Some(Answer::Words(words)) => words.iter().map(String::as_str).collect(),
            Some(Answer::Files(files)) if files.is_empty() => vec!["none"],
            Some(Answer::Files(_)) => vec!["given"],
            Some(Answer::Number(_)) | None => Vec::new(),
        }
    }

    /// Understands answers in TOML; `place` names the file in errors.
    ///
    /// # Errors
    /// When it is no TOML, or holds what is not asked or not understood.
    pub fn parse(text: &str, place: &str, catalogue: &Catalogue) -> Result<Self, ChooseError> {
        let table: toml::Table = toml::from_str(text).map_err(|error| ChooseError::NotToml {
            place: place.to_owned(),
            message: error.message().to_owned(),
        })?;
        let mut answers = Self::default();
        for (key, value) in &table {
            let question = catalogue
                .question(key)
                .ok_or_else(|| ChooseError::UnknownAnswer {
                    place: place.to_owned(),
                    key: key.clone(),
                    known: catalogue.keys().join(", "),
                })?;
            let answer = question
                .take(value)
                .map_err(|wanted| ChooseError::BadAnswer {
                    place: place.to_owned(),
                    key: key.clone(),
                    given: value.to_string(),
                    wanted,
                })?;
            answers.set(key, answer);
        }
        Ok(answers)
    }
}

/// The key of what `data_size` and `calls_per_s` give together.
pub(crate) const BYTES_PER_S: &str = "bytes_per_s";

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Words(words) => f.write_str(&words.join(", ")),
            Self::Number(number) => f.write_str(&quantity::shown(*number)),
            Self::Files(files) if files.is_empty() => f.write_str("none"),
            Self::Files(files) => f.write_str(&files.join(", ")),
        }
    }
}
