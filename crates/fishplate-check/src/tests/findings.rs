//! What a finding carries: words, places, fixes, fingerprints, and what silences it.

use std::collections::BTreeSet;

use fishplate_model::{Declarations, Finding, Fix, FixPlace};

use crate::made_up::{self, LINUX, codes, findings};
use crate::{Settings, Truth, check};

const HEADER: &str = "double resample(const double *close, size_t n);";
const BINDING: &str = "lib.resample.argtypes = [ctypes.POINTER(ctypes.c_double), ctypes.c_int]\n\
                       lib.resample.restype = ctypes.c_double";

fn instead_of(old: &str, new: &str) -> Fix {
    Fix {
        text: new.to_owned(),
        place: FixPlace::Instead { of: old.to_owned() },
    }
}

fn checked(declarations: &Declarations, settings: &Settings) -> Vec<Finding> {
    let truth = Truth::new(made_up::interface(HEADER, LINUX));
    check(declarations, &[truth], settings).findings
}

#[test]
fn a_finding_names_both_places_and_says_what_to_type() {
    let found = findings(BINDING, HEADER);
    let [one] = found.as_slice() else {
        panic!("{found:#?}");
    };
    assert_eq!(
        one.message,
        "parameter `n` is narrower in the binding than in the header"
    );
    assert_eq!(one.binding.span.to_string(), "lib.py:1:59");
    assert_eq!(
        (one.binding.width, one.binding.text.as_str()),
        (12, "32 bits here")
    );
    let native = one.native.as_ref().unwrap();
    assert_eq!(native.span.to_string(), "lib.h:1:38");
    assert_eq!(native.width, 8);
    assert_eq!(native.text, "64 bits here (x86_64-unknown-linux-gnu)");
    assert_eq!(
        one.consequence,
        "values above 2,147,483,647 are cut to 32 bits"
    );
    assert_eq!(one.help, "declare it as `ctypes.c_size_t`");
    assert_eq!(one.fix, Some(instead_of("ctypes.c_int", "ctypes.c_size_t")));
}

#[test]
fn a_missing_result_is_mended_by_an_attribute() {
    let found = findings(
        "lib.f.argtypes = [c.c_int]"
            .replace("c.", "ctypes.")
            .as_str(),
        "char *f(int x);",
    );
    let fix = Fix {
        text: "ctypes.c_char_p".to_owned(),
        place: FixPlace::Attribute {
            name: "restype".to_owned(),
        },
    };
    assert_eq!(found[0].fix, Some(fix));
    assert_eq!(found[0].help, "set `f.restype = ctypes.c_char_p`");
}

#[test]
fn a_fix_says_the_names_of_ctypes_in_full_and_help_as_the_file_does() {
    let binding = "lib.f.argtypes = [c_int, POINTER(c_float)]\nlib.f.restype = None";
    let found = findings(binding, "void f(size_t x, double *y);");
    assert_eq!(found[0].help, "declare it as `c_size_t`");
    assert_eq!(found[0].fix, Some(instead_of("c_int", "ctypes.c_size_t")));
    assert_eq!(
        found[1].fix,
        Some(instead_of(
            "POINTER(c_float)",
            "ctypes.POINTER(ctypes.c_double)"
        ))
    );
}

#[test]
fn what_does_no_harm_is_not_mended() {
    let binding = "lib.f.argtypes = [c_int]\nlib.f.restype = None";
    let found = findings(binding, "void f(unsigned x);");
    assert_eq!((found[0].code.as_str(), &found[0].fix), ("FP117", &None));
}

#[test]
fn a_type_that_declares_two_functions_is_not_mended_for_one() {
    let mut declarations = made_up::declarations(BINDING);
    let mut other = declarations.functions[0].clone();
    other.symbol = "another".to_owned();
    declarations.functions.push(other);
    let found = checked(&declarations, &Settings::default());
    let width = found.iter().find(|one| one.code == "FP113").unwrap();
    assert_eq!(width.fix, None);
}

#[test]
fn a_fingerprint_stays_when_lines_move_and_no_two_are_the_same() {
    let before = findings(BINDING, HEADER);
    let after = findings(&format!("\n\n{BINDING}"), &format!("\n{HEADER}"));
    assert_eq!(before[0].fingerprint, after[0].fingerprint);
    assert_ne!(before[0].binding.span, after[0].binding.span);
    let mut twice = made_up::declarations(BINDING);
    twice.functions.extend(twice.functions.clone());
    let found = checked(&twice, &Settings::default());
    let prints: BTreeSet<&str> = found.iter().map(|one| one.fingerprint.as_str()).collect();
    assert_eq!((found.len(), prints.len()), (2, 2));
}

#[test]
fn a_part_of_a_declaration_says_where_the_whole_begins() {
    let mut declarations = made_up::declarations(BINDING);
    let place = declarations.functions[0].span.clone();
    let found = checked(&declarations, &Settings::default());
    assert_ne!(found[0].binding.span, place);
    assert_eq!(found[0].declaration, Some(place));
    // Where both are one place it is said once.
    declarations.functions[0].span = found[0].binding.span.clone();
    let found = checked(&declarations, &Settings::default());
    assert_eq!(found[0].declaration, None);
}

#[test]
fn a_comment_silences_its_line_for_its_codes() {
    let lines: Vec<&str> = BINDING.lines().collect();
    let silenced = |comment: &str| {
        let text = format!("{}  # fishplate: ignore{comment}\n{}", lines[0], lines[1]);
        let truth = Truth::new(made_up::interface(HEADER, LINUX));
        let report = check(
            &made_up::declarations(&text),
            &[truth],
            &Settings::default(),
        );
        (report.findings.len(), report.silenced)
    };
    assert_eq!(silenced(""), (0, 1));
    assert_eq!(silenced("[FP113]"), (0, 1));
    assert_eq!(silenced("[FP101, FP113]"), (0, 1));
    assert_eq!(silenced("[FP101]"), (1, 0));
}

