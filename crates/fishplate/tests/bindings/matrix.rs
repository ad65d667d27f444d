//! The same inputs are accepted and the same bad inputs refused with the same exception, on every
//! path.

use fishplate_bindings::Notes;

use crate::workbench::Workbench;

#[test]
fn every_path_accepts_and_refuses_the_same() {
    let notes = Notes::parse(include_str!("matrix_notes.toml"), "matrix_notes.toml").unwrap();
    let bench = Workbench::new(include_str!("matrix.h"), &notes, "matrix");
    print!("{}", bench.word_on_skips());
    for (binding, plan) in &bench.built {
        assert!(plan.left_out.is_empty(), "{:?}", plan.left_out);
        let done = bench.script(
            binding,
            "matrix.py",
            include_str!("matrix.py"),
            &plan.module,
            &[],
        );
        let text = done.stdout_text();
        println!(
            "{}: {}",
            binding.name,
            text.lines().last().unwrap_or_default()
        );
        assert!(
            done.is_success(),
            "{}:\n{text}{}",
            binding.name,
            done.stderr_text()
        );
        assert!(
            text.contains(" rows, 0 faults"),
            "{}:\n{text}",
            binding.name
        );
    }
}
