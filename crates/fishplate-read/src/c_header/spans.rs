//! Turns libclang's places into spans: the caller's file names, columns in code points.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use fishplate_model::Span;

use super::Source;
use crate::clang::Place;

/// The largest file whose lines are kept for counting columns, in bytes.
const LARGEST: u64 = 64 << 20;

/// Makes spans, and remembers the files that it needed for that.
pub(crate) struct Spans {
    shown: HashMap<String, String>,
    files: HashMap<String, Vec<Vec<u8>>>,
    /// The folder of our own headers, which nobody else can open.
    builtins: PathBuf,
}

impl Spans {
    /// `main` is the file of our own that stands after the headers, beside the built-in ones.
    pub(super) fn new(sources: &[Source], main: &Path) -> Self {
        let mut shown: HashMap<String, String> = sources
            .iter()
            .map(|source| (source.absolute.clone(), source.shown.clone()))
            .collect();
        // What a header leaves open shows in the file that follows it.
        shown.insert(main.display().to_string(), "end of the headers".to_owned());
        let builtins = main.parent().map(Path::to_owned).unwrap_or_default();
        Self {
            shown,
            files: HashMap::new(),
            builtins,
        }
    }

    pub(super) fn span(&mut self, place: &Place) -> Span {
        let column = self.column(place);
        let file = match (
            self.shown.get(&place.file),
            Path::new(&place.file).strip_prefix(&self.builtins),
        ) {
            (Some(shown), _) => shown.clone(),
            (None, Ok(name)) => name.display().to_string(),
            (None, Err(_)) => place.file.clone(),
        };
        Span {
            file,
            line: place.line,
            column,
        }
    }

    fn column(&mut self, place: &Place) -> u32 {
        let bytes = (place.column as usize).saturating_sub(1);
        let lines = self
            .files
            .entry(place.file.clone())
            .or_insert_with(|| lines(&place.file));
        let start = lines
            .get((place.line as usize).saturating_sub(1))
            .and_then(|line| line.get(..bytes));
        match start {
            Some(start) => {
                u32::try_from(String::from_utf8_lossy(start).chars().count()).unwrap_or(0) + 1
            }
            None => place.column,
        }
    }
}

fn lines(file: &str) -> Vec<Vec<u8>> {
    let is_fit = std::fs::metadata(file).is_ok_and(|data| data.is_file() && data.len() <= LARGEST);
    if !is_fit {
        return Vec::new();
    }
    let bytes = std::fs::read(file).unwrap_or_default();
    // A file of ASCII alone needs no counting, and most headers are that.
    if bytes.is_ascii() {
        return Vec::new();
    }
    bytes
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect()
}
