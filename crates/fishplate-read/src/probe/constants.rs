//! The value of each macro that is a constant expression, as the compiler evaluates it.

use std::collections::HashMap;

use fishplate_model::{Constant, ConstantValue};

use super::compile::{Group, Probe, Prober};
use super::object_file::Answers;
use crate::ReadError;
use crate::c_header::MacroCandidate;

/// The classes of types, as numbers that a probe can hold.
const INT: u64 = 1;
const FLOAT: u64 = 2;
const TEXT: u64 = 3;

/// The form of an answer: the class, then the integer's width, sign and value, then the number.
const PREAMBLE: &str = "struct fishplate_constant { \
    unsigned long long class, bytes, is_signed, value; double number; };";

const INTEGERS: &[&str] = &[
    "_Bool",
    "char",
    "signed char",
    "unsigned char",
    "short",
    "unsigned short",
    "int",
    "unsigned int",
    "long",
    "unsigned long",
    "long long",
    "unsigned long long",
];
const FLOATS: &[&str] = &["float", "double", "long double"];
const TEXTS: &[&str] = &["char *", "const char *"];

/// What is asked of the macros of some headers.
pub(super) struct Questions<'m> {
    macros: &'m [MacroCandidate],
    /// One probe for each macro: what it is, and its value where that is a number.
    pub(super) values: Group,
    /// Which macros are texts for certain, by their words.
    literals: Vec<usize>,
    /// One probe for each of those.
    pub(super) texts: Group,
}

impl<'m> Questions<'m> {
    pub(super) fn new(macros: &'m [MacroCandidate]) -> Self {
        let is_text = |one: &MacroCandidate| {
            !one.body.is_empty() && one.body.iter().all(|token| token.starts_with('"'))
        };
        let literals: Vec<usize> = (macros.iter().enumerate())
            .filter(|(_, one)| is_text(one))
            .map(|(index, _)| index)
            .collect();
        let names = literals.iter().filter_map(|index| macros.get(*index));
        let texts = names.map(|one| text_probe(&one.name)).collect();
        Self {
            macros,
            values: Group {
                preamble: PREAMBLE.to_owned(),
                probes: macros.iter().map(|one| probe(&one.name)).collect(),
            },
            literals,
            texts: Group {
                preamble: String::new(),
                probes: texts,
            },
        }
    }

    /// The constants among the macros, in their order.
    pub(super) fn take(
        &self,
        prober: &Prober,
        values: &Answers,
        texts: &Answers,
        trouble: Option<&str>,
        notes: &mut Vec<String>,
    ) -> Result<Vec<Constant>, ReadError> {
        let mut trouble = trouble
            .filter(|_| values.data.len() < self.macros.len())
            .map(str::to_owned);
        let literals = self.literals.iter().enumerate();
        let mut known: HashMap<usize, ConstantValue> = literals
            .filter_map(|(number, index)| Some((*index, text(texts, number)?)))
            .collect();
        // Texts that only the compiler knows for such: macros of macros.
        let others: Vec<usize> = (0..self.macros.len())
            .filter(|index| class(values, *index) == Some(TEXT) && !known.contains_key(index))
            .collect();
        if !others.is_empty() {
            let names = others.iter().filter_map(|index| self.macros.get(*index));
            let group = Group {
                preamble: String::new(),
                probes: names.map(|one| text_probe(&one.name)).collect(),
            };
            let (more, why) = prober.answers(&[&group])?;
            trouble = trouble.or(why);
            let more = (others.iter().enumerate())
                .filter_map(|(number, index)| Some((*index, text(&more, number)?)));
            known.extend(more);
        }
        if let Some(why) = trouble {
            let compiler = prober.compiler().display();
            notes.push(format!(
                "some constants may be missing: `{compiler}` refuses the probes ({why})"
            ));
        }
        let constant = |(index, one): (usize, &MacroCandidate)| {
            let value = match class(values, index)? {
                TEXT => known.remove(&index)?,
                class => number(values, index, class)?,
            };
            Some(Constant {
                name: one.name.clone(),
                value,
                span: one.span.clone(),
            })
        };
        Ok(self
            .macros
            .iter()
            .enumerate()
            .filter_map(constant)
            .collect())
    }
}

/// Asks in one declaration what a macro is, and for its value where that is a number.
///
/// What is of no such type stands as 0 in its place, so that one form fits all.
fn probe(name: &str) -> Probe {
    let choose = |types: &[&str], value: &str| -> String {
        types
            .iter()
            .map(|one| format!("{one}: {value}, "))
            .collect()
    };
    let (int, float, text) = (INT.to_string(), FLOAT.to_string(), TEXT.to_string());
    let class = [
        choose(INTEGERS, &int),
        choose(FLOATS, &float),
        choose(TEXTS, &text),
    ];
    let own = format!("({name})");
    let class = format!("_Generic({own}, {}default: 0)", class.concat());
    let integer = format!("_Generic({own}, {}default: 0)", choose(INTEGERS, &own));
    let float = format!("_Generic({own}, {}default: 0)", choose(FLOATS, &own));
    Probe {
        before: "struct fishplate_constant".to_owned(),
        after: format!(
            " = {{ {class}, sizeof({integer}), ((__typeof__({integer}))-1) < 0, \
             (unsigned long long)({integer}), (double)({float}) }}"
        ),
    }
}

/// A literal alone initialises an array; the address of some text does not.
fn text_probe(name: &str) -> Probe {
    Probe {
        before: "char".to_owned(),
        after: format!("[] = {name}"),
    }
}

fn class(values: &Answers, index: usize) -> Option<u64> {
    values.words(index)?.first().copied()
}

fn number(values: &Answers, index: usize, class: u64) -> Option<ConstantValue> {
    let [_, bytes, is_signed, value, number] = values.words(index)?.try_into().ok()?;
    match class {
        INT => {
            let is_signed = is_signed != 0;
            let value = if is_signed {
                i128::from(value.cast_signed())
            } else {
                i128::from(value)
            };
            Some(ConstantValue::Int {
                value,
                bits: u32::try_from(bytes * 8).ok()?,
                is_signed,
            })
        }
        FLOAT => Some(float_constant(f64::from_bits(number))),
        _ => None,
    }
}

fn text(texts: &Answers, number: usize) -> Option<ConstantValue> {
    let (nul, text) = texts.data.get(&number)?.split_last()?;
    (*nul == 0).then(|| text_constant(text))
}

/// A floating constant by its bits and its shortest text.
pub(crate) fn float_constant(value: f64) -> ConstantValue {
    ConstantValue::Float {
        bits: value.to_bits(),
        text: format!("{value:?}"),
    }
}

/// A text constant; a byte that is not UTF-8 becomes an escape.
pub(crate) fn text_constant(bytes: &[u8]) -> ConstantValue {
    let mut value = String::new();
    for chunk in bytes.utf8_chunks() {
        value.push_str(chunk.valid());
        for byte in chunk.invalid() {
            value.push_str(&format!("\\x{byte:02x}"));
        }
    }
    ConstantValue::Text { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_not_utf8_become_escapes() {
        assert_eq!(
            text_constant(b"a\xffb\xc3\xa9"),
            ConstantValue::Text {
                value: "a\\xffb\u{e9}".to_owned()
            }
        );
    }

    #[test]
    fn a_float_is_kept_by_its_bits() {
        let ConstantValue::Float { bits, text } = float_constant(0.1) else {
            panic!()
        };
        assert_eq!((bits, text.as_str()), (0.1_f64.to_bits(), "0.1"));
    }
}
