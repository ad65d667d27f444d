//! The way of a request: checks, the reader's own process, then what the compiler and the
//! library add.
//!
//! libclang is C++ that was not made for hostile input, so a header can be read in a child with
//! limits. Questions to the C compiler are asked from the parent: each is a child of its own,
//! and no child of fishplate starts another that could outlive it.

use std::path::Path;
use std::time::Duration;

use fishplate_process::{Child, Limits, ProcessError};

use crate::c_header::{self, Job, Parsed};
use crate::probe;
use crate::toolchain::Toolchain;
use crate::{HeaderRequest, Platform, ReadError, Reading, SymbolKind, read_symbols};

/// The hidden argument with which a program that calls [`serve_header_request`] is started.
pub const READER_ARGUMENT: &str = "__read-header";

/// The reader's process: a minute, 1 GiB of memory, an interface of at most 64 MiB.
const LIMITS: Limits = Limits {
    wall: Duration::from_secs(60),
    output_bytes: 64 << 20,
    ..Limits::PROBE
};

/// Reads headers: in a process of its own if the request names one, else in this process.
///
/// # Errors
/// If a header is missing, is not C or includes what is not there; if libclang crashes or hangs;
/// if the library has no symbol table.
pub fn read_headers(request: &HeaderRequest) -> Result<Reading, ReadError> {
    match &request.reader {
        Some(program) => read(request, |job| ask_reader(program, job)),
        None => read_in_this_process(request),
    }
}

/// Reads what is whole of headers that may be missing a file or hold an error; the rest becomes
/// `unsupported`, and the notes say why.
///
/// With a `platform` that is not the host's, none of this machine's headers and compilers are
/// used: a few types of our own stand in for the C library, and libclang lays everything out.
///
/// # Errors
/// As [`read_headers`], less missing includes and what is not C.
pub fn read_headers_leniently(
    request: &HeaderRequest,
    platform: Option<Platform>,
) -> Result<Reading, ReadError> {
    let foreign = platform.filter(|platform| Platform::host() != Some(*platform));
    let parse = |job: &Job| match &request.reader {
        Some(program) => ask_reader(program, job),
        None => c_header::parse(job),
    };
    if let Some(platform) = foreign {
        let sources = c_header::check_sources(&request.headers)?;
        let job = Job::new(request, sources, None).for_platform(platform);
        let parsed = parse(&job)?;
        return Ok(Reading {
            interface: parsed.interface,
            diagnostics: parsed.diagnostics,
            notes: parsed.notes,
        });
    }
    match read_headers(request) {
        Err(ReadError::MissingInclude { .. } | ReadError::Parse { .. }) => {
            // The compiler would refuse the same headers, so its probes are of no use.
            read_with(request, |job| parse(&job.leniently()), false)
        }
        other => other,
    }
}

/// Reads headers in this process, whatever the request says.
///
/// # Errors
/// As [`read_headers`]; a crash of libclang is one of this process.
pub fn read_in_this_process(request: &HeaderRequest) -> Result<Reading, ReadError> {
    read(request, c_header::parse)
}

/// What the reader's process does: takes all of its standard input, gives its standard output.
#[must_use]
pub fn serve_header_request(input: &str) -> String {
    let answer: Result<Parsed, ReadError> = serde_json::from_str(input)
        .map_err(|error| ReadError::Request(format!("not a request of this fishplate: {error}")))
        .and_then(|job: Job| c_header::parse(&job));
    serde_json::to_string(&answer).unwrap_or_default()
}

fn read(
    request: &HeaderRequest,
    parse: impl FnOnce(&Job) -> Result<Parsed, ReadError>,
) -> Result<Reading, ReadError> {
    read_with(request, |job| parse(&job), true)
}

fn read_with(
    request: &HeaderRequest,
    parse: impl FnOnce(Job) -> Result<Parsed, ReadError>,
    probes: bool,
) -> Result<Reading, ReadError> {
    let sources = c_header::check_sources(&request.headers)?;
    let symbols = request.library.as_deref().map(read_symbols).transpose()?;
    let (toolchain, mut notes) = Toolchain::ask(request)?;
    let job = Job::new(request, sources, toolchain.as_ref());
    let mut parsed = parse(job.clone())?;
    notes.append(&mut parsed.notes);
    let mut interface = parsed.interface;
    if let Some(toolchain) = toolchain.as_ref().filter(|_| probes) {
        let prober = probe::Prober::new(&job, toolchain)?;
        prober.prove(
            &parsed.macros,
            &parsed.owned_files,
            &mut interface,
            &mut notes,
        )?;
    }
    // An enumerator that is also a macro of the same value is one thing.
    let is_enumerator = |name: &str| {
        interface
            .enumerations
            .iter()
            .any(|all| all.enumerators.iter().any(|one| one.name == name))
    };
    let constants = std::mem::take(&mut interface.constants);
    interface.constants = constants
        .into_iter()
        .filter(|constant| !is_enumerator(&constant.name))
        .collect();
    if let Some(symbols) = symbols {
        let has = |name: &str, kind| {
            [kind, SymbolKind::Untyped].into_iter().any(|kind| {
                symbols.contains(&crate::Symbol {
                    name: name.to_owned(),
                    kind,
                })
            })
        };
        for function in &mut interface.functions {
            let symbol = function.symbol.as_deref().unwrap_or(&function.name);
            function.is_exported = Some(has(symbol, SymbolKind::Function));
        }
        for global in &mut interface.globals {
            global.is_exported = Some(has(&global.name, SymbolKind::Object));
        }
    }
    Ok(Reading {
        interface,
        diagnostics: parsed.diagnostics,
        notes,
    })
}

fn ask_reader(program: &Path, job: &Job) -> Result<Parsed, ReadError> {
    let input = serde_json::to_string(job).map_err(|error| {
        ReadError::Request(format!(
            "a path or flag of the request is not UTF-8 ({error}); rename it"
        ))
    })?;
    let failed = |how: String| ReadError::Reader {
        header: job.shown_headers(),
        how,
    };
    let done = match Child::new(program, LIMITS)
        .arg(READER_ARGUMENT)
        .input(input)
        .run()
    {
        Ok(done) => done,
        Err(ProcessError::Interrupted) => return Err(ReadError::Interrupted),
        Err(ProcessError::TimedOut { wall, .. }) => {
            return Err(failed(format!("did not end within {} s", wall.as_secs())));
        }
        Err(error) => return Err(failed(format!("could not be run ({error})"))),
    };
    // A code of 0 proves nothing; only a whole answer counts.
    match serde_json::from_slice::<Result<Parsed, ReadError>>(&done.stdout) {
        Ok(answer) => answer,
        Err(_) if done.is_truncated => Err(failed("gave more than 64 MiB".to_owned())),
        Err(_) if done.is_success() => Err(failed("gave no whole answer".to_owned())),
        Err(_) => Err(failed(format!(
            "ended with {}: {}",
            done.status,
            done.tail(3)
        ))),
    }
}
