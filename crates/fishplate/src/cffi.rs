//! The C text that CFFI is given: read as a header is, its places turned into those of the sources.
//!
//! The texts of one `FFI` object are one header, since each sees the types of those before it.

use std::fmt::Write as _;

use anyhow::Context;
use fishplate_model::{Cdef, Declarations, Origin, Span, Unresolved};
use fishplate_read::{HeaderRequest, read_headers_leniently};

/// What CFFI knows without being told.
const PRELUDE: &str = "#include <stddef.h>\n#include <stdint.h>\n#include <stdbool.h>\n\
                       #include <stdio.h>\n#include <sys/types.h>\n";

/// The texts by the object that they are given to.
pub(crate) fn objects(cdefs: &[Cdef]) -> Vec<Vec<&Cdef>> {
    let mut objects: Vec<Vec<&Cdef>> = Vec::new();
    for cdef in cdefs {
        let same = |all: &&mut Vec<&Cdef>| all.first().is_some_and(|one| one.ffi == cdef.ffi);
        match objects.iter_mut().find(same) {
            Some(known) => known.push(cdef),
            None => objects.push(vec![cdef]),
        }
    }
    objects
}

/// The declarations of one object.
pub(crate) fn read(cdefs: &[&Cdef], request: &HeaderRequest) -> anyhow::Result<Declarations> {
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let header = folder.path().join("cdef.h");
    let joined = Joined::new(cdefs);
    fs_err::write(&header, &joined.text)?;
    let request = HeaderRequest {
        headers: vec![header],
        library: None,
        ..request.clone()
    };
    let reading = read_headers_leniently(&request, None)?;
    let place = |span: &Span| joined.place(span);
    let scope = cdefs.first().map(|cdef| format!("FFI {}: ", cdef.ffi));
    let scope = scope.unwrap_or_default();
    let mut read =
        fishplate_check::declarations_of(&reading.interface, Origin::Cffi, &scope, place);
    let is_verified = cdefs.iter().any(|cdef| cdef.is_verified);
    for function in &mut read.functions {
        function.is_verified = is_verified;
    }
    for record in &mut read.records {
        record.is_verified = is_verified;
    }
    for callback in &mut read.callbacks {
        callback.is_verified = is_verified;
    }
    let unsupported = reading.interface.unsupported.iter();
    read.unresolved.extend(unsupported.map(|one| Unresolved {
        what: one.what.clone(),
        why: "it is C that the reader does not understand".to_owned(),
        span: joined.place(&one.span),
    }));
    Ok(read)
}

/// Texts one after the other, and where each begins.
struct Joined<'a> {
    text: String,
    /// The first line of a text in the whole, counted from 1.
    parts: Vec<(u32, &'a Cdef)>,
}

impl<'a> Joined<'a> {
    fn new(cdefs: &[&'a Cdef]) -> Self {
        let mut text = PRELUDE.to_owned();
        let mut parts = Vec::new();
        for cdef in cdefs {
            if let Some(pack) = cdef.pack {
                let _ = writeln!(text, "#pragma pack(push, {pack})");
            }
            let line = text.matches('\n').count() + 1;
            parts.push((u32::try_from(line).unwrap_or(u32::MAX), *cdef));
            // CFFI fills in what `...` stands for; the header reader passes over it.
            text.push_str(&cdef.text.replace("...;", "").replace("[...]", "[1]"));
            text.push('\n');
            if cdef.pack.is_some() {
                text.push_str("#pragma pack(pop)\n");
            }
        }
        Self { text, parts }
    }

    /// The place in the sources.
    fn place(&self, span: &Span) -> Span {
        let part = self.parts.iter().rev().find(|(line, _)| *line <= span.line);
        let Some((first, cdef)) = part.or(self.parts.first()) else {
            return span.clone();
        };
        if cdef.origin == Origin::Run || cdef.is_table {
            // The text stands nowhere in the source: an import made or read it, or CFFI turned it
            // into tables.
            return cdef.span.clone();
        }
        let line = span.line.saturating_sub(*first);
        let before = if line == 0 {
            cdef.span.column.saturating_sub(1)
        } else {
            0
        };
        Span {
            file: cdef.span.file.clone(),
            line: cdef.span.line.saturating_add(line),
            column: span.column.saturating_add(before),
        }
    }
}
