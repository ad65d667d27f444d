//! `fishplate choose` as a person meets it, as transcripts in `tests/cli/`, and its JSON.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something unforeseen happens"
)]

mod scene;

use scene::{Scene, snapshot, transcript};

const ANSWERS: &str = "core = 'c'\nheader = 'none'\ngoal = 'library'\ndata_size = '8KiB'\n\
    calls_per_s = 1_000\nteam = 'python'\ncode_lines = 20_000\nlifetime_years = 5\n\
    platforms = ['linux', 'windows']\n";

/// A scene with a Python that builds nothing, and a file of answers.
fn scene() -> Scene {
    let scene = Scene::new().set("LIBCLANG_PATH", "/no/such/libclang.so");
    scene.python("exit 1");
    scene.write("answers.toml", ANSWERS);
    scene
}

#[test]
fn the_answer_comes_with_what_speaks_for_it_and_against_it() {
    let scene = scene();
    let line = [
        "choose",
        "--answers",
        "answers.toml",
        "--hours",
        "initial=80,years=30,20",
    ];
    snapshot("choose", &transcript(&scene, &line));
}

#[test]
fn a_folder_answers_what_it_can_and_what_stands_over_it_is_said() {
    let scene = scene();
    scene.write("lib/include/k.h", "int add(int a, int b);\n");
    scene.write("lib/src/k.c", "int add(int a, int b) { return a + b; }\n");
    let line = [
        "choose",
        "lib",
        "--goal",
        "prototype",
        "--data-size",
        "8",
        "--calls-per-s",
        "2M",
        "--team",
        "c++",
        "--lifetime-years",
        "0.5",
        "--platforms",
        "linux",
        "--code-lines",
        "300",
    ];
    snapshot("choose_folder", &transcript(&scene, &line));
}

#[test]
fn a_table_shows_its_cells_and_what_holds_instead() {
    let scene = scene();
    let tables: Vec<String> = ["scenarios", "X-14", "conflicts"]
        .iter()
        .map(|name| transcript(&scene, &["choose", "--table", name]))
        .collect();
    snapshot("choose_table", &tables.join("\n"));
}

#[test]
fn what_cannot_be_answered_is_one_line() {
    let scene = scene();
    scene.write("wrong.toml", "cores = 'c'\n");
    scene.write("odd.toml", "core = 'cobol'\n");
    scene.write("broken.toml", "core = [\n");
    scene.write("part.toml", "core = 'c'\n");
    scene.write("old/summary.json", "{\"version\": 0}\n");
    scene.write("several/a.c", "int a;\n");
    scene.write("several/b.cpp", "int b;\n");
    scene.write("text/summary.json", "not JSON\n");
    let file = ["--answers", "answers.toml"];
    let lines: &[&[&str]] = &[
        &[],
        &["--answers", "part.toml"],
        &["--answers", "wrong.toml"],
        &["--answers", "odd.toml"],
        &["--answers", "broken.toml"],
        &["--answers", "no.toml"],
        &["no-folder"],
        &["several"],
        &["--core", "cobol"],
        &["--data-size", "large"],
        &[file[0], file[1], "--header", "none", "--header", "a.h"],
        &[file[0], file[1], "--core", "python", "--header", "a.h"],
        &[
            file[0],
            file[1],
            "--data-size",
            "1GiB",
            "--calls-per-s",
            "1M",
        ],
        &[file[0], file[1], "--results", "old"],
        &[file[0], file[1], "--results", "text"],
        &[file[0], file[1], "--results", "none"],
        &[file[0], file[1], "--hours", "initial=1"],
        &["--table", "scenario"],
        &["--table", "scenarios", "--results", "old"],
    ];
    let all: Vec<String> = lines
        .iter()
        .map(|line| transcript(&scene, &[&["choose"], *line].concat()))
        .collect();
    snapshot("choose_refused", &all.join("\n"));
}

#[test]
fn json_holds_what_was_promised() {
    let scene = scene();
    let done = scene.run(["choose", "--answers", "answers.toml", "--format", "json"]);
    assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""));
    let advice: serde_json::Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(advice["version"], 1);
    // No compiler is on the scene.
    assert_eq!(
        (&advice["choice"], &advice["runner_up"]),
        (&"cffi-abi".into(), &"ctypes".into())
    );
    for (list, keys) in [
        ("because", ["id", "text"]),
        ("disagree", ["id", "says"]),
        ("evidence", ["about", "text"]),
        ("would_change", ["answer", "choice"]),
    ] {
        let list = advice[list].as_array().unwrap();
        assert!(!list.is_empty());
        assert!(
            list.iter()
                .all(|one| keys.iter().all(|key| one[key].is_string()))
        );
    }
    assert!(
        advice["next"]
            .as_array()
            .unwrap()
            .iter()
            .all(serde_json::Value::is_string)
    );
    let table = scene.run(["choose", "--table", "cost", "--format", "json"]);
    let table: serde_json::Value = serde_json::from_str(&table.stdout).unwrap();
    assert_eq!(table["table"]["rows"][1]["cells"][0], "CFFI");
}

