//! The line that a person must edit for what an import declared.
//!
//! A table's entry or a helper's call is such a line, where the function's name stands there; the
//! statement that set something is the last choice. Only files of the targets are ever opened.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use fishplate_model::Span;

use super::facts::Place;

const FILE_BYTES: u64 = 10 << 20;
/// The shortest part of a name that says anything.
const PART: usize = 3;

/// The first place of each literal of a file: its line, and the letters before it.
type Literals = HashMap<String, (u32, usize)>;

/// The files of the targets, by what the report calls them.
pub(super) struct Files {
    targets: Vec<(String, PathBuf)>,
    lines: RefCell<HashMap<String, Rc<Vec<String>>>>,
    literals: RefCell<HashMap<String, Rc<Literals>>>,
}

impl Files {
    /// Knows targets by what they are called and by their paths.
    pub(super) fn new<'a>(targets: impl Iterator<Item = (&'a str, &'a Path)>) -> Self {
        let targets = targets.map(|(shown, whole)| (shown.to_owned(), whole.to_owned()));
        Self {
            targets: targets.collect(),
            lines: RefCell::default(),
            literals: RefCell::default(),
        }
    }

    /// Whether a name is a target's, or that of a file in one.
    pub(super) fn is_target(&self, file: &str) -> bool {
        self.path(file).is_some()
    }

    fn path(&self, file: &str) -> Option<PathBuf> {
        self.targets.iter().find_map(|(shown, whole)| {
            let inner = Path::new(file).strip_prefix(shown).ok()?;
            let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
            if !inner.components().all(is_plain) {
                return None;
            }
            Some(if inner.as_os_str().is_empty() {
                whole.clone()
            } else {
                whole.join(inner)
            })
        })
    }

    fn lines(&self, file: &str) -> Rc<Vec<String>> {
        if let Some(known) = self.lines.borrow().get(file) {
            return Rc::clone(known);
        }
        let mut text = Vec::new();
        if let Some(open) = self
            .path(file)
            .and_then(|path| std::fs::File::open(path).ok())
        {
            // A file that cannot be read has no lines, and the statement's own line is told.
            let _ = open.take(FILE_BYTES).read_to_end(&mut text);
        }
        let text = String::from_utf8_lossy(&text);
        let lines = Rc::new(text.lines().map(str::to_owned).collect::<Vec<_>>());
        self.lines
            .borrow_mut()
            .insert(file.to_owned(), Rc::clone(&lines));
        lines
    }

    fn line(&self, file: &str, number: u32) -> String {
        let index = (number as usize).checked_sub(1);
        let lines = self.lines(file);
        index
            .and_then(|index| lines.get(index))
            .cloned()
            .unwrap_or_default()
    }

    /// Where a function's declaration is to be edited; none if nothing of it is in the targets.
    pub(super) fn of_function(&self, symbol: &str, chain: &[Place]) -> Option<Span> {
        let chain: Vec<&Place> = chain
            .iter()
            .filter(|place| self.is_target(&place.0))
            .collect();
        let first = chain.first()?;
        let spelt = chain
            .iter()
            .find_map(|(file, line, _)| self.word_near(symbol, file, *line));
        let listed = || {
            chain
                .iter()
                .find_map(|(file, ..)| self.literal_in(symbol, file))
        };
        let partly = || self.part_in(symbol, &chain);
        let set_at = || self.start_of(&first.0, first.1);
        Some(spelt.or_else(listed).or_else(partly).unwrap_or_else(set_at))
    }

    /// The place of a record without a class statement: where its name stands in the file.
    pub(super) fn of_record(&self, short_name: &str, place: &Place) -> Option<Span> {
        let (file, line, _) = place;
        if !self.is_target(file) {
            return None;
        }
        if *line > 0 {
            return Some(self.start_of(file, *line));
        }
        let listed = self.literal_in(short_name, file);
        Some(listed.unwrap_or_else(|| self.start_of(file, 1)))
    }

    /// The first statement of a line.
    pub(super) fn start_of(&self, file: &str, line: u32) -> Span {
        let text = self.line(file, line);
        let blanks = text
            .chars()
            .take_while(|letter| letter.is_whitespace())
            .count();
        span(file, line.max(1), blanks)
    }

    /// A whole word in a line, or in the next one: a call may go on there.
    fn word_near(&self, word: &str, file: &str, line: u32) -> Option<Span> {
        [line, line.saturating_add(1)].into_iter().find_map(|line| {
            let text = self.line(file, line);
            let at = whole_word(&text, word)?;
            Some(span(file, line, count(&text, at)))
        })
    }

    /// The first string literal of a file that is the name and nothing else.
    fn literal_in(&self, name: &str, file: &str) -> Option<Span> {
        let known = self.literals.borrow().get(file).map(Rc::clone);
        let known = known.unwrap_or_else(|| {
            let mut all = HashMap::new();
            for (text, line) in self.lines(file).iter().zip(1..) {
                for (at, inner) in literals(text).filter(|(_, inner)| is_name(inner)) {
                    all.entry(inner.to_owned())
                        .or_insert((line, count(text, at)));
                }
            }
            let all = Rc::new(all);
            self.literals
                .borrow_mut()
                .insert(file.to_owned(), Rc::clone(&all));
            all
        });
        let (line, before) = known.get(name)?;
        Some(span(file, *line, *before))
    }

    /// The outermost line on the way with a string literal that is part of a computed name: the
    /// call of a helper, sooner than the helper's own line.
    fn part_in(&self, symbol: &str, chain: &[&Place]) -> Option<Span> {
        chain.iter().rev().find_map(|(file, line, _)| {
            let lines = [*line, line.saturating_add(1)];
            lines.into_iter().find_map(|line| {
                let text = self.line(file, line);
                let parts =
                    literals(&text).filter(|(_, part)| part.len() >= PART && symbol.contains(part));
                let (at, _) = parts.max_by_key(|(_, part)| part.len())?;
                Some(span(file, line, count(&text, at)))
            })
        })
    }
}

