//! Reads a workload's folder: `workload.toml`, its notes, and the packages below it.
//!
//! Whoever writes a workload is told what is wrong with it by name; what a workload means for
//! a run is not known here.

use std::collections::BTreeSet;

use fishplate_bindings::VARIANTS;
use fishplate_model::SizeUnit;
use serde::Deserialize;

use super::around::Around;
use super::{Case, Contender, Focus, InputForm, Workload};
use crate::Spec;
use crate::embedded::EmbeddedFile;
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
    let text_of = |path: &str| {
        let path = format!("{folder}/{path}");
        let file = files.iter().find(|file| file.path == path)?;
        Some(std::str::from_utf8(file.bytes).unwrap_or(""))
    };
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
    Ok(workload)
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
        seed: file.seed,
        tolerance: file.tolerance,
        cases,
        contestants: contenders(file.contestants)?,
        hand: Vec::new(),
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
        cases.push(made.map_err(|why| format!("case `{name}`: {why}"))?);
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
mod tests {
    use super::*;

    const GOOD: &str = r#"
name = "w"
header = "kernel.h"
sources = ["kernel.c"]
variants = ["fast"]
function = "f"
sizes = [10, 1_000]
seed = 7
tolerance = 1e-9
[args]
z = "float64[N]"
b = "int32"
n = "len(z)"
[contestants]
python = "builtin"
"ctypes/from-buffer" = "binding"
numba = { inputs = "numpy", needs = ["numba"] }
"#;

    const CASES: &str = r#"
name = "w"
header = "kernel.h"
sources = ["kernel.c"]
in_default = false
focus = "package"
seed = 7
tolerance = 0.0
[[case]]
name = "two"
function = "f"
args = { a = "int32", b = "int32" }
[[case]]
name = "one-default"
function = "f"
omitted = ["b"]
args = { a = "int32", b = 3 }
"#;

    fn read_text(text: &str) -> Result<Workload, String> {
        parse(text, "w", &["fast"])
    }

    #[test]
    fn arguments_keep_the_order_of_the_file() {
        let workload = read_text(GOOD).unwrap();
        let [case] = workload.cases.as_slice() else {
            panic!("one function is one case")
        };
        let names: Vec<&str> = case
            .arguments
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(names, ["z", "b", "n"]);
        assert_eq!(workload.steps(), [Some(10), Some(1000)]);
        assert!(workload.is_default && case.name.is_none() && case.is_plain());
    }

    #[test]
    fn a_contestant_may_say_what_it_needs() {
        let contestants = read_text(GOOD).unwrap().contestants;
        let needs = |name: &str| {
            let found = contestants.iter().find(|one| one.name == name);
            found.map(|one| (one.inputs, one.needs.clone()))
        };
        assert_eq!(needs("python"), Some((InputForm::Builtin, vec![])));
        let numba = Some((InputForm::Numpy, vec!["numba".to_owned()]));
        assert_eq!(needs("numba"), numba);
    }

    #[test]
    fn a_contestant_may_be_a_variant_of_a_binding() {
        let contestants = read_text(GOOD).unwrap().contestants;
        let names = |one: &Contender| (one.name.clone(), one.variant.clone(), one.function());
        let owned = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        let found: Vec<_> = contestants.iter().map(names).collect();
        assert!(found.contains(&owned("python", "reference", "python")));
        assert!(found.contains(&owned("ctypes", "from-buffer", "ctypes_from_buffer")));
    }

    #[test]
    fn a_size_counts_elements_or_bytes() {
        assert_eq!(read_text(GOOD).unwrap().size_unit, SizeUnit::Elements);
        let bytes = GOOD.replace("seed", "size_unit = \"bytes\"\nseed");
        assert_eq!(read_text(&bytes).unwrap().size_unit, SizeUnit::Bytes);
    }

    #[test]
    fn a_contestant_takes_part_where_its_function_is_called() {
        let some =
            CASES.to_owned() + "[contestants]\npython = { inputs = 'builtin', functions = ['f'] }";
        let workload = read_text(&some).unwrap();
        assert_eq!(workload.contestants[0].functions, ["f"]);
        assert_eq!(check_functions(&workload), Ok(()));
        let message = check_functions(&read_text(&some.replace("['f']", "['g']")).unwrap());
        let message = message.unwrap_err();
        assert!(
            message.contains("`g`") && message.contains("known: f"),
            "{message}"
        );
    }

