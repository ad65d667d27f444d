//! What is asked, and how an answer is understood.

use serde::Deserialize;

use crate::{Answer, Condition, quantity};

/// A question.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The key of its answer.
    pub key: String,
    /// The form of its answer.
    pub kind: Kind,
    /// The question, for a person.
    pub question: String,
    /// The words to choose from.
    #[serde(default)]
    pub values: Vec<Value>,
    /// When an answer is needed; always without it.
    #[serde(default)]
    pub needed_when: Condition,
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One of the values.
    Word,
    /// Some of the values.
    Words,
    /// A number from 0 on.
    Number,
    /// A number of bytes.
    Bytes,
    /// Names of files, or `none`.
    Files,
}

/// A word that may be answered.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Value {
    /// The word.
    pub value: String,
    /// What it says.
    pub means: String,
}

/// The answer that there are no files.
const NO_FILES: &str = "none";

impl Question {
    /// Understands what a person typed.
    ///
    /// # Errors
    /// What would have been understood.
    pub fn parse(&self, text: &str) -> Result<Answer, String> {
        let text = text.trim();
        match self.kind {
            Kind::Word => self.known(text).map(Answer::Word),
            Kind::Words => self.words(text.split(',')),
            Kind::Number => quantity::count(text)
                .map(Answer::Number)
                .ok_or_else(|| self.wanted()),
            Kind::Bytes => quantity::bytes(text)
                .map(Answer::Number)
                .ok_or_else(|| self.wanted()),
            Kind::Files if text.is_empty() => Err(self.wanted()),
            Kind::Files if text == NO_FILES => Ok(Answer::Files(Vec::new())),
            Kind::Files => self.files(text.split(',')),
        }
    }

    /// Understands a value of TOML.
    ///
    /// # Errors
    /// What would have been understood.
    pub fn take(&self, value: &toml::Value) -> Result<Answer, String> {
        let is_number = matches!(self.kind, Kind::Number | Kind::Bytes);
        match value {
            toml::Value::String(text) => self.parse(text),
            toml::Value::Integer(number) if is_number => self.parse(&number.to_string()),
            toml::Value::Float(number) if is_number => self.parse(&number.to_string()),
            toml::Value::Array(list) => {
                let texts: Option<Vec<&str>> = list.iter().map(toml::Value::as_str).collect();
                let texts = texts.ok_or_else(|| self.wanted())?;
                match self.kind {
                    Kind::Words => self.words(texts.into_iter()),
                    Kind::Files => self.files(texts.into_iter()),
                    Kind::Word | Kind::Number | Kind::Bytes => Err(self.wanted()),
                }
            }
            _ => Err(self.wanted()),
        }
    }

    /// What an answer looks like, as a part of a sentence.
    #[must_use]
    pub fn wanted(&self) -> String {
        let values: Vec<&str> = self.values.iter().map(|one| one.value.as_str()).collect();
        match self.kind {
            Kind::Word => format!("say one of {}", values.join(", ")),
            Kind::Words => format!("say some of {}, with commas", values.join(", ")),
            Kind::Number => "say a number from 0 on, such as 10, 50k or 1M".to_owned(),
            Kind::Bytes => "say a number of bytes from 0 on, such as 8, 64KB or 1GiB".to_owned(),
            Kind::Files => "name C headers, with commas, or say `none`".to_owned(),
        }
    }

    fn known(&self, text: &str) -> Result<String, String> {
        let found = self.values.iter().find(|one| one.value == text);
        found
            .map(|one| one.value.clone())
            .ok_or_else(|| self.wanted())
    }

    fn words<'a>(&self, texts: impl Iterator<Item = &'a str>) -> Result<Answer, String> {
        let words: Result<Vec<String>, String> = texts.map(|one| self.known(one.trim())).collect();
        let mut words = words?;
        words.dedup();
        if words.is_empty() {
            return Err(self.wanted());
        }
        Ok(Answer::Words(words))
    }

    /// Names of files; among names, `none` would be one that nobody means.
    fn files<'a>(&self, texts: impl Iterator<Item = &'a str>) -> Result<Answer, String> {
        let files: Vec<String> = texts.map(|one| one.trim().to_owned()).collect();
        let is_bad = |one: &String| one.is_empty() || (one == NO_FILES && files.len() > 1);
        if files.iter().any(is_bad) {
            return Err(self.wanted());
        }
        Ok(Answer::Files(
            files.into_iter().filter(|one| one != NO_FILES).collect(),
        ))
    }
}
