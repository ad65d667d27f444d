//! Input that is not what it should be: one clear message each, and never a panic.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "all of it is test code"
)]

mod libclang;

use std::path::{Path, PathBuf};

use fishplate_read::{HeaderRequest, Libclang, ReadError, SymbolKind, read_headers, read_symbols};
use libclang::{libclang, request};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

fn message(libclang: &Libclang, path: &Path) -> String {
    read_headers(&HeaderRequest::new([path], libclang.clone()))
        .unwrap_err()
        .to_string()
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn each_mistake_with_a_header_has_its_message() {
    let Some(libclang) = libclang("each_mistake") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| -> PathBuf {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let cases: Vec<(PathBuf, &[&str])> = vec![
        (folder.path().join("none.h"), &["none.h", "it is not there"]),
        (folder.path().to_owned(), &["it is a folder"]),
        (PathBuf::from("/dev/zero"), &["not a regular file"]),
        (write("empty.h", b" \n\n"), &["it is empty"]),
        (
            write("binary.h", b"\x7fELF\0\0"),
            &["it is not text", "--library"],
        ),
        (write("quote\".h", b"int f(void);"), &["rename it"]),
        (
            write("wrong.h", b"int f(void;\nint g(;\n"),
            &["wrong.h:1:11: error", "--include-dir DIR"],
        ),
        (
            write("open.h", b"#ifdef A\nint f(void);\n"),
            &["open.h:1:2", "unterminated"],
        ),
        (
            write("brace.h", b"struct s { int x;\n"),
            &["brace.h", "error"],
        ),
        (
            write("missing.h", b"#include <not/here.h>\n"),
            &["`not/here.h`", "--include-dir DIR", "missing.h:1:10"],
        ),
        (
            write("cpp.h", b"class x { public: int f(); };\n"),
            &["cpp.h:1:1", "error"],
        ),
        (
            write("stop.h", b"#error \"define FOO first\"\n"),
            &["define FOO first", "--define"],
        ),
        (
            write("self.h", b"#include \"self.h\"\n"),
            &["self.h", "nested too deeply"],
        ),
    ];
    for (path, parts) in cases {
        let text = message(&libclang, &path);
        for part in parts {
            assert!(
                text.contains(part),
                "{}: `{part}` is not in: {text}",
                path.display()
            );
        }
        assert!(
            !text.contains("fishplate-read-"),
            "a temporary path is shown: {text}"
        );
    }
    let none: Vec<PathBuf> = Vec::new();
    assert!(
        read_headers(&HeaderRequest::new(none, libclang))
            .unwrap_err()
            .to_string()
            .contains("at least one")
    );
}

#[test]
fn a_comment_in_another_encoding_is_read_and_noted() {
    let Some(libclang) = libclang("another_encoding") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("latin.h");
    std::fs::write(&path, b"/* Gr\xfc\xdfe */ int f(void);\n").unwrap();
    let found = read_headers(&HeaderRequest::new([&path], libclang)).unwrap();
    assert_eq!(
        found.interface.functions[0].comment.as_deref(),
        Some("Gr\u{fffd}\u{fffd}e")
    );
    assert!(
        found.notes.iter().any(|note| note.contains("not UTF-8")),
        "{:?}",
        found.notes
    );
}

#[test]
fn deep_types_end_in_unsupported() {
    let Some(libclang) = libclang("deep_types") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep.h");
    let mut text = format!("void stars(int {} p);\ntypedef int t0;\n", "*".repeat(180));
    for level in 0..500 {
        text.push_str(&format!(
            "typedef t{level} *t{};\nstruct s{level} {{ int x; }};\n",
            level + 1
        ));
    }
    text.push_str("void typedefs(t500 p);\nstruct c0 { int x; };\n");
    for level in 0..300 {
        text.push_str(&format!(
            "struct c{} {{ struct c{level} inner; }};\n",
            level + 1
        ));
    }
    std::fs::write(&path, text).unwrap();
    let found = read_headers(&HeaderRequest::new([&path], libclang)).unwrap();
    let deep = found
        .interface
        .unsupported
        .iter()
        .filter(|one| one.what.contains("nested too deeply"));
    assert!(deep.count() > 2);
    assert!(
        found
            .interface
            .records
            .iter()
            .any(|one| one.name == "c300" && one.size_bytes == Some(4))
    );
    let json = serde_json::to_string(&found.interface).unwrap();
    assert_eq!(
        fishplate_read::load_interface(&json).unwrap(),
        found.interface
    );
}

/// Reads bytes as a header without a compiler, and with one where `compiles` says so.
fn survive(libclang: &Libclang, folder: &Path, bytes: &[u8], compiles: bool) -> bool {
    let path = folder.join("mangled.h");
    std::fs::write(&path, bytes).unwrap();
    let mut request = HeaderRequest::new([path], libclang.clone());
    if !compiles {
        request.compiler = Some(PathBuf::from("/no/such/cc"));
    }
    match read_headers(&request) {
        Ok(found) => {
            let json = serde_json::to_string(&found.interface).unwrap();
            assert_eq!(
                fishplate_read::load_interface(&json).unwrap(),
                found.interface
            );
            true
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            false
        }
    }
}

fn header(name: &str) -> Vec<u8> {
    std::fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/headers")
            .join(name),
    )
    .unwrap()
}

#[test]
fn truncated_headers_give_an_interface_or_an_error() {
    let Some(libclang) = libclang("truncated_headers") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    for name in ["records.h", "constants.h", "enums.h"] {
        let whole = header(name);
        for end in (0..whole.len()).step_by(61) {
            survive(&libclang, folder.path(), &whole[..end], end % (61 * 8) == 0);
        }
    }
}

#[test]
fn headers_with_flipped_bytes_give_an_interface_or_an_error() {
    let Some(libclang) = libclang("flipped_bytes") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut random = StdRng::seed_from_u64(2);
    let mut read = 0;
    for round in 0..200 {
        let mut bytes = header(["records.h", "constants.h", "pointers.h", "enums.h"][round % 4]);
        for _ in 0..=random.random_range(0..3) {
            let at = random.random_range(0..bytes.len());
            bytes[at] = if random.random() {
                random.random()
            } else {
                b"(){}*;#,\"\\ 0"[random.random_range(0..12)]
            };
        }
        read += usize::from(survive(&libclang, folder.path(), &bytes, round % 16 == 0));
    }
    // Some flips fall into comments and names: both ways must have been walked.
    assert!((10..190).contains(&read), "{read}");
}

#[test]
fn hostile_macros_are_neither_run_nor_read_as_constants() {
    let Some(libclang) = libclang("hostile_macros") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("mark");
    let path = folder.path().join("hostile.h");
    let text = format!(
        "int system(const char *);\n\
         #define TOUCH \"touch '{}'\"\n\
         __attribute__((constructor)) static void at_start(void) {{ system(TOUCH); }}\n\
         #define RUN system(TOUCH)\n\
         #define BLOCK ({{ system(TOUCH); 1; }})\n\
         #define INJECT 0)); }} __attribute__((constructor)) void again(void) {{ system(TOUCH\n\
         #define INCLUDE _Pragma(\"GCC dependency \\\"/dev/zero\\\"\") 1\n\
         #define LOOP LOOP + 1\n\
         #define HUGE \"{}\"\n\
         #define AFTER 5\n\
         int f(void);\n",
        mark.display(),
        "x".repeat(100_000),
    );
    std::fs::write(&path, text).unwrap();
    let found = read_headers(&HeaderRequest::new([&path], libclang)).unwrap();
    let names: Vec<_> = found
        .interface
        .constants
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, ["TOUCH", "HUGE", "AFTER"]);
    assert!(!mark.exists(), "the header was run");
}

