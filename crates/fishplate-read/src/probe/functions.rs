//! Holds the list of functions against the one that GCC writes of the same headers.
//!
//! Headers ask which compiler reads them and declare more or less accordingly; FFTW shows its
//! quad precision functions to GCC alone. What only one of the two sees is named, not guessed.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use fishplate_model::{Interface, Span, Unsupported};

use super::compile::{Group, Probe, Prober};
use crate::ReadError;

/// The largest list that is read, in bytes.
const LARGEST: u64 = 64 << 20;

/// How many names a note shows.
const SHOWN: usize = 5;

impl Prober {
    /// Compares the functions of the library's own files; does nothing for other compilers.
    pub(crate) fn check_functions(
        &self,
        owned_files: &[String],
        interface: &mut Interface,
        notes: &mut Vec<String>,
    ) -> Result<(), ReadError> {
        let Some(list) = self.declared_functions()? else {
            return Ok(());
        };
        let seen = owned_functions(&list, owned_files);
        let ours: BTreeSet<&str> = interface
            .functions
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        let told = |name: &str| {
            let words = format!("function `{name}`:");
            interface
                .unsupported
                .iter()
                .any(|one| one.what.starts_with(&words))
        };
        let missing: Vec<Unsupported> = seen
            .iter()
            .filter(|(name, _)| !ours.contains(name.as_str()) && !told(name))
            .map(|(name, span)| Unsupported {
                what: format!(
                    "function `{name}`: the header shows it to the C compiler and not to libclang"
                ),
                span: span.clone(),
            })
            .collect();
        let unlisted: Vec<&str> = ours
            .iter()
            .copied()
            .filter(|name| !seen.contains_key(*name))
            .collect();
        let extra = self.unknown(&unlisted)?;
        let compiler = self.compiler().display();
        if !missing.is_empty() {
            let names = missing
                .iter()
                .filter_map(|one| one.what.split('`').nth(1))
                .collect::<Vec<_>>();
            notes.push(format!(
                "`{compiler}` sees {} functions that libclang does not: {}",
                names.len(),
                some(&names)
            ));
        }
        if !extra.is_empty() {
            notes.push(format!(
                "libclang sees {} functions that `{compiler}` does not: {}",
                extra.len(),
                some(&extra)
            ));
        }
        interface.unsupported.extend(missing);
        Ok(())
    }

    /// The functions of which the compiler knows nothing. Its list lacks those that are declared
    /// by a typedef, so it is asked again for each that is not in it.
    fn unknown<'a>(&self, names: &[&'a str]) -> Result<Vec<&'a str>, ReadError> {
        let probe = |name: &&str| Probe {
            before: "unsigned char".to_owned(),
            after: format!(" = sizeof(&({name}))"),
        };
        let group = Group {
            preamble: String::new(),
            probes: names.iter().map(probe).collect(),
        };
        let (answers, _) = self.answers(&[&group])?;
        let is_unknown = |(index, _): &(usize, &&str)| !answers.data.contains_key(index);
        Ok(names
            .iter()
            .enumerate()
            .filter(is_unknown)
            .map(|(_, name)| *name)
            .collect())
    }

    /// GCC's list of the functions that the headers declare; none from another compiler.
    fn declared_functions(&self) -> Result<Option<String>, ReadError> {
        let Some(file) = self.list_declarations()? else {
            return Ok(None);
        };
        let is_fit = file.metadata().is_ok_and(|data| data.len() <= LARGEST);
        let bytes = if is_fit {
            std::fs::read(&file).ok()
        } else {
            None
        };
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }
}

/// The functions of the list that stand in owned files, with their places.
fn owned_functions(list: &str, owned_files: &[String]) -> BTreeMap<String, Span> {
    let owned: HashMap<PathBuf, &String> = owned_files
        .iter()
        .filter_map(|file| Some((resolved(Path::new(file))?, file)))
        .collect();
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    let mut files: HashMap<String, Option<String>> = HashMap::new();
    for (file, line, name) in list.lines().filter_map(entry) {
        let shown = files.entry(file.to_owned()).or_insert_with(|| {
            owned
                .get(&resolved(Path::new(file))?)
                .map(|file| (*file).clone())
        });
        if let Some(file) = shown {
            let span = Span {
                file: file.clone(),
                line,
                column: 1,
            };
            seen.entry(name.to_owned()).or_insert(span);
        }
    }
    seen
}

fn some(names: &[&str]) -> String {
    let shown = names
        .get(..names.len().min(SHOWN))
        .unwrap_or_default()
        .join("`, `");
    if names.len() > SHOWN {
        format!("`{shown}` …")
    } else {
        format!("`{shown}`")
    }
}

fn resolved(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}

/// File, line and name from `/* zlib.h:220:NC */ extern const char *zlibVersion (void);`.
fn entry(line: &str) -> Option<(&str, u32, &str)> {
    let (place, declaration) = line.strip_prefix("/* ")?.split_once(" */ ")?;
    let (place, _kind) = place.rsplit_once(':')?;
    let (file, number) = place.rsplit_once(':')?;
    Some((file, number.parse().ok()?, name(declaration)?))
}

/// The declared name: the word before the first bracket, or, where the result is a pointer to a
/// function, before the first bracket inside.
fn name(declaration: &str) -> Option<&str> {
    let mut rest = declaration;
    loop {
        let (before, after) = rest.split_once(" (")?;
        if !after.starts_with('*') {
            let word = before.rsplit([' ', '*']).next()?;
            return (!word.is_empty()).then_some(word);
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::entry;

    #[test]
    fn names_are_found_in_every_shape_of_declaration() {
        let cases = [
            (
                "/* a b.h:22:NC */ extern const char *zlibVersion (void);",
                ("a b.h", 22, "zlibVersion"),
            ),
            (
                "/* x.h:1:NC */ extern void (*signal_ (int, void (*)(int)))(int);",
                ("x.h", 1, "signal_"),
            ),
            (
                "/* x.h:3:NC */ static int f (int (*)(void), char **);",
                ("x.h", 3, "f"),
            ),
            (
                "/* x.h:4:OC */ extern int old (/* ??? */);",
                ("x.h", 4, "old"),
            ),
        ];
        for (line, expected) in cases {
            assert_eq!(entry(line), Some(expected), "{line}");
        }
        for line in [
            "",
            "/* compiled from: . */",
            "/* x:y:z */ extern",
            "/* x.h:1:NC */ (",
        ] {
            assert_eq!(entry(line), None, "{line}");
        }
    }
}
