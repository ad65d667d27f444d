//! Looks into a project's folder: which native code there is, how much, and which header.
//!
//! It reads names, counts lines and looks for a few words; it runs and parses nothing. What the
//! folder leaves open is left open, and said.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::bail;
use fishplate_choose::{Answer, Answers};

/// What a folder tells.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The answers that follow.
    pub(crate) answers: Answers,
    /// What was seen, in sentences.
    pub(crate) sentences: Vec<String>,
    /// The answers that stay open, each with the sentence that says why.
    pub(crate) open: Vec<(&'static str, String)>,
}

impl Found {
    fn leave_open(&mut self, key: &'static str, why: String) {
        self.sentences.push(why.clone());
        self.open.push((key, why));
    }
}

/// Native code, and what tells it apart.
struct Language {
    /// The word of the answer.
    core: &'static str,
    title: &'static str,
    endings: &'static [&'static str],
}

static LANGUAGES: &[Language] = &[
    Language {
        core: "c",
        title: "C",
        endings: &["c"],
    },
    Language {
        core: "c++",
        title: "C++",
        endings: &["cc", "cpp", "cxx", "hh", "hpp", "hxx"],
    },
    Language {
        core: "rust",
        title: "Rust",
        endings: &["rs"],
    },
];

/// Folders that hold what was built, fetched or recorded.
const PASSED_OVER: &[&str] = &[
    "build",
    "dist",
    "node_modules",
    "target",
    "venv",
    "__pycache__",
];
/// How deep and how far a folder is looked into.
const DEPTH: usize = 12;
const ENTRIES: usize = 50_000;
/// The most of one file, and of all of them, that is read, in bytes.
const FILE_BYTES: u64 = 4 << 20;
const ALL_BYTES: u64 = 256 << 20;
/// Words at the beginning of a line of a header that C has not.
const CXX_WORDS: &[&str] = &["template", "template<", "namespace", "class", "using"];
/// Packages whose import makes Python numeric.
const NUMERIC: &[&str] = &[
    "numpy",
    "scipy",
    "pandas",
    "torch",
    "jax",
    "tensorflow",
    "numba",
];

/// Looks into a folder.
pub(crate) fn look(folder: &Path) -> anyhow::Result<Found> {
    if !folder.is_dir() {
        bail!(
            "there is no folder `{}`; name the folder of a project",
            folder.display()
        );
    }
    let mut seen = Seen::default();
    seen.walk(folder, 0);
    Ok(seen.found(folder))
}

#[derive(Default)]
struct Seen {
    /// By the core: files and their lines.
    native: BTreeMap<&'static str, (usize, usize)>,
    headers: Vec<PathBuf>,
    header_lines: usize,
    /// Those of the headers that hold what C has not.
    cxx_headers: usize,
    manifests: usize,
    numeric: Vec<PathBuf>,
    entries: usize,
    bytes: u64,
    is_cut: bool,
}

