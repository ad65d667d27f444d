//! Reads an [`Interface`] from C headers by libclang's syntax tree.
//!
//! Everything here may run in the reader's own process; it starts no child and asks no C
//! compiler. What crosses to the parent is [`Parsed`].

mod absent;
mod arguments;
mod builtins;
mod comments;
mod declarations;
mod doubtful;
mod evaluate;
mod functions;
mod libc;
mod macros;
mod names;
mod ownership;
mod reader;
mod records;
mod source;
mod spans;
mod target;
mod types;

use std::path::{Path, PathBuf};

use fishplate_model::{INTERFACE_VERSION, Interface};
use serde::{Deserialize, Serialize};

use crate::clang::{self, ParseFailure, Unit};
use crate::toolchain::{Toolchain, meaningful, system_roots};
use crate::{Diagnostic, HeaderRequest, Platform, ReadError, Severity};

pub(crate) use macros::MacroCandidate;
pub(crate) use source::{Source, check_sources};

/// A request whose paths are absolute and whose compiler has been asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Job {
    pub(crate) sources: Vec<Source>,
    pub(crate) include_dirs: Vec<PathBuf>,
    pub(crate) defines: Vec<String>,
    pub(crate) cflags: Vec<String>,
    /// Functions that are read wherever they are declared.
    pub(crate) functions: Vec<String>,
    libclang: PathBuf,
    triple: Option<String>,
    /// The include path of the C compiler; empty means that libclang is to find it.
    system_dirs: Vec<PathBuf>,
    system_roots: Vec<PathBuf>,
    /// Whether libclang is to evaluate macros, since no C compiler will.
    evaluates_macros: bool,
    /// Whether our own C library's types stand in for the system's headers.
    has_own_libc: bool,
    /// Whether what is whole is read although something else is not C.
    is_lenient: bool,
}

/// What libclang says.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Parsed {
    pub(crate) interface: Interface,
    pub(crate) macros: Vec<MacroCandidate>,
    /// The files whose declarations make up the interface.
    pub(crate) owned_files: Vec<String>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) notes: Vec<String>,
}

impl Job {
    pub(crate) fn new(
        request: &HeaderRequest,
        sources: Vec<Source>,
        toolchain: Option<&Toolchain>,
    ) -> Self {
        Self {
            sources,
            include_dirs: request
                .include_dirs
                .iter()
                .map(|dir| source::absolute(dir))
                .collect(),
            defines: request.defines.clone(),
            cflags: meaningful(&request.cflags),
            functions: request.functions.clone(),
            libclang: request.libclang.path().to_owned(),
            triple: toolchain.map(|tools| tools.triple.clone()),
            system_dirs: toolchain
                .map(|tools| tools.system_dirs.clone())
                .unwrap_or_default(),
            system_roots: system_roots(toolchain),
            evaluates_macros: toolchain.is_none(),
            has_own_libc: false,
            is_lenient: false,
        }
    }

    /// Reads what is whole, and says of the rest that it is not understood.
    pub(crate) fn leniently(self) -> Self {
        Self {
            is_lenient: true,
            evaluates_macros: true,
            ..self
        }
    }

    /// Reads for a platform whose own headers are not here: none of this machine's are used.
    pub(crate) fn for_platform(self, platform: Platform) -> Self {
        Self {
            triple: Some(platform.triple().to_owned()),
            system_dirs: Vec::new(),
            has_own_libc: true,
            ..self.leniently()
        }
    }

    /// The headers as the caller named them.
    pub(crate) fn shown_headers(&self) -> String {
        self.sources
            .iter()
            .map(|source| source.shown.as_str())
            .collect::<Vec<_>>()
            .join("`, `")
    }
}

