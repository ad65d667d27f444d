//! Reads a workload's folder: `workload.toml`, its notes, and the packages below it.
//!
//! Whoever writes a workload is told what is wrong with it by name; what a workload means for
//! a run is not known here.

use std::collections::{BTreeMap, BTreeSet};

use fishplate_bindings::VARIANTS;
use fishplate_model::SizeUnit;
use serde::Deserialize;

use super::around::Around;
use super::limits::{Isolated, check_fresh, check_limits};
use super::{Case, Contender, Focus, InputForm, Workload};
use crate::Spec;
use crate::embedded::{EmbeddedFile, Texts};
use crate::field::{GENERATED, REFERENCE};
use crate::hand::{Author, HandPackage};
use crate::name::check_name;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    header: String,
    sources: Vec<String>,
    notes: Option<String>,
    #[serde(default)]
    variants: Vec<String>,
    in_default: Option<bool>,
    generated: Option<bool>,
    around: Option<Around>,
    #[serde(default)]
    focus: Focus,
    function: Option<String>,
    args: Option<toml::Table>,
    #[serde(default, rename = "case")]
    cases: Vec<FileCase>,
    #[serde(default)]
    sizes: Vec<u64>,
    size_unit: Option<SizeUnit>,
    isolated: Option<Isolated>,
    free_bytes: Option<u64>,
    #[serde(default)]
    up_to: BTreeMap<String, u64>,
    seed: u64,
    tolerance: f64,
    #[serde(default)]
    contestants: toml::Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileCase {
    name: String,
    function: String,
    #[serde(default)]
    by_keyword: bool,
    #[serde(default)]
    omitted: Vec<String>,
    #[serde(default)]
    fresh: Vec<String>,
    args: toml::Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileContender {
    inputs: InputForm,
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    functions: Vec<String>,
}

impl FileContender {
    /// One that takes part everywhere and needs nothing.
    fn of(inputs: InputForm) -> Self {
        Self {
            inputs,
            needs: Vec::new(),
            functions: Vec::new(),
        }
    }
}

/// Reads the workload in a folder of the carried files.
pub(super) fn read(folder: &str, files: &[EmbeddedFile]) -> Result<Workload, String> {
    let fail = |why: String| format!("workload `{folder}`: {why}");
    let texts = Texts::carried(files, folder);
    let text_of = |path: &str| texts.has(path).then(|| texts.text(path));
    let variants: Vec<&str> = VARIANTS.iter().map(|variant| variant.name).collect();
    let text = text_of("workload.toml").unwrap_or("");
    let mut workload = parse(text, folder, &variants).map_err(fail)?;
    let notes = workload.notes.take();
    let needed = (workload.sources.iter().chain([&workload.header]))
        .chain(&notes)
        .map(String::as_str);
    for path in needed.chain(["drive.py"]) {
        text_of(path).ok_or_else(|| fail(format!("it has no `{path}`")))?;
    }
    workload.notes = notes.and_then(|path| text_of(&path)).map(str::to_owned);
    for author in [Author::ByHand, Author::NativeLanguage] {
        let prefix = format!("{folder}/{}/", author.folder());
        workload
            .hand
            .extend(HandPackage::all(author, &prefix, files)?);
    }
    check_packages(&workload).map_err(fail)?;
    check_functions(&workload).map_err(fail)?;
    check_limits(&workload).map_err(fail)?;
    Ok(Workload { texts, ..workload })
}

/// All packages of a workload are imported into one process, so no two may have one name.
fn check_packages(workload: &Workload) -> Result<(), String> {
    let functions = workload.functions();
    let mut modules = BTreeSet::new();
    for package in &workload.hand {
        let folder = format!("{}/{}", package.author.folder(), package.binding);
        if !modules.insert(&package.module) {
            let module = &package.module;
            return Err(format!(
                "{folder}: another package is called `{module}` too; give it a name of its own"
            ));
        }
        package
            .check(&functions)
            .map_err(|why| format!("{folder}/hand.toml: {why}"))?;
        let mut contestants = workload.contestants.iter();
        let is_taken = |one: &&Contender| {
            one.name == package.binding && package.variants.contains_key(&one.variant)
        };
        if let Some(one) = contestants.find(is_taken) {
            return Err(format!(
                "{folder}/hand.toml: `{}/{}` stands in `[contestants]` of workload.toml too; \
                 rename one",
                one.name, one.variant
            ));
        }
    }
    Ok(())
}

/// A contestant that names a function that is never called would take part nowhere.
fn check_functions(workload: &Workload) -> Result<(), String> {
    let known = workload.functions();
    for one in &workload.contestants {
        let mut named = one.functions.iter();
        if let Some(unknown) = named.find(|name| !known.contains(&name.as_str())) {
            return Err(format!(
                "contestant `{}` names `{unknown}`, which the workload does not call; known: {}",
                one.name,
                known.join(", ")
            ));
        }
    }
    Ok(())
}

fn parse(text: &str, folder: &str, variants: &[&str]) -> Result<Workload, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    if file.name != folder {
        return Err(format!(
            "its name is `{}`; give it the name of its folder",
            file.name
        ));
    }
    if let Some(unknown) = (file.variants.iter()).find(|name| !variants.contains(&name.as_str())) {
        return Err(format!(
            "no variant of a binding path is called `{unknown}`; known: {}",
            variants.join(", ")
        ));
    }
    let cases = match (file.function, file.args) {
        (Some(function), Some(args)) if file.cases.is_empty() => {
            vec![case(None, function, &args, false, Vec::new())?]
        }
        (None, None) if !file.cases.is_empty() => named_cases(file.cases)?,
        _ => {
            return Err("write either `function` and `[args]`, or `[[case]]` tables".to_owned());
        }
    };
    Ok(Workload {
        name: file.name,
        header: file.header,
        sources: file.sources,
        notes: file.notes,
        variants: file.variants,
        is_default: file.in_default.unwrap_or(true),
        is_generated: file.generated.unwrap_or(true),
        around: file.around,
        focus: file.focus,
        sizes: file.sizes,
        size_unit: file.size_unit.unwrap_or(SizeUnit::Elements),
        isolated_from: file.isolated.and_then(Isolated::least_size),
        free_bytes: file.free_bytes,
        up_to: file.up_to,
        seed: file.seed,
        tolerance: file.tolerance,
        cases,
        contestants: contenders(file.contestants)?,
        hand: Vec::new(),
        texts: Texts::default(),
        own: None,
    })
}

