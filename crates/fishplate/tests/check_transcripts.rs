//! `fishplate check` and `explain` as a person and a CI run see them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where something unforeseen happens"
)]

mod checked;
mod scene;

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use checked::{check, codes, scene_with};
use fishplate_check::RULES;
use scene::{Scene, snapshot};

const HEADER: &str = "#include <stddef.h>\n\
    struct point { float x, y; };\n\
    void *thing_new(void);\n\
    double mean(const double *values, size_t n);\n\
    int mode(void);\n";

/// An error, a warning and a note, and something that is not understood.
const BINDING: &str = "import ctypes\n\
    lib = ctypes.CDLL('x')\n\
    lib.thing_new.argtypes = []\n\
    lib.mean.argtypes = [ctypes.POINTER(ctypes.c_double), ctypes.c_int]\n\
    lib.mean.restype = ctypes.c_double\n\
    lib.mode.argtypes = []\n\
    lib.mode.restype = ctypes.c_uint\n\
    lib.other.argtypes = mystery()\n";
const ERROR: &str = "import ctypes\nlib = ctypes.CDLL('x')\nlib.thing_new.argtypes = []\n";
const NOTE: &str = "import ctypes\nlib = ctypes.CDLL('x')\nlib.mode.argtypes = []\nlib.mode.restype = ctypes.c_uint\n";
const WARNING: &str = "import ctypes\nlib = ctypes.CDLL('x')\n\
    lib.mean.argtypes = [ctypes.POINTER(ctypes.c_double), ctypes.c_int]\n\
    lib.mean.restype = ctypes.c_double\n";
const CLEAN: &str = "import ctypes\nlib = ctypes.CDLL('x')\nlib.thing_new.argtypes = []\nlib.thing_new.restype = ctypes.c_void_p\n";

/// Many commands as one text.
fn transcript(scene: &Scene, lines: &[&[&str]]) -> String {
    let all: Vec<String> = lines
        .iter()
        .map(|line| scene::transcript(scene, line))
        .collect();
    all.join("\n")
}

#[test]
fn findings_are_told_in_four_forms() {
    let Some(scene) = scene_with("forms", BINDING, HEADER) else {
        return;
    };
    for form in ["text", "json", "github"] {
        let line: &[&str] = &["check", "lib.py", "--header", "lib.h", "--format", form];
        snapshot(&format!("check_{form}"), &transcript(&scene, &[line]));
    }
}

#[test]
fn help_for_check_names_every_option() {
    let scene = Scene::new();
    let lines: &[&[&str]] = &[&["check", "--help"], &["explain", "--help"]];
    snapshot("help_check", &transcript(&scene, lines));
}

#[test]
fn the_exit_code_follows_the_least_severity_that_fails() {
    let Some(scene) = scene_with("exit codes", "", HEADER) else {
        return;
    };
    for (binding, worst) in [(CLEAN, 0), (NOTE, 1), (WARNING, 2), (ERROR, 3)] {
        scene.write("lib.py", binding);
        for (word, least) in [("note", 1), ("warning", 2), ("error", 3), ("", 2)] {
            let more: &[&str] = if word.is_empty() {
                &[]
            } else {
                &["--fail-on", word]
            };
            let done = check(&scene, more);
            let expected = i32::from(worst >= least);
            assert_eq!(
                done.code,
                Some(expected),
                "{worst} {word}: {}",
                done.transcript()
            );
        }
    }
}

#[test]
fn codes_and_files_are_chosen() {
    let Some(scene) = scene_with("chosen", BINDING, HEADER) else {
        return;
    };
    assert_eq!(codes(&scene, &[]), ["FP101", "FP113", "FP117"]);
    assert_eq!(codes(&scene, &["--select", "FP113"]), ["FP113"]);
    assert_eq!(codes(&scene, &["--select", "FP11"]), ["FP113", "FP117"]);
    assert_eq!(codes(&scene, &["--ignore", "FP113,FP117"]), ["FP101"]);
    assert_eq!(
        codes(&scene, &["--select", "FP11", "--ignore", "FP117"]),
        ["FP113"]
    );
    scene.write("more/tests/lib.py", ERROR);
    scene.write("more/own.py", NOTE);
    let found = |more: &[&str]| {
        let line = [
            &["check", "more", "--header", "lib.h", "--format", "github"],
            more,
        ]
        .concat();
        scene.run(line).stdout.lines().count()
    };
    assert_eq!(found(&[]), 2);
    assert_eq!(found(&["--exclude", "*/tests/*"]), 1);
    assert_eq!(found(&["--exclude", "tests", "--exclude", "own.py"]), 0);
    assert_eq!(found(&["--exclude", "test", "--exclude", "own"]), 2);
}

