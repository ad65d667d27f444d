//! The lines of source files, read when a finding needs one.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::File;
use std::io::Read;

/// The largest file whose lines are shown, in bytes.
const LARGEST: u64 = 64 << 20;

/// Files that were opened for their lines.
#[derive(Default)]
pub(crate) struct Sources {
    files: RefCell<HashMap<String, Option<Vec<String>>>>,
}

impl Sources {
    /// A line of a file, from 1; none where the file cannot be read or has no such line.
    pub(crate) fn line(&self, file: &str, line: u32) -> Option<String> {
        let mut files = self.files.borrow_mut();
        let lines = files.entry(file.to_owned()).or_insert_with(|| lines(file));
        let place = usize::try_from(line).ok()?.checked_sub(1)?;
        lines.as_ref()?.get(place).cloned()
    }
}

fn lines(file: &str) -> Option<Vec<String>> {
    let data = std::fs::metadata(file).ok()?;
    if !data.is_file() || data.len() > LARGEST {
        return None;
    }
    let mut bytes = Vec::new();
    File::open(file)
        .ok()?
        .take(LARGEST)
        .read_to_end(&mut bytes)
        .ok()?;
    let text = String::from_utf8_lossy(&bytes);
    Some(text.lines().map(str::to_owned).collect())
}
