//! Scalars, pointers, callbacks and what attributes say of them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is test code")]

mod libclang;
mod reading;

use std::path::PathBuf;

use libclang::{libclang, request};
use reading::{field, function, read, reading, record, short, shorts};

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn every_scalar_has_its_width_and_sign() {
    let Some(found) = read("scalars.h", "every_scalar") else {
        return;
    };
    let widths = shorts(function(&found, "widths"));
    assert_eq!(
        widths,
        [
            "i8 char",
            "i8 signed char",
            "u8 unsigned char",
            "i16 short",
            "u16 unsigned short",
            "i32 int",
            "u32 unsigned int",
            "i64 long",
            "u64 unsigned long",
            "i64 long long",
            "u64 unsigned long long",
            "void"
        ]
    );
    let fixed = shorts(function(&found, "fixed"));
    assert_eq!(
        fixed,
        [
            "u8 unsigned char",
            "i16 short",
            "u16 unsigned short",
            "i32 int",
            "u32 unsigned int",
            "i64 long",
            "u64 unsigned long",
            "i8 signed char"
        ]
    );
    assert_eq!(
        function(&found, "fixed").parameters[0].ty.alias.as_deref(),
        Some("uint8_t")
    );
    assert_eq!(shorts(function(&found, "truth")), ["bool", "bool"]);
    assert_eq!(
        shorts(function(&found, "floats")),
        ["f32 float", "f64 double", "f128 long double", "f32 float"]
    );
    assert_eq!(
        shorts(function(&found, "sizes")),
        ["i64 long", "i64 long", "i32 int", "u64 unsigned long"]
    );
    assert_eq!(
        function(&found, "sizes").result.alias.as_deref(),
        Some("size_t")
    );
    assert_eq!(
        shorts(function(&found, "rotate")),
        [
            "complex(f64 double)",
            "complex(f32 float)",
            "complex(f64 double)"
        ]
    );
    assert_eq!(
        shorts(function(&found, "wide")),
        ["u128 unsigned __int128", "i128 __int128"]
    );
    assert_eq!(found.target.triple, "x86_64-unknown-linux-gnu");
    assert_eq!(
        (found.target.pointer_bits, found.target.long_bits),
        (64, 64)
    );
    assert!(found.target.char_is_signed && found.target.is_little_endian);
    assert_eq!(found.unsupported, []);
}

#[test]
fn comments_and_variable_arguments_are_kept() {
    let Some(found) = read("scalars.h", "comments") else {
        return;
    };
    let comment = function(&found, "widths").comment.as_deref();
    assert_eq!(comment, Some("Every width.\n\nSecond paragraph."));
    assert_eq!(short(&function(&found, "logv").parameters[1].ty), "va_list");
    assert_eq!(
        short(&function(&found, "vlist").parameters[0].ty),
        "*va_list"
    );
    assert!(function(&found, "logf_").is_variadic && !function(&found, "logv").is_variadic);
    // The compiler's own record behind va_list is no part of any interface.
    assert!(
        found
            .records
            .iter()
            .all(|one| !one.name.contains("va_list")),
        "{:?}",
        found.records
    );
}

#[test]
fn arrays_and_functions_decay_in_parameters() {
    let Some(found) = read("pointers.h", "arrays_decay") else {
        return;
    };
    let norm = &function(&found, "norm").parameters[0].ty;
    assert_eq!(
        (short(norm).as_str(), norm.alias.as_deref()),
        ("*const f64 double", Some("vec3"))
    );
    assert_eq!(
        shorts(function(&found, "fill")),
        ["*f64 double", "*[i32 int x Some(3)]", "void"]
    );
    let compare = "fn(*const void, *const void) -> i32 int";
    assert_eq!(
        shorts(function(&found, "sort")),
        ["*void", "u64 unsigned long", compare, "void"]
    );
    assert_eq!(
        function(&found, "sort").parameters[2].ty.alias.as_deref(),
        Some("compare_t")
    );
    let visit = "fn(i32 int) -> i32 int";
    assert_eq!(shorts(function(&found, "each")), [visit, visit, "void"]);
    assert_eq!(
        short(&function(&found, "names").result),
        "*const *const i8 char"
    );
    let handler = "fn(i32 int) -> void";
    assert_eq!(
        shorts(function(&found, "signal_")),
        ["i32 int", handler, handler]
    );
    assert_eq!(
        shorts(function(&found, "open_it")),
        ["**record opaque", "*record opaque"]
    );
    assert_eq!(record(&found, "opaque").size_bytes, None);
    assert_eq!(found.unsupported, []);
}

#[test]
fn nullability_comes_from_attributes_of_every_kind() {
    let Some(found) = read("pointers.h", "nullability") else {
        return;
    };
    assert_eq!(
        shorts(function(&found, "need")),
        ["*!i32 int", "*i32 int", "*!i32 int", "void"]
    );
    assert_eq!(
        shorts(function(&found, "need_all")),
        ["*!i32 int", "*!i32 int", "void"]
    );
    assert_eq!(
        shorts(function(&found, "need_one")),
        ["*i32 int", "*!i32 int", "void"]
    );
    assert_eq!(shorts(function(&found, "give")), ["*!i8 char"]);
    assert_eq!(
        shorts(function(&found, "maybe")),
        ["*?i32 int", "*!i32 int", "void"]
    );
}

#[test]
fn what_is_not_understood_costs_no_neighbour() {
    let Some(libclang) = libclang("what_is_not_understood") else {
        return;
    };
    let mut request = request(libclang, "vectors.h");
    // GCC 12 has no `_BitInt`, so the compiler could not read this header at all.
    request.compiler = Some(PathBuf::from("/no/such/cc"));
    let found = reading(&request).interface;
    assert_eq!(shorts(function(&found, "fine")), ["i32 int", "i32 int"]);
    assert_eq!(short(&function(&found, "add4").result), "<f32 float x 4>");
    assert_eq!(
        short(&field(record(&found, "holder"), "count").ty),
        "i32 int"
    );
    assert!(short(&function(&found, "odd").result).starts_with("unsupported"));
    assert!(
        found
            .unsupported
            .iter()
            .any(|one| one.what.contains("function `odd`") && one.span.line == 5)
    );
}
