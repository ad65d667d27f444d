//! The value of each macro that is a constant expression, as the compiler evaluates it.

use fishplate_model::{Constant, ConstantValue};

use super::compile::{Probe, Prober};
use super::object_file::Answers;
use crate::ReadError;
use crate::c_header::MacroCandidate;

/// The classes of types, as numbers that a probe can hold.
const INT: u8 = 1;
const FLOAT: u8 = 2;
const TEXT: u8 = 3;

const PREAMBLE: &str = "struct fishplate_integer { unsigned long long bytes, is_signed, value; };";

impl Prober {
    /// The constants among the macros, in their order.
    pub(crate) fn constants(
        &self,
        macros: &[MacroCandidate],
        notes: &mut Vec<String>,
    ) -> Result<Vec<Constant>, ReadError> {
        if macros.is_empty() {
            return Ok(Vec::new());
        }
        let class = |one: &MacroCandidate| Probe {
            before: "unsigned char".to_owned(),
            after: format!(
                " = _Generic(({}), _Bool: {INT}, char: {INT}, signed char: {INT}, unsigned char: {INT}, \
                 short: {INT}, unsigned short: {INT}, int: {INT}, unsigned int: {INT}, long: {INT}, \
                 unsigned long: {INT}, long long: {INT}, unsigned long long: {INT}, float: {FLOAT}, \
                 double: {FLOAT}, long double: {FLOAT}, char *: {TEXT}, const char *: {TEXT}, default: 0)",
                one.name
            ),
        };
        let probes: Vec<Probe> = macros.iter().map(class).collect();
        let (classes, trouble) = self.answers(PREAMBLE, &probes)?;
        self.note_trouble(trouble, notes);

        let typed: Vec<(&MacroCandidate, u8)> = macros
            .iter()
            .enumerate()
            .filter_map(|(index, one)| Some((one, *classes.data.get(&index)?.first()?)))
            .filter(|(_, class)| *class != 0)
            .collect();
        let probes: Vec<Probe> = typed
            .iter()
            .map(|(one, class)| value_probe(&one.name, *class))
            .collect();
        let (values, trouble) = self.answers(PREAMBLE, &probes)?;
        self.note_trouble(trouble, notes);
        let constant = |(index, (one, class)): (usize, &(&MacroCandidate, u8))| {
            let value = value(&values, index, *class)?;
            Some(Constant {
                name: one.name.clone(),
                value,
                span: one.span.clone(),
            })
        };
        Ok(typed.iter().enumerate().filter_map(constant).collect())
    }

    fn note_trouble(&self, trouble: Option<String>, notes: &mut Vec<String>) {
        if let Some(why) = trouble {
            let compiler = self.compiler().display();
            let note =
                format!("some constants may be missing: `{compiler}` refuses the probes ({why})");
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
    }
}

fn value_probe(name: &str, class: u8) -> Probe {
    let (before, after) = match class {
        FLOAT => ("double", format!(" = (double)({name})")),
        // A literal alone initialises an array; the address of some text does not.
        TEXT => ("char", format!("[] = {name}")),
        _ => (
            "struct fishplate_integer",
            format!(
                " = {{ sizeof({name}), ((__typeof__({name}))-1) < 0, (unsigned long long)({name}) }}"
            ),
        ),
    };
    Probe {
        before: before.to_owned(),
        after,
    }
}

fn value(values: &Answers, index: usize, class: u8) -> Option<ConstantValue> {
    match class {
        INT => {
            let [bytes, is_signed, value] = values.words(index)?.try_into().ok()?;
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
        FLOAT => Some(float_constant(f64::from_bits(
            *values.words(index)?.first()?,
        ))),
        TEXT => {
            let (nul, text) = values.data.get(&index)?.split_last()?;
            (*nul == 0).then(|| text_constant(text))
        }
        _ => None,
    }
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
