//! Workloads that nobody carries, right and wrong.

use super::*;

const GOOD: &str = r#"
name = "w"
header = "kernel.h"
sources = ["kernel.c"]
variants = ["fast"]
function = "f"
sizes = [10, 1_000]
seed = 7
tolerance = 1e-9
[args]
z = "float64[N]"
b = "int32"
n = "len(z)"
[contestants]
python = "builtin"
"ctypes/from-buffer" = "binding"
numba = { inputs = "numpy", needs = ["numba"] }
"#;

const CASES: &str = r#"
name = "w"
header = "kernel.h"
sources = ["kernel.c"]
in_default = false
focus = "package"
seed = 7
tolerance = 0.0
[[case]]
name = "two"
function = "f"
args = { a = "int32", b = "int32" }
[[case]]
name = "one-default"
function = "f"
omitted = ["b"]
args = { a = "int32", b = 3 }
"#;

fn read_text(text: &str) -> Result<Workload, String> {
    parse(text, "w", &["fast"])
}

#[test]
fn arguments_keep_the_order_of_the_file() {
    let workload = read_text(GOOD).unwrap();
    let [case] = workload.cases.as_slice() else {
        panic!("one function is one case")
    };
    let names: Vec<&str> = case
        .arguments
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["z", "b", "n"]);
    assert_eq!(workload.steps(), [Some(10), Some(1000)]);
    assert!(workload.is_default && case.name.is_none() && case.is_plain());
}

#[test]
fn a_contestant_may_say_what_it_needs() {
    let contestants = read_text(GOOD).unwrap().contestants;
    let needs = |name: &str| {
        let found = contestants.iter().find(|one| one.name == name);
        found.map(|one| (one.inputs, one.needs.clone()))
    };
    assert_eq!(needs("python"), Some((InputForm::Builtin, vec![])));
    let numba = Some((InputForm::Numpy, vec!["numba".to_owned()]));
    assert_eq!(needs("numba"), numba);
}

#[test]
fn a_contestant_may_be_a_variant_of_a_binding() {
    let contestants = read_text(GOOD).unwrap().contestants;
    let names = |one: &Contender| (one.name.clone(), one.variant.clone(), one.function());
    let owned = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
    let found: Vec<_> = contestants.iter().map(names).collect();
    assert!(found.contains(&owned("python", "reference", "python")));
    assert!(found.contains(&owned("ctypes", "from-buffer", "ctypes_from_buffer")));
}

#[test]
fn a_size_counts_elements_or_bytes() {
    assert_eq!(read_text(GOOD).unwrap().size_unit, SizeUnit::Elements);
    let bytes = GOOD.replace("seed", "size_unit = \"bytes\"\nseed");
    assert_eq!(read_text(&bytes).unwrap().size_unit, SizeUnit::Bytes);
}

#[test]
fn a_contestant_takes_part_where_its_function_is_called() {
    let some =
        CASES.to_owned() + "[contestants]\npython = { inputs = 'builtin', functions = ['f'] }";
    let workload = read_text(&some).unwrap();
    assert_eq!(workload.contestants[0].functions, ["f"]);
    assert_eq!(check_functions(&workload), Ok(()));
    let message = check_functions(&read_text(&some.replace("['f']", "['g']")).unwrap());
    let message = message.unwrap_err();
    assert!(
        message.contains("`g`") && message.contains("known: f"),
        "{message}"
    );
}

#[test]
fn cases_are_read_with_what_they_leave_out() {
    let workload = read_text(CASES).unwrap();
    let names: Vec<_> = workload.cases.iter().map(|case| &case.name).collect();
    assert_eq!(
        names,
        [&Some("two".to_owned()), &Some("one-default".to_owned())]
    );
    assert!(!workload.cases[1].is_plain());
    assert_eq!(
        (workload.is_default, workload.focus),
        (false, Focus::Package)
    );
    assert_eq!(workload.functions(), ["f"]);
    assert_eq!(workload.steps(), [None]);
}

#[test]
fn what_is_wrong_is_named() {
    let changes = [
        (GOOD, "name = \"w\"", "name = \"v\"", "its name is `v`"),
        (GOOD, "len(z)", "len(q)", "there is no array `q`"),
        (GOOD, "int32", "int33", "argument `b`: `int33`"),
        (GOOD, "seed = 7", "sead = 7", "sead"),
        (GOOD, "\"builtin\"", "\"list\"", "contestant `python`"),
        (GOOD, "needs", "need", "contestant `numba`"),
        (GOOD, "\"fast\"", "\"quick\"", "known: fast"),
        (GOOD, "function = \"f\"", "", "`[[case]]` tables"),
        (CASES, "seed", "function = \"f\"\nseed", "`[[case]]` tables"),
        (CASES, "one-default", "two", "two cases are called `two`"),
        (CASES, "one-default", "a/b", "`a/b`: write its name with"),
        (GOOD, "/from-buffer", "/A", "the variant `A`: write"),
        (GOOD, "/from-buffer", "/reference", "not for names"),
        (CASES, "b = 3", "b = \"int32\"", "no argument with a fixed"),
        (CASES, "[\"b\"]", "[\"q\"]", "case `one-default`: `omitted`"),
        (CASES, "b = 3", "b = 3, c = 4", "`c` stands behind"),
        (
            CASES,
            "omitted = [\"b\"]",
            "fresh = [\"a\"]",
            "which is no text",
        ),
    ];
    for (text, from, to, expected) in changes {
        assert!(text.contains(from), "{from}");
        let message = read_text(&text.replace(from, to)).unwrap_err();
        assert!(message.contains(expected), "{expected}: {message}");
    }
}

#[test]
fn a_row_has_one_contestant() {
    let file = |path, bytes| EmbeddedFile { path, bytes };
    let files = [
        file("w/workload.toml", b"name = 'w'\nheader = 'k.h'\nsources = []\nfunction = 'f'\nargs = {}\nseed = 1\ntolerance = 0.0\n[contestants]\n'x/lent' = 'binding'\n" as &[u8]),
        file("w/k.h", b""),
        file("w/drive.py", b""),
        file("w/hand/x/hand.toml", b"module = 'm'\nneeds = []\npython = []\n[variants]\nlent = 'f'\n"),
    ];
    let message = read("w", &files).unwrap_err();
    assert!(message.contains("`x/lent` stands in"), "{message}");
}

#[test]
fn two_packages_of_one_name_are_refused() {
    let files = |second: &'static [u8]| {
        let file = |path, bytes| EmbeddedFile { path, bytes };
        let hand = b"module = 'm'\nneeds = []\npython = []\n[variants]\nhand-idiom = 'f'\n";
        [
            file("w/workload.toml", b"name = 'w'\nheader = 'k.h'\nsources = []\nfunction = 'f'\nargs = {}\nseed = 1\ntolerance = 0.0\n" as &[u8]),
            file("w/k.h", b""),
            file("w/drive.py", b""),
            file("w/hand/x/hand.toml", hand),
            file("w/native/x/hand.toml", second),
        ]
    };
    let native = b"module = 'n'\nneeds = []\npython = []\n[variants]\nnative-language = 'f'\n";
    assert_eq!(read("w", &files(native)).unwrap().hand.len(), 2);
    let same = b"module = 'm'\nneeds = []\npython = []\n[variants]\nnative-language = 'f'\n";
    let message = read("w", &files(same)).unwrap_err();
    assert!(message.contains("native/x: another package"), "{message}");
}
