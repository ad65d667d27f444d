//! From the arguments of `bench` to the function of the user's own that is measured.

use std::path::Path;

use anyhow::{Context, bail};
use fishplate_lab::{Code, Declared, OwnFunction};

use crate::bench_arguments::BenchArguments;
use crate::{header, library, pkg_config, small_file};

/// The function that the arguments describe; none where they name none.
pub(crate) fn read(arguments: &BenchArguments) -> anyhow::Result<Option<OwnFunction>> {
    let own = &arguments.own;
    let Some(call) = &own.call else {
        refuse_header_options(arguments)?;
        return Ok(None);
    };
    let options = &arguments.header;
    let found = OwnFunction {
        declared: Declared {
            headers: own.header.clone(),
            include_dirs: options.include_dir.clone(),
            defines: options.define.clone(),
            cflags: header::flags(options)?,
        },
        code: code(arguments)?,
        call: call.clone(),
        sizes: own.sizes.clone(),
        notes: own.notes.as_deref().map(notes).transpose()?,
    };
    if !own.sizes.is_empty() && !found.has_size() {
        bail!(
            "`--sizes` is given and nothing in the call has that size; write `N` for the number of \
             elements, as in `float64[N]`"
        );
    }
    for file in &own.header {
        is_there(file, "header", "--header")?;
    }
    Ok(Some(found))
}

/// Without a header these would be passed over in silence.
fn refuse_header_options(arguments: &BenchArguments) -> anyhow::Result<()> {
    let options = &arguments.header;
    let is_empty = options.include_dir.is_empty()
        && options.define.is_empty()
        && options.cflags.is_empty()
        && options.pkg_config.is_empty();
    if is_empty {
        return Ok(());
    }
    bail!(
        "options for a header are given and no header; add `--header H --call CALL`, or take them \
         away"
    )
}

fn code(arguments: &BenchArguments) -> anyhow::Result<Code> {
    let own = &arguments.own;
    if !own.source.is_empty() {
        for file in &own.source {
            is_there(file, "source", "--source")?;
        }
        let packages = arguments.header.pkg_config.iter();
        let link_flags: Vec<Vec<String>> = packages
            .map(|package| pkg_config::ask("--libs", package))
            .collect::<Result<_, _>>()?;
        return Ok(Code::Sources {
            files: own.source.clone(),
            link_flags: link_flags.concat(),
        });
    }
    let file = match &own.library {
        Some(file) => Some(file.clone()),
        None => library::named_by_package(&arguments.header)?,
    };
    let Some(file) = file else {
        bail!(
            "nothing says where the function is; add `--source FILE.c`, `--library libNAME.so` or \
             `--pkg-config PACKAGE`"
        );
    };
    let found = library::shared(&file)?;
    Ok(Code::Library {
        file: found.file,
        soname: found.soname,
    })
}

fn is_there(file: &Path, what: &str, option: &str) -> anyhow::Result<()> {
    if file.is_file() {
        return Ok(());
    }
    bail!(
        "there is no {what} `{}`; name an existing file with `{option}`",
        file.display()
    )
}

fn notes(file: &Path) -> anyhow::Result<(String, String)> {
    let text = small_file::read(file).context("cannot read the notes")?;
    Ok((text, file.display().to_string()))
}
