//! Compiles probes under `Py_LIMITED_API`, and says which the compiler takes and what they link with.

use std::collections::BTreeSet;
use std::path::Path;

use fishplate_process::{Child, Finished, Limits, c_compiler};
use object::{Object as _, ObjectSymbol as _};

use crate::interpreters::Interpreter;
use crate::probes::Probe;

/// The oldest level that is tried; what compiles there is said to compile at every level.
pub(crate) const OLDEST_LEVEL: u32 = 7;

/// Which of the probes compile with these headers at this level, in one go of the compiler.
pub(crate) fn accepted(headers: &Interpreter, level: u32, probes: &[Probe]) -> Vec<bool> {
    let done = compile(headers, level, source(probes), &["-fsyntax-only"]);
    let words = done.stderr_text();
    let refused: BTreeSet<usize> = words.lines().filter_map(refused).collect();
    assert_eq!(done.is_success(), refused.is_empty(), "{words}");
    (0..probes.len())
        .map(|probe| !refused.contains(&probe))
        .collect()
}

/// Whether a whole file compiles with these headers at this level.
pub(crate) fn compiles(headers: &Interpreter, level: u32, text: &str) -> bool {
    compile(headers, level, text.to_owned(), &["-fsyntax-only"]).is_success()
}

/// The symbols that a probe needs of an interpreter, at the first level where it compiles.
pub(crate) fn symbols(headers: &Interpreter, probe: &Probe) -> Option<BTreeSet<String>> {
    let one = std::slice::from_ref(probe);
    let level =
        (OLDEST_LEVEL..=headers.minor).find(|level| accepted(headers, *level, one) == [true])?;
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("probe.o");
    let how = ["-c", "-O1", "-o", output.to_str().unwrap()];
    let done = compile(headers, level, source(one), &how);
    assert!(done.is_success(), "{}", done.stderr_text());
    let bytes = std::fs::read(output).unwrap();
    let file = object::File::parse(&*bytes).unwrap();
    let names = file.symbols().filter(|symbol| symbol.is_undefined());
    let names = names.filter_map(|symbol| Some(symbol.name().ok()?.to_owned()));
    // The interpreter's own; the rest is of the C library.
    Some(
        names
            .filter(|name| name.starts_with("Py") || name.starts_with("_Py"))
            .collect(),
    )
}

/// The probe that a line of the compiler refuses.
fn refused(line: &str) -> Option<usize> {
    let (place, words) = line.split_once(": ")?;
    let is_error = words.starts_with("error:") || words.starts_with("fatal error:");
    let number = place.strip_prefix("probe-")?.split(':').next()?;
    is_error.then(|| number.parse().ok()).flatten()
}

fn compile(headers: &Interpreter, level: u32, text: String, how: &[&str]) -> Finished {
    let compiler = c_compiler().expect("a C compiler, as `make` asks for");
    Child::new(compiler, Limits::PROBE)
        .args([
            "-std=c11",
            "-x",
            "c",
            "-Werror=implicit-function-declaration",
        ])
        // An error in what a macro stands for belongs to the line that uses the macro.
        .args(["-Wno-deprecated-declarations", "-ftrack-macro-expansion=0"])
        .arg(format!("-DPy_LIMITED_API=0x03{level:02x}0000"))
        .args([Path::new("-I"), headers.include.as_path()])
        .args(how)
        .arg("-")
        .env("LC_ALL", "C")
        .input(text)
        .run()
        .unwrap()
}

fn source(probes: &[Probe]) -> String {
    let mut text = String::from("#include <Python.h>\n");
    for (number, probe) in probes.iter().enumerate() {
        let Probe { top, body, .. } = probe;
        let place = format!("#line 1 \"probe-{number}\"\n");
        text.push_str(&format!(
            "{place}{top}\n{place}void probe_{number}(PyObject *o) {{ (void)o; {body} }}\n"
        ));
    }
    text
}
