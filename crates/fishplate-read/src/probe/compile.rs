//! Compiles many small probes at once, and finds those that do not compile.
//!
//! A header's macros are full of things that are no expression. One of them must not cost the
//! others, so the compiler's line numbers say which probes to leave out; where they do not help,
//! halves are tried.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fishplate_process::{Child, Limits, ProcessError};

use super::object_file::{Answers, PREFIX, answers};
use crate::ReadError;
use crate::c_header::Job;
use crate::toolchain::Toolchain;

/// The name under which the compiler reports lines of a probe.
const NAME: &str = "fishplate-probe";

/// The start of the name of the function around each probe; its number follows.
const FUNCTION: &str = "fishplate_probe_in_";

/// How often one set of probes is compiled before what is left is given up.
const COMPILES: usize = 60;

/// How often the compiler's line numbers are followed before halves are tried.
const ROUNDS: usize = 12;

/// Compiles probes for the headers of one job.
pub(crate) struct Prober {
    compiler: PathBuf,
    arguments: Vec<String>,
    is_clang: bool,
    folder: tempfile::TempDir,
    /// Whether a compile that succeeded has left the list of declarations.
    has_list: Cell<bool>,
}

/// One probe: a declaration of a variable whose name and number are filled in.
pub(super) struct Probe {
    /// C before the variable's name, such as `unsigned char`.
    pub(super) before: String,
    /// C right after it, such as `[] = { 1 }`.
    pub(super) after: String,
}

/// Probes that stand behind the same preamble.
#[derive(Default)]
pub(super) struct Group {
    /// C before the first of them; it holds for later groups too.
    pub(super) preamble: String,
    pub(super) probes: Vec<Probe>,
}

enum Outcome {
    Compiled(Answers),
    Failed {
        lines: BTreeSet<usize>,
        tail: String,
    },
}

impl Prober {
    pub(crate) fn new(job: &Job, toolchain: &Toolchain) -> Result<Self, ReadError> {
        let folder = tempfile::Builder::new()
            .prefix("fishplate-probe-")
            .tempdir()
            .map_err(|error| ReadError::system("make a temporary folder", error))?;
        let mut arguments = job.cflags.clone();
        arguments.extend(
            job.include_dirs
                .iter()
                .map(|dir| format!("-I{}", dir.display())),
        );
        arguments.extend(job.defines.iter().map(|define| format!("-D{define}")));
        for source in &job.sources {
            arguments.extend(["-include".to_owned(), source.absolute.clone()]);
        }
        // No link-time optimisation: an object file of that kind holds no data to read.
        arguments.extend(["-w", "-O0", "-g0", "-fno-lto"].map(str::to_owned));
        if !toolchain.is_clang {
            // An error inside a macro is reported at its use, which is the probe's line.
            arguments.push("-ftrack-macro-expansion=0".to_owned());
        }
        Ok(Self {
            compiler: toolchain.compiler.clone(),
            arguments,
            is_clang: toolchain.is_clang,
            folder,
            has_list: Cell::new(false),
        })
    }

    /// The compiler, for notes.
    pub(super) fn compiler(&self) -> &Path {
        &self.compiler
    }

    /// Compiles probes, all of them at once: most of the time goes into the headers. The number of
    /// an answer is the index of its probe, counted through all groups, and one that does not
    /// compile has none. A text says why there may be fewer answers than could be had.
    pub(super) fn answers(
        &self,
        groups: &[&Group],
    ) -> Result<(Answers, Option<String>), ReadError> {
        let mut all = Answers::default();
        let mut budget = COMPILES;
        let count = groups.iter().map(|group| group.probes.len()).sum();
        let mut queue: Vec<Vec<usize>> = vec![(0..count).collect()];
        let mut are_headers_tried = false;
        while let Some(mut set) = queue.pop() {
            let mut rounds = 0;
            while !set.is_empty() {
                if budget == 0 {
                    return Ok((all, Some("too many of them do not compile".to_owned())));
                }
                budget -= 1;
                rounds += 1;
                let (lines, tail) = match self.compile(groups, &set)? {
                    Outcome::Compiled(more) => {
                        all.is_little_endian = more.is_little_endian;
                        all.data.extend(more.data);
                        break;
                    }
                    Outcome::Failed { lines, tail } => (lines, tail),
                };
                // Where no probe is at fault, the headers may be.
                if lines.is_empty()
                    && !std::mem::replace(&mut are_headers_tried, true)
                    && let Outcome::Failed { tail, .. } = self.compile(groups, &[])?
                {
                    return Ok((all, Some(tail)));
                }
                let left: Vec<usize> = set
                    .iter()
                    .copied()
                    .filter(|index| !lines.contains(&(index + 1)))
                    .collect();
                if left.len() < set.len() && rounds < ROUNDS {
                    set = left;
                } else if set.len() > 1 {
                    let second = set.split_off(set.len() / 2);
                    queue.extend([set, second]);
                    break;
                } else {
                    drop(tail);
                    break;
                }
            }
        }
        Ok((all, None))
    }