#[test]
fn codes_are_selected_and_ignored_by_their_start() {
    let declarations = made_up::declarations(BINDING);
    let found = |select: &[&str], ignore: &[&str]| {
        let list = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
        let settings = Settings {
            select: list(select),
            ignore: list(ignore),
            ..Settings::default()
        };
        checked(&declarations, &settings).len()
    };
    assert_eq!(
        (
            found(&[], &[]),
            found(&["FP11"], &[]),
            found(&["FP13"], &[])
        ),
        (1, 1, 0)
    );
    assert_eq!(
        (
            found(&[], &["FP113"]),
            found(&["FP1"], &["FP11"]),
            found(&[""], &[" "])
        ),
        (0, 0, 0)
    );
}

#[test]
fn findings_stand_by_file_and_line() {
    let binding = "lib.b.argtypes = []\nlib.b.restype = c_float\nlib.a.argtypes = []\nlib.a.restype = c_float";
    let found = findings(binding, "double a(void);\ndouble b(void);");
    let lines: Vec<u32> = found.iter().map(|one| one.binding.span.line).collect();
    assert_eq!(lines, [2, 4]);
}

#[test]
fn a_report_counts_what_was_compared() {
    let binding = "class s(Structure):\n    _fields_ = [('a', c_int)]\nclass other(Structure):\n    pass\n\
                   lib.f.argtypes = [mystery]\nlib.f.restype = None\nlib.g.argtypes = []\nlib.g.restype = None";
    let truth = Truth::new(made_up::interface(
        "struct s { int a; };\nvoid f(int x);",
        LINUX,
    ));
    let report = check(
        &made_up::declarations(binding),
        &[truth],
        &Settings::default(),
    );
    assert_eq!(
        (report.functions, report.records, report.compared),
        (2, 2, 2)
    );
    let counts = &report.truths[0];
    assert_eq!(
        (
            counts.functions,
            counts.missing_functions,
            counts.not_judged
        ),
        (1, 1, 1)
    );
    assert_eq!((counts.records, counts.unpaired_records), (1, 1));
}

#[test]
fn a_missing_name_is_as_sure_as_what_was_given() {
    let binding = |comment: &str| {
        format!(
            "lib.f.argtypes = []\nlib.f.restype = None\nlib.g.argtypes = []{comment}\nlib.g.restype = None"
        )
    };
    let codes_with = |comment: &str, symbols: Option<&[&str]>, is_partial: bool| {
        let mut truth = Truth::new(made_up::interface("void f(void);", LINUX));
        truth.symbols = symbols.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
        truth.is_partial = is_partial;
        let declarations = made_up::declarations(&binding(comment));
        codes(&check(&declarations, &[truth], &Settings::default()).findings).join(" ")
    };
    assert_eq!(codes_with("", None, false), "FP160 warning");
    assert_eq!(codes_with("", Some(&["f"]), false), "FP160 error");
    assert_eq!(codes_with("", Some(&["f", "g"]), false), "");
    assert_eq!(codes_with("  # guarded", Some(&["f"]), false), "FP160 note");
    assert_eq!(codes_with("", None, true), "");
    // In the header, and not in the library.
    assert_eq!(codes_with("", Some(&["g"]), false), "FP160 error");
}

#[test]
fn a_function_that_the_reader_could_not_read_is_not_missing() {
    let mut interface = made_up::interface("void f(void);", LINUX);
    interface.unsupported.push(fishplate_model::Unsupported {
        what: "function `g`: it is declared without a prototype".to_owned(),
        span: interface.functions[0].span.clone(),
    });
    let declarations = made_up::declarations("lib.f(1)\nlib.g.argtypes = []\nlib.g.restype = None");
    let report = check(
        &declarations,
        &[Truth::new(interface)],
        &Settings::default(),
    );
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
}

#[test]
fn a_library_that_the_header_is_not_of_is_counted_and_not_listed() {
    let binding: String = (0..8)
        .map(|index| format!("lib.other_{index}.argtypes = []\nlib.other_{index}.restype = None\n"))
        .collect();
    let truth = Truth::new(made_up::interface("void f(void);", LINUX));
    let report = check(
        &made_up::declarations(&binding),
        &[truth],
        &Settings::default(),
    );
    assert!(report.findings.is_empty());
    assert_eq!(report.truths[0].missing_functions, 8);
}

#[test]
fn constants_are_compared_by_their_exact_name() {
    let header = "#define LIB_A 1\n#define LIB_VERSION 7\n#define LIB_OLD 0\n#define LIB_KIND_ALL 16\n\
                  #define LIB_KIND 48\n#define PLAIN 2\nenum e { LIB_B = 4, LIB_C = -1 };";
    let found = |binding: &str| codes(&findings(binding, header)).join(" ");
    assert_eq!(found("LIB_A = 1"), "");
    assert_eq!(found("LIB_A = 2"), "FP163 error");
    assert_eq!(found("LIB_B = 5"), "FP163 error");
    assert_eq!(found("LIB_C = 4294967295"), "");
    assert_eq!(found("LIB_VERSION = 8"), "FP163 note");
    assert_eq!(found("LIB_OLD = 4"), "FP163 note");
    assert_eq!(found("LIB_KIND = 16"), "FP163 note");
    assert_eq!(found("PLAIN = 3"), "FP163 warning");
    assert_eq!(found("lib_a = 3"), "");
}