impl Seen {
    fn walk(&mut self, folder: &Path, depth: usize) {
        let Ok(entries) = std::fs::read_dir(folder) else {
            return;
        };
        let mut entries: Vec<_> = entries.flatten().take(ENTRIES).collect();
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            self.entries += 1;
            if self.entries > ENTRIES || self.bytes > ALL_BYTES {
                self.is_cut = true;
                return;
            }
            let name = entry.file_name().to_string_lossy().into_owned();
            // A link may lead anywhere, in circles too.
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if name.starts_with('.') || PASSED_OVER.contains(&name.as_str()) {
                continue;
            }
            if kind.is_dir() && depth < DEPTH {
                self.walk(&entry.path(), depth + 1);
            } else if kind.is_dir() {
                self.is_cut = true;
            } else if kind.is_file() {
                self.file(&entry.path(), &name);
            }
        }
    }

    fn file(&mut self, path: &Path, name: &str) {
        if name == "Cargo.toml" {
            self.manifests += 1;
        }
        let ending = path
            .extension()
            .map(|one| one.to_string_lossy().into_owned());
        let ending = ending.unwrap_or_default();
        if let Some(language) = LANGUAGES
            .iter()
            .find(|one| one.endings.contains(&ending.as_str()))
        {
            let lines = self.read(path).lines().count();
            let (files, all) = self.native.entry(language.core).or_default();
            *files += 1;
            *all += lines;
        } else if ending == "h" {
            let text = self.read(path);
            self.cxx_headers += usize::from(is_cxx(&text));
            self.header_lines += text.lines().count();
            self.headers.push(path.to_owned());
        } else if ending == "py" && is_numeric(&self.read(path)) {
            self.numeric.push(path.to_owned());
        }
    }

    fn read(&mut self, path: &Path) -> String {
        let mut bytes = Vec::new();
        if let Ok(file) = std::fs::File::open(path) {
            // What cannot be read is as good as empty: it tells nothing.
            let _ = file.take(FILE_BYTES).read_to_end(&mut bytes);
        }
        self.bytes += bytes.len() as u64;
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn found(mut self, folder: &Path) -> Found {
        let mut found = Found::default();
        // A header alone is C, unless it holds what C has not.
        if !self.headers.is_empty() {
            let is_cxx = self.cxx_headers > 0 || self.native.contains_key("c++");
            let core = if is_cxx { "c++" } else { "c" };
            let (files, lines) = self.native.entry(core).or_default();
            *files += self.headers.len();
            *lines += self.header_lines;
        }
        // A Rust file without a manifest is no crate.
        if self.manifests == 0 {
            self.native.remove("rust");
        }
        self.core(folder, &mut found);
        if self.is_cut {
            found.sentences.push(
                "the folder is larger than what is looked at; what is said of it is of a part"
                    .to_owned(),
            );
        }
        found
    }

    fn core(&self, folder: &Path, found: &mut Found) {
        let kinds: Vec<String> = (LANGUAGES.iter())
            .filter_map(|one| {
                let (files, lines) = self.native.get(one.core)?;
                Some(format!(
                    "{} in {} of {}",
                    one.title,
                    counted(*files, "file"),
                    counted(*lines, "line")
                ))
            })
            .collect();
        let word = |core: &str| Answer::Word(core.to_owned());
        match (self.native.iter().collect::<Vec<_>>().as_slice(), self.numeric.as_slice()) {
            ([(core, (_, lines))], _) => {
                found.answers.set("core", word(core));
                found.answers.set("code_lines", Answer::Number(*lines as f64));
                found.sentences.push(format!("the native code is {}", kinds.join("")));
                let plain = self.headers.len().saturating_sub(self.cxx_headers);
                if **core == "c" {
                    self.header(folder, found);
                } else if **core == "c++" && plain > 0 {
                    found.sentences.push(format!(
                        "{} of it may be plain C; where one is the interface, say `core = c` and \
                         name it as `header`",
                        counted(plain, "header")
                    ));
                }
            }
            ([], [first, ..]) => {
                found.answers.set("core", word("python"));
                let first = first.strip_prefix(folder).unwrap_or(first);
                found.sentences.push(format!(
                    "there is no native code, and numeric Python in {}, such as `{}`",
                    counted(self.numeric.len(), "file"),
                    first.display()
                ));
            }
            ([], []) => found.leave_open(
                "core",
                "there is neither native code nor numeric Python, so the folder does not tell `core`".to_owned(),
            ),
            _ => found.leave_open(
                "core",
                format!(
                    "there is {}, so the folder does not tell which of them is `core`",
                    kinds.join(", ")
                ),
            ),
        }
    }

    /// The one header of the folder, or the one that lies in a folder for public headers.
    fn header(&self, folder: &Path, found: &mut Found) {
        let public: Vec<&PathBuf> = (self.headers.iter())
            .filter(|path| {
                path.parent()
                    .is_some_and(|parent| parent.ends_with("include"))
            })
            .collect();
        let one = match (self.headers.as_slice(), public.as_slice()) {
            ([one], _) => one,
            (_, [one]) => *one,
            ([], _) => return,
            _ => {
                let why = format!(
                    "there are {} headers, so the folder does not tell which of them is `header`",
                    self.headers.len()
                );
                found.leave_open("header", why);
                return;
            }
        };
        found.answers.set(
            "header",
            Answer::Files(vec![one.to_string_lossy().into_owned()]),
        );
        let shown = one.strip_prefix(folder).unwrap_or(one);
        found
            .sentences
            .push(format!("its header is `{}`", shown.display()));
    }
}

fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn is_cxx(text: &str) -> bool {
    // What stands between the guards of `__cplusplus` is for the other language.
    if text.contains("__cplusplus") {
        return false;
    }
    without_comments(text).lines().any(|line| {
        line.split_whitespace()
            .next()
            .is_some_and(|word| CXX_WORDS.contains(&word))
    })
}

