//! Says in words what a value is, for labels and messages.

use fishplate_model::Function;

use crate::difference::{Difference, Kind};
use crate::functions::Position;
use crate::shape::{Int, IntKind, Shape};

/// Where in a function, for a title: "parameter `n`", "the result of `f`".
///
/// A parameter has a place of its own on both sides; the function's name is the finding's symbol.
pub(crate) fn place(position: Position, function: &Function) -> String {
    match position {
        Position::Result => format!("the result of `{}`", function.name),
        Position::Argument(_) | Position::Field(_) => part(position, function),
    }
}

/// A part of a function: "parameter `n`", "parameter 2", "the result".
pub(crate) fn part(position: Position, function: &Function) -> String {
    match position {
        Position::Result => "the result".to_owned(),
        Position::Field(index) => format!("field {}", index + 1),
        Position::Argument(index) => {
            let name = function
                .parameters
                .get(index)
                .and_then(|parameter| parameter.name.as_deref());
            match name {
                Some(name) => format!("parameter `{name}`"),
                None => format!("parameter {}", index + 1),
            }
        }
    }
}

/// What a value is: "a signed integer of 32 bits", "a pointer to text".
pub(crate) fn shape(shape: &Shape<'_>) -> String {
    match shape {
        Shape::Void => "nothing".to_owned(),
        Shape::Int(int) => integer(*int),
        Shape::Float { bits: 32 } => "a `float`".to_owned(),
        Shape::Float { bits: 64 } => "a `double`".to_owned(),
        Shape::Float { bits } => format!("a floating value of {bits} bits"),
        Shape::Pointer { to, .. } => match &**to {
            Shape::Void => "an address".to_owned(),
            Shape::Unknown => "a pointer".to_owned(),
            to => format!("a pointer to {}", self::shape(to)),
        },
        Shape::Array {
            element,
            length: Some(length),
        } => format!("an array of {length}, each {}", self::shape(element)),
        Shape::Array { element, .. } => format!("an array, each element {}", self::shape(element)),
        Shape::Declared(record) => format!("the record `{}`", record.short_name),
        Shape::Native(record) => match &record.spelling {
            Some(spelling) => format!("the record `{spelling}`"),
            None => format!("the record `{}`", record.name),
        },
        Shape::Callback(_) => "a function pointer".to_owned(),
        Shape::Unknown => "something that is not understood".to_owned(),
    }
}

fn integer(int: Int) -> String {
    match (int.kind, int.bits) {
        (IntKind::Bool, _) => "a bool of one byte".to_owned(),
        (IntKind::Char, 8) => "a character".to_owned(),
        (IntKind::Char, bits) => format!("a wide character of {bits} bits"),
        (_, 8) if int.is_signed => "a signed byte".to_owned(),
        (_, 8) => "a byte".to_owned(),
        (_, bits) if int.is_signed => format!("a signed integer of {bits} bits"),
        (_, bits) => format!("an unsigned integer of {bits} bits"),
    }
}

/// The fact at each side of a difference: "32 bits" and "64 bits".
pub(crate) fn facts(difference: &Difference<'_>) -> (String, String) {
    let (ours, theirs) = match &difference.kind {
        Kind::Width { declared, native } => (
            format!("{} bits", declared.bits),
            format!("{} bits", native.bits),
        ),
        Kind::FloatWidth { declared, native } => {
            (format!("{declared} bits"), format!("{native} bits"))
        }
        Kind::Sign { declared, native } => (sign(*declared), sign(*native)),
        Kind::RecordSize { declared, native } => {
            (format!("{declared} bytes"), format!("{native} bytes"))
        }
        Kind::Length { declared, native } => {
            (format!("{declared} elements"), format!("{native} elements"))
        }
        Kind::OtherRecord { paired } => (
            format!("the record `{}`", paired.name),
            shape(&difference.native),
        ),
        Kind::Class | Kind::Address | Kind::Wrapped | Kind::Call(_) => {
            (shape(&difference.declared), shape(&difference.native))
        }
    };
    let behind = |fact: String| match difference.levels {
        0 => fact,
        1 => format!("a pointer to {fact}"),
        levels => format!("{fact} behind {levels} pointers"),
    };
    (behind(ours), behind(theirs))
}

fn sign(int: Int) -> String {
    if int.is_signed { "signed" } else { "unsigned" }.to_owned()
}

/// Names in a sentence: "`a`", "`a` and `b`", "`a`, `b` and 3 more".
pub(crate) fn list(names: &[&str]) -> String {
    let quoted = |name: &&str| format!("`{name}`");
    match names {
        [] => String::new(),
        [one] => quoted(one),
        [one, other] => format!("{} and {}", quoted(one), quoted(other)),
        [one, other, third] => {
            format!("{}, {} and {}", quoted(one), quoted(other), quoted(third))
        }
        [one, other, rest @ ..] => {
            format!("{}, {} and {} more", quoted(one), quoted(other), rest.len())
        }
    }
}

/// "1 byte", "8 bytes".
pub(crate) fn count(number: impl Into<u128>, noun: &str) -> String {
    match number.into() {
        1 => format!("1 {noun}"),
        number => format!("{number} {noun}s"),
    }
}

/// The largest value that an integer holds.
pub(crate) fn largest(int: Int) -> String {
    let bits = int.bits.min(127) - u32::from(int.is_signed && int.bits > 0);
    let digits = ((1_u128 << bits) - 1).to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_grouped() {
        let int = |bits, is_signed| Int {
            bits,
            is_signed,
            kind: IntKind::Plain,
        };
        assert_eq!(largest(int(8, true)), "127");
        assert_eq!(largest(int(32, true)), "2,147,483,647");
        assert_eq!(largest(int(32, false)), "4,294,967,295");
        assert_eq!(largest(int(0, true)), "0");
    }

    #[test]
    fn a_list_names_three_and_counts_the_rest() {
        assert_eq!(list(&["a"]), "`a`");
        assert_eq!(list(&["a", "b", "c"]), "`a`, `b` and `c`");
        assert_eq!(list(&["a", "b", "c", "d"]), "`a`, `b` and 2 more");
    }
}
