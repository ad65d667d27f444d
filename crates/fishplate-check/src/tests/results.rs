//! Results: the default `int`, known ranges, and what is read from nothing.

use super::table;
use crate::made_up::{codes, findings};

fn restype(ty: &str) -> String {
    if ty.is_empty() {
        "lib.f.argtypes = []".to_owned()
    } else {
        format!("lib.f.argtypes = []\nlib.f.restype = {ty}")
    }
}

#[test]
fn an_unset_result_is_a_c_int() {
    table(
        restype,
        &[
            ("", "int f(void);", &[]),
            ("", "void f(void);", &[]),
            ("", "enum e { A };\nenum e f(void);", &[]),
            ("", "void *f(void);", &["FP101 error"]),
            ("", "float f(void);", &["FP102 error"]),
            (
                "",
                "struct s { double x; double y; };\nstruct s f(void);",
                &["FP102 error"],
            ),
            ("", "size_t f(void);", &["FP103 warning"]),
            ("", "bool f(void);", &["FP103 warning"]),
            ("", "unsigned char f(void);", &["FP103 warning"]),
            ("", "unsigned f(void);", &["FP117 note"]),
        ],
    );
}

#[test]
fn a_set_result_is_compared() {
    table(
        restype,
        &[
            ("c_void_p", "char *f(void);", &[]),
            ("c_char_p", "const char *f(void);", &[]),
            ("c_char_p", "void *f(void);", &[]),
            (
                "c_char_p",
                "struct s;\nstruct s *f(void);",
                &["FP115 warning"],
            ),
            ("c_int", "void *f(void);", &["FP101 error"]),
            ("c_size_t", "void *f(void);", &["FP101 note"]),
            ("c_double", "void *f(void);", &["FP102 error"]),
            ("c_double", "float f(void);", &["FP102 error"]),
            ("c_void_p", "double f(void);", &["FP102 error"]),
            ("c_void_p", "int f(void);", &["FP103 error"]),
            ("c_void_p", "size_t f(void);", &["FP103 note"]),
            ("c_int", "ssize_t f(void);", &["FP103 warning"]),
            ("c_uint", "size_t f(void);", &["FP103 warning"]),
            ("c_uint8", "int f(void);", &["FP103 warning"]),
            (
                "c_uint",
                "typedef unsigned long dev_t;\ndev_t f(void);",
                &["FP113 warning"],
            ),
            ("c_bool", "int f(void);", &["FP118 note"]),
            ("None", "int f(void);", &["FP104 note"]),
            ("c_int", "void f(void);", &["FP104 note"]),
            ("c_char_p", "void f(void);", &["FP104 warning"]),
            ("POINTER(c_double)", "float *f(void);", &["FP115 error"]),
            ("mystery", "double f(void);", &[]),
        ],
    );
}

#[test]
fn a_result_whose_range_is_known_to_fit_is_a_note() {
    table(
        restype,
        &[
            ("", "#define F 32\nsize_t f(void);", &["FP103 note"]),
            (
                "",
                "#define F 4294967296\nsize_t f(void);",
                &["FP103 warning"],
            ),
            (
                "",
                "#define F_ 7\n#define f 8\nsize_t f(void);",
                &["FP103 warning"],
            ),
        ],
    );
    let binding = "lib.usb_get_speed.argtypes = []\nlib.usb_get_speed.restype = c_uint8";
    let header =
        |last| format!("enum usb_speed {{ LOW, HIGH = {last} }};\nint usb_get_speed(void);");
    assert_eq!(codes(&findings(binding, &header(3))), ["FP103 note"]);
    assert_eq!(codes(&findings(binding, &header(300))), ["FP103 warning"]);
}

#[test]
fn a_sign_matters_where_errors_are_negative() {
    table(
        restype,
        &[
            ("c_size_t", "ssize_t f(void);", &["FP117 warning"]),
            (
                "c_uint",
                "/* Returns -1 on error. */\nint f(void);",
                &["FP117 warning"],
            ),
            (
                "c_uint",
                "/* Returns the count. */\nint f(void);",
                &["FP117 note"],
            ),
            (
                "c_int",
                "/* Returns -1 on error. */\nunsigned f(void);",
                &["FP117 note"],
            ),
        ],
    );
}

#[test]
fn a_function_of_which_nothing_is_declared_gives_one_finding() {
    let bare = |header| codes(&findings("lib.f(x)", header));
    assert_eq!(bare("void *f(void *a);"), ["FP101 error"]);
    assert_eq!(bare("size_t f(void *a);"), ["FP103 warning"]);
    assert_eq!(bare("int f(void *a);"), ["FP111 warning"]);
    assert_eq!(bare("int f(int a);"), [""; 0]);
    assert_eq!(bare("int f(int a, ...);"), ["FP120 warning"]);
}
