//! FP163: a constant has another value than in the header.

use fishplate_model::Severity;

use crate::context::Context;
use crate::draft::{self, Draft, Drafts, Key, Subject};
use crate::rule::{Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: "FP163",
    name: "const-drift",
    summary: "a constant has another value than the macro or enumerator of its name",
    explanation: "Constants are copied by hand, and headers renumber them, above all enumerators behind \
a new one. A call with the old number asks for something else, in silence. Only names that are exactly \
the same are compared.

Copy the value from the header of the version that the package is made for. Version numbers and counts \
(`..._VERSION`, `..._MAX`) differ between versions by design and are notes, as is a flag that the \
header has retired to 0.",
    severity: "error; warning for a name without an underscore; note for versions and counts",
    is_heuristic: false,
    bad: Example::python("LIB_MODE_FAST = 2", "enum lib_mode { LIB_MODE_SLOW, LIB_MODE_FAST };"),
    good: Example::python("LIB_MODE_FAST = 1", "enum lib_mode { LIB_MODE_SLOW, LIB_MODE_FAST };"),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for (index, ours) in context.declared.all.constants.iter().enumerate() {
        let name = ours.name.as_str();
        let Some(theirs) = context.native.constant(name) else {
            continue;
        };
        if is_same(ours.value, theirs) {
            continue;
        }
        let other_name = other_name(context, name, ours.value);
        let is_retired = theirs == 0 && context.native.is_macro(name);
        let severity = if is_moving(name) || is_retired || other_name.is_some() {
            Severity::Note
        } else if name.contains('_') {
            Severity::Error
        } else {
            Severity::Warning
        };
        let key = Key {
            subject: Subject::Constant(index),
            part: None,
        };
        let mut draft = Draft::new(RULE.code, severity, key, name);
        draft.message = format!(
            "`{name}` is {} in the binding and {theirs} in the header",
            ours.value
        );
        draft.binding = draft::label(&ours.span, name, format!("{} here", ours.value));
        draft.native = context
            .native
            .constant_place(name)
            .map(|span| context.native_label(span, name, &format!("{theirs} here")));
        draft.consequence = match severity {
            Severity::Note if is_retired => "the header has it do nothing any more".to_owned(),
            Severity::Note => match other_name {
                Some(other) => format!("it is the value of `{other}`, as in another version"),
                None => "it changes from version to version by design".to_owned(),
            },
            _ => "C takes the number for another thing".to_owned(),
        };
        draft.help = format!("set `{name} = {theirs}`");
        draft.fact = format!("{} for {theirs}", ours.value);
        drafts.push(draft);
    }
}

/// The constant that the name was short for: the same value, and a name that begins with it.
fn other_name<'a>(context: &Context<'a>, name: &str, value: i128) -> Option<&'a str> {
    let constants = &context.truth.interface.constants;
    constants
        .iter()
        .map(|one| one.name.as_str())
        .filter(|other| {
            other
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('_'))
        })
        .find(|other| context.native.constant(other) == Some(value))
}

/// Whether two values have the same bits as a C integer of 32 or 64 bits.
fn is_same(ours: i128, theirs: i128) -> bool {
    let is_equal_in = |bits: u32| {
        let modulus = 1_i128 << bits;
        let fits = |value: i128| value >= -(modulus / 2) && value < modulus;
        fits(ours) && fits(theirs) && ours.rem_euclid(modulus) == theirs.rem_euclid(modulus)
    };
    ours == theirs || is_equal_in(32) || is_equal_in(64)
}

/// Whether the name is of a version or a count.
fn is_moving(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "MAJOR",
        "MINOR",
        "PATCH",
        "PATCHLEVEL",
        "MICRO",
        "REVISION",
        "BUILD",
        "SERIAL",
        "MAX",
        "LAST",
        "COUNT",
        "NUM",
        "END",
        "ENDALL",
        "TOTAL",
        "SIZE",
        "VER",
        "RELEASE",
        "API",
    ];
    let name = name.to_uppercase();
    name.contains("VERSION") || name.split('_').any(|word| WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_is_the_same_with_either_sign() {
        assert!(is_same(-1, 0xFFFF_FFFF));
        assert!(is_same(-2, 0xFFFF_FFFF_FFFF_FFFE));
        assert!(!is_same(1, 2));
        assert!(!is_same(-1, 0x7FFF_FFFF));
        assert!(!is_same(i128::MAX, i128::MIN));
    }

    #[test]
    fn versions_and_counts_move() {
        assert!(is_moving("LIB_VERSION_MAJOR") && is_moving("LIB_KIND_LAST"));
        assert!(!is_moving("LIB_MODE_FAST"));
    }
}