    #[test]
    fn cases_are_read_with_what_they_leave_out() {
        let workload = read_text(CASES).unwrap();
        let names: Vec<_> = workload.cases.iter().map(|case| &case.name).collect();
        assert_eq!(
            names,
            [&Some("two".to_owned()), &Some("one-default".to_owned())]
        );
        assert!(!workload.cases[1].is_plain());
        assert_eq!(
            (workload.is_default, workload.focus),
            (false, Focus::Package)
        );
        assert_eq!(workload.functions(), ["f"]);
        assert_eq!(workload.steps(), [None]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let changes = [
            (GOOD, "name = \"w\"", "name = \"v\"", "its name is `v`"),
            (GOOD, "len(z)", "len(q)", "there is no array `q`"),
            (GOOD, "int32", "int33", "argument `b`: `int33`"),
            (GOOD, "seed = 7", "sead = 7", "sead"),
            (GOOD, "\"builtin\"", "\"list\"", "contestant `python`"),
            (GOOD, "needs", "need", "contestant `numba`"),
            (GOOD, "\"fast\"", "\"quick\"", "known: fast"),
            (GOOD, "function = \"f\"", "", "`[[case]]` tables"),
            (CASES, "seed", "function = \"f\"\nseed", "`[[case]]` tables"),
            (CASES, "one-default", "two", "two cases are called `two`"),
            (CASES, "one-default", "a/b", "`a/b`: write its name with"),
            (GOOD, "/from-buffer", "/A", "the variant `A`: write"),
            (GOOD, "/from-buffer", "/reference", "not for names"),
            (CASES, "b = 3", "b = \"int32\"", "no argument with a fixed"),
            (CASES, "[\"b\"]", "[\"q\"]", "case `one-default`: `omitted`"),
            (CASES, "b = 3", "b = 3, c = 4", "`c` stands behind"),
        ];
        for (text, from, to, expected) in changes {
            assert!(text.contains(from), "{from}");
            let message = read_text(&text.replace(from, to)).unwrap_err();
            assert!(message.contains(expected), "{expected}: {message}");
        }
    }

    #[test]
    fn a_row_has_one_contestant() {
        let file = |path, bytes| EmbeddedFile { path, bytes };
        let files = [
            file("w/workload.toml", b"name = 'w'\nheader = 'k.h'\nsources = []\nfunction = 'f'\nargs = {}\nseed = 1\ntolerance = 0.0\n[contestants]\n'x/lent' = 'binding'\n" as &[u8]),
            file("w/k.h", b""),
            file("w/drive.py", b""),
            file("w/hand/x/hand.toml", b"module = 'm'\nneeds = []\npython = []\n[variants]\nlent = 'f'\n"),
        ];
        let message = read("w", &files).unwrap_err();
        assert!(message.contains("`x/lent` stands in"), "{message}");
    }

    #[test]
    fn two_packages_of_one_name_are_refused() {
        let files = |second: &'static [u8]| {
            let file = |path, bytes| EmbeddedFile { path, bytes };
            let hand = b"module = 'm'\nneeds = []\npython = []\n[variants]\nhand-idiom = 'f'\n";
            [
                file("w/workload.toml", b"name = 'w'\nheader = 'k.h'\nsources = []\nfunction = 'f'\nargs = {}\nseed = 1\ntolerance = 0.0\n" as &[u8]),
                file("w/k.h", b""),
                file("w/drive.py", b""),
                file("w/hand/x/hand.toml", hand),
                file("w/native/x/hand.toml", second),
            ]
        };
        let native = b"module = 'n'\nneeds = []\npython = []\n[variants]\nnative-language = 'f'\n";
        assert_eq!(read("w", &files(native)).unwrap().hand.len(), 2);
        let same = b"module = 'm'\nneeds = []\npython = []\n[variants]\nnative-language = 'f'\n";
        let message = read("w", &files(same)).unwrap_err();
        assert!(message.contains("native/x: another package"), "{message}");
    }
}