fn named_cases(listed: Vec<FileCase>) -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    for one in listed {
        let name = one.name;
        check_name("case", &name)?;
        if cases.iter().any(|case| case.name.as_ref() == Some(&name)) {
            return Err(format!("two cases are called `{name}`; rename one"));
        }
        let made = case(
            Some(name.clone()),
            one.function,
            &one.args,
            one.by_keyword,
            one.omitted,
        );
        let mut made = made.map_err(|why| format!("case `{name}`: {why}"))?;
        check_fresh(&made, &one.fresh).map_err(|why| format!("case `{name}`: {why}"))?;
        made.fresh = one.fresh;
        cases.push(made);
    }
    Ok(cases)
}

fn case(
    name: Option<String>,
    function: String,
    args: &toml::Table,
    by_keyword: bool,
    omitted: Vec<String>,
) -> Result<Case, String> {
    // The order of `[args]` is that of the C parameters; the TOML reader is built to keep it.
    let mut arguments: Vec<(String, Spec)> = Vec::new();
    for (name, value) in args {
        let spec = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let spec = spec
            .parse()
            .map_err(|error| format!("argument `{name}`: {error}"))?;
        arguments.push((name.clone(), spec));
    }
    let is_buffer = |of: &str| {
        let mut all = arguments.iter();
        all.any(|(name, spec)| name == of && matches!(spec, Spec::Buffer { .. }))
    };
    for (name, spec) in &arguments {
        if let Spec::LengthOf(of) = spec
            && !is_buffer(of)
        {
            return Err(format!("argument `{name}`: there is no array `{of}`"));
        }
    }
    check_omitted(&arguments, &omitted, by_keyword)?;
    Ok(Case {
        name,
        function,
        by_keyword,
        arguments,
        omitted,
        fresh: Vec::new(),
    })
}

/// What is left out has the value that the default has, so it is written as a value; and by
/// position only the last ones can be left out.
fn check_omitted(
    arguments: &[(String, Spec)],
    omitted: &[String],
    by_keyword: bool,
) -> Result<(), String> {
    for name in omitted {
        let found = arguments.iter().find(|(known, _)| known == name);
        if !matches!(found, Some((_, Spec::Literal(_)))) {
            return Err(format!(
                "`omitted` names `{name}`, which is no argument with a fixed value; write its \
                 default into `[case.args]`"
            ));
        }
    }
    let visible = (arguments.iter()).filter(|(_, spec)| !matches!(spec, Spec::LengthOf(_)));
    let mut behind = visible.skip_while(|(name, _)| !omitted.contains(name));
    match behind.find(|(name, _)| !omitted.contains(name)) {
        Some((name, _)) if !by_keyword => Err(format!(
            "`{name}` stands behind an omitted argument; omit it too, or write `by_keyword = true`"
        )),
        _ => Ok(()),
    }
}

fn contenders(table: toml::Table) -> Result<Vec<Contender>, String> {
    let read = |(name, value): (String, toml::Value)| {
        let fail = |error: toml::de::Error| format!("contestant `{name}`: {error}");
        let (binding, variant) = match name.split_once('/') {
            Some((_, variant)) if variant == REFERENCE || variant == GENERATED => {
                return Err(format!(
                    "contestant `{name}`: the variant `{variant}` is not for names; leave it out \
                     or take another"
                ));
            }
            Some((binding, variant)) => (binding, variant),
            None => (name.as_str(), REFERENCE),
        };
        check_name("contestant", binding)?;
        check_name("variant", variant)?;
        let file = if value.is_str() {
            FileContender::of(value.try_into().map_err(fail)?)
        } else {
            value.try_into().map_err(fail)?
        };
        Ok(Contender {
            name: binding.to_owned(),
            variant: variant.to_owned(),
            inputs: file.inputs,
            needs: file.needs,
            functions: file.functions,
        })
    };
    table.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests;
