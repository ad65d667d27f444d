//! Reads the Rust of the tests: `fn` lines of an `extern` block.

use fishplate_model::{
    Convention, Declarations, DeclaredFunction, DeclaredKind, DeclaredResult, DeclaredType, Origin,
};

use super::span;

pub(super) fn declarations(text: &str) -> Declarations {
    let mut declarations = Declarations::default();
    for (number, line) in text.lines().enumerate() {
        let Some(rest) = line.trim().strip_prefix("fn ") else {
            continue;
        };
        let (name, rest) = rest.split_once('(').unwrap();
        let (arguments, result) = rest.split_once(')').unwrap();
        let result = result
            .trim_end_matches(';')
            .trim()
            .trim_start_matches("->")
            .trim();
        let types = arguments
            .split(',')
            .filter_map(|one| one.split_once(':'))
            .map(|(_, ty)| simple(ty.trim(), number + 1));
        declarations.functions.push(DeclaredFunction {
            symbol: name.to_owned(),
            library: String::new(),
            arguments: Some(types.collect()),
            is_variadic: false,
            result: DeclaredResult::Type {
                ty: simple(result, number + 1),
            },
            has_errcheck: false,
            convention: Convention::C,
            is_guarded: false,
            is_verified: false,
            origin: Origin::Rust,
            span: span("lib.rs", number + 1, 8),
            arguments_span: None,
            result_span: None,
        });
    }
    declarations
}

fn simple(name: &str, line: usize) -> DeclaredType {
    let known = match name {
        "f32" => "c_float",
        "f64" => "c_double",
        "usize" => "c_size_t",
        "c_int" | "i32" => "c_int",
        other => panic!("the tests' Rust has no `{other}`"),
    };
    DeclaredType {
        spelling: name.to_owned(),
        span: span("lib.rs", line, 8),
        kind: DeclaredKind::Simple {
            name: known.to_owned(),
        },
    }
}
