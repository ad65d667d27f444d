//! The stubs: what a type checker is told is what the modules do.

use fishplate_bindings::Notes;
use fishplate_process::{Child, Finished, Limits};

use crate::workbench::{Order, Workbench, check};

fn mypy(bench: &Workbench, binding: &fishplate_bindings::Binding, arguments: &[&str]) -> Finished {
    let installed = bench.installed(binding);
    // A stub is held against the imported module, which may need what its tool brings (cffi).
    let tools = crate::workbench::bench().site_packages.clone();
    let path = std::env::join_paths([&installed, &tools]).unwrap();
    // The checker runs in its own environment; the cache would remember the stub of another test.
    Child::new(&check().python.executable, Limits::BUILD)
        .args(arguments)
        .env("PYTHONPATH", path)
        .env("MYPYPATH", &installed)
        .folder(bench.package(binding))
        .run()
        .unwrap()
}

/// Whether all that the stub checker has to say is that functions are of a tool's own type; the
/// typed use of the package and its run then prove the stub.
fn cannot_look_into_functions(done: &Finished) -> bool {
    let text = done.stdout_text();
    let mut errors = text.lines().filter(|line| line.starts_with("error: "));
    !done.is_success() && errors.all(|line| line.ends_with("is not a function"))
}

fn matrix_bench(prefix: &str) -> Workbench {
    let notes = Notes::parse(include_str!("matrix_notes.toml"), "matrix_notes.toml").unwrap();
    Workbench::build(&Order::new(include_str!("matrix.h"), &notes, prefix).bundled())
}

const STRICT: [&str; 6] = [
    "-m",
    "mypy",
    "--strict",
    "--no-incremental",
    "--cache-dir=/dev/null",
    "tests/usage.py",
];

#[test]
fn every_stub_passes_its_checks_and_a_changed_one_does_not() {
    let bench = matrix_bench("stub");
    print!("{}", bench.word_on_skips());
    for (binding, plan) in &bench.built {
        let name = binding.name;
        let module = plan.module.as_str();
        let done = mypy(&bench, binding, &["-m", "mypy.stubtest", module]);
        let is_blind = cannot_look_into_functions(&done);
        if is_blind {
            println!(
                "SKIPPED the stubtest of {name}: its functions are of a type that it does not know"
            );
        }
        assert!(
            done.is_success() || is_blind,
            "stubtest of {name}:\n{}{}",
            done.stdout_text(),
            done.stderr_text()
        );
        let done = mypy(&bench, binding, &STRICT);
        assert!(
            done.is_success(),
            "usage of {name}:\n{}{}",
            done.stdout_text(),
            done.stderr_text()
        );
        let usage = std::fs::read_to_string(bench.package(binding).join("tests/usage.py")).unwrap();
        // The echo library answers 0, which is no colour, so a result stays an int there.
        let run = format!(
            "import ctypes, sys\nctypes.CDLL(sys.argv[2], mode=ctypes.RTLD_GLOBAL)\n{usage}"
        );
        let done = bench.script(binding, "run_usage.py", &run, "-", &[]);
        assert!(
            done.is_success(),
            "running the usage of {name}:\n{}",
            done.stderr_text()
        );
        mutate(&bench, binding, module);
    }
}

fn mutate(bench: &Workbench, binding: &fishplate_bindings::Binding, module: &str) {
    let path = bench.installed(binding).join(module).join("_native.pyi");
    let right = std::fs::read_to_string(&path).unwrap();
    let mutations = [
        ("def add(a: SupportsIndex,", "def add(a: str,"),
        ("def add(a: SupportsIndex,", "def add(first: SupportsIndex,"),
        (
            "def f64(value: SupportsFloat | SupportsIndex)",
            "def f64(value: int)",
        ),
        (
            "def dot(a: Buffer, b: Buffer) -> float",
            "def dot(a: Buffer, b: Buffer) -> int",
        ),
        (
            "def flag(value: bool) -> bool",
            "def flag(value: bool) -> str",
        ),
        ("def text(text: str | bytes)", "def text(text: bytes)"),
        ("def nothing() -> int", "def nothing(a: int) -> int"),
        (
            "def paint(colour: colour | SupportsIndex)",
            "def paint(colour: colour)",
        ),
    ];
    for (from, to) in mutations {
        assert!(
            right.contains(from),
            "{}: the stub has no `{from}`:\n{right}",
            binding.name
        );
        std::fs::write(&path, right.replacen(from, to, 1)).unwrap();
        let done = mypy(bench, binding, &STRICT);
        assert_eq!(
            done.status.code(),
            Some(1),
            "{}: `{to}` went unseen\n{}",
            binding.name,
            done.stdout_text()
        );
    }
    std::fs::write(&path, right).unwrap();
}
