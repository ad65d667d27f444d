//! Parameters: the noise rules and what must stay an error.

use super::table;
use crate::made_up::{codes, findings};

fn argtypes(types: &str) -> String {
    format!("lib.f.argtypes = [{types}]\nlib.f.restype = None")
}

#[test]
fn differences_without_effect_are_no_findings() {
    table(
        argtypes,
        &[
            ("c_void_p", "void f(double *x);", &[]),
            ("c_void_p", "struct s;\nvoid f(struct s *x);", &[]),
            ("c_void_p", "void f(void (*x)(int));", &[]),
            ("POINTER(None)", "void f(int *x);", &[]),
            ("c_char_p", "void f(const char *x);", &[]),
            ("c_char_p", "void f(unsigned char *x);", &[]),
            ("c_char_p", "void f(const void *x);", &[]),
            ("POINTER(c_ubyte)", "void f(char *x);", &[]),
            ("POINTER(c_byte)", "void f(uint8_t *x);", &[]),
            ("POINTER(c_char)", "void f(void *x);", &[]),
            ("POINTER(c_int)", "void f(void *x);", &[]),
            ("c_int", "enum e { A, B };\nvoid f(enum e x);", &[]),
            ("c_uint", "enum e { A, B };\nvoid f(enum e x);", &[]),
            ("POINTER(c_int)", "enum e { A };\nvoid f(enum e *x);", &[]),
            ("c_size_t", "void f(size_t x);", &[]),
            ("c_ulong", "void f(unsigned long x);", &[]),
            ("c_float * 3", "void f(const float *x);", &[]),
            ("POINTER(c_float * 3)", "void f(const float *x);", &[]),
            ("POINTER(c_int)", "void f(int x[4]);", &[]),
            ("POINTER(c_char_p)", "void f(char **x);", &[]),
            ("POINTER(c_void_p)", "void f(double **x);", &[]),
            ("POINTER(POINTER(c_char))", "void f(const char **x);", &[]),
            ("c_wchar_p", "void f(const wchar_t *x);", &[]),
            ("py_object", "void f(void *x);", &[]),
            ("ndpointer", "void f(double *x);", &[]),
            ("mystery", "void f(double x);", &[]),
            ("POINTER(mystery)", "void f(double *x);", &[]),
            ("c_void_p", "void f(va_list x);", &[]),
            ("c_char", "void f(char x);", &[]),
            ("c_byte", "void f(char x);", &[]),
        ],
    );
}

#[test]
fn slight_differences_are_notes() {
    table(
        argtypes,
        &[
            ("c_bool", "void f(int x);", &["FP118 note"]),
            ("c_int", "void f(bool x);", &["FP118 note"]),
            ("c_uint", "void f(int x);", &["FP117 note"]),
            ("POINTER(c_uint)", "void f(int *x);", &["FP117 note"]),
            ("c_size_t", "void f(void *x);", &["FP112 note"]),
            ("c_void_p", "void f(size_t x);", &["FP112 note"]),
            ("POINTER(c_size_t)", "void f(void **x);", &["FP115 note"]),
            ("POINTER(c_size_t)", "void f(char **x);", &["FP115 note"]),
            ("POINTER(c_void_p)", "void f(size_t *x);", &["FP115 note"]),
            ("c_ulong", "void f(size_t x);", &["FP170 note"]),
            ("c_long", "void f(void *x);", &["FP170 note"]),
        ],
    );
}

#[test]
fn widths_are_warnings() {
    table(
        argtypes,
        &[
            ("c_int", "void f(size_t x);", &["FP113 warning"]),
            ("c_uint", "void f(unsigned long x);", &["FP113 warning"]),
            ("c_long", "void f(int x);", &["FP113 warning"]),
            (
                "c_short",
                "enum e { A };\nvoid f(enum e x);",
                &["FP113 warning"],
            ),
            ("c_longlong", "void f(bool x);", &["FP113 warning"]),
            (
                "POINTER(c_char_p)",
                "void f(size_t *x);",
                &["FP115 warning"],
            ),
            ("POINTER(c_long)", "void f(int *x);", &["FP114 warning"]),
        ],
    );
}

#[test]
fn what_goes_wrong_in_ordinary_use_is_an_error() {
    table(
        argtypes,
        &[
            ("c_int", "void f(double x);", &["FP112 error"]),
            ("c_double", "void f(float x);", &["FP112 error"]),
            ("c_double", "void f(long x);", &["FP112 error"]),
            ("c_int", "void f(char *x);", &["FP112 error"]),
            ("c_char_p", "void f(int x);", &["FP112 error"]),
            ("c_void_p", "void f(short x);", &["FP112 warning"]),
            ("POINTER(c_int)", "void f(size_t *x);", &["FP114 error"]),
            ("POINTER(c_bool)", "void f(int *x);", &["FP114 error"]),
            (
                "POINTER(c_int)",
                "void f(const size_t *x);",
                &["FP115 error"],
            ),
            (
                "POINTER(c_double)",
                "void f(const float *x);",
                &["FP115 error"],
            ),
            ("POINTER(c_int)", "void f(float *x);", &["FP115 error"]),
            ("POINTER(c_int)", "void f(int **x);", &["FP115 error"]),
            (
                "POINTER(POINTER(c_int))",
                "void f(int *x);",
                &["FP115 error"],
            ),
            ("c_char_p", "void f(char **x);", &["FP115 error"]),
            ("c_wchar_p", "void f(char *x);", &["FP114 warning"]),
        ],
    );
}

