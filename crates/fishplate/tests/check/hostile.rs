//! Input that means harm: `check` ends in time and memory, writes and runs nothing, and says what
//! it left out. What once went wrong stays here.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use wait4::Wait4;

use crate::scene::{Ended, Scene};
use crate::stage::{findings, scene};

const LONGEST: Duration = Duration::from_secs(60);
const MOST_BYTES: u64 = 1 << 30;
const GOOD: &str = "from ctypes import *\nlib = CDLL('x')\nlib.good.argtypes = [c_int]\n\
                    lib.good.restype = c_int\n";
const HEADER: &str = "int good(long x);\n";
const FOUND: &str = "warning FP113 app.py:3 good";

/// Runs `check` and holds it to what it promises of any input.
pub(crate) fn bounded(scene: &Scene, arguments: &[&str]) -> Ended {
    let before = files(&scene.path(""));
    let started = Instant::now();
    let mut child = scene
        .command([&["check"], arguments].concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr_pipe = child.stderr.take().unwrap();
    let reading = std::thread::spawn(move || {
        let mut text = Vec::new();
        stderr_pipe.read_to_end(&mut text).unwrap();
        text
    });
    let mut stdout = Vec::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_end(&mut stdout)
        .unwrap();
    let stderr = String::from_utf8(reading.join().unwrap()).unwrap();
    let stdout = String::from_utf8(stdout).unwrap();
    let used = child.wait4().unwrap();
    let code = used.status.code();
    assert!(
        matches!(code, Some(0..=2)),
        "{arguments:?}: {code:?}\n{stderr}"
    );
    assert!(!stderr.contains("panicked"), "{arguments:?}: {stderr}");
    assert!(started.elapsed() < LONGEST, "{arguments:?}");
    // The largest of all processes that took part.
    let most = used.rusage.maxrss;
    assert!(most < MOST_BYTES, "{arguments:?}: {most} bytes");
    for letter in stdout.chars().chain(stderr.chars()) {
        assert!(
            letter == '\n' || !letter.is_control(),
            "{letter:?} of {arguments:?}"
        );
    }
    assert_eq!(
        files(&scene.path("")),
        before,
        "{arguments:?} wrote something"
    );
    Ended {
        code,
        stdout,
        stderr,
    }
}

fn files(folder: &Path) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        all.insert(entry.path().display().to_string());
        if entry.file_type().unwrap().is_dir() {
            all.extend(files(&entry.path()));
        }
    }
    all
}

fn against_header(scene: &Scene, target: &str) -> Ended {
    bounded(scene, &[target, "--header", "given.h", "--format", "json"])
}

const DEEP: usize = 20_000;

fn nested(before: &str, open: &str, inner: &str, close: &str, after: &str) -> String {
    [
        before,
        &open.repeat(DEEP),
        inner,
        &close.repeat(DEEP),
        after,
    ]
    .concat()
}

#[test]
fn hostile_rust_sources_stop_nothing() {
    let Some(scene) = scene("hostile_rust_sources_stop_nothing") else {
        return;
    };
    let taking =
        |open: &str, close: &str| nested("extern \"C\" { fn f(a: ", open, "i32", close, "); }");
    let sources = [
        taking("(", ")"),
        taking("&", ""),
        taking("*const ", ""),
        taking("Option<", ">"),
        taking("[", ";1]"),
        taking("extern \"C\" fn(", ")"),
        nested("fn x() { let a = ", "(", "1", ")", "; }"),
        nested("fn x() { let a = ", "-", "1", "", "; }"),
        nested("fn x() ", "{", "", "}", ""),
        nested("", "mod m {", "", "}", ""),
        nested("m!", "(", "", ")", ";"),
        nested("fn x() { ", "if a {} else ", "{}", "", " }"),
        nested("fn x() { let a = ", "|x| ", "1", "", "; }"),
        nested("fn x() { let a = ", "1 + ", "1", "", "; }"),
        nested("fn x() { let a = b", ".c()", "", "", "; }"),
        nested("", "/*", "", "*/", ""),
        nested("#[a", "(", "", ")", "]\nstruct S;"),
        "extern \"C\" { fn f(a: i32); }\0\n".to_owned(),
        "extern \"C\" { fn f(a: i32);".to_owned(),
    ];
    for (number, text) in sources.iter().enumerate() {
        scene.write(&format!("p/s{number}.rs"), text);
    }
    scene.write("p/z.rs", "extern \"C\" { fn good(x: i32) -> i32; }\n");
    scene.write("given.h", HEADER);
    let done = against_header(&scene, "p");
    assert_eq!(
        findings(&done),
        ["warning FP192 p/z.rs:1 good"],
        "{}",
        done.stderr
    );
}

