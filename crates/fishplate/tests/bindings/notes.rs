//! Notes change what a function means, and notes that rot are errors.

use fishplate_bindings::{Notes, Operation, plan};

use crate::workbench::read;

const HEADER: &str = "enum mode { ON = 1 };\nint put(const char *data, int flags, double *out, int rows);\n\
    long sum(const long *values, int n);\nint printf_like(const char *format, ...);\n\
    int pack(char *dest, unsigned long *destLen, const char *source, unsigned long sourceLen);\n\
    struct point { int x; };\nint move(struct point *p);\nchar *leak(void);\n\
    int tune(signed char gain, unsigned flags, float bias, _Bool on, enum mode mode, const char *name);\n";

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
    assert_eq!(plan.functions.len(), 2);
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
        ("[library]\nthread_save = true\n", "thread_save"),
    ] {
        let error = planned(notes).unwrap_err();
        assert!(error.contains(wanted), "{notes}: {error}");
    }
}

#[test]
fn a_default_that_does_not_fit_is_an_error() {
    let rest = "arg.flags = { default = 1 }\narg.bias = { default = 1 }\narg.on = { default = true }\n\
        arg.mode = { default = 'ON' }\narg.name = { default = 'x' }\n";
    assert!(planned(&format!("[fn.tune]\n{rest}")).is_ok());
    for (notes, wanted) in [
        (
            "arg.gain = { default = 128 }",
            "parameter `gain` of `tune` do not fit: the default 128 is not from -128 to 127",
        ),
        (
            "arg.gain = { default = 1.5 }",
            "the default 1.5 is not of the parameter's type",
        ),
        (
            "arg.gain = { default = '1' }",
            "not of the parameter's type",
        ),
        (
            "arg.gain = { default = true }",
            "not of the parameter's type",
        ),
        (
            "arg.flags = { default = -1 }",
            "the default -1 is not from 0 to 4294967295",
        ),
        ("arg.bias = { default = nan }", "no finite `float`"),
        ("arg.bias = { default = 1e39 }", "no finite `float`"),
        ("arg.on = { default = 1 }", "not of the parameter's type"),
        ("arg.mode = { default = 'OFF' }", "no member of `mode`"),
        ("arg.mode = { default = 2 }", "no member of `mode`"),
        (
            "arg.name = { default = 'None' }\narg.name.nullable = 1",
            "notes.toml",
        ),
        (
            "arg.name = { default = \"a\\u0000\" }",
            "not of the parameter's type",
        ),
        (
            "arg.gain = { default = 1 }",
            "parameter `flags` of `tune` do not fit: `gain` before it has a default, so it needs one too",
        ),
        (
            "arg.6 = { default = 'x' }\narg.5 = { default = 7 }",
            "no member of `mode`",
        ),
    ] {
        let error = planned(&format!("[fn.tune]\n{notes}\n")).unwrap_err();
        assert!(error.contains(wanted), "{notes}: {error}");
    }
    for notes in [
        "[fn.sum]\narg.values = { default = 1 }\n",
        "[fn.sum]\narg.n = { default = 1 }\n",
    ] {
        let error = planned(notes).unwrap_err();
        assert!(
            error.contains("`default` is for numbers, truth values, members and text"),
            "{notes}: {error}"
        );
    }
}

#[test]
fn a_default_is_what_the_notes_say() {
    let plan = planned(
        "[fn.tune]\narg.bias = { default = 16777217 }\narg.on = { default = false }\n\
         arg.mode = { default = 1 }\narg.name = { default = 'None', nullable = true }\n",
    )
    .unwrap();
    let tune = plan
        .functions
        .iter()
        .find(|one| one.name == "tune")
        .unwrap();
    assert_eq!(tune.required(), 2);
    let defaults: Vec<String> = (tune.inputs.iter())
        .filter_map(|input| Some(input.default.as_ref()?.python()))
        .collect();
    assert_eq!(defaults, ["16777217.0", "False", "1", "None"]);
}
