//! What an extension owes its interpreter, on every CPython of this machine.

use fishplate_bindings::{Binding, Notes, VARIANTS};
use fishplate_process::{Child, Limits, Python};

use crate::machine::{others, version};
use crate::matrix;
use crate::workbench::{Order, Workbench};

#[test]
fn every_path_accepts_and_refuses_the_same_on_every_interpreter() {
    let (environments, words) = others();
    print!("{words}");
    let notes = matrix::notes();
    for environment in &environments {
        let python = &environment.python;
        let prefix = format!("on_{}", version(python).replace('.', "_"));
        let bench = Workbench::build(&Order::new(matrix::HEADER, &notes, &prefix).on(python));
        print!("{}", bench.word_on_skips());
        for (binding, plan) in &bench.built {
            matrix::run(&bench, python, binding, &plan.module);
        }
    }
}

/// The offered variants are those for the stable ABI so far.
fn stable() -> Vec<&'static Binding> {
    let is_offered = |binding: &&Binding| binding.variant.is_some_and(|one| one.is_offered);
    VARIANTS.iter().copied().filter(is_offered).collect()
}

#[test]
fn a_stable_package_runs_on_every_interpreter_without_being_built_again() {
    let (environments, words) = others();
    print!("{words}");
    let notes = matrix::notes();
    let order = Order::new(matrix::HEADER, &notes, "stable").of(stable());
    let bench = Workbench::build(&order);
    print!("{}", bench.word_on_skips());
    for (binding, plan) in &bench.built {
        is_stable(&bench, binding, &plan.module);
        for environment in &environments {
            let python = &environment.python;
            let is_older = python.version_info < order.python.version_info;
            // A free-threaded build has a stable ABI of its own, from 3.15 on.
            if is_older || python.build.is_free_threaded {
                println!("SKIPPED {} on CPython {}", binding.name, version(python));
                continue;
            }
            matrix::run(&bench, python, binding, &plan.module);
        }
    }
}

/// That a package's tag and its module promise the stable ABI, and that the module needs nothing
/// that CPython keeps private.
fn is_stable(bench: &Workbench, binding: &Binding, module: &str) {
    let installed = bench.installed(binding);
    let native = installed.join(module).join("_native.abi3.so");
    assert!(
        native.is_file(),
        "{}: no {}",
        binding.name,
        native.display()
    );
    let tag = std::fs::read_dir(&installed)
        .unwrap()
        .map(|entry| entry.unwrap().path().join("WHEEL"))
        .find(|path| path.is_file())
        .map(|path| std::fs::read_to_string(path).unwrap())
        .unwrap();
    assert!(tag.contains("Tag: cp311-abi3-"), "{}: {tag}", binding.name);
    let done = Child::new("nm", Limits::QUESTION)
        .args(["--dynamic", "--undefined-only"])
        .arg(&native)
        .run()
        .unwrap();
    let text = done.stdout_text();
    let private: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split_whitespace().last())
        .filter(|name| name.starts_with("PyUnstable_") || name.starts_with("_Py"))
        .filter(|name| !OF_THE_ABI.contains(name))
        .collect();
    assert!(
        text.contains("PyErr_Occurred") && private.is_empty(),
        "{}: {private:?}\n{text}{}",
        binding.name,
        done.stderr_text()
    );
}

/// Names of the stable ABI that begin like private ones.
const OF_THE_ABI: [&str; 8] = [
    "_Py_Dealloc",
    "_Py_DecRef",
    "_Py_EllipsisObject",
    "_Py_FalseStruct",
    "_Py_IncRef",
    "_Py_NoneStruct",
    "_Py_NotImplementedStruct",
    "_Py_TrueStruct",
];

const SMALL: &str = "enum colour { RED = 1, BLUE = 7 };\nenum colour paint(enum colour colour);\n";

/// That no two calls of a library run at once but where the notes say that they may, and that no
/// object of one interpreter gets into another.
#[test]
fn only_a_thread_safe_library_runs_under_two_gils() {
    let (environments, words) = others();
    print!("{words}");
    let has_gil = |python: &Python| !python.build.is_free_threaded;
    // An interpreter can have a GIL of its own from 3.12 on.
    let is_fit = |python: &Python| python.version_info >= (3, 12);
    let mut chosen: Vec<&Python> = environments.iter().map(|one| &one.python).collect();
    let last = (chosen.iter()).rposition(|python| has_gil(python) && is_fit(python));
    if last.is_none() {
        println!("SKIPPED interpreters with a GIL of their own: no CPython 3.12 or newer");
    }
    let mut at = 0;
    chosen.retain(|python| {
        at += 1;
        !has_gil(python) || Some(at - 1) == last
    });
    for python in chosen {
        for is_thread_safe in [false, true] {
            runs_under_one_gil(python, is_thread_safe);
        }
    }
}

fn runs_under_one_gil(python: &Python, is_thread_safe: bool) {
    let notes = format!("[library]\nthread_safe = {is_thread_safe}\n");
    let notes = Notes::parse(&notes, "notes.toml").unwrap();
    let prefix = if is_thread_safe { "safe" } else { "unsafe" };
    let bench = Workbench::build(&Order::new(SMALL, &notes, prefix).on(python));
    print!("{}", bench.word_on_skips());
    for (binding, plan) in &bench.built {
        let script = include_str!("duties.py");
        let done = bench.script(binding, "duties.py", script, &plan.module, &[]);
        let text = done.stdout_text();
        let name = format!(
            "{} on CPython {}, thread_safe = {is_thread_safe}",
            binding.name,
            version(python)
        );
        println!("{name}:\n{text}");
        assert!(done.is_success(), "{name}:\n{text}{}", done.stderr_text());
        // Pure Python is told nothing by CPython, and keeps its own word.
        if binding.is_compiled && !is_thread_safe {
            assert!(!text.contains("own GIL: works"), "{name}:\n{text}");
        }
        if python.build.is_free_threaded && binding.is_compiled {
            let wanted = if is_thread_safe {
                "GIL: False"
            } else {
                "GIL: True"
            };
            assert!(text.lines().any(|line| line == wanted), "{name}:\n{text}");
        }
    }
}
