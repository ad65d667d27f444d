//! Writes the Python source of a module.

use super::{Dialect, buffer, careful, dtype, quick, values};
use crate::source::{Source, python_docstring};
use crate::{Input, Library, Plan, PlannedFunction};

/// The text of `_native.py`.
pub(crate) fn module(plan: &Plan, library: &Library, dialect: &Dialect) -> String {
    let mut out = Source::new();
    out.line(python_docstring(&format!(
        "Calls {} through {}.",
        library.soname, dialect.tool
    )))
    .line("");
    for import in dialect.imports {
        out.line(import);
    }
    // A C function may be called `len`, so what is needed of Python is kept under names of its own.
    out.line("from builtins import Exception as _fp_Exception, len as _fp_len")
        .line("from builtins import str as _fp_str, type as _fp_type")
        .line("from operator import index as _fp_index")
        .line("");
    // Python's `enum` takes longer to import than all of this.
    if !plan.enumerations.is_empty() {
        out.line("from . import _enums as _fp_enums");
    }
    out.line("from . import _uniform as _fp");
    (dialect.opening)(plan, library, &mut out);
    enumerations(plan, &mut out);
    numpy(plan, &mut out);
    for (place, function) in plan.functions.iter().enumerate() {
        out.line("").line("");
        (dialect.native)(place, function, plan, &mut out);
        definition(place, function, plan, dialect, &mut out);
    }
    out.finish()
}

fn enumerations(plan: &Plan, out: &mut Source) {
    for (place, item) in plan.enumerations.iter().enumerate() {
        let listed: Vec<String> = item.values().iter().map(ToString::to_string).collect();
        out.line(format!(
            "{} = frozenset(({},))",
            values(place),
            listed.join(", ")
        ));
        let name = &item.name;
        if item.is_flags {
            out.line(format!("_fp_member_{place} = _fp_enums.{name}"));
            continue;
        }
        out.line("").line("");
        out.open(format!(
            "def _fp_member_{place}(value, members=_fp_enums._{name}_by_value):"
        ));
        out.line("return members.get(value, value)")
            .out()
            .line("")
            .line("");
    }
}

/// The NumPy element types that the quick way knows, and how they are learnt.
fn numpy(plan: &Plan, out: &mut Source) {
    let inputs = plan.functions.iter().flat_map(|function| &function.inputs);
    let mut dtypes: Vec<(String, String)> = inputs
        .filter_map(|input| buffer(&input.operation))
        .filter_map(|(element, _)| Some((dtype(element)?, element.label())))
        .collect();
    dtypes.sort();
    dtypes.dedup();
    if dtypes.is_empty() {
        return;
    }
    out.line("# NumPy's types, once somebody else has imported it; until then no argument can be an array.");
    let names: Vec<&str> = std::iter::once("_fp_ndarray")
        .chain(dtypes.iter().map(|(name, _)| name.as_str()))
        .collect();
    out.line(format!("{} = None", names.join(" = ")))
        .line("")
        .line("");
    out.open("def _fp_learn():");
    out.line(format!("global {}", names.join(", ")));
    out.line("numpy = _fp.sys.modules.get(\"numpy\")");
    out.open("if _fp_ndarray is None and hasattr(numpy, \"ndarray\"):");
    for (name, label) in &dtypes {
        out.line(format!("{name} = numpy.dtype(\"{label}\")"));
    }
    out.line("_fp_ndarray = numpy.ndarray").out().out();
}

fn definition(
    place: usize,
    function: &PlannedFunction,
    plan: &Plan,
    dialect: &Dialect,
    out: &mut Source,
) {
    let parameters: Vec<String> = function.inputs.iter().map(Input::in_signature).collect();
    out.line("").line("");
    out.open(format!("def {}({}):", function.name, parameters.join(", ")));
    if let Some(doc) = &function.doc {
        out.line(python_docstring(doc));
    }
    quick::way(place, function, dialect, out);
    careful::way(place, function, plan, dialect, out);
    out.out();
}
