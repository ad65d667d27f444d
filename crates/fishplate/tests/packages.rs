//! `dump` and `bind` on a small library that gcc builds: folders, names, refusals.
//!
//! They need libclang and a C compiler. Where one is missing, each test says so and ends.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something unforeseen happens"
)]
#![allow(clippy::print_stderr, reason = "a test that is skipped says why")]

mod scene;

use std::fs;
use std::path::Path;
use std::process::Command;

use scene::Scene;

const HEADER: &str = "\
/** Adds two numbers. */
int kernel_add(int a, int b);
/** Takes a list of arguments. */
int kernel_print(const char *format, ...);
";

const SOURCE: &str = "\
#include <stdarg.h>
int kernel_add(int a, int b) { return a + b; }
int kernel_print(const char *format, ...) { return format[0]; }
";

/// A scene with `kernel.h` and `libkernel.so.1`; none, with the reason printed, where this
/// machine lacks what it takes.
fn scene() -> Option<Scene> {
    let scene = Scene::with_tools();
    scene.write("kernel.h", HEADER);
    scene.write("kernel.c", SOURCE);
    let built = Command::new("cc")
        .args([
            "-shared",
            "-fPIC",
            "-Wl,-soname,libkernel.so.1",
            "-o",
            "libkernel.so.1",
            "kernel.c",
        ])
        .current_dir(scene.path(""))
        .status();
    if !built.is_ok_and(|status| status.success()) {
        eprintln!("skipped: no C compiler builds a shared library here");
        return None;
    }
    let done = scene.run(["dump", "kernel.h"]);
    if done.stderr.contains("no libclang found") {
        eprintln!("skipped: no libclang here; type `pip install libclang` or set LIBCLANG_PATH");
        return None;
    }
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    Some(scene)
}

fn bind(scene: &Scene, more: &[&str]) -> scene::Ended {
    let fixed = ["bind", "kernel.h", "--library", "libkernel.so.1"];
    scene.run(fixed.iter().chain(more))
}

#[test]
fn dump_prints_the_interface_as_json() {
    let Some(scene) = scene() else { return };
    let done = scene.run(["dump", "kernel.h", "--library", "libkernel.so.1"]);
    let interface: serde_json::Value = serde_json::from_str(&done.stdout).unwrap();
    let names: Vec<&str> = interface["functions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|function| function["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["kernel_add", "kernel_print"]);
    assert_eq!(interface["functions"][0]["is_exported"], true);
}

#[test]
fn a_header_that_is_not_c_is_named_with_its_line() {
    let Some(scene) = scene() else { return };
    scene.write("broken.h", "int add(int a;\n");
    let done = scene.run(["dump", "broken.h"]);
    assert_eq!(done.code, Some(2));
    assert!(done.stdout.is_empty());
    assert!(done.stderr.contains("broken.h:"), "{}", done.stderr);
}

#[test]
fn a_macro_reaches_the_header() {
    let Some(scene) = scene() else { return };
    scene.write(
        "choice.h",
        "#ifdef WITH_B\nint b(void);\n#else\nint a(void);\n#endif\n",
    );
    for flag in [
        &["-D", "WITH_B"][..],
        &["--define", "WITH_B=1"],
        &["--cflags", "-DWITH_B -I'a b'"],
    ] {
        let done = scene.run(["dump", "choice.h"].iter().chain(flag));
        let interface: serde_json::Value = serde_json::from_str(&done.stdout).unwrap();
        assert_eq!(interface["functions"][0]["name"], "b", "{flag:?}");
    }
}

#[test]
fn one_binding_path_is_written_into_the_folder_itself() {
    let Some(scene) = scene() else { return };
    let done = bind(&scene, &["--binding", "ctypes", "--out", "out"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(
        done.stdout
            .starts_with("out: 1 of 2 functions through `ctypes`\n"),
        "{}",
        done.stdout
    );
    assert!(
        done.stdout
            .contains("left out of `ctypes`: 1\n  kernel_print: "),
        "{}",
        done.stdout
    );
    assert!(scene.path("out/pyproject.toml").is_file());
    assert!(
        scene.path("out/python/kernel").is_dir(),
        "the import name is not the library's"
    );
}

#[test]
fn several_binding_paths_get_a_folder_each() {
    let Some(scene) = scene() else { return };
    let done = bind(
        &scene,
        &["--binding", "all", "--name", "my_kernel", "--out", "out"],
    );
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    for binding in fishplate_bindings::BINDINGS {
        let folder = scene.path("out").join(binding.name);
        assert!(folder.join("pyproject.toml").is_file(), "{}", binding.name);
    }
    assert!(scene.path("out/ctypes/python/my_kernel").is_dir());
}

#[test]
fn a_package_is_written_again_and_a_folder_of_the_users_is_left_alone() {
    let Some(scene) = scene() else { return };
    for _ in 0..2 {
        assert_eq!(
            bind(&scene, &["--binding", "ctypes", "--out", "out"]).code,
            Some(0)
        );
    }
    scene.write("mine/notes.txt", "mine");
    let done = bind(&scene, &["--binding", "ctypes", "--out", "mine"]);
    assert_eq!(done.code, Some(2));
    assert!(
        done.stderr.contains("was not written by fishplate"),
        "{}",
        done.stderr
    );
    assert_eq!(fs::read_dir(scene.path("mine")).unwrap().count(), 1);
}

#[test]
fn notes_that_name_nothing_leave_no_file() {
    let Some(scene) = scene() else { return };
    scene.write("notes.toml", "[fn.kernel_ad]\ngil = 'release'\n");
    let done = bind(
        &scene,
        &[
            "--binding",
            "ctypes",
            "--notes",
            "notes.toml",
            "--out",
            "out",
        ],
    );
    assert_eq!(done.code, Some(2));
    assert!(done.stderr.contains("kernel_add"), "{}", done.stderr);
    assert!(!scene.path("out").exists());
}

#[test]
fn a_bundled_library_lies_in_the_package_under_its_soname() {
    let Some(scene) = scene() else { return };
    fs::rename(scene.path("libkernel.so.1"), scene.path("other.so")).unwrap();
    let arguments = [
        "bind",
        "kernel.h",
        "--library",
        "other.so",
        "--bundle",
        "--binding",
        "ctypes",
        "--out",
        "out",
    ];
    let done = scene.run(arguments);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(has_file(&scene.path("out/python/other"), "libkernel.so.1"));
}

fn has_file(folder: &Path, name: &str) -> bool {
    fs::read_dir(folder).unwrap().flatten().any(|entry| {
        let path = entry.path();
        path.ends_with(name) || (path.is_dir() && has_file(&path, name))
    })
}
