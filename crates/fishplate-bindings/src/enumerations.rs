//! The enumerations of an interface as Python classes.

use std::collections::BTreeMap;

use fishplate_model::{Enumeration, Interface};

use crate::api::int_type;
use crate::names::python_name;
use crate::{IntType, Notes, PlannedEnum};

/// The enumerations that become Python classes.
pub(crate) struct Classes {
    enumerations: Vec<PlannedEnum>,
    place: BTreeMap<String, usize>,
}

impl Classes {
    pub(crate) fn new(interface: &Interface, notes: &Notes) -> Self {
        let mut classes = Self {
            enumerations: Vec::new(),
            place: BTreeMap::new(),
        };
        for item in interface
            .enumerations
            .iter()
            .filter(|item| item.spelling.is_some())
        {
            let Ok(int) = int_type(&item.underlying) else {
                continue;
            };
            // The checks compare 64-bit signed numbers; an empty enumeration has nothing to compare.
            let fits = |value: i128| i64::try_from(value).is_ok();
            if item.enumerators.is_empty() || !item.enumerators.iter().all(|e| fits(e.value)) {
                continue;
            }
            let is_flags = item.is_flags
                || notes
                    .enumerations
                    .get(&item.name)
                    .is_some_and(|note| note.flags);
            classes
                .place
                .insert(item.name.clone(), classes.enumerations.len());
            classes.enumerations.push(class(item, int, is_flags));
        }
        classes
    }

    pub(crate) fn get(&self, name: &str) -> Result<usize, String> {
        self.place.get(name).copied().ok_or_else(|| {
            format!("the enumeration `{name}` has no members, or one beyond 63 bits")
        })
    }

    /// The class at a place that [`Classes::get`] gave.
    pub(crate) fn at(&self, place: usize) -> Option<&PlannedEnum> {
        self.enumerations.get(place)
    }

    pub(crate) fn named_apart_from(mut self, functions: &[String]) -> Vec<PlannedEnum> {
        let mut taken = functions.to_vec();
        for class in &mut self.enumerations {
            class.name = python_name(&class.name, &|name| taken.iter().any(|other| other == name));
            taken.push(class.name.clone());
        }
        self.enumerations
    }
}

fn class(item: &Enumeration, int: IntType, is_flags: bool) -> PlannedEnum {
    // `enum` gives these words a meaning of their own inside a class.
    const RESERVED: &[&str] = &["mro", "name", "value", "names", "values"];
    let mut members: Vec<(String, i128)> = Vec::new();
    for enumerator in &item.enumerators {
        let name = python_name(&enumerator.name, &|name| {
            RESERVED.contains(&name) || members.iter().any(|(other, _)| other == name)
        });
        members.push((name, enumerator.value));
    }
    let last = item.name.rsplit("::").next().unwrap_or(&item.name);
    PlannedEnum {
        name: last.to_owned(),
        int,
        is_flags,
        members,
        doc: item.comment.clone(),
    }
}
