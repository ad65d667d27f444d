//! Foreign functions as ctypes hands them out, without declared parameters: for measuring only.
//!
//! Nothing checks what is passed, not even how many arguments there are, and a number that is too
//! large wraps. What is undeclared goes as C `int`, so only functions of such parameters are carried.

use super::types;
use crate::source::{Source, python_docstring, python_string};
use crate::{Binding, Library, Operation, OutputFile, Plan, Support, Variant, scaffold, uniform};

/// The variant.
pub(crate) static UNDECLARED: Binding = Binding {
    name: "ctypes-undeclared",
    summary: "ctypes without declared parameters: unsafe, nothing is checked",
    variant: Some(Variant {
        of: "ctypes",
        is_offered: false,
        is_safe: false,
        takes_names: false,
    }),
    supports,
    write,
    ..super::BINDING
};

fn supports(operation: &Operation) -> Support {
    match operation {
        Operation::IntIn(int) if int.c_name == "int" => Support::Yes,
        Operation::ReturnEnum { .. } => {
            Support::No("nothing stands behind the foreign function that would make a member")
        }
        Operation::ReturnVoid
        | Operation::ReturnInt(_)
        | Operation::ReturnFloat(_)
        | Operation::ReturnBool
        | Operation::GilRelease => Support::Yes,
        _ => Support::No("ctypes passes what is undeclared as C int"),
    }
}

fn write(plan: &Plan, library: &Library) -> Vec<OutputFile> {
    let folder = format!("python/{}", plan.module);
    vec![
        OutputFile::new(format!("{folder}/_native.py"), source(plan, library)),
        OutputFile::new(format!("{folder}/_uniform.py"), uniform::PYTHON),
        scaffold::pyproject(plan, &["setuptools"]),
    ]
}

fn source(plan: &Plan, library: &Library) -> String {
    let mut out = Source::new();
    out.line(python_docstring(&format!(
        "The functions of {} without any check: for measuring only.",
        library.soname
    )))
    .line("");
    out.line("import ctypes as _fp_ctypes")
        .line("")
        .line("from . import _uniform as _fp")
        .line("");
    let name = python_string(&library.soname);
    out.line(format!("_fp_path = _fp.beside(__file__, {name})"));
    for (variable, loader) in [("_fp_library", "PyDLL"), ("_fp_detached", "CDLL")] {
        out.line(format!("{variable} = _fp_ctypes.{loader}(_fp_path)"));
    }
    for function in &plan.functions {
        let (name, library) = match function.is_detached {
            true => (&function.name, "_fp_detached"),
            false => (&function.name, "_fp_library"),
        };
        out.line("")
            .line(format!(
                "{name} = {library}[{}]",
                python_string(&function.symbol)
            ))
            .line(format!(
                "{name}.restype = {}",
                types::declared(&function.result, plan)
            ));
    }
    out.finish()
}