    /// Lets GCC write the declarations of the headers into a file of their own; none where the
    /// compiler has no such list or cannot read the headers.
    pub(super) fn list_declarations(&self) -> Result<Option<PathBuf>, ReadError> {
        if self.is_clang {
            return Ok(None);
        }
        let file = self.list();
        if self.has_list.get() {
            return Ok(Some(file));
        }
        let child = self.child().args(["-fsyntax-only", "-aux-info"]).arg(&file);
        match child.args(["-x", "c", "/dev/null"]).run() {
            Ok(done) => Ok(done.is_success().then_some(file)),
            Err(ProcessError::Interrupted) => Err(ReadError::Interrupted),
            Err(_) => Ok(None),
        }
    }

    fn list(&self) -> PathBuf {
        self.folder.path().join("declarations")
    }

    fn child(&self) -> Child {
        Child::new(&self.compiler, Limits::PROBE)
            .args(&self.arguments)
            .folder(self.folder.path())
            .env("LC_ALL", "C")
    }

    fn compile(&self, groups: &[&Group], set: &[usize]) -> Result<Outcome, ReadError> {
        let failed = |error: std::io::Error| ReadError::system("write a probe", error);
        let (source, object) = (
            self.folder.path().join("probe.c"),
            self.folder.path().join("probe.o"),
        );
        let text = text(groups, set);
        std::fs::write(&source, text).map_err(failed)?;
        let mut child = self
            .child()
            .args(["-x", "c", "-c"])
            .arg(&source)
            .arg("-o")
            .arg(&object);
        let lists = !self.is_clang && !self.has_list.get();
        if lists {
            child = child.arg("-aux-info").arg(self.list());
        }
        match child.run() {
            Ok(done) if done.is_success() => {
                self.has_list.set(self.has_list.get() || lists);
                let bytes = std::fs::read(&object)
                    .map_err(|error| ReadError::system("read a probe's object file", error))?;
                Ok(answers(&bytes).map_or_else(
                    || Outcome::Failed {
                        lines: BTreeSet::new(),
                        tail: "its object files cannot be read".to_owned(),
                    },
                    Outcome::Compiled,
                ))
            }
            Ok(done) => Ok(Outcome::Failed {
                lines: error_lines(&done.stderr_text()),
                tail: done.tail(3),
            }),
            Err(ProcessError::Interrupted) => Err(ReadError::Interrupted),
            // A compiler that hangs on one probe is treated as one that refuses it.
            Err(error) => Ok(Outcome::Failed {
                lines: BTreeSet::new(),
                tail: error.to_string(),
            }),
        }
    }
}

/// The source with the probes of a set; all preambles are in it, whichever probes are.
fn text(groups: &[&Group], set: &[usize]) -> String {
    let set: BTreeSet<usize> = set.iter().copied().collect();
    let mut text = String::new();
    let mut first = 0;
    for group in groups {
        let Group { preamble, probes } = group;
        // An error in a preamble is no probe's.
        text.push_str("#line 1 \"fishplate-preamble\"\n");
        text.push_str(preamble);
        text.push('\n');
        for (index, Probe { before, after }) in (first..).zip(probes) {
            if !set.contains(&index) {
                continue;
            }
            // Each in a function of its own: a compiler reports an unknown name once in a scope.
            let line = format!(
                "#line {} \"{NAME}\"\nvoid {FUNCTION}{index}(void) {{ \
                 static const __attribute__((used)) {before} {PREFIX}{index}{after}; }}\n",
                index + 1
            );
            text.push_str(&line);
        }
        first += probes.len();
    }
    text
}

/// The probes that the compiler finds fault with, by their lines.
///
/// Most errors name the probe's line. Where a macro's own definition is named instead, as GCC
/// does for the name of a macro with parameters, the function that it says to be in tells.
fn error_lines(errors: &str) -> BTreeSet<usize> {
    let mut lines = BTreeSet::new();
    let mut within: Option<usize> = None;
    for line in errors.lines() {
        if line.contains(": In function ") {
            within = line.split_once(FUNCTION).and_then(|(_, rest)| {
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                digits.parse().ok()
            });
        } else if line.ends_with("At top level:") {
            within = None;
        } else if line.contains("error:") {
            let named = line
                .strip_prefix(NAME)
                .and_then(|rest| rest.strip_prefix(':'));
            let named = named.and_then(|rest| rest.split(':').next()?.parse().ok());
            lines.extend(named.or(within.map(|index| index + 1)));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::error_lines;

    #[test]
    fn an_error_at_a_macros_definition_is_the_probes_in_whose_function_it_is() {
        let errors = "fishplate-probe: In function 'fishplate_probe_in_4':\n\
                      fishplate-probe:5:12: error: expected expression\n\
                      fishplate-probe:5:12: note: told once\n\
                      fishplate-probe: In function 'fishplate_probe_in_8':\n\
                      x.h:556:25: error: 'f' undeclared (first use in this function)\n\
                      fishplate-probe: At top level:\n\
                      x.h:3:1: error: elsewhere\n";
        assert_eq!(error_lines(errors).into_iter().collect::<Vec<_>>(), [5, 9]);
    }
}
