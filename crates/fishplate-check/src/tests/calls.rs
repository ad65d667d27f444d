//! Calls of functions without `argtypes`, or with a list of another length.

use crate::made_up::{codes, findings};

#[test]
fn what_the_calls_pass_decides_how_bad_missing_argtypes_are() {
    let rows: &[(&str, &str, &str)] = &[
        ("handle", "void f(void *x);", "FP111 warning"),
        ("int", "void f(void *x);", "FP111 error"),
        ("5", "void f(void *x);", "FP111 error"),
        ("0", "void f(void *x);", "FP111 note"),
        ("None", "void f(void *x);", "FP111 note"),
        ("b'x'", "void f(const char *x);", "FP111 note"),
        ("'x'", "void f(const char *x);", "FP111 error"),
        ("'x'", "void f(const wchar_t *x);", "FP111 note"),
        ("1.5", "void f(double x);", "FP111 error"),
        ("2", "void f(double x);", "FP111 error"),
        ("c_double(2)", "void f(double x);", "FP111 note"),
        ("c_float(2)", "void f(double x);", "FP111 error"),
        ("5", "void f(size_t x);", "FP111 note"),
        ("int", "void f(size_t x);", "FP111 warning"),
        ("*all", "void f(size_t x);", "FP111 warning"),
        ("int", "void f(int x);", ""),
    ];
    for (argument, header, expected) in rows {
        let binding = format!("lib.f.restype = None\nlib.f({argument})");
        let found = findings(&binding, header);
        assert_eq!(
            codes(&found).join(" "),
            *expected,
            "{argument} for {header}"
        );
    }
}

#[test]
fn the_worst_of_several_calls_decides() {
    let found = findings(
        "lib.f.restype = None\nlib.f(None)\nlib.f(7)\nlib.f(x)",
        "void f(void *x);",
    );
    assert_eq!(codes(&found), ["FP111 error"]);
    assert!(
        found[0].consequence.contains("line 3"),
        "{}",
        found[0].consequence
    );
}

#[test]
fn a_wrong_value_is_named_by_its_type_and_its_place() {
    let found = findings(
        "lib.f.restype = None\nlib.f(c_float(2))",
        "void f(double x);",
    );
    assert_eq!(
        found[0].consequence,
        "the call in line 2 passes parameter `x` as `c_float`"
    );
    let mut elsewhere = crate::made_up::declarations("lib.f.restype = None\nlib.f(5)");
    elsewhere.calls[0].span.file = "other.py".to_owned();
    let header = crate::made_up::interface("void f(void *x);", crate::made_up::LINUX);
    let report = crate::check(
        &elsewhere,
        &[crate::Truth::new(header)],
        &crate::Settings::default(),
    );
    let consequence = &report.findings[0].consequence;
    assert!(
        consequence.contains("at `other.py:2` passes"),
        "{consequence}"
    );
}

#[test]
fn a_short_list_is_a_warning_where_every_call_passes_all() {
    let header = "void f(int *a, int *b);";
    let short = "lib.f.argtypes = [POINTER(c_int)]\nlib.f.restype = None\n";
    let found = |calls: &str| codes(&findings(&format!("{short}{calls}"), header)).join(" ");
    assert_eq!(found(""), "FP110 error");
    assert_eq!(found("lib.f(a, b)"), "FP110 warning");
    assert_eq!(found("lib.f(a, b)\nlib.f(a)"), "FP110 error");
    assert_eq!(found("lib.f(*all)"), "FP110 error");
}

#[test]
fn a_bare_use_of_a_function_that_is_declared_elsewhere_says_nothing() {
    let mut declarations =
        crate::made_up::declarations("lib.f.argtypes = [c_void_p]\nlib.f.restype = c_void_p");
    let bare = crate::made_up::declarations("lib.f(5)");
    declarations.functions.extend(bare.functions);
    let truth = crate::Truth::new(crate::made_up::interface(
        "void *f(void *x);",
        crate::made_up::LINUX,
    ));
    let report = crate::check(&declarations, &[truth], &crate::Settings::default());
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
}