#[test]
fn many_refused_macros_cost_no_good_one() {
    let Some(libclang) = libclang("many_refused_macros") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.h");
    let mut text = "#define CALL(x) x;)({\nint f(void);\n".to_owned();
    for index in 0..300 {
        // Half are unknown names; a few break the line that they stand in.
        text.push_str(&format!(
            "#define GOOD_{index} {index}\n#define BAD_{index} unknown_{}\n",
            index % 7
        ));
        if index % 100 == 50 {
            text.push_str(&format!("#define WORSE_{index} CALL({index})\n"));
        }
    }
    std::fs::write(&path, text).unwrap();
    let found = read_headers(&HeaderRequest::new([&path], libclang)).unwrap();
    assert_eq!(found.interface.constants.len(), 300, "{:?}", found.notes);
}

fn small_library(folder: &Path) -> Option<PathBuf> {
    let compiler = fishplate_process::which("gcc")?;
    let (source, library) = (folder.join("small.c"), folder.join("libsmall.so"));
    std::fs::write(
        &source,
        "int shown(void) { return 1; }\nint data = 3;\n__thread int mine;\n\
         __attribute__((visibility(\"hidden\"))) int hidden(void) { return 2; }\n\
         static int local(void) { return hidden(); }\nint both(void) { return local(); }\n\
         __attribute__((weak)) int weak(void) { return 4; }\n\
         static int (*pick(void))(void) { return shown; }\nint chosen(void) __attribute__((ifunc(\"pick\")));\n\
         __asm__(\".globl bare\\nbare: ret\\n\");\nextern int elsewhere(void); int user(void) { return elsewhere(); }\n",
    )
    .unwrap();
    let done = fishplate_process::Child::new(compiler, fishplate_process::Limits::PROBE)
        .args(["-shared", "-fPIC", "-w", "-s", "-o"])
        .arg(&library)
        .arg(&source)
        .run()
        .unwrap();
    assert!(done.is_success(), "{}", done.tail(5));
    Some(library)
}

