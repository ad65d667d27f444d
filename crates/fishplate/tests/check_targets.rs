//! `fishplate check --target`: each platform's own sizes, packing and conventions.
//!
//! The truth of a target is what libclang lays out for it; the bindings are laid out as ctypes
//! would there. A binding that follows the header's types is right everywhere, and one that was
//! written for one platform is wrong where the ABI says so.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where something unforeseen happens"
)]

mod checked;
mod scene;

use std::collections::BTreeSet;

use serde_json::Value;

const LINUX: &str = "x86_64-linux";
const ARM: &str = "aarch64-linux";
const WINDOWS: &str = "x86_64-windows";
const APPLE: &str = "aarch64-macos";
const ALL: &[&str] = &[LINUX, ARM, WINDOWS, APPLE];

/// A piece of a header, a binding of it, and what is found with the targets where it holds; none
/// of them where it holds on all.
struct Row {
    header: &'static str,
    binding: &'static str,
    code: &'static str,
    targets: &'static [&'static str],
}

const fn right(header: &'static str, binding: &'static str) -> Row {
    wrong(header, binding, "", &[])
}

const fn wrong(
    header: &'static str,
    binding: &'static str,
    code: &'static str,
    targets: &'static [&'static str],
) -> Row {
    Row {
        header,
        binding,
        code,
        targets,
    }
}

const ROWS: &[Row] = &[
    // `long` has 32 bits on Windows (LLP64).
    right(
        "struct S { long a; unsigned long b; char c; };",
        "class S(Structure):\n    _fields_ = [('a', c_long), ('b', c_ulong), ('c', c_char)]",
    ),
    wrong(
        "struct S { long a; char c; };",
        "class S(Structure):\n    _fields_ = [('a', c_int64), ('c', c_char)]",
        "FP135 warning",
        &[WINDOWS],
    ),
    wrong(
        "void F(int64_t *a);",
        "lib.F.argtypes = [POINTER(c_long)]\nlib.F.restype = None",
        "FP170 error",
        &[WINDOWS],
    ),
    right(
        "struct S { void *a; size_t b; long long c; int64_t d; };",
        "class S(Structure):\n    _fields_ = [('a', c_void_p), ('b', c_size_t), ('c', c_longlong), ('d', c_int64)]",
    ),
    // Packing is the same everywhere.
    right(
        "#pragma pack(push, 1)\nstruct S { char a; double b; short c; };\n#pragma pack(pop)",
        "class S(Structure):\n    _pack_ = 1\n    _fields_ = [('a', c_char), ('b', c_double), ('c', c_short)]",
    ),
    right(
        "#pragma pack(push, 4)\nstruct S { char a; double b; short c; };\n#pragma pack(pop)",
        "class S(Structure):\n    _pack_ = 4\n    _fields_ = [('a', c_char), ('b', c_double), ('c', c_short)]",
    ),
    // An attribute that Microsoft's compiler does not know packs for the others.
    wrong(
        "#ifdef _MSC_VER\n#define P\n#else\n#define P __attribute__((packed))\n#endif\n\
         struct P S { char a; double b; };\n#undef P",
        "class S(Structure):\n    _pack_ = 1\n    _fields_ = [('a', c_char), ('b', c_double)]",
        "FP135 warning",
        &[WINDOWS],
    ),
    // Bit-fields of one type share a unit everywhere; of two types only in System V.
    right(
        "struct S { unsigned a : 3; unsigned b : 7; unsigned c : 22; int d; };",
        "class S(Structure):\n    _fields_ = [('a', c_uint, 3), ('b', c_uint, 7), ('c', c_uint, 22), ('d', c_int)]",
    ),
    right(
        "struct S { unsigned char a : 3; unsigned b : 7; int d; };",
        "class S(Structure):\n    _fields_ = [('a', c_ubyte, 3), ('b', c_uint, 7), ('d', c_int)]",
    ),
    // An enumeration is an `int`, and Microsoft's is signed.
    right(
        "enum E { A1 = 1, A2 };\nstruct S { enum E e; char c; };\nvoid F(enum E e);",
        "class S(Structure):\n    _fields_ = [('e', c_int), ('c', c_char)]\n\
         lib.F.argtypes = [c_int]\nlib.F.restype = None",
    ),
    // `wchar_t` has 16 bits on Windows.
    right(
        "struct S { wchar_t a[4]; int b; };\nvoid F(const wchar_t *text);",
        "class S(Structure):\n    _fields_ = [('a', c_wchar * 4), ('b', c_int)]\n\
         lib.F.argtypes = [c_wchar_p]\nlib.F.restype = None",
    ),
    wrong(
        "void F(const uint32_t *text);",
        "lib.F.argtypes = [c_wchar_p]\nlib.F.restype = None",
        "FP115 error",
        &[WINDOWS],
    ),
    // `long double` is a `double` on Windows and on Apple arm64, and as wide as it is aligned.
    right(
        "struct S { long double a; char b; };\nlong double F(long double x);",
        "class S(Structure):\n    _fields_ = [('a', c_longdouble), ('b', c_char)]\n\
         lib.F.argtypes = [c_longdouble]\nlib.F.restype = c_longdouble",
    ),
    wrong(
        "struct S { long double a; char b; };",
        "class S(Structure):\n    _fields_ = [('a', c_double), ('b', c_char)]",
        "FP135 warning",
        &[LINUX, ARM],
    ),
    // `time_t` has 64 bits on all of them, `off_t` is a `long` on Windows.
    right(
        "struct S { time_t a; char b; };",
        "class S(Structure):\n    _fields_ = [('a', c_int64), ('b', c_char)]",
    ),
    wrong(
        "struct S { off_t a; char b; };",
        "class S(Structure):\n    _fields_ = [('a', c_int64), ('b', c_char)]",
        "FP135 warning",
        &[WINDOWS],
    ),
    // Plain `char` has no sign on aarch64 Linux; nobody passes a character by its sign.
    right(
        "struct S { char a; };\nchar F(char c);",
        "class S(Structure):\n    _fields_ = [('a', c_char)]\n\
         lib.F.argtypes = [c_char]\nlib.F.restype = c_char",
    ),
    // Variadic arguments travel elsewhere on Apple arm64.
    wrong(
        "int F(void *state, int request, ...);",
        "lib.F.restype = c_int",
        "FP120 error",
        &[APPLE],
    ),
];

