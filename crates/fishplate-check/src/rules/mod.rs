//! The rules, one file each. A new one needs its file and two lines here.

mod argument_class;
mod argument_width;
mod arity;
mod bit_field;
mod bool_enum;
mod by_value_struct;
mod callback_lifetime;
mod callback_prototype;
mod cffi_cdef;
mod constant_drift;
mod convention;
mod cython_extern;
mod data_of_temporary;
mod field_type;
mod flexible_array;
mod growable_address;
mod long_spelling;
mod lying_header;
mod lying_nogil;
mod macro_symbol;
mod no_argtypes;
mod not_in_header;
mod out_parameter_width;
mod owned_string;
mod platform_truth;
mod pointee_kind;
mod prange_reduction;
mod resizable_owner;
mod return_class;
mod return_pointer;
mod return_void;
mod return_width;
mod run_failed;
mod rust_extern;
mod sign;
mod struct_format;
mod struct_offset;
mod struct_size;
mod variadic;
mod version_skew;

use crate::rule::Rule;

/// Every rule, by code.
pub static RULES: &[&Rule] = &[
    &return_pointer::RULE,
    &return_class::RULE,
    &return_width::RULE,
    &return_void::RULE,
    &arity::RULE,
    &no_argtypes::RULE,
    &argument_class::RULE,
    &argument_width::RULE,
    &out_parameter_width::RULE,
    &pointee_kind::RULE,
    &by_value_struct::RULE,
    &sign::RULE,
    &bool_enum::RULE,
    &variadic::RULE,
    &struct_size::RULE,
    &struct_offset::RULE,
    &field_type::RULE,
    &flexible_array::RULE,
    &bit_field::RULE,
    &platform_truth::RULE,
    &callback_prototype::RULE,
    &callback_lifetime::RULE,
    &convention::RULE,
    &owned_string::RULE,
    &not_in_header::RULE,
    &macro_symbol::RULE,
    &version_skew::RULE,
    &constant_drift::RULE,
    &lying_header::RULE,
    &long_spelling::RULE,
    &struct_format::RULE,
    &cffi_cdef::RULE,
    &cython_extern::RULE,
    &rust_extern::RULE,
    &run_failed::RULE,
    &data_of_temporary::RULE,
    &growable_address::RULE,
    &resizable_owner::RULE,
    &prange_reduction::RULE,
    &lying_nogil::RULE,
];

/// The rule with a code.
#[must_use]
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code == code)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fishplate_model::{Finding, RunFailure, RunFailureKind, Span, Suspicion};

    use super::*;
    use crate::made_up;
    use crate::rule::{Check, Example};
    use crate::{Settings, check};

    /// The findings of an example. What a pattern in the source would give a reader is given
    /// here, where the example is the broken one.
    fn findings(rule: &Rule, example: &Example, is_bad: bool) -> Vec<Finding> {
        let mut declarations = made_up::declarations_of_example(example);
        if rule.is_heuristic && is_bad && rule.name != "ret-owned-string" {
            declarations.suspicions.push(Suspicion {
                code: rule.code.to_owned(),
                symbol: "values".to_owned(),
                what: "a pattern was seen".to_owned(),
                span: Span {
                    file: "lib.py".to_owned(),
                    line: 1,
                    column: 1,
                },
            });
        }
        if rule.name == "run-failed" && is_bad {
            declarations.run_failures.push(RunFailure {
                module: "binding".to_owned(),
                kind: RunFailureKind::Ended,
                what: "ended the process with code 0, without an answer".to_owned(),
                span: Span {
                    file: "lib.py".to_owned(),
                    line: 3,
                    column: 1,
                },
            });
        }
        let settings = Settings {
            heuristics: rule.is_heuristic,
            ..Settings::default()
        };
        check(
            &declarations,
            &made_up::truths_of_example(example),
            &settings,
        )
        .findings
    }

    #[test]
    fn every_file_in_the_folder_is_a_rule_of_the_list() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/rules");
        let files = std::fs::read_dir(folder).unwrap().count() - 1;
        assert_eq!(files, RULES.len());
        let codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
        assert!(codes.is_sorted(), "{codes:?}");
        let unique: BTreeSet<&str> = codes.iter().copied().collect();
        assert_eq!(unique.len(), RULES.len());
        let names: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), RULES.len());
    }

    #[test]
    fn the_bad_example_of_every_rule_gives_its_code_alone() {
        for rule in RULES {
            let found = findings(rule, &rule.bad, true);
            let codes: Vec<&str> = found.iter().map(|one| one.code.as_str()).collect();
            assert_eq!(codes, [rule.code], "{found:#?}");
        }
    }

    #[test]
    fn the_good_example_of_every_rule_gives_nothing() {
        for rule in RULES {
            let found = findings(rule, &rule.good, false);
            assert!(found.is_empty(), "{} {found:#?}", rule.code);
        }
    }

    #[test]
    fn every_finding_says_what_happens_and_what_to_type() {
        for rule in RULES {
            for finding in findings(rule, &rule.bad, true) {
                assert!(!finding.message.is_empty() && !finding.message.ends_with('.'));
                assert!(!finding.consequence.is_empty(), "{}", rule.code);
                assert!(!finding.help.is_empty(), "{}", rule.code);
                assert!(!finding.symbol.is_empty(), "{}", rule.code);
                assert_eq!(finding.fingerprint.len(), 16);
            }
        }
    }

    #[test]
    fn rules_that_guess_say_so_and_are_not_asked_by_default() {
        for rule in RULES.iter().filter(|rule| rule.is_heuristic) {
            assert!(rule.severity.contains("guess"), "{}", rule.code);
            assert!(matches!(rule.check, Check::EachTruth(_)));
            let declarations = made_up::declarations_of_example(&rule.bad);
            let truths = made_up::truths_of_example(&rule.bad);
            let found = check(&declarations, &truths, &Settings::default()).findings;
            assert!(found.iter().all(|one| one.code != rule.code));
        }
    }

    #[test]
    fn a_whole_example_has_what_it_takes_for_granted() {
        let one = rule("FP103").unwrap().bad;
        assert_eq!(
            one.whole_binding(),
            "from ctypes import *\nlib = CDLL('lib.so')\n\nlib.length.argtypes = []\n"
        );
        assert!(one.whole_header().contains("#include <stddef.h>\n"));
        assert_eq!(one.whole_next_header(), "");
        let cffi = rule("FP190").unwrap().bad.whole_binding();
        assert_eq!(cffi.matches("lib = ").count(), 1, "{cffi}");
    }

    #[test]
    fn a_rule_is_found_by_its_code() {
        assert_eq!(rule("FP113").map(|rule| rule.name), Some("arg-width"));
        assert!(rule("FP999").is_none());
    }
}
