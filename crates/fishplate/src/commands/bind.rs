//! `fishplate bind`: a complete Python package for the library of a header.
//!
//! Every package is made in memory before the first is put down, so that an error in the notes
//! or the header leaves no file behind.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use fishplate_bindings::{Binding, Notes, Package, Plan, plan};

use crate::arguments::BindArguments;
use crate::output::{Screen, shown};
use crate::{header, library};

struct Written {
    binding: &'static Binding,
    folder: PathBuf,
    package: Package,
}

pub(crate) fn run(arguments: &BindArguments, screen: &Screen) -> anyhow::Result<ExitCode> {
    let bindings = chosen(&arguments.binding);
    let library = library::find(arguments)?;
    let name = library::import_name(arguments, &library.file)?;
    let notes = notes(arguments.notes.as_deref())?;
    let reading = header::read(
        &arguments.headers,
        // One that the loader finds by name has no file here to take symbols from.
        Some(library.file.as_path()).filter(|file| file.is_absolute()),
        &arguments.header,
        screen,
    )?;
    let plan = plan(&reading.interface, &notes, &name)?;

    let mut written = Vec::new();
    let mut first_failure = None;
    for binding in &bindings {
        let folder = match bindings.as_slice() {
            [_] => arguments.out.clone(),
            _ => arguments.out.join(binding.name),
        };
        match binding.write(&plan, &library) {
            Ok(package) => written.push(Written {
                binding,
                folder,
                package,
            }),
            Err(error) => {
                let error = anyhow::Error::new(error)
                    .context(format!("cannot write a package through `{}`", binding.name));
                // The other paths go on; the first failure is the command's.
                if first_failure.is_some() {
                    screen.failure(&error);
                } else {
                    first_failure = Some(error);
                }
            }
        }
    }
    for one in &written {
        one.package.save(&one.folder)?;
    }
    screen.results(&summary(&plan, &written))?;
    first_failure.map_or(Ok(ExitCode::SUCCESS), Err)
}

/// The bindings of `--binding`, each once, in the order of tables; `all` stands for the paths
/// without their variants.
fn chosen(names: &[String]) -> Vec<&'static Binding> {
    let is_chosen = |binding: &&Binding| {
        names
            .iter()
            .any(|name| name == binding.name || (name == "all" && binding.variant.is_none()))
    };
    Binding::offered().filter(is_chosen).collect()
}

fn notes(file: Option<&Path>) -> anyhow::Result<Notes> {
    let Some(file) = file else {
        return Ok(Notes::default());
    };
    let text = fs_err::read_to_string(file).context("cannot read the notes")?;
    Ok(Notes::parse(&text, &file.display().to_string())?)
}

/// The folders that were written, and what is not in them: counts first, names below.
fn summary(plan: &Plan, written: &[Written]) -> String {
    let mut text = String::new();
    for one in written {
        let all = plan.functions.len() + plan.left_out.len();
        let left_out = &one.package.left_out;
        let _ = writeln!(
            text,
            "{}: {} of {all} functions through `{}`",
            shown(&one.folder.to_string_lossy()),
            all.saturating_sub(left_out.len()),
            one.binding.name
        );
    }
    for one in written
        .iter()
        .filter(|one| !one.package.left_out.is_empty())
    {
        let _ = writeln!(
            text,
            "\nleft out of `{}`: {}",
            one.binding.name,
            one.package.left_out.len()
        );
        for left_out in &one.package.left_out {
            let _ = writeln!(
                text,
                "  {}: {}",
                shown(&left_out.function),
                shown(&left_out.reason)
            );
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use fishplate_bindings::BINDINGS;

    use super::*;

    #[test]
    fn all_stands_for_every_binding_path_once() {
        let names = ["all".to_owned(), BINDINGS[0].name.to_owned()];
        assert_eq!(chosen(&names).len(), BINDINGS.len());
        assert_eq!(chosen(&names[1..]).len(), 1);
    }

    #[test]
    fn an_offered_variant_is_written_when_it_is_named() {
        let variants = Binding::offered().filter(|one| one.variant.is_some());
        let variants: Vec<&Binding> = variants.collect();
        assert!(!variants.is_empty());
        for variant in variants {
            let chosen = chosen(&["all".to_owned(), variant.name.to_owned()]);
            assert_eq!(chosen.len(), BINDINGS.len() + 1);
            assert_eq!(chosen.last().unwrap().name, variant.name);
        }
    }
}