fn span(file: &str, line: u32, letters_before: usize) -> Span {
    Span {
        file: file.to_owned(),
        line,
        column: u32::try_from(letters_before + 1).unwrap_or(1),
    }
}

fn count(text: &str, bytes: usize) -> usize {
    text.get(..bytes).map_or(0, |before| before.chars().count())
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|letter| letter.is_alphanumeric() || letter == '_')
}

fn whole_word(text: &str, word: &str) -> Option<usize> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.match_indices(word).map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).and_then(|text| text.chars().next_back());
        let after = text
            .get(at + word.len()..)
            .and_then(|text| text.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// The plain string literals of a line, each with where its quote stands.
fn literals(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = text.get(from..)?;
        let at = from + rest.find(['"', '\''])?;
        let quote = text.get(at..)?.chars().next()?;
        let inner = text.get(at + 1..)?;
        let length = inner.find(quote).unwrap_or(inner.len());
        from = at + length + 2;
        Some((at, inner.get(..length)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_the_name_sooner_than_the_helper() {
        let folder = tempfile::tempdir().unwrap();
        let text = "TABLE = ['lib_one', \"lib_two\"]\ndef helper(name):\n    f = find('lib_' + name)\n    \
                    f.argtypes = ()\nhelper(\n    'three')\nlib.lib_four.argtypes = ()\nhelper(n)\n";
        std::fs::write(folder.path().join("a.py"), text).unwrap();
        let files = Files::new([("p", folder.path())].into_iter());
        let place = |symbol: &str, lines: &[u32]| {
            let chain: Vec<Place> = lines
                .iter()
                .map(|line| ("p/a.py".to_owned(), *line, 0))
                .collect();
            let span = files.of_function(symbol, &chain).unwrap();
            (span.line, span.column)
        };
        assert_eq!(place("lib_two", &[4, 8]), (1, 21));
        assert_eq!(place("lib_three", &[4, 5]), (6, 5));
        assert_eq!(place("lib_four", &[7]), (7, 5));
        assert_eq!(place("other", &[4, 8]), (4, 5));
    }

    #[test]
    fn only_files_of_the_targets_have_a_place() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::new([("p", folder.path()), ("b.py", Path::new("/b.py"))].into_iter());
        for file in ["/etc/hostname", "p/../a.py", "pp/a.py", "b.py/../x", ""] {
            assert!(!files.is_target(file), "{file}");
            assert_eq!(files.of_function("f", &[(file.to_owned(), 1, 0)]), None);
        }
        assert!(files.is_target("p") && files.is_target("p/x/a.py") && files.is_target("b.py"));
    }
}
