//! The files around the bound functions: what pip reads, what Python imports, what a person reads.

use minijinja::{Environment, UndefinedBehavior, context};
use serde::Serialize;

use crate::source::{Source, python_docstring, python_string};
use crate::{Binding, Input, Library, Operation, OutputFile, Plan};

/// Fills a template of ours. They are part of the program, so a fault in one is found by the tests
/// of every binding path; its text then names the fault instead of the file's content.
pub(crate) fn fill(template: &str, values: impl Serialize) -> String {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_keep_trailing_newline(true);
    environment
        .render_str(template, values)
        .unwrap_or_else(|error| format!("template fault: {error:#}\n"))
}

/// How a linker is told of the library: by the exact file name, so that no other version fits.
pub(crate) fn link_argument(library: &Library) -> String {
    let name = if library.is_bundled {
        library.soname.clone()
    } else {
        library
            .file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    format!("-l:{name}")
}

/// The folder of the library, for a package that does not carry it.
pub(crate) fn library_dir(library: &Library) -> String {
    match library.file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_string_lossy().into_owned(),
        // A library by name alone is found where the linker looks; here is as good as nowhere.
        _ => ".".to_owned(),
    }
}

pub(crate) fn setup_py(plan: &Plan, library: &Library, template: &str) -> OutputFile {
    let text = fill(
        template,
        context! {
            module => plan.module,
            is_bundled => library.is_bundled,
            library_dir => python_string(&library_dir(library)),
            link_argument => python_string(&link_argument(library)),
        },
    );
    OutputFile::new("setup.py", text)
}

/// A `pyproject.toml` for setuptools that builds with `requires`.
pub(crate) fn pyproject(plan: &Plan, requires: &[&str]) -> OutputFile {
    let text = fill(
        include_str!("../templates/pyproject.toml.jinja"),
        context! { module => plan.module, requires => requires },
    );
    OutputFile::new("pyproject.toml", text)
}

/// The files that every package has, whatever its path.
pub(crate) fn files(binding: &Binding, plan: &Plan) -> Vec<OutputFile> {
    let folder = format!("python/{}", plan.module);
    vec![
        OutputFile::new(format!("{folder}/__init__.py"), init(plan)),
        OutputFile::new(format!("{folder}/_enums.py"), enums(plan)),
        OutputFile::new(format!("{folder}/py.typed"), ""),
        OutputFile::new("README.md", readme(binding, plan)),
    ]
}

fn init(plan: &Plan) -> String {
    let mut out = Source::new();
    out.line(python_docstring(&format!(
        "Python bindings of {}.",
        plan.headers.join(", ")
    )));
    out.line("");
    let classes: Vec<&str> = plan
        .enumerations
        .iter()
        .map(|item| item.name.as_str())
        .collect();
    let functions: Vec<&str> = plan
        .functions
        .iter()
        .map(|function| function.name.as_str())
        .collect();
    for (module, names) in [("_enums", &classes), ("_native", &functions)] {
        if names.is_empty() {
            continue;
        }
        out.open(format!("from .{module} import ("));
        for name in names {
            out.line(format!("{name} as {name},"));
        }
        out.close(")");
    }
    out.line("").open("__all__ = [");
    for name in classes.iter().chain(&functions) {
        out.line(format!("{},", python_string(name)));
    }
    out.close("]");
    out.finish()
}

fn enums(plan: &Plan) -> String {
    let mut out = Source::new();
    out.line(python_docstring("The enumerations of the library."))
        .line("");
    out.line("import enum").line("");
    for item in &plan.enumerations {
        let base = if item.is_flags { "IntFlag" } else { "IntEnum" };
        out.line("")
            .open(format!("class {}(enum.{base}):", item.name));
        let doc = item
            .doc
            .clone()
            .unwrap_or_else(|| format!("The enumeration `{}`.", item.name));
        out.line(python_docstring(&doc)).line("");
        for (name, value) in &item.members {
            out.line(format!("{name} = {value}"));
        }
        out.out().line("");
    }
    for item in &plan.enumerations {
        let name = &item.name;
        out.line("");
        out.line(format!(
            "_{name}_by_value: dict[int, {name}] = {{int(member): member for member in {name}}}"
        ));
    }
    out.finish()
}

fn readme(binding: &Binding, plan: &Plan) -> String {
    let functions: Vec<_> = plan
        .functions
        .iter()
        .map(|function| {
            let names: Vec<&str> = function.inputs.iter().map(|input| input.name.as_str()).collect();
            let buffers: Vec<String> = function
                .lengths
                .iter()
                .filter_map(|length| match length {
                    Operation::LengthIn { buffers, .. } => Some(
                        buffers
                            .iter()
                            .filter_map(|&place| names.get(place).map(|name| format!("`{name}`")))
                            .collect::<Vec<_>>()
                            .join(", "),
                    ),
                    _ => None,
                })
                .collect();
            let signature: Vec<String> = function.inputs.iter().map(Input::in_signature).collect();
            context! { call => format!("{}({})", function.name, signature.join(", ").replace('|', "\\|")), lengths => buffers.join("; ") }
        })
        .collect();
    let left_out: Vec<_> = plan
        .left_out
        .iter()
        .map(|left| context! { function => left.function, reason => left.reason.replace('|', "\\|") })
        .collect();
    fill(
        include_str!("../templates/README.md.jinja"),
        context! {
            module => plan.module,
            binding => binding.name,
            summary => binding.summary,
            headers => plan.headers,
            needs => binding.needs.iter().map(|tool| tool.name).collect::<Vec<_>>(),
            functions,
            left_out,
        },
    )
}