#[test]
fn what_cannot_be_done_is_said_with_what_to_type() {
    let Some(scene) = scene_with("refused", CLEAN, HEADER) else {
        return;
    };
    scene.write("odd.json", "{\"version\": 7, \"fingerprints\": []}");
    scene.write("broken.json", "[]");
    scene.write(
        "include.h",
        "#include \"no_such.h\"\nvoid *thing_new(void);\n",
    );
    scene.write("broken.py", "import ctypes\nlib = ctypes.CDLL('x'\n");
    let lines: &[&[&str]] = &[
        &["check"],
        &["check", "lib.py"],
        &["check", "no_such.py", "--header", "lib.h"],
        &["check", "lib.py", "--header", "no_such.h"],
        &["check", "lib.py", "--header", "include.h"],
        &["check", "broken.py", "--header", "lib.h"],
        &["check", "lib.py", "--header", "lib.h", "--select", "FP999"],
        &["check", "lib.py", "--header", "lib.h", "--fail-on", "warn"],
        &["check", "lib.py", "--header", "lib.h", "--target", "vax"],
        &["check", "lib.py", "--header", "lib.h", "--write"],
        &[
            "check",
            "lib.py",
            "--header",
            "lib.h",
            "--baseline",
            "no.json",
        ],
        &[
            "check",
            "lib.py",
            "--header",
            "lib.h",
            "--baseline",
            "odd.json",
        ],
        &[
            "check",
            "lib.py",
            "--header",
            "lib.h",
            "--baseline",
            "broken.json",
        ],
        &[
            "check",
            "lib.py",
            "--header",
            "lib.h",
            "--output",
            "no/such/file",
        ],
        &[
            "check", "lib.py", "--header", "lib.h", "--python", "python9",
        ],
        &["explain", "FP999"],
    ];
    snapshot("check_refused", &transcript(&scene, lines));
}

#[test]
fn a_baseline_keeps_what_is_known_and_shows_what_is_new() {
    let Some(scene) = scene_with("baseline", ERROR, HEADER) else {
        return;
    };
    assert_eq!(
        check(&scene, &["--write-baseline", "known.json"]).code,
        Some(1)
    );
    let baseline = ["--baseline", "known.json"];
    let done = check(&scene, &baseline);
    assert_eq!(done.code, Some(0), "{}", done.transcript());
    assert!(done.stdout.contains("1 silenced"), "{}", done.stdout);
    // Other lines and other findings do not disturb it.
    scene.write("lib.py", &format!("# moved\n\n{BINDING}"));
    assert_eq!(codes(&scene, &baseline), ["FP113", "FP117"]);
    let first = fs::read(scene.path("known.json")).unwrap();
    scene.write("lib.py", ERROR);
    check(&scene, &["--write-baseline", "known.json"]);
    assert_eq!(fs::read(scene.path("known.json")).unwrap(), first);
}

#[test]
fn a_comment_silences_its_line() {
    let Some(scene) = scene_with("comment", "", HEADER) else {
        return;
    };
    for (comment, left) in [
        ("", 0),
        ("[FP101]", 0),
        ("[FP101,FP113]", 0),
        ("[FP113]", 1),
    ] {
        scene.write(
            "lib.py",
            &ERROR.replace("[]\n", &format!("[]  # fishplate: ignore{comment}\n")),
        );
        assert_eq!(codes(&scene, &[]).len(), left, "{comment}");
    }
}

