//! A function is found by its symbol, whatever word that is to the tool, to C or to Python.

use fishplate_bindings::Notes;

use crate::workbench::Workbench;

const HEADER: &str = r#"int lambda(int a);
int self(int a);
double WINAPI(const double *values, long n);
int sized(int a) __asm__("size_t");
_Bool is_true(_Bool a) __asm__("bool");
unsigned char octet(unsigned char a) __asm__("uint8_t");
double words(double a) __asm__("__dict__");
int priced(int a) __asm__("price$each");
"#;

#[test]
fn a_symbol_of_any_name_is_found() {
    let bench = Workbench::new(HEADER, &Notes::default(), "symbols");
    print!("{}", bench.word_on_skips());
    for (binding, plan) in &bench.built {
        assert_eq!(plan.functions.len(), 8, "{:?}", plan.left_out);
        let script = include_str!("echo_driver.py");
        let done = bench.script(binding, "echo_driver.py", script, "cases", &["1"]);
        assert!(
            done.stdout_text()
                .contains("8 functions, 96 calls, 0 faults"),
            "{}:\n{}{}",
            binding.name,
            done.stdout_text(),
            done.stderr_text()
        );
    }
}
