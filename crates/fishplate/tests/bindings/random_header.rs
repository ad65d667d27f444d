//! A header of random signatures over everything that the operations carry.

use std::fmt::Write as _;

use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

/// A header and notes for its enumerations.
pub(crate) struct RandomHeader {
    pub(crate) header: String,
    pub(crate) notes: String,
}

const VALUES: &[&str] = &[
    "char",
    "signed char",
    "unsigned char",
    "short",
    "unsigned short",
    "int",
    "int",
    "unsigned",
    "long",
    "unsigned long",
    "long long",
    "unsigned long long",
    "size_t",
    "ptrdiff_t",
    "int8_t",
    "uint8_t",
    "int16_t",
    "uint16_t",
    "int32_t",
    "uint32_t",
    "int64_t",
    "uint64_t",
    "intptr_t",
    "float",
    "double",
    "double",
    "_Bool",
    "enum plain",
    "below_zero",
    "enum flags",
    "enum wide",
];
const ELEMENTS: &[&str] = &[
    "char",
    "signed char",
    "unsigned char",
    "short",
    "unsigned short",
    "int",
    "unsigned",
    "long",
    "unsigned long",
    "long long",
    "uint64_t",
    "int32_t",
    "float",
    "double",
    "double",
    "_Bool",
    "void",
    "long double",
];
const LENGTHS: &[(&str, &str)] = &[
    ("int", "n"),
    ("size_t", "len"),
    ("long", "count"),
    ("unsigned", "num"),
    ("uint64_t", "size"),
    ("short", "n_items"),
];
const NAMES: &[&str] = &[
    "a", "b", "value", "x", "y", "lambda", "self", "type", "match", "class", "int_", "data",
    "module", "in_0", "None", "args",
];

const PREAMBLE: &str = "#include <stddef.h>\n#include <stdint.h>\n\
    enum plain { PLAIN_A = 1, PLAIN_B, PLAIN_C = 100 };\n\
    typedef enum { MINUS = -7, ZERO = 0, PLUS = 7, PLUS_TOO = 7 } below_zero;\n\
    enum flags { FLAG_A = 1, FLAG_B = 2, FLAG_C = 16 };\n\
    enum wide { NARROW = 1, WIDE = 0x100000000 };\n\n";

/// Writes `count` functions.
pub(crate) fn random_header(rng: &mut StdRng, count: usize) -> RandomHeader {
    let mut header = PREAMBLE.to_owned();
    let mut notes = "schema = 1\n[enum.flags]\nflags = true\n".to_owned();
    for number in 0..count {
        let result = match rng.random_range(0..10) {
            0 => "void",
            1 if number % 5 == 0 => "long double",
            _ => pick(rng, VALUES),
        };
        let parameters = parameters(rng);
        if rng.random_bool(0.3) {
            let _ = writeln!(header, "/** Function \"{number}\" \\ of many. */");
        }
        let list = if parameters.is_empty() {
            "void".to_owned()
        } else {
            parameters.join(", ")
        };
        let _ = writeln!(header, "{result} fn_{number}({list});");
        if rng.random_bool(0.1) {
            let _ = writeln!(notes, "[fn.fn_{number}]\ngil = \"release\"");
        }
    }
    RandomHeader { header, notes }
}

fn pick<'a>(rng: &mut StdRng, from: &[&'a str]) -> &'a str {
    from.choose(rng).copied().unwrap_or("int")
}

fn parameters(rng: &mut StdRng) -> Vec<String> {
    let mut names = NAMES.to_vec();
    let mut name = |rng: &mut StdRng| names.swap_remove(rng.random_range(0..names.len()));
    let mut parameters = Vec::new();
    for _ in 0..rng.random_range(0..6) {
        if rng.random_bool(0.15) {
            parameters.push(format!("const char *{}", name(rng)));
        } else if rng.random_bool(0.1) {
            parameters.push(pick(rng, VALUES).to_owned());
        } else {
            parameters.push(format!("{} {}", pick(rng, VALUES), name(rng)));
        }
    }
    if rng.random_bool(0.4) {
        let place = rng.random_range(0..=parameters.len());
        let mut group = Vec::new();
        for _ in 0..rng.random_range(1..4) {
            let constant = if rng.random_bool(0.6) { "const " } else { "" };
            group.push(format!("{constant}{} *{}", pick(rng, ELEMENTS), name(rng)));
        }
        let (int, length) = LENGTHS.choose(rng).copied().unwrap_or(("int", "n"));
        group.push(format!("{int} {length}"));
        parameters.splice(place..place, group);
    }
    parameters
}