#[test]
fn a_project_says_the_rest_in_its_settings() {
    let Some(scene) = scene_with("settings", "", "") else {
        return;
    };
    scene.write("inc/types.h", "typedef long word;\n");
    scene.write(
        "inc/lib.h",
        "#include <types.h>\n#ifdef WITH_IT\nstruct lib_point { word x; };\n#endif\nvoid *thing_new(void);\n",
    );
    scene.write(
        "pkg/lib.py",
        "import ctypes\nclass Spot(ctypes.Structure):\n    _fields_ = [('x', ctypes.c_int)]\n",
    );
    scene.write("pkg/tests/lib.py", ERROR);
    let found = |settings: &str| {
        scene.write(
            "pyproject.toml",
            &format!("[tool.fishplate]\nheaders = ['inc/lib.h']\n{settings}"),
        );
        let done = scene.run(["check", "pkg", "--format", "github"]);
        let codes: Vec<String> = done
            .stdout
            .lines()
            .map(|line| line.split("title=").nth(1).unwrap()[..5].to_owned())
            .collect();
        (done.code, codes.join(" "))
    };
    let base = "include-dirs = ['inc']\ndefines = ['WITH_IT']\n";
    let named = format!("{base}exclude = ['*/tests/*']\nnames = {{ Spot = 'lib_point' }}\n");
    assert_eq!(
        found(&format!("{base}exclude = ['*/tests/*']\n")),
        (Some(0), String::new())
    );
    assert_eq!(found(&named), (Some(1), "FP132".into()));
    assert_eq!(found(base), (Some(1), "FP101".into()));
    assert_eq!(
        found(&format!("{named}ignore = ['FP132']\n")),
        (Some(0), String::new())
    );
    assert_eq!(
        found(&format!("{named}select = ['FP101']\n")),
        (Some(0), String::new())
    );
    // A `long` is as wide as an `int` on Windows, and there alone.
    let windows = format!("{named}targets = ['x86_64-windows']\n");
    assert_eq!(found(&windows), (Some(0), String::new()));
    let both = format!("{named}targets = ['x86_64-linux', 'x86_64-windows']\n");
    assert_eq!(found(&both), (Some(1), "FP135".into()));
    assert_eq!(
        found(&format!("{both}fail-on = 'error'\n")),
        (Some(0), "FP135".into())
    );
    scene.write(
        "old/lib.h",
        "struct lib_point { int x; };\nvoid *thing_new(void);\n",
    );
    scene.write(
        "new/lib.h",
        "struct lib_point { int y; int x; };\nvoid *thing_new(void);\n",
    );
    let versions = format!("{named}versions = ['old', 'new']\n");
    assert_eq!(found(&versions), (Some(1), "FP162".into()));
    let line: &[&str] = &["check", "pkg"];
    let mut odd = String::new();
    for settings in [
        "header = ['a.h']",
        "headers = 'a.h'",
        "targets = ['vax']",
        "fail-on = 'bad'",
    ] {
        scene.write("pyproject.toml", &format!("[tool.fishplate]\n{settings}\n"));
        odd += &format!("{settings}\n{}\n", transcript(&scene, &[line]));
    }
    snapshot("check_settings", &odd);
}

#[test]
fn every_rule_is_explained() {
    let scene = Scene::new();
    let list = scene.run(["explain"]);
    for rule in RULES {
        assert!(
            list.stdout
                .contains(&format!("{} {}: {}", rule.code, rule.name, rule.summary))
        );
        for word in [rule.code, rule.name] {
            let done = scene.run(["explain", word]);
            assert_eq!(done.code, Some(0), "{word}");
            assert!(done.stderr.is_empty(), "{}", done.stderr);
            for part in [rule.explanation, rule.severity, "Wrong\n", "Right\n"] {
                assert!(done.stdout.contains(part.trim()), "{word}: {part}");
            }
        }
    }
    let lower: &[&str] = &["explain", "fp113"];
    snapshot("explain", &transcript(&scene, &[lower]));
}

#[test]
fn results_go_to_a_file_as_a_whole() {
    let Some(scene) = scene_with("output", BINDING, HEADER) else {
        return;
    };
    for form in ["text", "json", "sarif", "github"] {
        let printed = check(&scene, &["--format", form]);
        let written = check(&scene, &["--format", form, "--output", "found"]);
        assert_eq!(
            (written.stdout.as_str(), written.code),
            ("", printed.code),
            "{form}"
        );
        assert_eq!(
            fs::read_to_string(scene.path("found")).unwrap(),
            printed.stdout
        );
    }
}

