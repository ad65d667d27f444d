//! How the command behaves towards a shell: exit codes, streams, pipes, signals, colours.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something unforeseen happens"
)]

mod scene;

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use scene::Scene;

#[test]
fn the_version_is_the_crates() {
    let done = Scene::new().run(["--version"]);
    assert_eq!(
        done.stdout,
        concat!("fishplate ", env!("CARGO_PKG_VERSION"), "\n")
    );
    assert_eq!(done.code, Some(0));
}

#[test]
fn no_command_is_an_error_that_shows_the_commands() {
    let done = Scene::new().run([""; 0]);
    assert_eq!(done.code, Some(2));
    assert!(done.stdout.is_empty());
    assert!(done.stderr.contains("doctor"), "{}", done.stderr);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let scene = Scene::new();
    for arguments in [&["doctor"][..], &["--help"], &["completions", "bash"]] {
        let mut child = scene
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let done = child.wait_with_output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&done.stderr), "", "{arguments:?}");
    }
}

#[test]
fn results_that_cannot_be_written_are_an_error() {
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let done = Scene::new()
        .command(["doctor"])
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(2));
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(
        said.starts_with("fishplate: cannot write the results"),
        "{said}"
    );
}

#[test]
fn colour_comes_only_where_it_is_wanted() {
    let scene = Scene::new().set("NO_COLOR", "1");
    assert!(!scene.run(["doctor"]).stdout.contains('\x1b'));
    assert!(
        !scene
            .run(["doctor", "--color", "never"])
            .stdout
            .contains('\x1b')
    );
    assert!(
        scene
            .run(["doctor", "--color", "always"])
            .stdout
            .contains('\x1b')
    );
}

#[test]
fn every_shell_gets_a_completion_script() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let done = Scene::new().run(["completions", shell]);
        assert_eq!(done.code, Some(0), "{shell}");
        assert!(done.stdout.contains("doctor"), "{shell}");
    }
}

#[test]
fn a_file_name_cannot_steer_the_terminal() {
    let scene = Scene::with_tools();
    let done = scene.run(["dump", "a\x1b[2Jb.h"]);
    assert_eq!(done.code, Some(2));
    assert!(!done.stderr.contains('\x1b'), "{:?}", done.stderr);
}

#[test]
fn an_interpreter_that_is_not_there_is_named() {
    let done = Scene::new().run(["bench", "--python", "python9"]);
    assert_eq!(done.code, Some(2));
    assert!(
        done.stderr
            .starts_with("fishplate: no Python interpreter `python9`;"),
        "{}",
        done.stderr
    );
    assert!(done.stderr.contains("--python EXE"), "{}", done.stderr);
}

#[test]
fn a_misspelt_workload_is_said_before_anything_is_made() {
    let scene = Scene::new();
    let done = scene.run(["bench", "scalar-ad"]);
    assert_eq!(done.code, Some(2));
    assert!(
        done.stderr.contains("did you mean `scalar-add`?"),
        "{}",
        done.stderr
    );
    assert!(!scene.path("cache").exists());
}

#[test]
fn bench_without_a_network_says_what_to_do() {
    let scene = Scene::with_tools()
        .set("PIP_NO_INDEX", "1")
        .set("PIP_FIND_LINKS", "nowhere")
        .set("PIP_CONFIG_FILE", "/dev/null");
    let done = scene.run(["bench"]);
    assert_eq!(done.code, Some(2));
    assert!(
        done.stderr.contains("connect to the network once"),
        "{}",
        done.stderr
    );
    assert!(done.stderr.contains("PIP_FIND_LINKS"), "{}", done.stderr);
    assert_eq!(left_in_cache(&scene), [""; 0]);
}

#[test]
fn ctrl_c_ends_bench_and_leaves_nothing_half_made() {
    let scene = Scene::new();
    // The making of the environment takes longer than anybody would wait.
    scene.python("mkdir -p \"$4\" && touch \"$4/begun\" && sleep 600");
    let child = scene
        .command(["bench"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let end = Instant::now() + Duration::from_secs(30);
    while left_in_cache(&scene).is_empty() {
        assert!(Instant::now() < end, "the environment was not begun");
        std::thread::sleep(Duration::from_millis(20));
    }
    let sent = Command::new("/bin/sh")
        .args(["-c", &format!("kill -INT {}", child.id())])
        .status();
    assert!(sent.unwrap().success());
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(130));
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!(
        said,
        "fishplate: interrupted; nothing half-written is left\n"
    );
    assert_eq!(left_in_cache(&scene), [""; 0]);
}

fn left_in_cache(scene: &Scene) -> Vec<String> {
    let names = fs::read_dir(scene.path("cache"))
        .into_iter()
        .flatten()
        .flatten();
    names
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.ends_with(".lock"))
        .collect()
}
