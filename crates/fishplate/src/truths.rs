//! From the options of `check` to what is true of the library: one truth a target and version.

use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use fishplate_check::Truth;
use fishplate_read::{
    HeaderRequest, Platform, Reading, Severity, read_debug_information, read_headers_leniently,
    read_symbols,
};

use crate::header;
use crate::output::Screen;

/// How deep a header is looked for in a folder of a version.
const DEEPEST: usize = 5;

/// What the truth is asked of.
pub(crate) struct Sources {
    pub(crate) request: HeaderRequest,
    /// The targets to judge for; empty is this machine's.
    pub(crate) platforms: Vec<Platform>,
    /// A folder of headers for each version.
    pub(crate) versions: Vec<PathBuf>,
}

/// Reads every truth; what the readers have to say goes to standard error, each thing once.
pub(crate) fn truths(sources: &Sources, screen: &Screen) -> anyhow::Result<Vec<Truth>> {
    let mut said = Said {
        screen,
        lines: Vec::new(),
    };
    let mut all = Vec::new();
    let requests = if sources.versions.is_empty() {
        vec![(None, sources.request.clone())]
    } else {
        let versions = sources.versions.iter();
        versions
            .map(|folder| version(&sources.request, folder))
            .collect::<anyhow::Result<_>>()?
    };
    for (version, request) in &requests {
        let platforms: Vec<Option<Platform>> = match sources.platforms.as_slice() {
            [] => vec![None],
            some => some.iter().copied().map(Some).collect(),
        };
        for platform in platforms {
            if request.headers.is_empty() {
                continue;
            }
            let is_host = platform.is_none() || platform == Platform::host();
            let reading = read_headers_leniently(request, platform)?;
            said.reading(&reading, platform);
            let mut truth = Truth::new(reading.interface);
            truth.version.clone_from(version);
            if let Some(library) = request.library.as_deref().filter(|_| is_host) {
                let symbols = read_symbols(library)?;
                truth.symbols = Some(symbols.into_iter().map(|symbol| symbol.name).collect());
            }
            all.push(truth);
        }
    }
    all.extend(debug_truth(sources, &mut said)?);
    if all.is_empty() {
        bail!(
            "there is nothing to hold the declarations against; name a header with `--header FILE`, \
             or a library with debug information with `--library FILE`"
        );
    }
    Ok(all)
}

/// What the compiler did, where the library says: the judge where no header is given.
fn debug_truth(sources: &Sources, said: &mut Said<'_>) -> anyhow::Result<Option<Truth>> {
    let Some(library) = &sources.request.library else {
        return Ok(None);
    };
    let is_asked = sources.platforms.is_empty()
        || Platform::host().is_some_and(|host| sources.platforms.contains(&host));
    if !is_asked {
        return Ok(None);
    }
    let Some(reading) = read_debug_information(library)? else {
        if sources.request.headers.is_empty() {
            bail!(
                "`{}` has no debug information, and no header is given; name one with `--header FILE`",
                library.display()
            );
        }
        return Ok(None);
    };
    for note in &reading.notes {
        said.line(&format!("note: {note}"));
    }
    let mut truth = Truth::new(reading.interface);
    truth.is_partial = true;
    Ok(Some(truth))
}

/// The request with the headers of a version's folder in the place of the given ones.
fn version(
    request: &HeaderRequest,
    folder: &Path,
) -> anyhow::Result<(Option<String>, HeaderRequest)> {
    if !folder.is_dir() {
        bail!(
            "the version `{}` is no folder; name a folder of headers for each version",
            folder.display()
        );
    }
    let mut headers = Vec::new();
    for header in &request.headers {
        let name = header.file_name().unwrap_or_default();
        let found = find(folder, Path::new(name), 0);
        headers.push(found.ok_or_else(|| {
            anyhow!(
                "the version `{}` has no header `{}`",
                folder.display(),
                Path::new(name).display()
            )
        })?);
    }
    let mut include_dirs = vec![folder.to_owned(), folder.join("include")];
    include_dirs.retain(|folder| folder.is_dir());
    include_dirs.extend(request.include_dirs.iter().cloned());
    let name = folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let request = HeaderRequest {
        headers,
        include_dirs,
        library: None,
        ..request.clone()
    };
    Ok((name, request))
}

/// The header of that name that lies highest in a folder.
fn find(folder: &Path, name: &Path, depth: usize) -> Option<PathBuf> {
    let here = folder.join(name);
    if here.is_file() {
        return Some(here);
    }
    if depth >= DEEPEST {
        return None;
    }
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    let mut folders: Vec<PathBuf> = entries
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| entry.path())
        .collect();
    folders.sort();
    folders
        .iter()
        .find_map(|inner| find(inner, name, depth + 1))
}

/// Lines on standard error, each once.
struct Said<'s> {
    screen: &'s Screen,
    lines: Vec<String>,
}

impl Said<'_> {
    fn reading(&mut self, reading: &Reading, platform: Option<Platform>) {
        let on = platform.map_or(String::new(), |platform| format!(" ({})", platform.name()));
        for note in &reading.notes {
            self.line(&format!("note: {note}{on}"));
        }
        let bad = (reading.diagnostics.iter()).filter(|one| one.severity >= Severity::Error);
        for diagnostic in bad {
            self.line(&format!("{diagnostic}{on}"));
        }
    }

    fn line(&mut self, line: &str) {
        if !self.lines.iter().any(|known| known == line) {
            self.lines.push(line.to_owned());
            self.screen.note(line);
        }
    }
}

/// The request for the headers of the options and of the project.
pub(crate) fn request(
    headers: Vec<PathBuf>,
    library: Option<PathBuf>,
    options: &crate::arguments::HeaderOptions,
) -> anyhow::Result<HeaderRequest> {
    Ok(HeaderRequest {
        headers,
        include_dirs: options.include_dir.clone(),
        defines: options.define.clone(),
        cflags: header::flags(options)?,
        functions: Vec::new(),
        library,
        libclang: header::libclang()?,
        compiler: None,
        // The header may be anybody's: another process reads it, within limits.
        reader: std::env::current_exe().ok(),
    })
}
