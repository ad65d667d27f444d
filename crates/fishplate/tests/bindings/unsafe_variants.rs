//! A variant that does not keep the one meaning is what its mark says: wrong without a word.

use fishplate_bindings::{Binding, Notes, VARIANTS};

use crate::workbench::{Order, Workbench};

const HEADER: &str = "int nothing(void);\nint add(int a, int b);\nint step(int a, int by);\n\
    double half(double value);\nlong wide(long value);\nint length(const char *text);\n";
const NOTES: &str = "[fn.step]\narg.by = { default = 1 }\n";

const WRONG: &str = r#"
import ctypes, importlib, struct, sys
library = ctypes.CDLL(sys.argv[2], mode=ctypes.RTLD_GLOBAL)
record = (ctypes.c_ubyte * 8).in_dll(library, "fishplate_echo_record")
module = importlib.import_module(sys.argv[1])
module.nothing()
module.add(1, 2)
print("right", struct.unpack("=ii", bytes(record)))
module.add(2**31, -(2**31) - 1, 7)
print("wrong", struct.unpack("=ii", bytes(record)))
"#;

fn unsafe_variants() -> Vec<&'static Binding> {
    let is_unsafe = |binding: &&Binding| binding.variant.is_some_and(|variant| !variant.is_safe);
    VARIANTS.iter().copied().filter(is_unsafe).collect()
}

#[test]
fn an_unsafe_variant_wraps_a_number_that_is_too_large() {
    let notes = Notes::parse(NOTES, "notes.toml").unwrap();
    let order = Order::new(HEADER, &notes, "unsafe").of(unsafe_variants());
    let bench = Workbench::build(&order);
    print!("{}", bench.word_on_skips());
    for (binding, plan) in &bench.built {
        let carried: Vec<&str> = plan.functions.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(carried, ["nothing", "add"], "{}", binding.name);
        let done = bench.script(binding, "wrong.py", WRONG, &plan.module, &[]);
        assert_eq!(
            done.stdout_text(),
            "right (1, 2)\nwrong (-2147483648, 2147483647)\n",
            "{}:\n{}",
            binding.name,
            done.stderr_text()
        );
    }
}

#[test]
fn an_unsafe_variant_says_what_it_cannot_carry() {
    let notes = Notes::parse(NOTES, "notes.toml").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("given.h");
    std::fs::write(&path, HEADER).unwrap();
    let plan = fishplate_bindings::plan(&crate::workbench::read(&path), &notes, "given").unwrap();
    for binding in unsafe_variants() {
        for (name, wanted) in [
            ("step", "some arguments have defaults"),
            ("half", "it takes a floating number, and "),
            ("wide", "it takes an integer, and "),
            ("length", "it takes text, and "),
        ] {
            let function = plan.functions.iter().find(|one| one.name == name).unwrap();
            let refusal = binding.refusal(function).unwrap();
            assert!(refusal.contains(wanted), "{refusal}");
        }
    }
}