/// Reads the headers of a job.
pub(crate) fn parse(job: &Job) -> Result<Parsed, ReadError> {
    let functions = clang::load(&job.libclang)
        .map_err(|error| ReadError::system("load libclang", format!("{error:?}")))?;
    let folder = tempfile::Builder::new()
        .prefix("fishplate-read-")
        .tempdir()
        .map_err(|error| ReadError::system("make a temporary folder", error))?;
    let main = own_files(job, folder.path())
        .map_err(|error| ReadError::system("write to the temporary folder", error))?;
    let arguments = arguments::arguments(job, folder.path())?;
    let mut absent = absent::Absent::new(folder.path());
    let parse =
        || Unit::parse(functions, &main, &arguments).map_err(|failure| failed(job, failure));
    let mut unit = parse()?;
    while job.is_lenient && absent.supply(&unit.diagnostics()) {
        unit = parse()?;
    }

    let mut spans = spans::Spans::new(&job.sources, &main);
    let diagnostics = diagnostics(&unit, &mut spans);
    let top = unit.root().children();
    let doubt = if job.is_lenient {
        doubtful::Doubt::find(&top, &unit.diagnostics(), &mut spans)
    } else {
        refuse_errors(job, &diagnostics)?;
        doubtful::Doubt::default()
    };
    let owned = ownership::Owned::new(job, folder.path(), &top);
    let interface = Interface {
        version: INTERFACE_VERSION,
        target: target::target(&unit, &top),
        headers: job
            .sources
            .iter()
            .map(|source| source.shown.clone())
            .collect(),
        functions: Vec::new(),
        records: Vec::new(),
        enumerations: Vec::new(),
        typedefs: Vec::new(),
        constants: Vec::new(),
        globals: Vec::new(),
        unsupported: Vec::new(),
    };
    let (mut interface, macros, owned_files) =
        reader::Reader::new(interface, owned, spans).read(&top, &job.functions);
    doubt.take_out(&mut interface);
    if job.evaluates_macros {
        interface.constants = evaluate::constants(functions, &main, &arguments, &macros)
            .map_err(|failure| failed(job, failure))?;
    }
    Ok(Parsed {
        interface,
        macros,
        owned_files,
        diagnostics,
        notes: notes(job).into_iter().chain(absent.notes()).collect(),
    })
}

/// Writes our own headers and the source that includes everything; gives the source.
fn own_files(job: &Job, folder: &Path) -> std::io::Result<PathBuf> {
    builtins::write(folder)?;
    if job.has_own_libc {
        libc::write(folder)?;
    }
    let main = folder.join("headers.c");
    std::fs::write(&main, target::SOURCE)?;
    Ok(main)
}

fn failed(job: &Job, failure: ParseFailure) -> ReadError {
    let how = match failure {
        ParseFailure::Nul => "was given a path or flag with a NUL byte".to_owned(),
        ParseFailure::Code(2) => "crashed inside libclang".to_owned(),
        ParseFailure::Code(code) => format!("gave up inside libclang (code {code})"),
    };
    ReadError::Reader {
        header: job.shown_headers(),
        how,
    }
}

fn notes(job: &Job) -> Vec<String> {
    let odd = job.sources.iter().filter(|source| !source.is_utf8);
    odd.map(|source| {
        format!(
            "header `{}` is not UTF-8: other bytes stand as U+FFFD in comments",
            source.shown
        )
    })
    .collect()
}

fn diagnostics(unit: &Unit, spans: &mut spans::Spans) -> Vec<Diagnostic> {
    unit.diagnostics()
        .into_iter()
        .map(|diagnostic| Diagnostic {
            severity: match diagnostic.severity {
                4 => Severity::Fatal,
                3 => Severity::Error,
                2 => Severity::Warning,
                _ => Severity::Note,
            },
            text: diagnostic.text,
            span: diagnostic.place.as_ref().map(|place| spans.span(place)),
        })
        .collect()
}

/// One error makes the rest of a tree doubtful, so nothing is read from it.
fn refuse_errors(job: &Job, diagnostics: &[Diagnostic]) -> Result<(), ReadError> {
    let errors: Vec<Diagnostic> = diagnostics
        .iter()
        .filter(|one| one.severity >= Severity::Error)
        .cloned()
        .collect();
    if errors.is_empty() {
        return Ok(());
    }
    let header = job.shown_headers();
    let missing = errors.iter().find_map(|error| {
        Some(
            error
                .text
                .strip_suffix("file not found")?
                .trim()
                .trim_matches('\'')
                .to_owned(),
        )
    });
    Err(match missing {
        Some(missing) => ReadError::MissingInclude {
            header,
            missing,
            diagnostics: errors,
        },
        None => ReadError::Parse {
            header,
            diagnostics: errors,
        },
    })
}