#[test]
fn hostile_headers_are_left_or_read_around() {
    let Some(scene) = scene("hostile_headers_are_left_or_read_around") else {
        return;
    };
    scene.write("app.py", GOOD);
    let around = [
        nested("int x[", "(", "1", ")", "];\n"),
        nested("int ", "(", "f", ")", "(int);\n"),
        nested("void f(", "void (*a)(", "int", "))", ");\n"),
        nested("", "struct s {", "int x;", "} a;", "\n"),
        format!("int {}(int x);\n", "a".repeat(1_000_000)),
        format!("int f(int a{});\n", "[2]".repeat(2000)),
        "struct s { char a[1][4611686018427387904]; };\n".to_owned(),
        "#include \"given.h\"\n".to_owned(),
        "#include \"../../../../../../../../etc/passwd\"\n".to_owned(),
        "#include \"/dev/stdin\"\n".to_owned(),
        "#include <stdlib.h>\n__attribute__((constructor)) static void run(void) { \
         system(\"touch written\"); }\n"
            .to_owned(),
        "__asm__(\".incbin \\\"/dev/zero\\\"\");\n".to_owned(),
        "#error \u{1b}[31m red\nint \u{7};\n#include \"\u{1b}[2J.h\"\n".to_owned(),
    ];
    for text in &around {
        scene.write("given.h", &format!("{HEADER}{text}"));
        let done = against_header(&scene, "app.py");
        let start = text.get(..40).unwrap_or(text);
        assert_eq!(findings(&done), [FOUND], "{start:?}\n{}", done.stderr);
    }
    for text in ["#include \"/dev/zero\"\n", "\0", "\u{feff}"] {
        scene.write("given.h", text);
        against_header(&scene, "app.py");
    }
}

#[test]
#[ignore = "each takes most of a minute"]
fn headers_without_an_end_are_ended() {
    let Some(scene) = scene("headers_without_an_end_are_ended") else {
        return;
    };
    scene.write("app.py", GOOD);
    let bomb = |first: &str, last: &str| {
        let doubled = (1..40).map(|at| format!("#define A{at} A{0} A{0}\n", at - 1));
        format!(
            "#define A0 {first}\n{}{last}\n{HEADER}",
            doubled.collect::<String>()
        )
    };
    let pointers: String = (0..5000)
        .map(|at| format!("typedef t{at} *t{};\n", at + 1))
        .collect();
    let texts = [
        bomb("int x;", "struct s { A39 };"),
        bomb("1 +", "int x[A39 1];"),
        format!("typedef int t0;\n{pointers}{HEADER}"),
    ];
    for text in texts {
        scene.write("given.h", &text);
        against_header(&scene, "app.py");
    }
    let objects: String = (0..3000)
        .map(|at| format!("f{at} = cffi.FFI()\nf{at}.cdef('int f{at}(int);')\n"))
        .collect();
    scene.write("given.h", HEADER);
    scene.write("app.py", &format!("import cffi\n{objects}"));
    against_header(&scene, "app.py");
}

