//! Reads `--call`: a C function and a SPEC for each of its arguments, as a call in Python looks.
//!
//! Whether the function exists and takes such arguments is for the header to say, not for this file.

use crate::{Spec, SpecError};

/// Nobody types a longer one.
const LONGEST: usize = 10_000;

/// A call, such as `dot(a=float64[N], b=float64[N], n=len(a))`.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The text as it was typed.
    pub text: String,
    /// The C function.
    pub function: String,
    /// The arguments in the order of the text.
    pub arguments: Vec<CallArgument>,
}

/// An argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct CallArgument {
    /// The parameter that it is for; none where its place says so.
    pub name: Option<String>,
    /// What its value is.
    pub spec: Spec,
}

/// Why a call is not understood: what is wrong, and a mark below the place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}\n  {text}\n  {}^", " ".repeat(*at))]
pub struct CallError {
    text: String,
    at: usize,
    why: String,
}

impl std::str::FromStr for Call {
    type Err = CallError;

    fn from_str(text: &str) -> Result<Self, CallError> {
        // A line break would draw the mark below another line.
        let shown: String = text
            .chars()
            .take(LONGEST)
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let fail = |(at, why): (usize, String)| CallError {
            text: shown.clone(),
            at,
            why,
        };
        if text.len() > LONGEST {
            let why = format!("it is longer than {LONGEST} characters; name fewer arguments");
            return Err(CallError {
                text: shown.chars().take(60).collect(),
                at: 60,
                why,
            });
        }
        let letters: Vec<char> = shown.chars().collect();
        let (function, arguments) = Reader {
            letters: &letters,
            at: 0,
        }
        .call()
        .map_err(fail)?;
        Ok(Self {
            text: shown.trim().to_owned(),
            function,
            arguments,
        })
    }
}

/// Where something is wrong, and what.
type Fault = (usize, String);

struct Reader<'l> {
    letters: &'l [char],
    at: usize,
}

