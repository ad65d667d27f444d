//! FP150: whether text has to be freed is guessed from names and comments.

use crate::made_up::{self, LINUX, codes};
use crate::{Settings, Truth, check};

fn found(symbol: &str, header: &str, more: &str) -> Vec<String> {
    let settings = Settings {
        heuristics: true,
        ..Settings::default()
    };
    let binding = format!("lib.{symbol}.argtypes = []\nlib.{symbol}.restype = c_char_p\n{more}");
    let truth = Truth::new(made_up::interface(header, LINUX));
    codes(&check(&made_up::declarations(&binding), &[truth], &settings).findings)
}

#[test]
fn text_that_is_to_be_freed_is_suspected() {
    for (symbol, header) in [
        ("x_text", "char *x_text(void);\nvoid x_free(void *p);"),
        (
            "x_text",
            "char *x_text(void);\nvoid x_free_string(char *p);",
        ),
        (
            "x_text",
            "char *x_text(void);\nvoid x_string_free(char *p);",
        ),
        (
            "x_text",
            "char *x_text(void);\nvoid x_release_text(char *p);",
        ),
        ("XText", "char *XText(void);\nvoid XFreeString(char *p);"),
        ("x_text", "/* Free it with free(). */\nchar *x_text(void);"),
        (
            "x_text",
            "/* The text must be released by the caller. */\nchar *x_text(void);",
        ),
        (
            "x_text",
            "/* The result must be freed. */\nconst char *x_text(void);",
        ),
        ("x_text", "/* See y_free. */\nchar *x_text(void);"),
    ] {
        assert_eq!(found(symbol, header, ""), ["FP150 warning"], "{header}");
    }
}

#[test]
fn text_that_the_library_keeps_is_not_suspected() {
    for (symbol, header) in [
        ("x_text", "char *x_text(void);"),
        ("x_text", "const char *x_text(void);\nvoid x_free(void *p);"),
        ("x_text", "char *x_text(void);\nvoid y_free(void *p);"),
        ("x_text", "char *x_text(void);\nvoid x_list_free(void *p);"),
        (
            "x_text",
            "char *x_text(void);\nvoid x_free(void *p, int how);",
        ),
        (
            "x_text",
            "struct t;\nchar *x_text(void);\nvoid x_free(struct t *p);",
        ),
        (
            "x_text",
            "/* Must not be freed. */\nchar *x_text(void);\nvoid x_free(void *p);",
        ),
        (
            "x_text",
            "/* The string is owned by the handle. */\nchar *x_text(void);\nvoid x_free(void *p);",
        ),
        (
            "x_text",
            "/* Valid until the next call. */\nchar *x_text(void);\nvoid x_free(void *p);",
        ),
        (
            "x_text",
            "/* A lock-free way to the name. */\nchar *x_text(void);",
        ),
    ] {
        assert_eq!(found(symbol, header, ""), [""; 0], "{header}");
    }
}

#[test]
fn a_function_that_looks_after_the_text_is_not_suspected() {
    let header = "char *x_text(void);\nvoid x_free(void *p);";
    assert_eq!(
        found("x_text", header, "lib.x_text.errcheck = copy"),
        [""; 0]
    );
}
