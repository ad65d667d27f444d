//! Reading in a process of its own: the same answer, and an error where that process dies.
//!
//! This program is its own reader, as the command line is, so it has no test runner.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "all of it is test code"
)]

mod libclang;

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use fishplate_read::{
    HeaderRequest, Libclang, READER_ARGUMENT, ReadError, read_headers, read_in_this_process,
    serve_header_request,
};
use libclang::{libclang, request, say};

type Test = (&'static str, fn(&Libclang));

fn main() {
    if std::env::args().nth(1).as_deref() == Some(READER_ARGUMENT) {
        let input = std::io::read_to_string(std::io::stdin()).unwrap();
        print!("{}", serve_header_request(&input));
        return;
    }
    // `cargo test NAME` and `--list` hand arguments of the test runner to every test program.
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    let Some(libclang) = libclang("isolated") else {
        return;
    };
    let tests: &[Test] = &[
        ("both_ways_give_one_answer", both_ways_give_one_answer),
        ("errors_come_back_whole", errors_come_back_whole),
        (
            "a_reader_that_dies_is_an_error",
            a_reader_that_dies_is_an_error,
        ),
        ("an_endless_include_is_ended", an_endless_include_is_ended),
        ("a_strange_request_is_refused", a_strange_request_is_refused),
    ];
    for (name, test) in tests {
        test(&libclang);
        say(&format!("test {name} ... ok"));
    }
}

fn isolated(libclang: &Libclang, header: &str) -> HeaderRequest {
    let mut request = request(libclang.clone(), header);
    request.reader = Some(std::env::current_exe().unwrap());
    request
}

fn both_ways_give_one_answer(libclang: &Libclang) {
    for header in [
        "scalars.h",
        "records.h",
        "enums.h",
        "constants.h",
        "functions.h",
        "pointers.h",
    ] {
        let request = isolated(libclang, header);
        assert_eq!(
            read_headers(&request).unwrap(),
            read_in_this_process(&request).unwrap(),
            "{header}"
        );
    }
}

fn errors_come_back_whole(libclang: &Libclang) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wrong.h");
    std::fs::write(&path, "int f(void;\n").unwrap();
    let mut request = isolated(libclang, "scalars.h");
    request.headers = vec![path];
    let apart = read_headers(&request).unwrap_err();
    assert!(matches!(apart, ReadError::Parse { .. }));
    assert_eq!(apart, read_in_this_process(&request).unwrap_err());
}

fn a_reader_that_dies_is_an_error(libclang: &Libclang) {
    let folder = tempfile::tempdir().unwrap();
    for (script, part) in [
        ("kill -SEGV $$", "signal: 11"),
        ("exit 0", "gave no whole answer"),
        ("cat >/dev/null; echo '{\"Ok\":'", "gave no whole answer"),
        ("echo oops >&2; exit 3", "oops"),
    ] {
        let program = folder.path().join("reader");
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        let mut request = isolated(libclang, "scalars.h");
        request.reader = Some(program);
        let text = read_headers(&request).unwrap_err().to_string();
        assert!(
            text.contains(part) && text.contains("scalars.h"),
            "{script}: {text}"
        );
    }
    let mut request = isolated(libclang, "scalars.h");
    request.reader = Some(PathBuf::from("/no/such/reader"));
    assert!(matches!(
        read_headers(&request),
        Err(ReadError::Reader { .. })
    ));
}

fn an_endless_include_is_ended(libclang: &Libclang) {
    if !Path::new("/dev/zero").exists() {
        say("skipped an_endless_include_is_ended: this machine has no /dev/zero");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("endless.h");
    std::fs::write(&path, "#include \"/dev/zero\"\n").unwrap();
    let mut request = isolated(libclang, "scalars.h");
    request.headers = vec![path];
    let text = read_headers(&request).unwrap_err().to_string();
    assert!(text.contains("endless.h"), "{text}");
    say(&format!("    {}", text.lines().next().unwrap_or_default()));
}

fn a_strange_request_is_refused(_: &Libclang) {
    for input in ["", "{}", "null", "[1", "\u{0}"] {
        let answer = serve_header_request(input);
        assert!(answer.contains("not a request"), "{answer}");
    }
}
