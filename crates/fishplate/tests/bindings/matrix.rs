//! The same inputs are accepted and the same bad inputs refused with the same exception, on every
//! path.

use fishplate_bindings::{Binding, Notes};
use fishplate_process::Python;

use crate::workbench::{Order, Workbench, safe_variants};

pub(crate) const HEADER: &str = include_str!("matrix.h");

pub(crate) fn notes() -> Notes {
    Notes::parse(include_str!("matrix_notes.toml"), "matrix_notes.toml").unwrap()
}

/// Runs every row on a path's package with an interpreter that has NumPy.
pub(crate) fn run(bench: &Workbench, python: &Python, binding: &Binding, module: &str) {
    bench.module_for_scripts("matrix_scalars.py", include_str!("matrix_scalars.py"));
    let script = include_str!("matrix.py");
    let done = bench.script_on(python, binding, "matrix.py", script, module, &[]);
    let text = done.stdout_text();
    let name = format!("{} on CPython {}", binding.name, python.version);
    println!("{name}: {}", text.lines().last().unwrap_or_default());
    assert!(
        done.is_success() && text.contains(" rows, 0 faults"),
        "{name}:\n{text}{}",
        done.stderr_text()
    );
}

fn accepts_and_refuses_the_same(bindings: Option<Vec<&'static Binding>>, prefix: &str) {
    let notes = notes();
    let mut order = Order::new(HEADER, &notes, prefix);
    if let Some(bindings) = bindings {
        order = order.of(bindings);
    }
    let bench = Workbench::build(&order);
    print!("{}", bench.word_on_skips());
    for (binding, plan) in &bench.built {
        assert!(plan.left_out.is_empty(), "{:?}", plan.left_out);
        run(&bench, &order.python, binding, &plan.module);
    }
}

#[test]
fn every_path_accepts_and_refuses_the_same() {
    accepts_and_refuses_the_same(None, "matrix");
}

#[test]
fn every_safe_variant_accepts_and_refuses_the_same() {
    accepts_and_refuses_the_same(Some(safe_variants()), "matrix");
}
