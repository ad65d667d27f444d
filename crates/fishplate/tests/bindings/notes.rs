//! Notes change what a function means, and notes that rot are errors.

use fishplate_bindings::{Notes, Operation, plan};

use crate::workbench::read;

const HEADER: &str = "enum mode { ON = 1 };\nint put(const char *data, int flags, double *out, int rows);\n\
    long sum(const long *values, int n);\nint printf_like(const char *format, ...);\n\
    int pack(char *dest, unsigned long *destLen, const char *source, unsigned long sourceLen);\n\
    struct point { int x; };\nint move(struct point *p);\nchar *leak(void);\n";

fn planned(notes: &str) -> Result<fishplate_bindings::Plan, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("noted.h");
    std::fs::write(&path, HEADER).unwrap();
    let notes = Notes::parse(notes, "notes.toml").map_err(|error| error.to_string())?;
    plan(&read(&path), &notes, "noted").map_err(|error| error.to_string())
}

#[test]
fn what_no_operation_carries_is_left_out_with_the_reason() {
    let plan = planned("").unwrap();
    let reasons: Vec<String> = plan
        .left_out
        .iter()
        .map(|left| format!("{}: {}", left.function, left.reason))
        .collect();
    insta::assert_snapshot!(reasons.join("\n"), @r"
    put: parameter `out`: nothing says how long the memory behind `double *` is; say it in the notes with `len`
    printf_like: it takes a variable number of arguments
    pack: parameter `destLen`: nothing says how long the memory behind `unsigned long *` is; say it in the notes with `len`
    move: parameter `p`: no operation carries a pointer to `struct point` yet
    leak: its result: no operation carries the pointer `char *` yet
    ");
    assert_eq!(plan.functions.len(), 1);
}

#[test]
fn a_length_in_the_notes_makes_a_buffer() {
    let plan = planned("[fn.put]\narg.out = { len = 'rows' }\n").unwrap();
    let put = plan
        .functions
        .iter()
        .find(|function| function.name == "put")
        .unwrap();
    let names: Vec<&str> = put.inputs.iter().map(|input| input.name.as_str()).collect();
    assert_eq!(names, ["data", "flags", "out"]);
    assert!(matches!(put.inputs[2].operation, Operation::BufferOut(_)));
    assert_eq!(put.lengths.len(), 1);
}

#[test]
fn notes_that_match_nothing_are_errors() {
    for (notes, wanted) in [
        ("[fn.putt]\n", "function `putt`"),
        (
            "[fn.put]\narg.outt = { len = 'rows' }\n",
            "did you mean `out`",
        ),
        (
            "[fn.put]\narg.out = { len = 'row' }\n",
            "names `row`, which is no parameter",
        ),
        (
            "[fn.put]\narg.out = { len = 'data' }\n",
            "which is no integer",
        ),
        (
            "[fn.sum]\narg.values = { nullable = true }\n",
            "`nullable` is for text only",
        ),
        (
            "[fn.sum]\narg.n = { type = 'truth' }\n",
            "`truth` is for `_Bool`",
        ),
        ("[enum.modes]\nflags = true\n", "did you mean `mode`"),
        ("[fn.sum]\nname = 'class'\n", "no Python name"),
    ] {
        let error = planned(notes).unwrap_err();
        assert!(error.contains(wanted), "{notes}: {error}");
    }
}