#[test]
fn a_closed_pipe_ends_check_quietly() {
    let Some(scene) = scene_with("closed pipe", ERROR, HEADER) else {
        return;
    };
    let mut child = scene
        .command(["check", "lib.py", "--header", "lib.h"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&done.stderr), "");
}

#[test]
fn colour_comes_only_where_it_is_wanted() {
    let Some(scene) = scene_with("colour", ERROR, HEADER) else {
        return;
    };
    assert!(!check(&scene, &[]).stdout.contains('\x1b'));
    assert!(
        check(&scene, &["--color", "always"])
            .stdout
            .contains('\x1b')
    );
    assert!(!check(&scene, &["--color", "never"]).stdout.contains('\x1b'));
    let file = ["--color", "always", "--output", "found"];
    check(&scene, &file);
    assert!(
        !fs::read_to_string(scene.path("found"))
            .unwrap()
            .contains('\x1b')
    );
}

/// Runs the command on a terminal of its own; none where there is no Python with one.
fn on_a_terminal(scene: &Scene, set: &[(&str, &str)]) -> Option<String> {
    let program =
        "import os, pty, sys\nos._exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";
    let mut command = Command::new("python3");
    command
        .args(["-c", program, env!("CARGO_BIN_EXE_fishplate")])
        .args(["check", "lib.py", "--header", "lib.h"])
        .current_dir(scene.path("."))
        .env("TERM", "xterm")
        .env_remove("NO_COLOR")
        .envs(set.iter().copied())
        .stdin(Stdio::null());
    let done = command.output().ok()?;
    assert_eq!(done.status.code(), Some(1), "{done:?}");
    Some(String::from_utf8_lossy(&done.stdout).into_owned())
}

#[test]
fn a_terminal_shows_progress_and_colour_and_a_pipe_neither() {
    let Some(scene) = scene_with("terminal", ERROR, HEADER) else {
        return;
    };
    let Some(shown) = on_a_terminal(&scene, &[]) else {
        eprintln!("skipped: no Python with a terminal here");
        return;
    };
    assert!(
        shown.contains("reading what the Python sources declare"),
        "{shown:?}"
    );
    assert!(
        shown.contains("\x1b[1m") || shown.contains("\x1b[38"),
        "{shown:?}"
    );
    let plain = on_a_terminal(&scene, &[("NO_COLOR", "1")]).unwrap();
    assert!(
        !plain.contains("\x1b[38") && !plain.contains("\x1b[1m"),
        "{plain:?}"
    );
    let piped = check(&scene, &[]);
    assert!(!piped.stderr.contains("reading what"), "{}", piped.stderr);
}

#[test]
fn ctrl_c_ends_check_and_leaves_no_file() {
    let Some(scene) = scene_with("ctrl-c", ERROR, HEADER) else {
        return;
    };
    scene.write("found", "as it was");
    scene.program("slow", "touch begun\nexec sleep 600");
    let line = [
        "check", "lib.py", "--header", "lib.h", "--python", "./slow", "--output", "found",
    ];
    let child = scene.command(line).stderr(Stdio::piped()).spawn().unwrap();
    let end = Instant::now() + Duration::from_secs(60);
    while !scene.path("begun").exists() {
        assert!(Instant::now() < end, "the reading was not begun");
        std::thread::sleep(Duration::from_millis(20));
    }
    let sent = Command::new("/bin/sh")
        .args(["-c", &format!("kill -INT {}", child.id())])
        .status();
    assert!(sent.unwrap().success());
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(130));
    assert_eq!(
        String::from_utf8(done.stderr).unwrap(),
        "fishplate: interrupted; nothing half-written is left\n"
    );
    assert_eq!(
        fs::read_to_string(scene.path("found")).unwrap(),
        "as it was"
    );
    let names = fs::read_dir(scene.path(".")).unwrap().flatten();
    let mut names = names.map(|one| one.file_name().into_string().unwrap());
    assert!(!names.any(|name| name.starts_with(".fishplate")));
}