#[test]
fn devices_pipes_and_loops_are_not_read() {
    let Some(scene) = scene("devices_pipes_and_loops_are_not_read") else {
        return;
    };
    scene.write("p/app.py", GOOD);
    scene.write("given.h", HEADER);
    let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, scene.path(name)).unwrap();
    for (to, name) in [
        ("/dev/zero", "p/zero.py"),
        ("/dev/zero", "p/zero.rs"),
        ("../p", "p/again"),
        ("self.py", "p/self.py"),
        ("/dev/zero", "pyproject.toml"),
        ("/dev/zero", "zero.h"),
    ] {
        link(to, name);
    }
    for name in ["p/pipe.py", "p/pipe.rs", "pipe"] {
        let path = std::ffi::CString::new(scene.path(name).to_str().unwrap()).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, &path, rustix::fs::Mode::RUSR).unwrap();
    }
    let done = against_header(&scene, "p");
    assert_eq!(
        findings(&done),
        ["warning FP113 p/app.py:3 good"],
        "{}",
        done.stderr
    );
    for arguments in [
        ["p", "--header", "zero.h", "--header", "given.h"],
        ["p", "--header", "given.h", "--library", "pipe"],
        ["p", "--header", "given.h", "--library", "/dev/zero"],
        ["p", "--header", "given.h", "--baseline", "pipe"],
        ["p", "--header", "given.h", "--baseline", "/dev/zero"],
    ] {
        let done = bounded(&scene, &arguments);
        assert_eq!(done.code, Some(2), "{arguments:?}: {}", done.stdout);
    }
}

#[test]
fn hostile_settings_are_refused_with_the_file_and_the_word() {
    let Some(scene) = scene("hostile_settings_are_refused_with_the_file_and_the_word") else {
        return;
    };
    scene.write("app.py", GOOD);
    scene.write("given.h", HEADER);
    let settings = [
        "[tool]\nfishplate = 3".to_owned(),
        "[tool.fishplate]\nheaders = 'a'".to_owned(),
        "[tool.fishplate]\nnames = [1]".to_owned(),
        "[tool.fishplate]\n\"\\u001b[31m\" = 1".to_owned(),
        "[tool.fishplate]\ntargets = ['\\u001b[31m']".to_owned(),
        "[tool.fishplate]\nfail-on = '\\u001b'".to_owned(),
        "[tool.fishplate]\nselect = ['\\u001b']".to_owned(),
        nested("a = ", "[", "", "]", ""),
        nested("[tool.fishplate]\n", "a.", "b", "", " = 1"),
        format!("x = '{}'", "a".repeat(20_000_000)),
    ];
    for text in &settings {
        scene.write("pyproject.toml", text);
        let done = against_header(&scene, "app.py");
        assert_eq!(done.code, Some(2), "{:?}: {}", text.get(..40), done.stdout);
    }
    scene.write("pyproject.toml", "");
    let baselines = [
        nested("", "[", "", "]", ""),
        String::new(),
        "{\"version\": \"x\"}".to_owned(),
        "{\"version\": 1, \"\\u001b\": 1}".to_owned(),
    ];
    for text in &baselines {
        scene.write("known.json", text);
        let done = bounded(
            &scene,
            &["app.py", "--header", "given.h", "--baseline", "known.json"],
        );
        assert_eq!(done.code, Some(2), "{:?}", text.get(..40));
    }
}

#[test]
fn names_cannot_steer_a_terminal_or_a_log() {
    let Some(scene) = scene("names_cannot_steer_a_terminal_or_a_log") else {
        return;
    };
    let file = "a\u{1b}[31m\u{7}\n::error::b.py";
    let binding = "class B(Structure):\n    _fields_ = [('a\\x1b[2J', c_int), ('b', c_int)]\n\
                   lib.f.argtypes = [POINTER(B)]\nlib['x\\x1b[31m'].restype = c_double\n\
                   lib['y\\u009b\\n::error::z'].argtypes = [c_int]\n";
    scene.write(file, &format!("{GOOD}{binding}"));
    scene.write(
        "\u{1b}[31m.h",
        &format!("{HEADER}struct B {{ int a; long b; }};\nvoid f(struct B *b);\n"),
    );
    for format in ["text", "json", "sarif", "github"] {
        let done = bounded(
            &scene,
            &[".", "--header", "\u{1b}[31m.h", "--format", format],
        );
        assert_eq!(done.code, Some(1), "{format}: {}", done.stderr);
        let is_told = done
            .stdout
            .lines()
            .any(|line| line.starts_with("::error::"));
        assert!(!is_told, "{}", done.stdout);
    }
}
