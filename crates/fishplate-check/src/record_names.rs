//! Which Python class stands for which C record, by their names.
//!
//! A name that fits two records fits none. Names that differ in more than case and marks must be
//! backed by a field that both sides have.

use std::collections::{BTreeMap, HashMap, HashSet};

use fishplate_model::{DeclaredRecord, Record};

use crate::index::{Declared, Native, squashed};

/// Pairs found by name: the declared record's name to the C record.
pub(crate) type Pairs<'a> = HashMap<&'a str, &'a Record>;

/// Words that authors add to the name of a type and that carry no meaning.
const ENDINGS: &[&str] = &["t", "s", "st", "struct", "tag", "u", "union"];

/// Pairs by the given map, else by name, else by a name that is nearly the same.
pub(crate) fn pairs<'a>(
    declared: &Declared<'a>,
    native: &Native<'a>,
    given: &BTreeMap<String, String>,
) -> Pairs<'a> {
    let names = NativeNames::new(native);
    let mut pairs = Pairs::new();
    for record in &declared.all.records {
        let wanted = [&record.name, &record.short_name]
            .into_iter()
            .find_map(|name| given.get(name));
        let found = match wanted {
            Some(name) => named(native, name),
            None => names.find(record),
        };
        if let Some(found) = found {
            pairs.insert(&record.name, found);
        }
    }
    pairs
}

/// The record of a tag, a typedef or `struct tag`.
pub(crate) fn named<'a>(native: &Native<'a>, name: &str) -> Option<&'a Record> {
    let bare = ["struct ", "union "]
        .iter()
        .find_map(|word| name.strip_prefix(word))
        .unwrap_or(name);
    native
        .record(bare)
        .or_else(|| native.record(name))
        .or_else(|| native.record_of_typedef(bare))
}

struct NativeNames<'a> {
    exact: HashMap<&'a str, Option<&'a Record>>,
    loose: HashMap<String, Option<&'a Record>>,
    /// By the name without the word that most names of the library begin with.
    bare: HashMap<String, Option<&'a Record>>,
    prefix: Option<String>,
}

impl<'a> NativeNames<'a> {
    fn new(native: &Native<'a>) -> Self {
        let tags = native
            .interface
            .records
            .iter()
            .filter(|record| !record.name.contains(['@', ':', '#']))
            // Where two have one name, the first is the one that the name finds.
            .filter(|record| {
                native
                    .record(&record.name)
                    .is_some_and(|first| std::ptr::eq(first, *record))
            })
            .map(|record| (record.name.trim_start_matches("typedef "), record));
        let typedefs = native.interface.typedefs.iter().filter_map(|typedef| {
            let name = typedef.name.as_str();
            Some((name, native.record_of_typedef(name)?))
        });
        let all: Vec<(&str, &Record)> = tags.chain(typedefs).collect();
        let prefix = shared_prefix(&all);
        let mut names = Self {
            exact: HashMap::new(),
            loose: HashMap::new(),
            bare: HashMap::new(),
            prefix,
        };
        for (name, record) in all {
            unique(&mut names.exact, name, record);
            let words = words(name);
            unique(&mut names.loose, words.concat(), record);
            if words.first() == names.prefix.as_ref() {
                let rest = words.get(1..).unwrap_or_default();
                unique(&mut names.bare, rest.concat(), record);
            }
        }
        names
    }

    fn find(&self, declared: &DeclaredRecord) -> Option<&'a Record> {
        let name = declared.short_name.as_str();
        let stripped = name.trim_start_matches('_');
        let plain = ["struct_", "union_", "c_", "C_"]
            .iter()
            .find_map(|word| stripped.strip_prefix(word))
            .unwrap_or(stripped);
        for name in [name, stripped, plain] {
            if let Some(found) = self.exact.get(name) {
                return *found;
            }
        }
        let words = words(plain);
        let loose = self.loose.get(&words.concat()).copied().flatten();
        let bare = || self.bare.get(&words.concat()).copied().flatten();
        let without_prefix = || {
            let has_prefix = self.prefix.is_some() && words.first() == self.prefix.as_ref();
            let rest = words.get(1..).filter(|rest| has_prefix && !rest.is_empty());
            rest.and_then(|rest| self.loose.get(&rest.concat()).copied().flatten())
        };
        loose
            .filter(|record| agrees(declared, record))
            .or_else(|| bare().filter(|record| agrees(declared, record)))
            .or_else(|| without_prefix().filter(|record| agrees(declared, record)))
    }
}

fn unique<'a, K: std::hash::Hash + Eq>(
    map: &mut HashMap<K, Option<&'a Record>>,
    key: K,
    record: &'a Record,
) {
    map.entry(key)
        .and_modify(|known| *known = known.filter(|known| std::ptr::eq(*known, record)))
        .or_insert(Some(record));
}

/// Whether a field that both have, or the lack of fields, backs a doubtful pair.
fn agrees(declared: &DeclaredRecord, native: &Record) -> bool {
    let Some(fields) = &declared.fields else {
        return true;
    };
    if fields.is_empty() || native.fields.is_empty() {
        return true;
    }
    let names: HashSet<String> = native
        .fields
        .iter()
        .filter_map(|field| field.name.as_deref().map(squashed))
        .collect();
    fields
        .iter()
        .any(|field| names.contains(&squashed(&field.name)))
}

/// The word that at least half of the names begin with.
fn shared_prefix(names: &[(&str, &Record)]) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (name, _) in names {
        let words = words(name);
        if let (Some(first), true) = (words.first(), words.len() > 1) {
            *counts.entry(first.clone()).or_default() += 1;
        }
    }
    let (word, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count >= 2 && count * 2 >= names.len()).then_some(word)
}

/// The words of a name in lower case, without meaningless ones at its end.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut was_lower = false;
    for c in name.chars() {
        if c == '_' || (c.is_uppercase() && was_lower) {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
        }
        was_lower = c.is_lowercase() || c.is_ascii_digit();
        if c != '_' {
            word.extend(c.to_lowercase());
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    while words.len() > 1
        && words
            .last()
            .is_some_and(|last| ENDINGS.contains(&last.as_str()))
    {
        words.pop();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn the_words_of_a_name_are_the_same_in_every_style() {
        for name in ["mpv_event", "MpvEvent", "mpvEvent_t", "_mpv_event_s"] {
            assert_eq!(words(name).concat(), "mpvevent", "{name}");
        }
        assert_eq!(words("SDL_AudioCVT"), ["sdl", "audio", "cvt"]);
        assert_eq!(words("t"), ["t"]);
        assert!(words("__").is_empty());
    }
}
