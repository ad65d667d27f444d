//! Empty files in the place of included ones that are not there, so that the rest can be read.

use std::path::{Component, Path, PathBuf};

use crate::clang::UnitDiagnostic;

/// The folder beside the built-in headers, last on the include path.
pub(super) const FOLDER: &str = "absent";

/// How many files are stood in for; a header that lacks more is given up on.
const MOST: usize = 200;

/// The files that were not there.
pub(super) struct Absent {
    folder: PathBuf,
    names: Vec<String>,
}

impl Absent {
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.join(FOLDER),
            names: Vec::new(),
        }
    }

    /// Puts an empty file where the compiler missed one; whether another parse is worth it.
    pub(super) fn supply(&mut self, diagnostics: &[UnitDiagnostic]) -> bool {
        let mut is_new = false;
        for diagnostic in diagnostics {
            let Some(name) = missing(&diagnostic.text) else {
                continue;
            };
            if self.names.len() < MOST && !self.names.contains(&name) && self.put(&name) {
                self.names.push(name);
                is_new = true;
            }
        }
        is_new
    }

    fn put(&self, name: &str) -> bool {
        // A name that climbs out of the folder stays missing.
        let is_inside = Path::new(name)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        let path = self.folder.join(name);
        let folder = path.parent().unwrap_or(&self.folder);
        is_inside && std::fs::create_dir_all(folder).is_ok() && std::fs::write(path, "").is_ok()
    }

    /// What is said of the files, in whole sentences.
    pub(super) fn notes(&self) -> impl Iterator<Item = String> {
        self.names.iter().map(|name| {
            format!(
                "`{name}` is included and not there: what needs it is not judged; its folder can \
                 be given with `--include-dir DIR`"
            )
        })
    }
}

/// The name in `'foo.h' file not found`.
fn missing(text: &str) -> Option<String> {
    let name = text.strip_suffix("file not found")?.trim();
    Some(name.strip_prefix('\'')?.strip_suffix('\'')?.to_owned())
}
