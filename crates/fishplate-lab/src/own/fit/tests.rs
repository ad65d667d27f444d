//! Calls against a small header, as a person would mistype them.

use fishplate_model::Interface;
use serde_json::{Value, json};

use super::*;
use crate::{Call, Declared};

/// A type as the reader gives it.
fn number(spelling: &str, bits: u32) -> Value {
    let kind = if bits == 0 {
        "void"
    } else if spelling.ends_with("double") {
        "float"
    } else {
        "int"
    };
    let is_signed = !spelling.contains("unsigned") && spelling != "size_t";
    json!({ "spelling": spelling, "kind": kind, "name": spelling, "bits": bits, "is_signed": is_signed })
}

fn pointer(spelling: &str, to: &Value, is_const: bool) -> Value {
    let mut to = to.clone();
    to["is_const"] = json!(is_const);
    json!({ "spelling": spelling, "kind": "pointer", "to": to })
}

fn function(name: &str, result: &Value, parameters: &[(&str, Value)], line: u32) -> Value {
    let parameters: Vec<Value> = (parameters.iter())
        .map(|(name, ty)| json!({ "name": (!name.is_empty()).then_some(name), "type": ty }))
        .collect();
    json!({ "name": name, "parameters": parameters, "result": result, "is_exported": true,
        "span": { "file": "k.h", "line": line, "column": 8 } })
}

fn interface() -> Interface {
    let double = number("double", 64);
    let (input, output) = (
        pointer("const double *", &double, true),
        pointer("double *", &double, false),
    );
    let (count, void) = (number("size_t", 64), number("void", 0));
    let int = number("int", 32);
    let smooth = [
        ("close", input.clone()),
        ("n", count.clone()),
        ("out", output),
    ];
    let strange = [(
        "s",
        json!({ "spelling": "struct s", "kind": "record", "name": "s" }),
    )];
    let text = pointer("const char *", &number("char", 8), true);
    let functions = json!([
        function("smooth", &void, &smooth, 3),
        function(
            "hypot",
            &double,
            &[("__x", double.clone()), ("__y", double.clone())],
            5
        ),
        function("add", &int, &[("", int.clone()), ("", int.clone())], 6),
        function("strange", &void, &strange, 7),
        function(
            "lengths",
            &int,
            &[("a", input.clone()), ("b", input.clone()), ("n", count)],
            8
        ),
        function("say", &int, &[("text", text)], 9),
        function("loose", &int, &[("a", input)], 10),
    ]);
    let target = json!({ "triple": "x86_64-unknown-linux-gnu", "pointer_bits": 64, "long_bits": 64,
        "char_is_signed": true, "is_little_endian": true });
    serde_json::from_value(json!({ "version": 1, "target": target, "headers": ["k.h"],
        "functions": functions, "records": [], "enumerations": [], "typedefs": [],
        "constants": [], "globals": [], "unsupported": [] }))
    .unwrap()
}

fn own(call: &str) -> OwnFunction {
    OwnFunction {
        declared: Declared {
            headers: vec!["k.h".into()],
            ..Declared::default()
        },
        code: Code::Library {
            file: "libk.so".into(),
            soname: None,
        },
        call: call.parse::<Call>().unwrap(),
        sizes: Vec::new(),
        notes: None,
    }
}

fn fit(call: &str) -> Result<Workload, String> {
    let own = own(call);
    let fitted = fitted(&own, own.workload(), interface());
    fitted
        .map(|(workload, _)| workload)
        .map_err(|error| error.to_string())
}

#[test]
fn a_call_that_fits_is_put_in_the_order_of_the_header() {
    let workload = fit("smooth(out=float64[N], close=float64[N], n=len(close))").unwrap();
    let [case] = workload.cases.as_slice() else {
        panic!("one call is one case")
    };
    let names: Vec<&str> = case
        .arguments
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["close", "n", "out"]);
    assert_eq!(workload.sizes, [100, 10_000]);
    let notes = workload.notes.unwrap();
    assert_eq!(
        notes,
        "[fn.smooth.arg.1]\nlen = \"2\"\n[fn.smooth.arg.3]\nlen = \"2\"\n"
    );
}

