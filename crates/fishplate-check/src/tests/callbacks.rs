//! Callback types: once for each, at the place where it stands.

use crate::made_up::{codes, findings};

fn used_as(callback: &str) -> String {
    format!("each = {callback}\nlib.f.argtypes = [each]\nlib.f.restype = None")
}

#[test]
fn callbacks_are_compared_part_by_part() {
    let rows: &[(&str, &str, &[&str])] = &[
        ("CFUNCTYPE(c_int, c_void_p)", "int (*each)(void *item)", &[]),
        (
            "CFUNCTYPE(c_int, c_int)",
            "void (*each)(int item)",
            &["FP140 note"],
        ),
        (
            "CFUNCTYPE(None, c_int)",
            "int (*each)(int item)",
            &["FP140 warning"],
        ),
        (
            "CFUNCTYPE(None, c_int)",
            "void (*each)(size_t item)",
            &["FP140 warning"],
        ),
        (
            "CFUNCTYPE(None, c_uint)",
            "void (*each)(int item)",
            &["FP140 note"],
        ),
        (
            "CFUNCTYPE(None, c_double)",
            "void (*each)(float item)",
            &["FP140 error"],
        ),
        (
            "CFUNCTYPE(None, c_int)",
            "void (*each)(char *item)",
            &["FP140 error"],
        ),
        (
            "CFUNCTYPE(None)",
            "void (*each)(int item)",
            &["FP140 error"],
        ),
        (
            "CFUNCTYPE(None, POINTER(c_float))",
            "void (*each)(double *item)",
            &["FP140 error"],
        ),
        ("CFUNCTYPE(None, c_int)", "void *each", &[]),
        (
            "CFUNCTYPE(None, c_int)",
            "void (*each)(bool item)",
            &["FP140 note"],
        ),
        (
            "CFUNCTYPE(None, c_longlong)",
            "void (*each)(bool item)",
            &["FP140 warning"],
        ),
    ];
    for (ours, theirs, expected) in rows {
        let found = findings(&used_as(ours), &format!("void f({theirs});"));
        assert_eq!(codes(&found), *expected, "{ours} for {theirs}: {found:#?}");
    }
}

#[test]
fn a_callback_that_is_used_twice_is_reported_once_where_it_stands() {
    let binding = "each = CFUNCTYPE(None, c_int, c_int)\n\
                   class s(Structure):\n    _fields_ = [('call', each)]\n\
                   lib.f.argtypes = [each]\nlib.f.restype = None\n\
                   lib.g.argtypes = [each, each]\nlib.g.restype = None";
    let header = "typedef void (*each)(int a, double b);\nstruct s { each call; };\n\
                  void f(each a);\nvoid g(each a, each b);";
    let found = findings(binding, header);
    assert_eq!(codes(&found), ["FP140 error"], "{found:#?}");
    assert_eq!(
        (found[0].binding.span.line, found[0].binding.span.column),
        (1, 31)
    );
    assert_eq!(
        found[0].help,
        "declare it as `CFUNCTYPE(None, c_int, c_double)`"
    );
}

#[test]
fn a_callback_with_the_name_of_a_typedef_is_meant_for_it() {
    let found = findings(
        "on_event = CFUNCTYPE(c_int)",
        "typedef int (*on_event)(int code);",
    );
    assert_eq!(codes(&found), ["FP140 error"]);
}

#[test]
fn a_callback_of_a_callback_is_reported_once_where_it_stands() {
    let binding = "inner = CFUNCTYPE(c_int, c_int)\n\
                   outer = CFUNCTYPE(None, inner)\n\
                   lib.f.argtypes = [outer]\nlib.f.restype = None";
    let header = "typedef int (*inner)(int a, double b);\ntypedef void (*outer)(inner each);\n\
                  void f(outer a);";
    let found = findings(binding, header);
    assert_eq!(codes(&found), ["FP140 error"], "{found:#?}");
    assert_eq!(found[0].binding.span.line, 1);
}
