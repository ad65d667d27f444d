//! Several targets: what holds on all, on one, and on none that was judged.

use crate::made_up::{self, APPLE, LINUX, WINDOWS, codes, findings_on};

const ALL: &[&str] = &[LINUX, "aarch64-unknown-linux-gnu", WINDOWS, APPLE];

#[test]
fn what_holds_everywhere_names_no_target() {
    let found = findings_on(
        "lib.f.argtypes = [c_int]\nlib.f.restype = None",
        "void f(size_t x);",
        ALL,
    );
    assert_eq!(codes(&found), ["FP113 warning"]);
    assert_eq!((&found[0].target, found[0].targets.len()), (&None, 0));
}

#[test]
fn a_c_long_for_a_fixed_width_is_a_warning_on_windows_only() {
    let binding = "lib.f.argtypes = [c_long]\nlib.f.restype = None";
    let header = "void f(int64_t x);";
    assert_eq!(
        codes(&findings_on(binding, header, &[LINUX])),
        ["FP170 note"]
    );
    let found = findings_on(binding, header, ALL);
    assert_eq!(codes(&found), ["FP170 warning"]);
    assert_eq!(found[0].target.as_deref(), Some(WINDOWS));
    assert_eq!(found[0].targets, [WINDOWS]);
    assert!(findings_on(binding, "void f(long x);", ALL).is_empty());
}

#[test]
fn a_c_long_for_an_address_is_an_error_on_windows() {
    let binding = "lib.f.argtypes = []\nlib.f.restype = c_ulong";
    let found = findings_on(binding, "void *f(void);", ALL);
    assert_eq!(codes(&found), ["FP170 error"]);
    let binding = "lib.f.argtypes = [POINTER(c_long)]\nlib.f.restype = None";
    let found = findings_on(binding, "void f(int64_t *x);", ALL);
    assert_eq!(codes(&found), ["FP170 error"]);
}

#[test]
fn c_int64_at_run_time_may_be_c_long_so_it_is_not_judged_for_windows() {
    let mut declarations = made_up::declarations("lib.f.argtypes = [c_long]\nlib.f.restype = None");
    declarations.functions[0].origin = fishplate_model::Origin::Run;
    let truths: Vec<_> = ALL
        .iter()
        .map(|triple| crate::Truth::new(made_up::interface("void f(int64_t x);", triple)))
        .collect();
    let report = crate::check(&declarations, &truths, &crate::Settings::default());
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    assert_eq!(report.truths[2].not_judged, 1);
}

#[test]
fn a_layout_that_is_right_somewhere_is_a_matter_of_the_platform() {
    let binding = "class s(Structure):\n    _fields_ = [('a', c_int64), ('b', c_int)]";
    let found = findings_on(binding, "struct s { long a; int b; };", ALL);
    assert_eq!(codes(&found), ["FP135 warning"]);
    assert_eq!(found[0].targets, [WINDOWS]);
    assert!(
        found[0]
            .message
            .starts_with("`s` is right on `x86_64-unknown-linux-gnu`")
    );
    let found = findings_on(binding, "struct s { double a; double b; };", ALL);
    assert_eq!(codes(&found), ["FP132 error"], "wrong everywhere");
    assert_eq!(found[0].target, None);
}

#[test]
fn variadic_arguments_are_an_error_where_they_travel_elsewhere() {
    let binding = "lib.f.restype = c_int";
    let header = "int f(void *state, int request, ...);";
    let found = findings_on(binding, header, &[LINUX, APPLE]);
    assert_eq!(codes(&found), ["FP120 error"]);
    assert_eq!(found[0].targets, [APPLE]);
}

#[test]
fn extra_arguments_go_elsewhere_on_apple_only_behind_a_list_that_is_not_empty() {
    let header = "void f(void *a, void *b);";
    let calls = "lib.f.restype = None\nlib.f(a, b)\n";
    let found = |list: &str| {
        let binding = format!("lib.f.argtypes = [{list}]\n{calls}");
        codes(&findings_on(&binding, header, &[LINUX, APPLE])).join(" ")
    };
    assert_eq!(found("c_void_p"), "FP110 error");
    assert_eq!(found(""), "FP110 warning");
}

#[test]
fn wide_characters_are_as_wide_as_the_platform_has_them() {
    let binding = "lib.f.argtypes = [c_wchar_p]\nlib.f.restype = None";
    assert!(findings_on(binding, "void f(const wchar_t *x);", ALL).is_empty());
    let found = findings_on(binding, "void f(const uint16_t *x);", ALL);
    assert_eq!(codes(&found), ["FP115 error"]);
    assert_eq!(found[0].targets.len(), 3);
}

#[test]
fn a_name_that_one_platform_lacks_is_a_note() {
    let binding =
        "lib.f.argtypes = []\nlib.f.restype = c_int\nlib.g.argtypes = []\nlib.g.restype = c_int";
    let truths = [
        crate::Truth::new(made_up::interface("int f(void);\nint g(void);", LINUX)),
        crate::Truth::new(made_up::interface("int f(void);", WINDOWS)),
    ];
    let declarations = made_up::declarations(binding);
    let report = crate::check(&declarations, &truths, &crate::Settings::default());
    assert_eq!(codes(&report.findings), ["FP160 note"]);
    assert_eq!(report.findings[0].targets, [WINDOWS]);
}

#[test]
fn two_truths_of_one_target_are_one_target() {
    let binding = "lib.f.argtypes = [c_int]\nlib.f.restype = None";
    let header = crate::Truth::new(made_up::interface("void f(int x);", LINUX));
    let mut debug = crate::Truth::new(made_up::interface("void f(double x);", LINUX));
    debug.is_partial = true;
    let declarations = made_up::declarations(binding);
    let report = crate::check(&declarations, &[header, debug], &crate::Settings::default());
    assert_eq!(codes(&report.findings), ["FP164 error"]);
    assert_eq!(report.findings[0].target, None);
}

#[test]
fn c_text_that_was_read_for_one_target_is_judged_for_all_by_its_names() {
    let header = "struct s { long a; size_t b; int64_t c; wchar_t d; void *e; };\n\
                  long f(size_t a, int64_t b, struct s *c, unsigned long d);";
    let cdef = crate::declarations_of(
        &made_up::interface(header, LINUX),
        fishplate_model::Origin::Cffi,
        "",
        Clone::clone,
    );
    let truths: Vec<_> = ALL
        .iter()
        .map(|triple| crate::Truth::new(made_up::interface(header, triple)))
        .collect();
    let report = crate::check(&cdef, &truths, &crate::Settings::default());
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    assert_eq!(report.compared, 2);
}