#[test]
fn a_header_shows_what_each_path_carries_of_it() {
    let scene = Scene::with_tools();
    scene.write("answers.toml", ANSWERS);
    scene.write(
        "it's k.h",
        "int add(int a, int b);\nvoid each(int (*f)(int), int n);\n",
    );
    let line = [
        "choose",
        "--answers",
        "answers.toml",
        "--header",
        "it's k.h",
        "--format",
        "json",
    ];
    let done = scene.run(line);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let advice: serde_json::Value = serde_json::from_str(&done.stdout).unwrap();
    let evidence = advice["evidence"].as_array().unwrap();
    let about = |name: &str| evidence.iter().find(|one| one["about"] == name).unwrap();
    assert!(
        about("header")["text"]
            .as_str()
            .unwrap()
            .starts_with("2 functions, 1 carried by no path: each (")
    );
    for path in fishplate_bindings::BINDINGS {
        let functions = &about(path.name)["functions"];
        assert_eq!(
            (&functions["carried"], &functions["all"]),
            (&1.into(), &2.into()),
            "{}",
            path.name
        );
    }
    let next = advice["next"].as_array().unwrap();
    assert!(next.iter().any(|line| {
        line.as_str()
            .unwrap()
            .starts_with(r"fishplate bind 'it'\''s k.h' --binding ")
    }));
    assert!(
        done.stderr
            .contains("note: `header = it's k.h` stands over `none` of `answers.toml`"),
        "{}",
        done.stderr
    );
}

#[test]
fn every_command_to_go_on_with_is_one_that_fishplate_takes() {
    let catalogue = fishplate_choose::Catalogue::load().unwrap();
    let scene = Scene::new();
    let workloads = fishplate_lab::workloads().unwrap();
    let mut count = 0;
    for line in catalogue.choices.iter().flat_map(|choice| &choice.next) {
        let line = line
            .replace("{header}", "k.h")
            .replace("{project}", ".")
            .replace("{both}", "ctypes,cython");
        let line = line.replace("{binding}", "ctypes");
        let words: Vec<&str> = line.split(' ').collect();
        let Some((&"fishplate", words)) = words.split_first() else {
            continue;
        };
        // Asking for help parses nothing, so a wrong option behind it is looked for instead.
        let done = scene.run(words.iter().copied().chain(["--no-such-option"]));
        assert!(
            done.stderr
                .contains("unexpected argument '--no-such-option'"),
            "{line}: {}",
            done.stderr
        );
        if let ["bench", rest @ ..] = words {
            let named = rest.iter().take_while(|word| !word.starts_with("--"));
            for name in named {
                assert!(
                    workloads.iter().any(|one| one.name == *name),
                    "{line}: {name}"
                );
            }
        }
        count += 1;
    }
    assert!(count > 10);
}

/// Types Ctrl-C at the first question, on a terminal of its own, and prints how the command ended.
const CTRL_C: &str = r#"
import os, pty, sys, time
child, terminal = pty.fork()
if child == 0:
    os.execv(sys.argv[1], [sys.argv[1], "choose"])
seen = b""
while b"What native code is there?" not in seen:
    seen += os.read(terminal, 4096)
os.write(terminal, b"\x03")
for _ in range(200):
    ended, status = os.waitpid(child, os.WNOHANG)
    if ended:
        print(os.waitstatus_to_exitcode(status))
        break
    time.sleep(0.05)
else:
    os.kill(child, 9)
    print("it goes on")
"#;

#[test]
fn ctrl_c_ends_a_question_at_once() {
    let scene = Scene::with_tools();
    scene.write("ctrl_c.py", CTRL_C);
    let done = std::process::Command::new("python3")
        .arg(scene.path("ctrl_c.py"))
        .arg(env!("CARGO_BIN_EXE_fishplate"))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&done.stdout).trim(), "130");
}

#[test]
fn results_of_this_machine_are_evidence_and_another_python_is_said() {
    let scene = scene();
    let row = |binding: &str, net_ns: f64| {
        serde_json::json!({
            "workload": "w", "case": null, "size": null, "size_unit": null, "binding": binding,
            "variant": "generated", "status": "ok", "reason": null, "clock": "monotonic",
            "raw_ns": net_ns, "net_ns": net_ns, "ratio_to_capi": net_ns / 20.0, "ratio_low": null,
            "ratio_high": null, "runs": 3, "samples": 9, "instructions": null,
            "first_call_ns": null, "extra_peak_bytes": null, "copied": null, "build_cpu_s": null,
            "binary_bytes": null, "import_ms": null,
        })
    };
    let summary = serde_json::json!({
        "version": 1,
        "environment": { "machine": fishplate_lab::this_machine(), "python": { "version": "3.9.1" } },
        "rows": [row("capi", 20.0), row("cffi-abi", 200.0)],
        "safety": [], "break_even": [],
    });
    scene.write("bench/summary.json", &summary.to_string());
    let line = [
        "choose",
        "--answers",
        "answers.toml",
        "--results",
        "bench",
        "--format",
        "json",
    ];
    let done = scene.run(line);
    let advice: serde_json::Value = serde_json::from_str(&done.stdout).unwrap();
    let evidence = advice["evidence"].as_array().unwrap();
    let about = |name: &str| evidence.iter().find(|one| one["about"] == name).unwrap();
    let told = "1,000 crossings a second through `cffi-abi` take 0.0 % of a core: ";
    assert!(about("results")["text"].as_str().unwrap().starts_with(told));
    assert_eq!(about("cffi-abi")["measured"][0]["ratio_to_capi"], 10.0);
    let note = "note: the results are of Python 3.9.1, and `/usr/bin/python3` is 3.13.5; ";
    assert!(done.stderr.starts_with(note), "{}", done.stderr);
}
