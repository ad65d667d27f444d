//! What a workload says of its C functions: its own notes, else what follows from its arguments.

use crate::{Spec, Workload};

/// The notes on a workload's header, as TOML.
///
/// Without notes of its own, the arguments say which parameter holds which array's length. All
/// arrays of a workload have its size, so a single `len()` is the length of every one.
pub(crate) fn notes(workload: &Workload) -> String {
    if let Some(notes) = &workload.notes {
        return notes.clone();
    }
    let mut text = String::new();
    for function in workload.functions() {
        // Another case of the same function has the same arrays.
        let case = workload.cases.iter().find(|case| case.function == function);
        let arguments = case.map_or(&[][..], |case| &case.arguments);
        for (array, length) in lengths(arguments) {
            text.push_str(&format!(
                "[fn.{function}.arg.{array}]\nlen = \"{length}\"\n"
            ));
        }
    }
    text
}

/// The notes on the user's own function, as far as its call says them: which parameter holds the
/// length of which array. A single `len()` is the length of every array of as many elements.
pub(crate) fn own_notes(function: &str, arguments: &[(String, Spec)]) -> String {
    let number = |name: &str| arguments.iter().position(|(known, _)| known == name);
    let size = |name: &str| match number(name).and_then(|place| arguments.get(place)) {
        Some((_, Spec::Buffer { length, .. })) => Some(*length),
        _ => None,
    };
    let mut text = String::new();
    for (array, length) in lengths(arguments) {
        let of = arguments.iter().find_map(|(name, spec)| match spec {
            Spec::LengthOf(of) if name == length => Some(of.as_str()),
            _ => None,
        });
        let is_fit = of.is_some_and(|of| size(of) == size(array));
        // By number, since a parameter may have no name that notes could use.
        if let (true, Some(array), Some(length)) = (is_fit, number(array), number(length)) {
            text.push_str(&format!(
                "[fn.{function}.arg.{}]\nlen = \"{}\"\n",
                array + 1,
                length + 1
            ));
        }
    }
    text
}

fn lengths(arguments: &[(String, Spec)]) -> Vec<(&str, &str)> {
    let lengths = arguments.iter().filter_map(|(name, spec)| match spec {
        Spec::LengthOf(of) => Some((name, of)),
        _ => None,
    });
    let lengths: Vec<(&String, &String)> = lengths.collect();
    let arrays = (arguments.iter()).filter(|(_, spec)| matches!(spec, Spec::Buffer { .. }));
    let pairs = arrays.filter_map(|(array, _)| {
        let own = lengths.iter().find(|(_, of)| *of == array);
        let shared = lengths.first().filter(|_| lengths.len() == 1);
        own.or(shared)
            .map(|(length, _)| (array.as_str(), length.as_str()))
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_become_notes_once_for_each_function() {
        let mut all = crate::workloads().unwrap();
        let dot = all
            .iter_mut()
            .find(|workload| workload.name == "array-dot")
            .unwrap();
        let again = dot.cases[0].clone();
        dot.cases.push(again);
        assert_eq!(
            notes(dot),
            "[fn.dot.arg.a]\nlen = \"n\"\n[fn.dot.arg.b]\nlen = \"n\"\n"
        );
    }

    #[test]
    fn a_workload_may_bring_its_own_notes() {
        let mut workload = crate::workloads().unwrap().remove(0);
        workload.notes = Some("schema = 1\n".to_owned());
        assert_eq!(notes(&workload), "schema = 1\n");
    }
}