#[test]
fn bytes_for_other_numbers_are_warnings() {
    table(
        argtypes,
        &[
            ("c_char_p", "void f(const float *x);", &["FP115 warning"]),
            (
                "POINTER(c_ubyte)",
                "void f(uint32_t *x);",
                &["FP115 warning"],
            ),
        ],
    );
}

fn with_record(types: &str) -> String {
    format!(
        "class point(Structure):\n    _fields_ = [('x', c_int), ('y', c_int)]\n\
         class size(Structure):\n    _fields_ = [('w', c_double), ('h', c_double)]\n\
         class handle(Structure):\n    _fields_ = [('where', c_void_p)]\n\
         class opaque(Structure):\n    pass\n{}",
        argtypes(types)
    )
}

const RECORDS: &str = "struct point { int x; int y; };\nstruct size { double w; double h; };\n\
                       union any { struct point p; struct size s; };\n\
                       struct mixed { int kind; void *data; };\nstruct hidden;\n";

#[test]
fn records_are_compared_by_what_they_stand_for() {
    let rows: &[(&str, &str, &[&str])] = &[
        ("POINTER(point)", "struct point *x", &[]),
        ("point", "struct point x", &[]),
        ("POINTER(point)", "void *x", &[]),
        ("POINTER(point)", "struct hidden *x", &["FP115 warning"]),
        ("POINTER(opaque)", "struct hidden *x", &[]),
        ("POINTER(opaque)", "struct point *x", &[]),
        ("POINTER(point)", "union any *x", &[]),
        ("POINTER(point)", "struct size *x", &["FP115 warning"]),
        ("POINTER(point)", "char *x", &[]),
        ("c_char_p", "struct point *x", &[]),
        ("POINTER(point)", "int *x", &[]),
        ("POINTER(c_int)", "struct point *x", &[]),
        ("POINTER(c_int)", "union any *x", &[]),
        ("POINTER(c_int)", "struct mixed *x", &["FP115 warning"]),
        ("POINTER(point)", "double *x", &["FP115 warning"]),
        ("POINTER(point)", "struct point **x", &["FP115 error"]),
        ("POINTER(POINTER(point))", "struct point **x", &[]),
        ("point", "struct point *x", &["FP116 error"]),
        ("POINTER(point)", "struct point x", &["FP116 error"]),
        ("size", "struct point x", &["FP116 error"]),
        ("handle", "struct hidden *x", &["FP116 note"]),
        ("handle", "void *x", &["FP116 note"]),
        ("POINTER(handle)", "void **x", &[]),
        ("POINTER(opaque)", "void **x", &["FP115 error"]),
    ];
    for (ours, theirs, expected) in rows {
        let header = format!("{RECORDS}void f({theirs});");
        let found = findings(&with_record(ours), &header);
        assert_eq!(codes(&found), *expected, "{ours} for {theirs}: {found:#?}");
    }
}

#[test]
fn each_wrong_argument_is_a_finding_of_its_own() {
    let found = findings(
        &argtypes("c_int, c_int, c_double"),
        "void f(size_t a, int b, float c);",
    );
    assert_eq!(codes(&found), ["FP113 warning", "FP112 error"]);
    assert_eq!(found[0].binding.span.column, 19);
    assert_eq!(found[1].binding.span.column, 33);
}

#[test]
fn a_wrong_number_of_parameters_silences_the_rest() {
    table(
        argtypes,
        &[
            ("c_double", "void f(int a, int b);", &["FP110 error"]),
            (
                "c_double, c_int, c_int",
                "void f(int a, int b);",
                &["FP110 warning"],
            ),
            ("", "void f(void);", &[]),
            ("", "void f(int a);", &["FP110 error"]),
        ],
    );
}

#[test]
fn a_result_is_judged_beside_a_wrong_number_of_parameters() {
    let found = findings("lib.f.argtypes = [c_int]", "char *f(int a, int b);");
    assert_eq!(codes(&found), ["FP101 error", "FP110 error"]);
}

#[test]
fn a_variadic_function_needs_exactly_its_fixed_parameters() {
    table(
        argtypes,
        &[
            ("c_char_p", "void f(const char *a, ...);", &[]),
            ("c_double", "void f(const char *a, ...);", &["FP112 error"]),
            (
                "c_char_p, c_int",
                "void f(const char *a, ...);",
                &["FP120 warning"],
            ),
            ("", "void f(const char *a, ...);", &["FP120 warning"]),
        ],
    );
}
