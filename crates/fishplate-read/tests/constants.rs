//! Macros that are constants, and variables.

#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is test code")]

mod libclang;
mod reading;

use std::path::PathBuf;

use fishplate_model::{Constant, ConstantValue};
use libclang::{libclang, request};
use reading::{read, reading, short};

fn expected_constants() -> Vec<(&'static str, ConstantValue)> {
    let int = |value, bits, is_signed| ConstantValue::Int {
        value,
        bits,
        is_signed,
    };
    let float = |value: f64| ConstantValue::Float {
        bits: value.to_bits(),
        text: format!("{value:?}"),
    };
    let text = |value: &str| ConstantValue::Text {
        value: value.to_owned(),
    };
    vec![
        ("ANSWER", int(42, 32, true)),
        ("NEGATIVE", int(-1, 32, true)),
        ("LETTER", int(97, 32, true)),
        ("BIG", int(i128::from(u64::MAX), 64, false)),
        ("LEAST", int(i128::from(i64::MIN), 64, true)),
        ("SHIFTED", int(1 << 31, 32, false)),
        ("CAST", int(44, 8, false)),
        ("TRUTH", int(1, 8, false)),
        ("SIZE", int(8, 64, false)),
        ("MEMBER", int(1, 32, true)),
        ("PI", float(std::f64::consts::PI)),
        ("SINGLE", float(f64::from(0.1_f32))),
        ("TEXT", text("zlib 1.2")),
        ("BYTES", text("a\0b\\xff")),
        ("NOTHING", text("")),
        ("CALLED", int(42, 32, true)),
        ("CHANGED", int(2, 32, true)),
        ("EXACT_NEXT", int(99, 32, true)),
        ("CHOSEN", int(11, 32, true)),
    ]
}

fn named(constants: &[Constant]) -> Vec<(&str, ConstantValue)> {
    constants
        .iter()
        .map(|one| (one.name.as_str(), one.value.clone()))
        .collect()
}

#[test]
fn constants_are_what_the_compiler_evaluates_and_nothing_else() {
    let Some(libclang) = libclang("constants") else {
        return;
    };
    let found = reading(&request(libclang, "constants.h"));
    assert_eq!(named(&found.interface.constants), expected_constants());
    assert_eq!(found.notes, Vec::<String>::new());
}

#[test]
fn without_a_compiler_libclang_evaluates_and_a_note_says_so() {
    let Some(libclang) = libclang("without_a_compiler") else {
        return;
    };
    let mut request = request(libclang, "constants.h");
    request.compiler = Some(PathBuf::from("/no/such/cc"));
    let found = reading(&request);
    // libclang hands text over as a C string, so what follows a NUL is lost; all else is equal.
    let expected: Vec<_> = expected_constants()
        .into_iter()
        .filter(|(name, _)| *name != "BYTES")
        .collect();
    let constants: Vec<_> = named(&found.interface.constants)
        .into_iter()
        .filter(|(name, _)| *name != "BYTES")
        .collect();
    assert_eq!(constants, expected);
    assert!(
        found
            .notes
            .iter()
            .any(|note| note.contains("apt-get install gcc")),
        "{:?}",
        found.notes
    );
}

#[test]
fn variables_without_a_symbol_are_named_with_their_place() {
    let Some(found) = read("constants.h", "variables") else {
        return;
    };
    let globals: Vec<_> = found
        .globals
        .iter()
        .map(|one| (one.name.as_str(), short(&one.ty)))
        .collect();
    assert_eq!(
        globals,
        [
            ("global_value", "i32 int".to_owned()),
            ("banner", "[const i8 char x None]".to_owned())
        ]
    );
    let unsupported: Vec<_> = found
        .unsupported
        .iter()
        .map(|one| (one.what.as_str(), one.span.line))
        .collect();
    assert_eq!(
        unsupported,
        [
            ("variable `hidden`: it is static, so no library has it", 50),
            ("variable `per_thread`: it is thread-local", 51)
        ]
    );
}

#[test]
fn texts_of_texts_and_odd_names_cost_nothing_else() {
    let Some(libclang) = libclang("texts_of_texts_and_odd_names_cost_nothing_else") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let header = folder.path().join("odd.h");
    let text = "#define INNER \"in\"\n#define OUTER INNER\n#define JOINED INNER \" and out\"\n\
        #define NOWHERE ((const char *)0)\n#define OPEN (\n#define LAST 9\n\
        // The preprocessor does not give up a name of its own.\n\
        struct odd { char first; int defined, LAST_seen; };\n#define LAST_seen seen\n";
    std::fs::write(&header, text).unwrap();
    let found = reading(&fishplate_read::HeaderRequest::new([header], libclang));
    assert_eq!(found.notes, Vec::<String>::new());
    let text = |value: &str| ConstantValue::Text {
        value: value.to_owned(),
    };
    let last = ConstantValue::Int {
        value: 9,
        bits: 32,
        is_signed: true,
    };
    let expected = [
        ("INNER", text("in")),
        ("OUTER", text("in")),
        ("JOINED", text("in and out")),
        ("LAST", last),
    ];
    assert_eq!(named(&found.interface.constants), expected);
    let odd = &found.interface.records[0];
    assert_eq!((odd.size_bytes, odd.fields.len()), (Some(12), 3));
}
