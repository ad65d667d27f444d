//! `fishplate doctor`: what this machine can build, and the commands that get the rest.
//!
//! It only looks: nothing is made, changed or fetched.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use fishplate_bindings::BINDINGS;
use fishplate_process::{BuildFlags, Environment, Python, TOOLS, cache_folder};
use fishplate_read::ReadError;

use crate::arguments::DoctorArguments;
use crate::output::{Screen, Tone, shown};
use crate::{header, interpreter};

/// Wide enough for the longest name of a tool or a binding path.
const NAME_WIDTH: usize = 16;
/// Wide enough for `missing`.
const STATE_WIDTH: usize = 8;

pub(crate) fn run(arguments: &DoctorArguments, screen: &Screen) -> anyhow::Result<ExitCode> {
    let asked = interpreter::ask(&arguments.python.executable);
    if fishplate_process::is_interrupted() {
        asked?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut report = Report {
        text: String::new(),
        screen,
    };
    report.interpreter(&asked);
    // Without an interpreter the other tools can still be looked for.
    let python = asked.unwrap_or_else(|_| interpreter::unknown(&arguments.python.executable));
    report.tools(&python);
    report.bindings(&python);
    report.environment(&python);
    screen.results(&report.text)?;
    Ok(ExitCode::SUCCESS)
}

struct Report<'a> {
    text: String,
    screen: &'a Screen,
}

impl Report<'_> {
    fn title(&mut self, title: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let title = self.screen.toned(Tone::Title, title);
        let _ = writeln!(self.text, "{title}");
    }

    /// A line of a name, a state in colour, and what there is to say.
    fn line(&mut self, name: &str, is_good: bool, state: &str, detail: &str) {
        let tone = if is_good { Tone::Good } else { Tone::Bad };
        // Padded before it is coloured: the escapes have no width on the screen.
        let state = self.screen.toned(tone, &format!("{state:STATE_WIDTH$}"));
        let line = format!("  {name:NAME_WIDTH$} {state} {detail}");
        let _ = writeln!(self.text, "{}", line.trim_end());
    }

    fn further(&mut self, detail: &str) {
        let _ = writeln!(
            self.text,
            "  {:NAME_WIDTH$} {:STATE_WIDTH$} {detail}",
            "", ""
        );
    }

    fn interpreter(&mut self, asked: &anyhow::Result<Python>) {
        self.title("Python");
        match asked {
            Ok(python) => {
                let name = format!("CPython {}", shown(&python.version));
                self.line(&name, true, "found", &path(&python.executable));
                self.further(&flags(&python.build));
            }
            Err(error) => self.line("CPython", false, "missing", &shown(&error.to_string())),
        }
    }

    fn tools(&mut self, python: &Python) {
        self.title("Tools");
        for tool in TOOLS {
            match tool.find(python) {
                Some(found) => {
                    let detail = format!("{} ({})", path(&found.path), shown(&found.version));
                    self.line(tool.name, true, "found", &detail);
                }
                None => self.line(tool.name, false, "missing", tool.install),
            }
        }
        match header::libclang() {
            Ok(libclang) => self.line("libclang", true, "found", &path(libclang.path())),
            Err(error @ ReadError::BadLibclang { .. }) => {
                self.line("libclang", false, "broken", &shown(&error.to_string()));
            }
            Err(_) => {
                self.line("libclang", false, "missing", "pip install libclang");
                self.further(
                    "`fishplate bench` needs no such step: its environment brings libclang",
                );
            }
        }
    }

    fn bindings(&mut self, python: &Python) {
        self.title("Binding paths");
        for binding in BINDINGS {
            let missing = binding.missing_tools(python);
            if missing.is_empty() {
                self.line(binding.name, true, "ready", binding.summary);
                continue;
            }
            let names: Vec<&str> = missing.iter().map(|tool| tool.name).collect();
            self.line(
                binding.name,
                false,
                "blocked",
                &format!("needs {}", names.join(", ")),
            );
            for tool in missing {
                self.further(tool.install);
            }
        }
    }

    fn environment(&mut self, python: &Python) {
        self.title("Environment");
        let cache = match cache_folder() {
            Ok(cache) => cache,
            Err(error) => return self.line("packages", false, "missing", &error.to_string()),
        };
        match Environment::find(python, interpreter::LOCK, &cache) {
            Some(ready) => self.line("packages", true, "ready", &path(&ready.folder)),
            None => {
                let folder = Environment::folder(python, interpreter::LOCK, &cache);
                self.line(
                    "packages",
                    true,
                    "not yet",
                    &format!("for {}", path(&folder)),
                );
                self.further(
                    "`fishplate bench` makes it on its first run, which needs the network once",
                );
            }
        }
    }
}

fn path(path: &Path) -> String {
    shown(&path.to_string_lossy())
}

fn flags(build: &BuildFlags) -> String {
    let word = |is_so: bool| if is_so { "yes" } else { "no" };
    // A distribution may optimise its build without a trace in the recorded flags.
    let recorded = |is_so: bool| if is_so { "yes" } else { "not recorded" };
    format!(
        "PGO {}, LTO {}, shared libpython {}, free-threaded {}, debug {}",
        recorded(build.has_pgo),
        recorded(build.has_lto),
        word(build.is_shared),
        word(build.is_free_threaded),
        word(build.is_debug)
    )
}
