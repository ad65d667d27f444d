//! Writes the Python source of a module: what ctypes asks for beside what all such modules have.

use crate::ctypes::types;
use crate::marshalled::{Dialect, Handed, module, range};
use crate::source::{Source, python_string};
use crate::{
    Argument, Element, Library, Operation, OutputFile, Plan, PlannedFunction, scaffold, uniform,
};

/// What stands between the module and the library.
pub(super) const LIBRARY: &str = include_str!("_library.py");

static DIALECT: Dialect = Dialect {
    tool: "ctypes",
    imports: &["import ctypes as _fp_ctypes"],
    opening,
    native,
    // Comparing tells a number from anything else; ctypes refuses what is no `int`.
    integer: |int, name| Handed {
        condition: Some(range(int, name)),
        argument: name.to_owned(),
    },
    // ctypes also takes its own numbers, and what says that it stands for one.
    double: |name| {
        Some(format!(
            "(_fp_type({name}) is float or _fp_type({name}) is int)"
        ))
    },
    borrow: |element, name, _| format!("{}({name})", borrow(element)),
    borrows_read_only: false,
    distance: |from, to| format!("_fp_addressof({from}) - _fp_addressof({to})"),
    lend,
    nullable_text: str::to_owned,
    plain_result: |_, call| call,
};

pub(super) fn write(plan: &Plan, library: &Library) -> Vec<OutputFile> {
    let folder = format!("python/{}", plan.module);
    let mut files = vec![
        OutputFile::new(
            format!("{folder}/_native.py"),
            module(plan, library, &DIALECT),
        ),
        OutputFile::new(format!("{folder}/_library.py"), LIBRARY),
        OutputFile::new(format!("{folder}/_uniform.py"), uniform::PYTHON),
        scaffold::pyproject(plan, &["setuptools"]),
    ];
    if library.is_bundled {
        let template = include_str!("setup.py.jinja");
        files.push(scaffold::setup_py(plan, library, template));
    }
    files
}

fn opening(plan: &Plan, library: &Library, out: &mut Source) {
    out.line("from . import _library as _fp_tool").line("");
    out.line("_fp_addressof = _fp_ctypes.addressof");
    let name = python_string(&library.soname);
    out.line(format!("_fp_path = _fp.beside(__file__, {name})"));
    for (is_detached, loader) in [(false, "PyDLL"), (true, "CDLL")] {
        let mut functions = plan.functions.iter();
        if functions.any(|function| function.is_detached == is_detached) {
            let name = library_of(is_detached);
            out.line(format!("{name} = _fp_ctypes.{loader}(_fp_path)"));
            if !is_detached && !plan.is_thread_safe {
                out.line(format!("_fp_tool.take_turns({name})"));
            }
        }
    }
    elements(plan, out);
}

fn library_of(is_detached: bool) -> &'static str {
    if is_detached {
        "_fp_detached"
    } else {
        "_fp_library"
    }
}

/// The array types that pointers are declared as.
fn elements(plan: &Plan, out: &mut Source) {
    let mut seen = Vec::new();
    for input in plan.functions.iter().flat_map(|function| &function.inputs) {
        let (Operation::BufferIn(element) | Operation::BufferOut(element)) = &input.operation
        else {
            continue;
        };
        let name = types::element(element);
        if seen.contains(&name) {
            continue;
        }
        let array = types::array(element);
        out.line(format!("{array} = _fp_ctypes.{name} * 0"));
        out.line(format!("{} = {array}.from_buffer", borrow(element)));
        out.line(format!("{} = _fp_tool.lender({array})", lend(element)));
        seen.push(name);
    }
}

/// The module's name of the function that lends an array.
fn borrow(element: &Element) -> String {
    format!("_fp_borrow_{}", types::element(element))
}

/// The module's name of the function that lends a memoryview.
fn lend(element: &Element) -> String {
    format!("_fp_lend_{}", types::element(element))
}

fn native(place: usize, function: &PlannedFunction, plan: &Plan, out: &mut Source) {
    let native = format!("_fp_{place}");
    out.line(format!(
        "{native} = {}[{}]",
        library_of(function.is_detached),
        python_string(&function.symbol)
    ));
    out.line(format!(
        "{native}.restype = {}",
        types::declared(&function.result, plan)
    ));
    if is_undeclared(function) {
        // Undeclared arguments go as C `int`, which these are, and the call is quicker.
        out.line("# fishplate: argtypes left out; each parameter is a C int and its range is checked below");
        return;
    }
    let declared: Vec<String> = (function.arguments.iter())
        .filter_map(|argument| match argument {
            Argument::Input(place) => function.inputs.get(*place).map(|input| &input.operation),
            Argument::Length(place) => function.lengths.get(*place),
        })
        .map(|operation| format!("{},", types::declared(operation, plan)))
        .collect();
    out.line(format!("{native}.argtypes = ({})", declared.join(" ")));
}

/// Whether every parameter is a C `int` by value.
fn is_undeclared(function: &PlannedFunction) -> bool {
    let is_int =
        |operation: &Operation| matches!(operation, Operation::IntIn(int) if int.c_name == "int");
    !function.inputs.is_empty() && function.inputs.iter().all(|input| is_int(&input.operation))
}