#[test]
fn names_that_the_header_has_not_are_given_by_the_bindings() {
    let names = |call: &str| -> Vec<String> {
        let case = fit(call).unwrap().cases.remove(0);
        case.arguments.into_iter().map(|(name, _)| name).collect()
    };
    assert_eq!(names("add(a=int32, b=7)"), ["arg1", "arg2"]);
    assert_eq!(names("hypot(x=float64, y=2.5)"), ["__x", "__y"]);
    assert_eq!(names("hypot(float64, __y=1)"), ["__x", "__y"]);
}

#[test]
fn a_message_shows_the_call_and_the_prototype() {
    let message = fit("smooth(close=float32[N], n=len(close), out=float64)").unwrap_err();
    insta::assert_snapshot!(message, @r"
    `--call` does not fit the header:
      - `close`: elements of `float32` do not fit `const double *`; write an array, `float64[N]`
      - `out`: `float64` is one number, and `double *` points to memory; write an array, `float64[N]`
      the call:   smooth(close=float32[N], n=len(close), out=float64)
      the header: void smooth(const double *close, size_t n, double *out)  (k.h:3:8)
    ");
}

#[test]
fn a_wrong_name_hides_no_other_misfit() {
    let message = fit("smooth(closed=float64[N], n=len(closed), out=float32)").unwrap_err();
    insta::assert_snapshot!(message, @r"
    `--call` does not fit the header:
      - there is no parameter `closed` (did you mean `close`?)
      - `out`: `float32` is one number, and `double *` points to memory; write an array, `float64[N]`
      the call:   smooth(closed=float64[N], n=len(closed), out=float32)
      the header: void smooth(const double *close, size_t n, double *out)  (k.h:3:8)
    ");
}

#[test]
fn each_misfit_says_what_to_write() {
    for (call, expected) in [
        (
            "smoth(a=int32)",
            "`smoth` is not declared in k.h (did you mean `smooth`?)",
        ),
        (
            "smooth(closed=float64[N], n=4, out=float64[N])",
            "no parameter `closed` (did you mean `close`?)",
        ),
        (
            "smooth(close=float64[N], n=len(close))",
            "nothing is given for `out`; add `out=SPEC`",
        ),
        (
            "add(1, 2, 3)",
            "3 arguments are given and it takes 2; take 1 away",
        ),
        (
            "add(a=1.5, b=2)",
            "`arg1`: `1.5` does not fit `int`; write `int32`",
        ),
        (
            "add(a=int64, b=2)",
            "`int64` does not fit `int`; write `int32`",
        ),
        ("add(a=3000000000, b=2)", "does not fit `int`"),
        (
            "add(a=int32[4], b=2)",
            "an array is given, and `int` is no pointer; write `int32`",
        ),
        (
            "hypot(x=int32, y=1)",
            "`int32` does not fit `double`; write `float64`",
        ),
        ("hypot(float64, x=2)", "by its place and by its name"),
        ("strange(s=int32)", "no SPEC describes that type"),
        (
            "smooth(close=float64[N], n=len(q), out=float64[N])",
            "`len(q)` names no argument",
        ),
        (
            "smooth(close=float64[N], n=100, out=float64[N])",
            "write `n=len(close)`",
        ),
        (
            "smooth(close=float64[N], n=len(close), out=float64[7])",
            "write the same number for both",
        ),
        (
            "lengths(a=float64[N], b=float64[5], n=len(a))",
            "`n` is the length of `a` and of `b`",
        ),
        ("say(text=int32)", "write `str[N]`, `\"text\"`"),
        ("loose(a=float64[N])", "no binding path can carry it"),
    ] {
        let message = fit(call).unwrap_err();
        assert!(message.contains(expected), "{call}: {message}");
        assert!(message.contains("the call:   "), "{message}");
    }
    assert!(fit("say(text=\"hello\")").is_ok());
}

#[test]
fn what_is_only_declared_is_a_missing_symbol() {
    let mut interface = interface();
    interface.functions[2].is_exported = Some(false);
    let mut own = own("add(1, 2)");
    let message = |own: &OwnFunction| {
        let error = fitted(own, own.workload(), interface.clone()).unwrap_err();
        error.to_string()
    };
    assert!(
        message(&own).contains("`libk.so` has no symbol `add`"),
        "{}",
        message(&own)
    );
    own.code = Code::Sources {
        files: vec!["k.c".into()],
        link_flags: Vec::new(),
    };
    assert!(message(&own).contains("name the file that does with `--source`"));
}
