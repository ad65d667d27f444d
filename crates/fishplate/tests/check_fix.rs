//! `fishplate check --fix`: what it changes is right, and what it cannot change stays whole.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where something unforeseen happens"
)]

mod checked;
mod scene;

use std::fs;
use std::os::unix::fs::PermissionsExt;

use checked::{check, codes, scene_with};
use fishplate_check::{Language, RULES};
use scene::Scene;

/// The files of the scenes, with what is wrong in them.
const HEADER: &str = "#include <stddef.h>\n\
    typedef struct point { float x, y; } point;\n\
    void *thing_new(void);\n\
    double mean(const double *values, size_t n);\n\
    size_t length(void);\n\
    void move(point *where, double by);\n";

#[test]
fn every_example_that_can_be_fixed_is_clean_after_it() {
    let mut fixed = Vec::new();
    for rule in RULES {
        let example = &rule.bad;
        let is_alone = example.next_header.is_empty() && example.library.is_empty();
        if example.language != Language::Python || !is_alone {
            continue;
        }
        let (binding, header) = (example.whole_binding(), example.whole_header());
        let Some(scene) = scene_with("examples", &binding, &header) else {
            return;
        };
        let mut asked = vec!["--heuristics"];
        if !example.targets.is_empty() {
            asked.push("--target");
            asked.extend(example.targets);
        }
        let diff = check(&scene, &[&["--fix"], &asked[..]].concat());
        if diff.stdout.is_empty() {
            continue;
        }
        // What is left is found by a second check, of the changed file.
        let left = codes(&scene, &[&["--fix", "--write"], &asked[..]].concat());
        let after = fs::read_to_string(scene.path("lib.py")).unwrap();
        assert!(
            left.is_empty(),
            "{}: {left:?} is left in\n{after}",
            rule.code
        );
        fixed.push(rule.code);
    }
    assert_eq!(
        fixed.join(" "),
        "FP101 FP102 FP103 FP112 FP113 FP114 FP115 FP116 FP117 FP132 FP170"
    );
}