impl Reader<'_> {
    fn call(mut self) -> Result<(String, Vec<CallArgument>), Fault> {
        self.skip_spaces();
        let start = self.at;
        let function = self.name().ok_or_else(|| {
            (
                start,
                "begin with the name of a C function, as in `dot(a=float64[N], n=len(a))`"
                    .to_owned(),
            )
        })?;
        self.skip_spaces();
        if self.next() != Some('(') {
            return Err((
                self.at,
                format!("write the arguments of `{function}` in brackets"),
            ));
        }
        self.at += 1;
        let mut arguments: Vec<CallArgument> = Vec::new();
        loop {
            self.skip_spaces();
            if self.next() == Some(')') {
                break;
            }
            let start = self.at;
            let argument = self.argument()?;
            check_order(&arguments, &argument).map_err(|why| (start, why))?;
            arguments.push(argument);
            if self.next() == Some(',') {
                self.at += 1;
            }
        }
        self.at += 1;
        self.skip_spaces();
        if self.next().is_some() {
            return Err((self.at, "nothing may stand behind the call".to_owned()));
        }
        Ok((function, arguments))
    }

    /// An argument up to the comma or the bracket behind it.
    fn argument(&mut self) -> Result<CallArgument, Fault> {
        let start = self.at;
        let end = self.end_of_argument()?;
        self.at = start;
        let named = self.name().and_then(|name| {
            self.skip_spaces();
            (self.next() == Some('=')).then_some(name)
        });
        if named.is_some() {
            self.at += 1;
        } else {
            self.at = start;
        }
        self.skip_spaces();
        let (from, text) = (self.at.min(end), self.text(self.at, end));
        self.at = end;
        let spec = text
            .trim()
            .parse()
            .map_err(|error: SpecError| (from, error.to_string()))?;
        Ok(CallArgument { name: named, spec })
    }

    /// The place of the comma or the bracket behind an argument.
    fn end_of_argument(&mut self) -> Result<usize, Fault> {
        let start = self.at;
        let mut open: Vec<usize> = Vec::new();
        while let Some(letter) = self.next() {
            match letter {
                '"' => self.skip_text()?,
                '(' | '[' => open.push(self.at),
                ',' if open.is_empty() => return Ok(self.at),
                ')' | ']' if open.pop().is_none() => {
                    return if letter == ')' {
                        Ok(self.at)
                    } else {
                        Err((self.at, "this bracket was never opened".to_owned()))
                    };
                }
                _ => {}
            }
            self.at += 1;
        }
        let at = open.pop().unwrap_or(start);
        Err((
            at,
            "a bracket is not closed; end the call with `)`".to_owned(),
        ))
    }

    /// Goes to the end of a text, whose first quote is here.
    fn skip_text(&mut self) -> Result<(), Fault> {
        let start = self.at;
        loop {
            self.at += 1;
            match self.next() {
                Some('"') => return Ok(()),
                Some(_) => {}
                None => return Err((start, "this text has no second `\"`".to_owned())),
            }
        }
    }

    fn name(&mut self) -> Option<String> {
        let start = self.at;
        let is_first = |c: char| c.is_ascii_alphabetic() || c == '_';
        if !self.next().is_some_and(is_first) {
            return None;
        }
        while self
            .next()
            .is_some_and(|c| is_first(c) || c.is_ascii_digit())
        {
            self.at += 1;
        }
        Some(self.text(start, self.at))
    }

    fn next(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn skip_spaces(&mut self) {
        while self.next().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn text(&self, from: usize, to: usize) -> String {
        self.letters
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .collect()
    }
}

/// As in Python: names at the end, and each once.
fn check_order(before: &[CallArgument], argument: &CallArgument) -> Result<(), String> {
    match &argument.name {
        Some(name) if before.iter().any(|other| other.name.as_ref() == Some(name)) => {
            Err(format!("`{name}` is given twice; take one away"))
        }
        None if before.iter().any(|other| other.name.is_some()) => {
            Err("a value without a name stands behind one with a name; name it too".to_owned())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Call, String> {
        text.parse().map_err(|error: CallError| error.to_string())
    }

    #[test]
    fn a_call_is_read_with_its_names_and_specs() {
        let call =
            read(" smooth ( close=float64[10_000], n = len(close),out=float64[N], ) ").unwrap();
        assert_eq!(call.function, "smooth");
        let names: Vec<_> = call
            .arguments
            .iter()
            .map(|one| one.name.as_deref())
            .collect();
        assert_eq!(names, [Some("close"), Some("n"), Some("out")]);
        assert_eq!(call.arguments[1].spec, Spec::LengthOf("close".into()));
        assert_eq!(read("zero()").unwrap().arguments, []);
    }

    #[test]
    fn places_stand_for_names_and_a_text_may_hold_anything() {
        let call = read("f(int32, \"a, (b]=\", k=\"x\")").unwrap();
        let [one, two, three] = call.arguments.as_slice() else {
            panic!("three arguments")
        };
        assert_eq!((&one.name, &two.name), (&None, &None));
        let text = |text: &str| Spec::Literal(crate::Literal::Text(text.into()));
        assert_eq!((&two.spec, &three.spec), (&text("a, (b]="), &text("x")));
    }

    #[test]
    fn what_is_wrong_is_marked() {
        let found = read("dot(a=float64[N], n=len(a)").unwrap_err();
        insta::assert_snapshot!(found, @r"
        a bracket is not closed; end the call with `)`
          dot(a=float64[N], n=len(a)
                            ^
        ");
        for (text, expected, at) in [
            ("", "begin with the name", 0),
            ("1f()", "begin with the name", 0),
            ("f", "in brackets", 1),
            ("f(a=int33)", "`int33`", 4),
            ("f(a=)", "``", 4),
            ("f(,)", "``", 2),
            ("f(a=int32) g", "behind the call", 11),
            ("f(a=int32, a=int32)", "given twice", 11),
            ("f(a=int32, int32)", "name it too", 11),
            ("f(a=\"x)", "no second", 4),
            ("f(a=int32])", "never opened", 9),
        ] {
            let message = read(text).unwrap_err();
            assert!(message.contains(expected), "{text}: {message}");
            let mark = message.lines().last().unwrap();
            assert_eq!(mark.find('^'), Some(at + 2), "{message}");
        }
    }

    #[test]
    fn no_text_is_too_odd_to_be_answered() {
        // A small generator of our own: each text follows from its number alone.
        let parts = [
            "f",
            "(",
            ")",
            "[",
            "]",
            ",",
            "=",
            "\"",
            " ",
            "N",
            "len(",
            "float64[N]",
            "\u{e4}",
            "\n",
            "0",
            "-",
            "1e999",
            "_",
            "\\",
            "\u{1b}",
            "str[",
            "{",
            "int32",
            "\u{1f600}",
        ];
        let mut state: u64 = 1;
        let mut next = |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        for _ in 0..20_000 {
            let text: String = (0..next(12)).map(|_| parts[next(parts.len())]).collect();
            let _ = read(&text);
            let _ = read(&format!("f({text})"));
            let _ = read(&format!("f(a={text}"));
        }
        assert!(
            read(&"f(".repeat(20_000))
                .unwrap_err()
                .contains("longer than")
        );
        assert!(read(&"[".repeat(9_000)).is_err());
    }
}
