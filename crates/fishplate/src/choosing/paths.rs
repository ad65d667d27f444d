//! What each binding path needs, gives, and carries of the user's own header.

use std::path::PathBuf;

use anyhow::Context;
use fishplate_bindings::{BINDINGS, Binding, Notes, Plan, VARIANTS, plan};
use fishplate_choose::{Carried, MissingTool, PathEvidence};
use fishplate_process::Python;

use crate::arguments::HeaderOptions;
use crate::header;
use crate::output::Screen;

/// What would be bound of the header; none where there is none, or nothing that could read it.
pub(crate) fn header(
    files: &[String],
    options: &HeaderOptions,
    screen: &Screen,
) -> anyhow::Result<Option<Plan>> {
    if files.is_empty() {
        return Ok(None);
    }
    // The advice stands without it, and says less.
    if let Err(error) = header::libclang() {
        screen.note(&format!(
            "note: which functions of the header each path carries is not told: {error}"
        ));
        return Ok(None);
    }
    let files: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
    let reading = header::read(&files, None, options, screen)
        .context("cannot look into the header; where it is no C header, say `--header none`")?;
    Ok(Some(plan(&reading.interface, &Notes::default(), "bound")?))
}

/// The functions that no path carries.
pub(crate) fn left_out(header: Option<&Plan>) -> Vec<(String, String)> {
    let all = header.into_iter().flat_map(|plan| &plan.left_out);
    all.map(|one| (one.function.clone(), one.reason.clone()))
        .collect()
}

/// Every binding path.
pub(crate) fn all(python: &Python, header: Option<&Plan>) -> Vec<PathEvidence> {
    BINDINGS
        .iter()
        .map(|binding| of(binding, python, header))
        .collect()
}

fn of(binding: &Binding, python: &Python, header: Option<&Plan>) -> PathEvidence {
    let tools = binding.needs.iter().map(|tool| tool.name.to_owned());
    let packages = binding.builds_with.iter().map(|name| (*name).to_owned());
    let missing = binding
        .missing_tools(python)
        .into_iter()
        .map(|tool| MissingTool {
            tool: tool.name.to_owned(),
            install: tool.install.to_owned(),
        });
    PathEvidence {
        name: binding.name.to_owned(),
        needs: tools.chain(packages).collect(),
        missing: missing.collect(),
        wheels: wheels(binding),
        carried: header.map(|plan| carried(binding, plan)),
    }
}

fn carried(binding: &Binding, plan: &Plan) -> Carried {
    let left_out: Vec<(String, String)> = (plan.functions.iter())
        .filter_map(|function| Some((function.symbol.clone(), binding.refusal(function)?)))
        .collect();
    Carried {
        carried: plan.functions.len().saturating_sub(left_out.len()),
        all: plan.functions.len() + plan.left_out.len(),
        left_out,
    }
}

fn wheels(binding: &Binding) -> String {
    if !binding.is_compiled {
        return "one wheel for every Python; with the library in it, one a platform".to_owned();
    }
    let stable = VARIANTS.iter().find(|one| {
        one.variant
            .is_some_and(|variant| variant.is_offered && variant.of == binding.name)
    });
    let stable = stable.map_or(String::new(), |one| {
        format!("; through `{}` one for all of them, a platform", one.name)
    });
    format!("a wheel for each Python version and platform{stable}")
}