#[test]
fn a_diff_is_printed_and_nothing_changes() {
    let binding = "import ctypes as ct\nlib = ct.CDLL('x')\nlib.length.argtypes = []\nlib.thing_new.argtypes = []\n";
    let Some(scene) = scene_with("diff", binding, HEADER) else {
        return;
    };
    let done = check(&scene, &["--fix"]);
    insta::assert_snapshot!(done.transcript(), @r"
    exit code: 1
    ----- stdout -----
    --- a/lib.py
    +++ b/lib.py
    @@ -1,4 +1,6 @@
     import ctypes as ct
     lib = ct.CDLL('x')
     lib.length.argtypes = []
    +lib.length.restype = ct.c_size_t
     lib.thing_new.argtypes = []
    +lib.thing_new.restype = ct.c_void_p
    ----- stderr -----
    note: 2 findings can be fixed, in 1 file; `--write` does it
    ");
    assert_eq!(fs::read_to_string(scene.path("lib.py")).unwrap(), binding);
    // `patch` takes it.
    scene.write("fix.diff", &done.stdout);
    let patched = std::process::Command::new("patch")
        .args(["-p1", "--input", "fix.diff"])
        .current_dir(scene.path("."))
        .output();
    match patched {
        Ok(patched) => assert!(patched.status.success(), "{patched:?}"),
        Err(_) => eprintln!("skipped a part: no `patch` here"),
    }
}

#[test]
fn files_of_every_kind_are_fixed_and_keep_what_is_odd_of_them() {
    let odd = "# -*- coding: utf-8 -*-\nfrom ctypes import (\n    CDLL,  # été\n    Structure,\n    c_int,\n)\n\n\
        lib = CDLL('x')\n\nclass point(Structure):\n\t_fields_ = [('x', c_int),\t('y', c_int)]\n\n\n\
        texte = 'été'; lib.mean.argtypes = [  # voilà\n\tc_int, c_int,\n]\n\
        if texte:\n\tlib.move.argtypes = [c_int, c_int]; lib.move.restype = None\n\
        lib.length.argtypes = []";
    for newline in ["\n", "\r\n"] {
        for start in ["", "\u{feff}"] {
            let binding = format!("{start}{odd}").replace('\n', newline);
            let Some(scene) = scene_with("odd", &binding, HEADER) else {
                return;
            };
            let mut rounds = 0;
            while !codes(&scene, &["--fix", "--write"]).is_empty() {
                rounds += 1;
                assert!(rounds < 4, "{}", check(&scene, &[]).transcript());
            }
            let after = fs::read_to_string(scene.path("lib.py")).unwrap();
            let expected = odd
                .replace(
                    "    c_int,\n)",
                    "    c_int, c_float, c_double, POINTER, c_size_t,\n)",
                )
                .replace(
                    "('x', c_int),\t('y', c_int)",
                    "('x', c_float),\t('y', c_float)",
                )
                .replace(
                    "c_int, c_int,\n]",
                    "POINTER(c_double), c_size_t,\n]; lib.mean.restype = c_double",
                )
                .replace("[c_int, c_int]", "[POINTER(point), c_double]")
                + "\nlib.length.restype = c_size_t";
            let expected = format!("{start}{expected}").replace('\n', newline);
            assert_eq!(after, expected);
        }
    }
}

#[test]
fn what_has_no_sure_place_is_left_with_a_word() {
    let binding = "import ctypes\nlib = ctypes.CDLL('x')\n\
        def declare(name, types):\n    getattr(lib, name).argtypes = types\n\
        declare('thing_new', [])\n\
        for name in ('length',):\n    getattr(lib, name).argtypes = []\n";
    let Some(scene) = scene_with("no place", binding, HEADER) else {
        return;
    };
    let done = check(&scene, &["--fix"]);
    assert_eq!(done.stdout, "");
    assert_eq!(done.code, Some(1));
    insta::assert_snapshot!(done.stderr, @r"
    note: lib.py:5:1: not fixed: no assignment there is about `thing_new` alone; set its `restype` where it is declared
    note: lib.py:6:14: not fixed: no assignment there is about `length` alone; set its `restype` where it is declared
    note: there is nothing to fix
    ");
}

#[test]
fn a_file_that_may_not_be_written_is_one_message_and_nothing_changes() {
    let binding = "import ctypes\nlib = ctypes.CDLL('x')\nlib.length.argtypes = []\n";
    let Some(scene) = scene_with("read-only", binding, HEADER) else {
        return;
    };
    // It comes first by its name, and is not changed either.
    scene.write("also.py", binding);
    let path = scene.path("lib.py");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let done = check(&scene, &["also.py", "--fix", "--write"]);
    assert_eq!(done.code, Some(2), "{}", done.transcript());
    assert_eq!(
        done.stderr.lines().last().unwrap(),
        "fishplate: cannot fix `lib.py`: it is read-only; `chmod u+w lib.py` makes it writable"
    );
    for name in ["lib.py", "also.py"] {
        assert_eq!(fs::read_to_string(scene.path(name)).unwrap(), binding);
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    check(&scene, &["--fix", "--write"]);
    assert!(fs::read_to_string(&path).unwrap().contains("restype"));
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o755
    );
    assert!(no_leftovers(&scene));
}

#[test]
fn a_link_is_left_alone() {
    let Some(scene) = scene_with("link", "", HEADER) else {
        return;
    };
    let binding = "import ctypes\nlib = ctypes.CDLL('x')\nlib.length.argtypes = []\n";
    scene.write("elsewhere.py", binding);
    fs::remove_file(scene.path("lib.py")).unwrap();
    std::os::unix::fs::symlink(scene.path("elsewhere.py"), scene.path("lib.py")).unwrap();
    let done = check(&scene, &["--fix", "--write"]);
    assert!(done.stderr.contains("is a link"), "{}", done.transcript());
    assert_eq!(
        fs::read_to_string(scene.path("elsewhere.py")).unwrap(),
        binding
    );
}

fn no_leftovers(scene: &Scene) -> bool {
    let entries = fs::read_dir(scene.path(".")).unwrap().flatten();
    let mut names = entries.map(|entry| entry.file_name().into_string().unwrap());
    !names.any(|name| name.starts_with(".fishplate"))
}

#[test]
fn an_archive_is_left_with_a_word() {
    let Some(scene) = scene_with("archive", "", HEADER) else {
        return;
    };
    scene.write(
        "make.py",
        "import io, tarfile, zipfile\n\
         text = 'import ctypes\\nlib = ctypes.CDLL(\"x\")\\nlib.length.argtypes = []\\n'\n\
         with zipfile.ZipFile('w-1-py3-none-any.whl', 'w') as z:\n    z.writestr('w.py', text)\n\
         with tarfile.open('w-1.tar.gz', 'w:gz') as t:\n    \
         one = tarfile.TarInfo('w-1/w.py')\n    one.size = len(text)\n    \
         t.addfile(one, io.BytesIO(text.encode()))\n",
    );
    let made = std::process::Command::new("python3")
        .arg("make.py")
        .current_dir(scene.path("."))
        .status();
    assert!(made.unwrap().success());
    for (archive, file) in [("w-1-py3-none-any.whl", "w.py"), ("w-1.tar.gz", "w-1/w.py")] {
        let done = scene.run(["check", archive, "--header", "lib.h", "--fix", "--write"]);
        let word = format!("it is part of `{archive}`; fix the sources");
        assert!(done.stderr.contains(&word), "{}", done.transcript());
        assert_eq!(done.code, Some(1));
        let place = format!("--> {archive}/{file}:3");
        assert!(done.stdout.contains(&place), "{}", done.transcript());
        let done = scene.run(["check", archive, "--header", "lib.h", "--run"]);
        let word = "an archive is read and never run";
        assert!(done.stdout.contains(word), "{}", done.transcript());
    }
}
