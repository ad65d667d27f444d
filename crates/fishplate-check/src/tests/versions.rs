//! Several versions of a library: where a declaration breaks.

use fishplate_model::Finding;

use crate::made_up::{self, LINUX, codes};

fn findings(binding: &str, versions: &[(&str, &str)]) -> Vec<Finding> {
    let truths: Vec<_> = versions
        .iter()
        .map(|(version, header)| {
            crate::Truth::new(made_up::interface(header, LINUX)).of_version(version)
        })
        .collect();
    crate::check(
        &made_up::declarations(binding),
        &truths,
        &crate::Settings::default(),
    )
    .findings
}

const POINT: &str = "class p(Structure):\n    _fields_ = [('x', c_int), ('y', c_int)]";
const OLD: &str = "struct p { int x; int y; };";
const NEW: &str = "struct p { int kind; int x; int y; };";

#[test]
fn the_version_that_breaks_a_record_is_named() {
    let versions = [("1.10", NEW), ("1.0.28", OLD), ("1.9", NEW), ("1.2.2", OLD)];
    let found = findings(POINT, &versions);
    assert_eq!(codes(&found), ["FP162 error"]);
    assert_eq!(found[0].versions, ["1.9", "1.10"]);
    assert_eq!(
        found[0].message,
        "`p` is right for 1.0.28 to 1.2.2; breaks at 1.9: field `x` of `p` is at byte 0 in the \
         binding and at byte 4 in the header"
    );
}

#[test]
fn what_is_wrong_in_every_version_is_no_skew() {
    let found = findings(POINT, &[("1", NEW), ("2", NEW)]);
    assert_eq!(codes(&found), ["FP131 error"]);
}

#[test]
fn a_changed_parameter_is_skew_and_a_later_name_is_a_note() {
    let binding =
        "lib.f.argtypes = [c_int]\nlib.f.restype = None\nlib.g.argtypes = []\nlib.g.restype = None";
    let found = findings(
        binding,
        &[
            ("1", "void f(int a);"),
            ("2", "void f(size_t a);\nvoid g(void);"),
        ],
    );
    assert_eq!(codes(&found), ["FP162 warning", "FP160 note"]);
    assert!(
        found[1].message.ends_with("it is missing before 2"),
        "{}",
        found[1].message
    );
}

#[test]
fn a_note_in_some_versions_stays_a_note() {
    let binding = "lib.f.argtypes = [c_uint]\nlib.f.restype = None";
    let found = findings(
        binding,
        &[("1", "void f(unsigned a);"), ("2", "void f(int a);")],
    );
    assert_eq!(codes(&found), ["FP117 note"]);
}

#[test]
fn the_header_itself_goes_before_its_versions() {
    let truths = [
        crate::Truth::new(made_up::interface(NEW, LINUX)),
        crate::Truth::new(made_up::interface(OLD, LINUX)).of_version("1"),
        crate::Truth::new(made_up::interface(NEW, LINUX)).of_version("2"),
    ];
    let report = crate::check(
        &made_up::declarations(POINT),
        &truths,
        &crate::Settings::default(),
    );
    assert_eq!(codes(&report.findings), ["FP131 error"]);
}
