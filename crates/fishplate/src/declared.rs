//! What the targets of `fishplate check` declare, in every language, put together.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use fishplate_model::{Declarations, Origin};
use fishplate_process::{JailKind, JailLimits};
use fishplate_read::{
    CaptureRequest, HeaderRequest, PythonRequest, capture_python, is_archive, read_python,
    read_rust,
};

use crate::cffi;
use crate::check_arguments::CheckArguments;
use crate::cython_sources::{self, CythonSources, ENDINGS};
use crate::output::Screen;
use crate::progress::Line;
use crate::project::Project;

/// How deep Rust and Cython sources are looked for in a folder.
const DEEPEST: usize = 20;

/// What all targets declare, each read by the reader of its kind.
pub(crate) fn declarations(
    arguments: &CheckArguments,
    project: &Project,
    request: &HeaderRequest,
    screen: &Screen,
) -> anyhow::Result<Declarations> {
    let (mut python, mut rust) = (Vec::new(), Vec::new());
    let mut cython = CythonSources::default();
    for target in &arguments.targets {
        let ending = target.extension().and_then(|ending| ending.to_str());
        match ending {
            _ if !target.exists() => {
                bail!(
                    "`{}` is not there; name a folder or a source",
                    target.display()
                );
            }
            Some("rs") => rust.push(target.clone()),
            Some("pyx" | "pxd") => cython.named.push(target.clone()),
            _ => {
                python.push(target.clone());
                if target.is_dir() {
                    source_files(target, 0, &["rs"], &mut rust);
                    let known = cython.found.len();
                    source_files(target, 0, &ENDINGS, &mut cython.found);
                    if cython.found.len() > known {
                        cython.holders.push(target.clone());
                    }
                }
            }
        }
    }
    let mut all = Declarations::default();
    let exclude = [arguments.exclude.clone(), project.exclude.clone()].concat();
    if !python.is_empty() {
        let line = Line::new();
        line.say("reading what the Python sources declare");
        let request = PythonRequest {
            python: arguments.python.clone(),
            targets: python,
            exclude: exclude.clone(),
        };
        all = read_python(&request)?;
        if all.archives_hold_cython {
            let archives = request.targets.iter().filter(|target| is_archive(target));
            cython.holders.extend(archives.cloned());
        }
        if arguments.run {
            capture_python(&capture_request(request)?, &mut all)?;
        }
    }
    if let Some(read) = cython_sources::declarations(&cython, &exclude, &arguments.python, screen)?
    {
        join(&mut all, read);
    }
    join(&mut all, read_rust(&rust));
    join_cdefs(&mut all, request, screen);
    Ok(all)
}

/// Puts what C text for CFFI declares beside the rest.
fn join_cdefs(all: &mut Declarations, request: &HeaderRequest, screen: &Screen) {
    let cdefs = std::mem::take(&mut all.cdefs);
    for one in cffi::objects(&cdefs) {
        match cffi::read(&one, request) {
            Ok(read) => {
                if one.iter().all(|cdef| cdef.origin == Origin::Run) {
                    all.resolved_by_run += number(read.functions.len() + read.records.len());
                }
                join(all, read);
            }
            Err(error) => screen.note(&format!("note: a cdef was not understood: {error:#}")),
        }
    }
}

/// How the modules of the same targets are imported.
fn capture_request(request: PythonRequest) -> anyhow::Result<CaptureRequest> {
    Ok(CaptureRequest {
        python: request.python,
        targets: request.targets,
        exclude: request.exclude,
        keeper: std::env::current_exe().context("cannot find the program itself")?,
        limits: JailLimits::IMPORT,
        strongest: JailKind::default(),
    })
}

fn join(all: &mut Declarations, more: Declarations) {
    all.files += more.files;
    all.functions.extend(more.functions);
    all.records.extend(more.records);
    all.callbacks.extend(more.callbacks);
    all.constants.extend(more.constants);
    all.calls.extend(more.calls);
    all.formats.extend(more.formats);
    all.suspicions.extend(more.suspicions);
    all.ignores.extend(more.ignores);
    all.unresolved.extend(more.unresolved);
}

/// The files below a folder that have one of the endings.
fn source_files(folder: &Path, depth: usize, endings: &[&str], found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let mut entries: Vec<_> = entries.flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        // A link could lead out of the folder, or back into it.
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        if kind.is_dir() && depth < DEEPEST && entry.file_name() != "target" {
            source_files(&path, depth + 1, endings, found);
        } else if kind.is_file() {
            let ending = path.extension().and_then(|ending| ending.to_str());
            if ending.is_some_and(|ending| endings.contains(&ending)) {
                found.push(path);
            }
        }
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
