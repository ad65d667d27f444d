//! The value that is passed when a caller leaves a parameter out, as the notes say it.

use crate::source::python_string;
use crate::{Input, Operation, PlannedEnum};

/// A default, checked against the parameter that it stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum DefaultValue {
    /// An integer within the range of the C type, or a value of the enumeration.
    Int(i128),
    /// A finite floating number.
    Float(f64),
    /// A truth value.
    Bool(bool),
    /// Text without a NUL.
    Text(String),
    /// `None`, for text that may be null.
    None,
}

impl DefaultValue {
    /// Reads the default of a parameter that is marshalled by `operation`; the error says why it
    /// does not fit.
    pub(crate) fn read<'a>(
        value: &toml::Value,
        operation: &Operation,
        enumeration: &dyn Fn(usize) -> Option<&'a PlannedEnum>,
    ) -> Result<Self, String> {
        match (operation, value) {
            (Operation::IntIn(int), toml::Value::Integer(number)) => {
                let number = i128::from(*number);
                if (int.low()..=int.high()).contains(&number) {
                    return Ok(Self::Int(number));
                }
                Err(format!(
                    "the default {number} is not from {} to {}",
                    int.low(),
                    int.high()
                ))
            }
            (Operation::FloatIn(float), toml::Value::Float(_) | toml::Value::Integer(_)) => {
                let number = match value {
                    toml::Value::Integer(number) => exact(*number),
                    other => other.as_float(),
                };
                let number = number.filter(|number| {
                    // A given number is refused when narrowing makes it infinite.
                    number.is_finite() && (float.bits > 32 || (*number as f32).is_finite())
                });
                number
                    .map(Self::Float)
                    .ok_or_else(|| format!("the default {value} is no finite `{}`", float.c_name))
            }
            (Operation::BoolIn { .. }, toml::Value::Boolean(truth)) => Ok(Self::Bool(*truth)),
            (Operation::EnumIn { enumeration: place }, _) => member(
                value,
                enumeration(*place).ok_or("its enumeration is not known")?,
            ),
            (Operation::Utf8In { is_nullable: true }, toml::Value::String(text))
                if text == "None" =>
            {
                Ok(Self::None)
            }
            (Operation::Utf8In { .. }, toml::Value::String(text)) if !text.contains('\0') => {
                Ok(Self::Text(text.clone()))
            }
            _ => Err(format!(
                "the default {value} is not of the parameter's type; write a number, a truth value, \
                 text, or \"None\" where the text is nullable"
            )),
        }
    }
}

impl DefaultValue {
    /// The default as a Python expression, which reads back as the same value.
    #[must_use]
    pub fn python(&self) -> String {
        match self {
            Self::Int(number) => number.to_string(),
            // Rust writes as few digits as read back exactly, and Python reads all its forms.
            Self::Float(number) => format!("{number:?}"),
            Self::Bool(true) => "True".to_owned(),
            Self::Bool(false) => "False".to_owned(),
            Self::Text(text) => python_string(text),
            Self::None => "None".to_owned(),
        }
    }
}

impl Input {
    /// The parameter as it stands in a Python signature without types: `step`, `step=3`.
    pub(crate) fn in_signature(&self) -> String {
        match &self.default {
            None => self.name.clone(),
            Some(default) => format!("{}={}", self.name, default.python()),
        }
    }
}

/// An integer as a floating number, where it is exactly one.
fn exact(number: i64) -> Option<f64> {
    const LARGEST: u64 = 1 << f64::MANTISSA_DIGITS;
    (number.unsigned_abs() <= LARGEST).then_some(number as f64)
}

fn member(value: &toml::Value, item: &PlannedEnum) -> Result<DefaultValue, String> {
    let found = match value {
        toml::Value::String(name) => (item.members.iter())
            .find(|(member, _)| member == name)
            .map(|(_, value)| *value),
        toml::Value::Integer(number) => {
            let number = i128::from(*number);
            let is_value = if item.is_flags {
                number & !item.mask() == 0
            } else {
                item.values().contains(&number)
            };
            is_value.then_some(number)
        }
        _ => None,
    };
    found
        .map(DefaultValue::Int)
        .ok_or_else(|| format!("the default {value} is no member of `{}`", item.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_floating_default_reads_back_exactly() {
        for number in [0.1, -0.0, 1e16, 5e-324, f64::MAX, 1.0 / 3.0, -1e-40] {
            let text = DefaultValue::Float(number).python();
            let read: f64 = text.parse().unwrap();
            assert_eq!(read.to_bits(), number.to_bits(), "{text}");
            // Without one of these, Python would read an integer.
            assert!(text.contains(['.', 'e']), "{text}");
        }
    }

    #[test]
    fn an_integer_is_a_floating_default_only_where_it_is_exact() {
        assert_eq!(exact(1 << 53), Some(9_007_199_254_740_992.0));
        assert_eq!(exact((1 << 53) + 1), None);
        assert_eq!(exact(i64::MIN), None);
    }
}
