//! The debug information of a library says what its header says, and damage to it is survived.

#![allow(clippy::unwrap_used, reason = "all of it is test code")]

mod libclang;

use std::path::{Path, PathBuf};

use fishplate_model::{Interface, Type, TypeKind};
use fishplate_process::{Child, Limits, which};
use fishplate_read::{HeaderRequest, read_debug_information, read_headers};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

const HEADER: &str = "#include <stddef.h>\n#include <stdint.h>\n#include <stdbool.h>\n\
    enum colour { RED = 1, GREEN = -2 };\n\
    typedef struct { char tag; double value; union { int a; float b; } inner; } item_t;\n\
    struct node { struct node *next; uint16_t small; unsigned bits : 3; unsigned more : 7; long tail[4]; };\n\
    struct __attribute__((packed)) tight { char c; int64_t wide; };\n\
    typedef int (*visit_t)(const struct node *, void *, size_t);\n\
    int plain(short a, unsigned char b, float c, double d, long double e, bool f);\n\
    unsigned long sum(const double *values, size_t n);\n\
    item_t by_value(item_t item, enum colour colour);\n\
    void walk(struct node *first, visit_t visit, void *data);\n\
    int print(const char *format, ...);\n\
    struct tight *tight(struct tight **all);\n";

const SOURCE: &str = "#include \"given.h\"\n\
    int plain(short a, unsigned char b, float c, double d, long double e, bool f) { return a + b + c + d + e + f; }\n\
    unsigned long sum(const double *values, size_t n) { return values[n]; }\n\
    item_t by_value(item_t item, enum colour colour) { item.tag = colour; return item; }\n\
    void walk(struct node *first, visit_t visit, void *data) { visit(first, data, 0); }\n\
    int print(const char *format, ...) { return *format; }\n\
    struct tight *tight(struct tight **all) { return *all; }\n\
    static int hidden(int a) { return a; }\nint (*keep)(int) = hidden;\n";

fn built(folder: &Path, flags: &[&str]) -> Option<PathBuf> {
    let compiler = which("gcc")?;
    std::fs::write(folder.join("given.h"), HEADER).unwrap();
    std::fs::write(folder.join("given.c"), SOURCE).unwrap();
    let library = folder.join("libgiven.so");
    let done = Child::new(compiler, Limits::PROBE)
        .folder(folder)
        .args(flags)
        .args(["-shared", "-fPIC", "given.c", "-o"])
        .arg(&library)
        .run()
        .unwrap();
    assert!(done.is_success(), "{}", done.tail(5));
    Some(library)
}

/// A type in words, without spellings: the two readers spell differently.
fn shape(ty: &Type) -> String {
    match &ty.kind {
        TypeKind::Int {
            bits, is_signed, ..
        } => format!("{}{bits}", if *is_signed { "i" } else { "u" }),
        TypeKind::Float { bits, .. } => format!("f{bits}"),
        TypeKind::Pointer { to, .. } => {
            format!("*{}{}", if to.is_const { "const " } else { "" }, shape(to))
        }
        TypeKind::Array { element, length } => format!("[{}; {length:?}]", shape(element)),
        TypeKind::Record { name } => name.rsplit("::").next().unwrap().to_owned(),
        TypeKind::Enum { name } => name.clone(),
        TypeKind::Callback { signature } => {
            let parameters: Vec<String> = signature.parameters.iter().map(shape).collect();
            format!(
                "({}) -> {}",
                parameters.join(", "),
                shape(&signature.result)
            )
        }
        TypeKind::Bool => "bool".to_owned(),
        TypeKind::Void => "void".to_owned(),
        other => format!("{other:?}"),
    }
}

fn functions(interface: &Interface) -> Vec<String> {
    let mut all: Vec<String> = interface
        .functions
        .iter()
        .map(|one| {
            let parameters: Vec<String> = (one.parameters.iter())
                .map(|parameter| shape(&parameter.ty))
                .collect();
            let dots = if one.is_variadic { ", ..." } else { "" };
            format!(
                "{}({}{dots}) -> {}",
                one.name,
                parameters.join(", "),
                shape(&one.result)
            )
        })
        .collect();
    all.sort();
    all
}

fn records(interface: &Interface) -> Vec<String> {
    let mut all: Vec<String> = interface
        .records
        .iter()
        .filter(|one| !one.name.contains("::") && !one.name.contains('@'))
        .map(|one| {
            let fields: Vec<String> = (one.fields.iter())
                .map(|field| {
                    let width = field
                        .width_bits
                        .map_or(String::new(), |bits| format!(":{bits}"));
                    format!("{:?}@{}{width}", field.name, field.offset_bits)
                })
                .collect();
            format!("{} {:?} {}", one.name, one.size_bytes, fields.join(" "))
        })
        .collect();
    all.sort();
    all
}

#[test]
fn debug_information_says_what_the_header_says() {
    let Some(libclang) = libclang::libclang("debug_information") else {
        return;
    };
    for flags in [["-g", "-gdwarf-5", "-O0"], ["-g", "-gdwarf-4", "-O2"]] {
        let folder = tempfile::tempdir().unwrap();
        let Some(library) = built(folder.path(), &flags) else {
            libclang::say("skipped debug_information: this machine has no gcc");
            return;
        };
        let header = HeaderRequest::new([folder.path().join("given.h")], libclang.clone());
        let header = read_headers(&header).unwrap().interface;
        let reading = read_debug_information(&library).unwrap().unwrap();
        assert!(reading.notes.is_empty(), "{:?}", reading.notes);
        assert_eq!(
            functions(&reading.interface),
            functions(&header),
            "{flags:?}"
        );
        assert_eq!(records(&reading.interface), records(&header), "{flags:?}");
        let colour = |interface: &Interface| {
            let found = interface
                .enumerations
                .iter()
                .find(|one| one.name == "colour")
                .unwrap();
            let values: Vec<i128> = found.enumerators.iter().map(|one| one.value).collect();
            values
        };
        assert_eq!(colour(&reading.interface), colour(&header));
        let at = &reading.interface.functions[0].span;
        assert!(at.file.ends_with("given.c") && at.line > 1, "{at}");
    }
}

#[test]
fn a_library_without_debug_information_has_none() {
    let folder = tempfile::tempdir().unwrap();
    if let Some(library) = built(folder.path(), &["-O1"]) {
        assert_eq!(read_debug_information(&library).unwrap(), None);
    }
}

#[test]
fn damaged_debug_information_is_survived() {
    let folder = tempfile::tempdir().unwrap();
    let Some(library) = built(folder.path(), &["-g"]) else {
        return;
    };
    let whole = std::fs::read(&library).unwrap();
    let damaged = folder.path().join("damaged.so");
    let mut random = StdRng::seed_from_u64(11);
    let mut parts = 0;
    for round in 0..3_000 {
        let mut bytes = whole.clone();
        for _ in 0..random.random_range(1..8) {
            let at = random.random_range(0..bytes.len());
            bytes[at] = random.random();
        }
        if round % 5 == 0 {
            bytes.truncate(random.random_range(0..bytes.len()));
        }
        std::fs::write(&damaged, &bytes).unwrap();
        if let Ok(Some(reading)) = read_debug_information(&damaged) {
            parts +=
                usize::from(!reading.notes.is_empty() || reading.interface.functions.len() < 6);
        }
    }
    assert!(parts > 0, "no damage reached the debug information");
}
