//! Which files belong to the library whose header was asked for.
//!
//! A header brings in half the system; an interface is what its own files declare. The folder
//! tells, and where every library shares one folder, the kind of the include directive does.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::Job;
use crate::clang::{Cursor, CursorKind};

/// Answers whether a file is the library's own.
pub(crate) struct Owned {
    /// Resolved paths of files that are owned by themselves.
    files: HashSet<PathBuf>,
    /// Folders whose whole content is owned.
    folders: Vec<PathBuf>,
    roots: Vec<PathBuf>,
    builtins: PathBuf,
    known: HashMap<String, bool>,
}

struct Inclusion {
    from: String,
    to: PathBuf,
    /// What stands between the quotes; none for `<...>` and for a macro.
    quoted: Option<String>,
}

impl Owned {
    pub(super) fn new(job: &Job, builtins: &Path, top: &[Cursor<'_>]) -> Self {
        let mut owned = Self {
            files: HashSet::new(),
            folders: Vec::new(),
            roots: job.system_roots.iter().map(|root| resolved(root)).collect(),
            builtins: resolved(builtins),
            known: HashMap::new(),
        };
        for source in &job.sources {
            owned.add_header(&resolved(Path::new(&source.absolute)));
        }
        owned.follow_quotes(&inclusions(top));
        owned.known.clear();
        owned
    }

    /// Whether the file belongs to the library.
    pub(super) fn has(&mut self, file: &str) -> bool {
        if let Some(known) = self.known.get(file) {
            return *known;
        }
        let answer = self.owns(&resolved(Path::new(file)));
        self.known.insert(file.to_owned(), answer);
        answer
    }

    /// The owned files among those that were asked about, in order.
    pub(super) fn files_seen(self) -> Vec<String> {
        let mut files: Vec<String> = self
            .known
            .into_iter()
            .filter(|(_, is_owned)| *is_owned)
            .map(|(file, _)| file)
            .collect();
        files.sort();
        files
    }

    fn add_header(&mut self, header: &Path) {
        self.files.insert(header.to_owned());
        let Some(folder) = header.parent() else {
            return;
        };
        if self.roots.iter().any(|root| root == folder) {
            // `git2.h` has its parts in `git2/`.
            if let Some(stem) = header.file_stem() {
                self.folders.push(folder.join(stem));
            }
        } else {
            self.folders.push(folder.to_owned());
        }
    }

    fn owns(&self, file: &Path) -> bool {
        if file.starts_with(&self.builtins) {
            return false;
        }
        self.files.contains(file)
            || self.folders.iter().any(|folder| {
                // A header that stands above a shared folder, as in `/`, does not own that.
                let crosses = |root: &PathBuf| {
                    root != folder && root.starts_with(folder) && file.starts_with(root)
                };
                file.starts_with(folder) && !self.roots.iter().any(crosses)
            })
    }

    /// An owned header owns what it includes with quotes, if that lies beside it or both stand
    /// in folders that all libraries share (`zlib.h` and `zconf.h`).
    fn follow_quotes(&mut self, inclusions: &[Inclusion]) {
        let mut is_changed = true;
        while is_changed {
            is_changed = false;
            for inclusion in inclusions {
                let Some(quoted) = &inclusion.quoted else {
                    continue;
                };
                let from = resolved(Path::new(&inclusion.from));
                if self.owns(&inclusion.to) || !self.owns(&from) {
                    continue;
                }
                let in_root = |path: &Path| {
                    path.parent()
                        .is_some_and(|folder| self.roots.iter().any(|root| root == folder))
                };
                let is_beside = from
                    .parent()
                    .is_some_and(|folder| resolved(&folder.join(quoted)) == inclusion.to);
                if is_beside || (in_root(&from) && in_root(&inclusion.to)) {
                    is_changed |= self.files.insert(inclusion.to.clone());
                }
            }
        }
    }
}

fn inclusions(top: &[Cursor<'_>]) -> Vec<Inclusion> {
    let directives = top
        .iter()
        .filter(|cursor| cursor.kind() == CursorKind::Inclusion);
    directives
        .filter_map(|directive| {
            let from = directive.place()?.file;
            let to = resolved(Path::new(&directive.included_file()?));
            // The tokens are `#`, `include` and the name with its marks.
            let quoted = directive
                .tokens()
                .into_iter()
                .find_map(|token| Some(token.strip_prefix('"')?.strip_suffix('"')?.to_owned()));
            Some(Inclusion { from, to, quoted })
        })
        .collect()
}

fn resolved(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