#[test]
fn exported_symbols_are_read_with_their_kinds() {
    let folder = tempfile::tempdir().unwrap();
    let Some(library) = small_library(folder.path()) else {
        libclang::say("skipped exported_symbols: this machine has no gcc");
        return;
    };
    let symbols = read_symbols(&library).unwrap();
    let of = |kind| -> Vec<&str> {
        symbols
            .iter()
            .filter(|one| one.kind == kind)
            .map(|one| one.name.as_str())
            .collect()
    };
    assert_eq!(
        of(SymbolKind::Function),
        ["both", "chosen", "shown", "user", "weak"]
    );
    assert_eq!(of(SymbolKind::Object), ["data", "mine"]);
    assert_eq!(of(SymbolKind::Untyped), ["bare"]);
}

#[test]
fn what_is_no_shared_library_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let cases: &[(&str, &[u8], &str)] = &[
        (
            "script.so",
            b"/* GNU ld script */\nGROUP ( /lib/libc.so.6 AS_NEEDED ( -lm ) )\n",
            "/lib/libc.so.6, -lm",
        ),
        (
            "input.so",
            b"INPUT(libncurses.so.6 -ltinfo)\n",
            "libncurses.so.6",
        ),
        ("static.a", b"!<arch>\nrest", "static archive"),
        ("empty.so", b"", "it is empty"),
        ("text.so", b"hello", "shared library"),
    ];
    for (name, bytes, part) in cases {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let text = read_symbols(&path).unwrap_err().to_string();
        assert!(text.contains(part) && text.contains(name), "{text}");
    }
    assert!(matches!(
        read_symbols(folder.path()),
        Err(ReadError::File { .. })
    ));
    assert!(matches!(
        read_symbols(&folder.path().join("none.so")),
        Err(ReadError::File { .. })
    ));
}

#[test]
fn a_function_that_the_library_lacks_is_marked() {
    let Some(libclang) = libclang("library_lacks") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let Some(library) = small_library(folder.path()) else {
        return;
    };
    let mut request = request(libclang, "functions.h");
    let header = folder.path().join("small.h");
    std::fs::write(
        &header,
        "int shown(void);\nint hidden(void);\nint bare(void);\nint chosen(void);\nextern int data;\n\
         int renamed(void) __asm__(\"both\");\nint absent(void);\n",
    )
    .unwrap();
    request.headers = vec![header];
    request.library = Some(library);
    let found = read_headers(&request).unwrap().interface;
    let exported: Vec<_> = found
        .functions
        .iter()
        .map(|one| (one.name.as_str(), one.is_exported.unwrap()))
        .collect();
    assert_eq!(
        exported,
        [
            ("shown", true),
            ("hidden", false),
            ("bare", true),
            ("chosen", true),
            ("renamed", true),
            ("absent", false)
        ]
    );
    assert_eq!(found.globals[0].is_exported, Some(true));
}