/// The short name of a target, by the triple that libclang has for it.
fn short(triple: &str) -> &'static str {
    let is_arm = triple.starts_with("aarch64") || triple.starts_with("arm64");
    match (triple, is_arm) {
        (triple, _) if triple.contains("windows") => WINDOWS,
        (triple, _) if triple.contains("apple") => APPLE,
        (_, true) => ARM,
        (_, false) => LINUX,
    }
}

/// The text with a number behind each name of one capital letter that a row may use.
fn numbered(text: &str, index: usize) -> String {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut numbered = String::new();
    for piece in text.split_inclusive(|c| !is_name(c)) {
        let name = piece.trim_end_matches(|c| !is_name(c));
        let rest = piece.get(name.len()..).unwrap_or_default();
        let is_given = matches!(name, "S" | "F" | "E" | "A1" | "A2");
        let number = if is_given {
            format!("x{index:02}")
        } else {
            String::new()
        };
        numbered += &format!("{name}{number}{rest}");
    }
    numbered
}

#[test]
fn every_target_is_judged_by_its_own_abi() {
    let name = "every_target_is_judged_by_its_own_abi";
    let mut header =
        "#include <stddef.h>\n#include <stdint.h>\n#include <sys/types.h>\n#include <time.h>\n"
            .to_owned();
    for (index, row) in ROWS.iter().enumerate() {
        header += &format!("{}\n", numbered(row.header, index));
    }
    let Some(scene) = checked::scene_with(name, "", &header) else {
        return;
    };
    let file = |index: usize| format!("rows/row{index:02}.py");
    for (index, row) in ROWS.iter().enumerate() {
        let binding = numbered(row.binding, index);
        let text = format!("from ctypes import *\nlib = CDLL('x')\n{binding}\n");
        scene.write(&file(index), &text);
    }
    let arguments = ["check", "rows", "--header", "lib.h", "--format", "json"];
    let done = scene.run([&arguments[..], &["--target"], ALL].concat());
    let document: Value = serde_json::from_str(&done.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", done.transcript()));
    for (index, row) in ROWS.iter().enumerate() {
        let found: Vec<(String, BTreeSet<&str>)> = document["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["binding"]["file"] == file(index).as_str())
            .map(|one| {
                let word = |key: &str| one[key].as_str().unwrap();
                let targets = one["targets"].as_array().unwrap().iter();
                let targets = targets
                    .map(|target| short(target.as_str().unwrap()))
                    .collect();
                (format!("{} {}", word("code"), word("severity")), targets)
            })
            .collect();
        let expected = match row.code {
            "" => Vec::new(),
            code => vec![(code.to_owned(), row.targets.iter().copied().collect())],
        };
        assert_eq!(found, expected, "{}\n{}", row.header, row.binding);
    }
}

#[test]
fn what_needs_more_than_our_stubs_is_counted_as_not_judged_on_that_target() {
    let name = "what_needs_more_than_our_stubs_is_counted_as_not_judged_on_that_target";
    let header = "#include <stdint.h>\n#include <sys/socket.h>\n\
        struct known { int a; };\nint plain(struct known *k);\n\
        struct held { struct sockaddr_storage address; int a; };\nint bound(struct held *h);\n";
    let binding = "from ctypes import *\nlib = CDLL('x')\n\
        class known(Structure):\n    _fields_ = [('a', c_int)]\n\
        class held(Structure):\n    _fields_ = [('address', c_char * 128), ('a', c_int)]\n\
        lib.plain.argtypes = [POINTER(known)]\nlib.plain.restype = c_int\n\
        lib.bound.argtypes = [POINTER(held)]\nlib.bound.restype = c_int\n";
    let Some(scene) = checked::scene_with(name, binding, header) else {
        return;
    };
    let on = |target: &str| checked::check(&scene, &["--target", target]).stderr;
    let windows = on(WINDOWS);
    let counted = "note: 1 declaration could not be judged in full for x86_64-pc-windows-msvc";
    assert!(windows.contains(counted), "{windows}");
    // What is missing is said with the line of the header and the target.
    let missing = "incomplete type 'struct sockaddr_storage' (x86_64-windows)";
    assert!(windows.contains(missing), "{windows}");
    // This machine has the system's own header.
    let here = checked::check(&scene, &[]).stderr;
    assert!(!here.contains("could not be judged"), "{here}");
}
