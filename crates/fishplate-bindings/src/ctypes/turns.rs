//! Proves that `_library.py` lets one thread at a time into a library where no GIL does.

use std::path::Path;

use fishplate_process::{C_COMPILER, Child, Finished, Limits, Python};

use super::writer::LIBRARY;

const C: &str = "#include <unistd.h>\nstatic volatile int inside;\n\
    int most(void) { int seen = ++inside; usleep(100000); if (inside > seen) seen = inside; inside--; return seen; }\n";

/// A library whose calls give up the GIL stands in for an interpreter without one.
const SCRIPT: &str = r#"
import ctypes, sys, threading
import _library
for has_gil, is_thread_safe in ((False, False), (False, True), (True, False)):
    sys._is_gil_enabled = lambda: has_gil
    library = ctypes.CDLL(sys.argv[1])
    if not is_thread_safe:
        _library.take_turns(library)
    function = library["most"]
    function.restype = ctypes.c_int
    seen = []
    threads = [threading.Thread(target=lambda: seen.append(function())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("alone" if max(seen) == 1 else "together")
"#;

fn run(program: &Path, arguments: &[&str], folder: &Path) -> Finished {
    let done = Child::new(program, Limits::BUILD)
        .args(arguments)
        .folder(folder)
        .run()
        .unwrap();
    assert!(done.is_success(), "{}", done.tail(20));
    done
}

#[test]
fn threads_take_turns_in_a_library_that_is_not_thread_safe() {
    let python = Python::ask(Path::new("python3")).unwrap();
    let Some(compiler) = C_COMPILER.find(&python) else {
        println!("SKIPPED: no {} ({})", C_COMPILER.name, C_COMPILER.install);
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("most.c", C),
        ("_library.py", LIBRARY),
        ("turns.py", SCRIPT),
    ];
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let build = ["-shared", "-fPIC", "-o", "libmost.so", "most.c"];
    run(&compiler.path, &build, folder.path());
    let done = run(
        &python.executable,
        &["turns.py", "./libmost.so"],
        folder.path(),
    );
    assert_eq!(done.stdout_text(), "alone\ntogether\ntogether\n");
}