/// The text less its comments, in which any word may begin a line.
fn without_comments(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        code.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    code.push_str(rest);
    let lines = code.lines();
    let lines = lines.map(|line| line.split_once("//").map_or(line, |(before, _)| before));
    lines.collect::<Vec<&str>>().join("\n")
}

fn is_numeric(text: &str) -> bool {
    text.lines().any(|line| {
        let mut words = line.split_whitespace();
        let is_import = words
            .next()
            .is_some_and(|word| word == "import" || word == "from");
        let name = words.next().unwrap_or_default();
        let name = name.split(['.', ',', ';']).next().unwrap_or_default();
        is_import && NUMERIC.contains(&name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> (BTreeMap<String, String>, String) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let found = look(folder.path()).unwrap();
        let start = format!("{}/", folder.path().display());
        let answers = found.answers.iter();
        let answers =
            answers.map(|(key, answer)| (key.to_owned(), answer.to_string().replace(&start, "")));
        (answers.collect(), found.sentences.join("; "))
    }

    #[test]
    fn one_kind_of_native_code_tells_core_lines_and_header() {
        let (answers, text) = found(&[
            ("src/a.c", "int a;\nint b;\n"),
            ("include/a.h", "int f(void);\n"),
            ("src/own.h", "\n"),
        ]);
        assert_eq!(answers["core"], "c");
        assert_eq!(answers["code_lines"], "4");
        assert_eq!(answers["header"], "include/a.h");
        assert_eq!(
            text,
            "the native code is C in 3 files of 4 lines; its header is `include/a.h`"
        );
        assert_eq!(found(&[("a.h", "namespace x {}\n")]).0["core"], "c++");
        let comments = "/* All\nclass of\n*/ int a; // and\n// using\nint b;\n";
        assert_eq!(found(&[("a.h", comments)]).0["core"], "c");
        assert_eq!(
            found(&[("a.h", "#ifdef __cplusplus\nextern \"C\" {\n#endif\n")]).0["core"],
            "c"
        );
        let (answers, text) = found(&[("a.h", "\n"), ("b.cpp", "\n")]);
        assert_eq!(answers["core"], "c++");
        assert!(text.contains("1 header of it may be plain C; "), "{text}");
        let (_, text) = found(&[("a.h", "class A;\n"), ("b.cpp", "\n")]);
        assert!(!text.contains("plain C"), "{text}");
        assert_eq!(
            found(&[("Cargo.toml", ""), ("src/lib.rs", "\n")]).0["core"],
            "rust"
        );
    }

    #[test]
    fn several_kinds_and_several_headers_are_left_open_and_said() {
        let (answers, text) = found(&[("a.c", "\n"), ("Cargo.toml", ""), ("src/lib.rs", "\n")]);
        assert!(answers.is_empty());
        assert!(
            text.contains("C in 1 file") && text.contains("does not tell which of them is `core`"),
            "{text}"
        );
        let (answers, text) = found(&[("a.h", "\n"), ("b.h", "\n")]);
        assert_eq!(answers.get("header"), None);
        assert!(text.contains("there are 2 headers"), "{text}");
    }

    #[test]
    fn numeric_python_tells_core_and_only_where_there_is_no_native_code() {
        let files = [
            ("pkg/a.py", "from numpy.linalg import norm\n"),
            ("pkg/b.py", "import os\n"),
        ];
        let (answers, text) = found(&files);
        assert_eq!(answers["core"], "python");
        assert!(
            text.ends_with("numeric Python in 1 file, such as `pkg/a.py`"),
            "{text}"
        );
        assert_eq!(found(&[files[0], ("a.c", "\n")]).0["core"], "c");
        assert!(found(&[("b.py", "import numpyish\n")]).0.is_empty());
    }

    #[test]
    fn what_was_built_is_passed_over_and_a_link_is_not_followed() {
        let (answers, _) = found(&[("target/x.c", "\n"), (".git/y.c", "\n"), ("a.rs", "\n")]);
        assert!(answers.is_empty());
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("again")).unwrap();
        assert!(look(folder.path()).unwrap().answers.iter().next().is_none());
        assert!(
            look(&folder.path().join("no"))
                .unwrap_err()
                .to_string()
                .starts_with("there is no folder")
        );
    }
}
