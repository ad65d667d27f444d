//! Puts the arguments of a call in the order of the header, under the header's names.

use fishplate_model::Function;

use crate::Spec;
use crate::call::CallArgument;
use crate::error::suggestion;

/// The arguments of a call in the order of the header and by the header's names.
pub(super) struct Ordered {
    /// The SPEC of each parameter; none where there is a problem with it.
    pub(super) arguments: Vec<(String, Option<Spec>)>,
    /// What is given for no parameter, or for one twice, and what is not given.
    pub(super) problems: Vec<String>,
}

/// Finds the parameter of each argument.
pub(super) fn in_order(given: &[CallArgument], function: &Function) -> Ordered {
    let names: Vec<String> = (function.parameters.iter().enumerate())
        .map(|(place, parameter)| {
            let name = parameter.name.clone();
            name.unwrap_or_else(|| format!("arg{}", place + 1))
        })
        .collect();
    // A parameter without a name is only known by its place, and so are its neighbours then.
    let mut parameters = function.parameters.iter();
    let is_by_place = parameters.any(|parameter| parameter.name.is_none());
    let (slots, problems) = slots(given, &names, is_by_place);
    let header_name = |typed: &str| -> String {
        let by_call = slots
            .iter()
            .position(|one| one.is_some_and(|one| one.name.as_deref() == Some(typed)));
        let place = place_of(&names, typed).or(by_call);
        let name = place.and_then(|place| names.get(place));
        name.map_or(typed, String::as_str).to_owned()
    };
    let specs = names.iter().zip(&slots).map(|(name, argument)| {
        let spec = argument.map(|argument| match &argument.spec {
            Spec::LengthOf(of) => Spec::LengthOf(header_name(of)),
            other => other.clone(),
        });
        (name.clone(), spec)
    });
    Ordered {
        arguments: specs.collect(),
        problems,
    }
}

/// The argument for each parameter, and all that is wrong with them.
fn slots<'g>(
    given: &'g [CallArgument],
    names: &[String],
    is_by_place: bool,
) -> (Vec<Option<&'g CallArgument>>, Vec<String>) {
    let mut slots: Vec<Option<&CallArgument>> = vec![None; names.len()];
    let mut problems = Vec::new();
    let mut surplus = 0;
    for (place, argument) in given.iter().enumerate() {
        let found = match &argument.name {
            Some(name) if !is_by_place => place_of(names, name),
            _ => Some(place),
        };
        match found.map(|found| slots.get_mut(found)) {
            Some(Some(Some(_))) => problems.push(format!(
                "`{}` is given by its place and by its name; take one away",
                argument.name.as_deref().unwrap_or_default()
            )),
            Some(Some(slot)) => *slot = Some(argument),
            Some(None) => surplus += 1,
            None => {
                let name = argument.name.as_deref().unwrap_or_default();
                let near = suggestion(name, names);
                problems.push(format!("there is no parameter `{name}`{near}"));
            }
        }
    }
    if surplus > 0 {
        let (given, taken) = (given.len(), names.len());
        problems.push(format!(
            "{given} arguments are given and it takes {taken}; take {surplus} away"
        ));
    }
    // What is missing may be what a wrong name was meant for.
    if problems.is_empty() {
        let missing = names.iter().zip(&slots).filter(|(_, slot)| slot.is_none());
        problems.extend(
            missing.map(|(name, _)| format!("nothing is given for `{name}`; add `{name}=SPEC`")),
        );
    }
    (slots, problems)
}

/// The place of a parameter; a system's header writes `__x` for what its manual calls `x`.
fn place_of(names: &[String], name: &str) -> Option<usize> {
    let exact = names.iter().position(|known| known == name);
    let bare = |known: &String| known.trim_start_matches('_') == name;
    exact.or_else(|| names.iter().position(bare))
}
