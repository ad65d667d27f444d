//! Writes the Python source of a module.

use crate::ctypes::{fast, types};
use crate::source::{Source, python_docstring, python_string};
use crate::{
    Argument, Element, Library, Operation, OutputFile, Plan, PlannedFunction, scaffold, uniform,
};

pub(crate) fn write(plan: &Plan, library: &Library) -> Vec<OutputFile> {
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
        "Calls {} through ctypes.",
        library.soname
    )))
    .line("");
    out.line("import ctypes as _fp_ctypes");
    out.line("import os as _fp_os");
    out.line("import sys as _fp_sys");
    out.line("from builtins import Exception as _fp_Exception, len as _fp_len, type as _fp_type")
        .line("");
    out.line("from . import _enums as _fp_enums");
    out.line("from . import _uniform as _fp").line("");
    out.line("_fp_addressof = _fp_ctypes.addressof");
    let name = python_string(&library.soname);
    for (variable, is_detached) in [("_fp_library", "False"), ("_fp_detached", "True")] {
        if plan
            .functions
            .iter()
            .any(|function| library_of(function) == variable)
        {
            out.line(format!(
                "{variable} = _fp.load(_fp_os.path.dirname(__file__), {name}, is_detached={is_detached})"
            ));
        }
    }
    enumerations(plan, &mut out);
    elements(plan, &mut out);
    for (place, function) in plan.functions.iter().enumerate() {
        declaration(place, function, plan, &mut out);
        definition(place, function, plan, &mut out);
    }
    out.finish()
}

fn library_of(function: &PlannedFunction) -> &'static str {
    if function.is_detached {
        "_fp_detached"
    } else {
        "_fp_library"
    }
}

fn enumerations(plan: &Plan, out: &mut Source) {
    for (place, item) in plan.enumerations.iter().enumerate() {
        let values: Vec<String> = item.values().iter().map(ToString::to_string).collect();
        out.line(format!(
            "_fp_values_{place} = frozenset(({},))",
            values.join(", ")
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

/// The array types, the NumPy element types that the quick way knows, and how those are learnt.
fn elements(plan: &Plan, out: &mut Source) {
    let mut elements: Vec<&Element> = Vec::new();
    for input in plan.functions.iter().flat_map(|function| &function.inputs) {
        if let Operation::BufferIn(element) | Operation::BufferOut(element) = &input.operation
            && !elements
                .iter()
                .any(|other| types::element(other) == types::element(element))
        {
            elements.push(element);
        }
    }
    let mut dtypes: Vec<(String, String)> = elements
        .iter()
        .filter_map(|element| Some((fast::dtype(element)?, element.label())))
        .collect();
    dtypes.sort();
    dtypes.dedup();
    for element in elements {
        let array = types::array(element);
        out.line(format!(
            "{array} = _fp_ctypes.{} * 0",
            types::element(element)
        ));
        out.line(format!("{} = {array}.from_buffer", fast::borrow(element)));
    }
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
    out.line("numpy = _fp_sys.modules.get(\"numpy\")");
    out.open("if _fp_ndarray is None and hasattr(numpy, \"ndarray\"):");
    for (name, label) in &dtypes {
        out.line(format!("{name} = numpy.dtype(\"{label}\")"));
    }
    out.line("_fp_ndarray = numpy.ndarray").out().out();
}

fn declaration(place: usize, function: &PlannedFunction, plan: &Plan, out: &mut Source) {
    let native = format!("_fp_{place}");
    out.line("").line("");
    out.line(format!(
        "{native} = {}[{}]",
        library_of(function),
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
    let declared: Vec<String> = function
        .arguments
        .iter()
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

fn definition(place: usize, function: &PlannedFunction, plan: &Plan, out: &mut Source) {
    let names: Vec<&str> = function
        .inputs
        .iter()
        .map(|input| input.name.as_str())
        .collect();
    out.line("").line("");
    out.open(format!("def {}({}):", function.name, names.join(", ")));
    if let Some(doc) = &function.doc {
        out.line(python_docstring(doc));
    }
    if let Some(fast) = fast::of(function).filter(|_| !function.inputs.is_empty()) {
        quick(place, function, &fast, out);
    }
    careful(place, function, plan, out);
    out.out();
}

fn quick(place: usize, function: &PlannedFunction, fast: &fast::Fast, out: &mut Source) {
    out.open("try:");
    let mut depth = 0;
    if !fast.conditions.is_empty() {
        out.open(format!("if {}:", fast.conditions.join(" and ")));
        depth += 1;
    }
    for pointer in &fast.pointers {
        out.line(pointer);
    }
    if !fast.late_conditions.is_empty() {
        out.open(format!("if {}:", fast.late_conditions.join(" and ")));
        depth += 1;
    }
    let call = format!("_fp_{place}({})", fast.arguments.join(", "));
    out.line(format!("return {}", result(&function.result, &call)));
    for _ in 0..depth {
        out.out();
    }
    out.out();
    out.open("except _fp_Exception:");
    out.line("pass").out();
}

fn careful(place: usize, function: &PlannedFunction, plan: &Plan, out: &mut Source) {
    if function
        .inputs
        .iter()
        .any(|input| buffer(&input.operation).and_then(fast::dtype).is_some())
    {
        out.line("_fp_learn()");
    }
    for (at, input) in function.inputs.iter().enumerate() {
        let place = python_string(&format!("{}() argument '{}'", function.name, input.name));
        out.line(format!(
            "_fp_v{at} = {}",
            check(&input.operation, plan, &input.name, &place)
        ));
    }
    late_checks(function, out);
    let arguments: Vec<String> = function
        .arguments
        .iter()
        .map(|argument| match argument {
            Argument::Input(at) if function.buffer(*at).is_some() => format!("_fp_v{at}.pointer"),
            Argument::Input(at) => format!("_fp_v{at}"),
            Argument::Length(at) => format!("_fp_n{at}"),
        })
        .collect();
    let call = format!("_fp_{place}({})", arguments.join(", "));
    out.line(format!("return {}", result(&function.result, &call)));
}

/// The checks that come after every argument: lengths, then overlap.
fn late_checks(function: &PlannedFunction, out: &mut Source) {
    let quoted = |place: usize| {
        python_string(
            function
                .inputs
                .get(place)
                .map_or("", |input| input.name.as_str()),
        )
    };
    let name = python_string(&function.name);
    for (at, operation) in function.lengths.iter().enumerate() {
        let Operation::LengthIn { buffers, int } = operation else {
            continue;
        };
        let Some((&first, others)) = buffers.split_first() else {
            continue;
        };
        for &other in others {
            out.line(format!(
                "_fp.same_length(_fp_v{first}, _fp_v{other}, {name}, {}, {})",
                quoted(first),
                quoted(other)
            ));
        }
        let place = python_string(&format!(
            "{}() the length of {}",
            function.name,
            quoted(first).replace('"', "'")
        ));
        out.line(format!(
            "_fp_n{at} = _fp.integer(_fp_v{first}.length, 0, {}, {place})",
            int.high()
        ));
    }
    for &(written, other) in &function.apart {
        out.line(format!(
            "_fp.apart(_fp_v{written}, _fp_v{other}, {name}, {}, {})",
            quoted(written),
            quoted(other)
        ));
    }
}

fn buffer(operation: &Operation) -> Option<&Element> {
    match operation {
        Operation::BufferIn(element) | Operation::BufferOut(element) => Some(element),
        _ => None,
    }
}

/// The careful check of one argument, as an expression.
fn check(operation: &Operation, plan: &Plan, name: &str, place: &str) -> String {
    let python_bool = |value: bool| if value { "True" } else { "False" };
    match operation {
        Operation::IntIn(int) => format!(
            "_fp.integer({name}, {}, {}, {place})",
            int.low(),
            int.high()
        ),
        Operation::FloatIn(float) if float.bits == 32 => format!("_fp.number32({name}, {place})"),
        Operation::FloatIn(_) => format!("_fp.number({name}, {place})"),
        Operation::BoolIn { accepts_integers } => {
            format!(
                "_fp.truth({name}, {}, {place})",
                python_bool(*accepts_integers)
            )
        }
        Operation::EnumIn { enumeration } => {
            let Some(item) = plan.enumerations.get(*enumeration) else {
                return name.to_owned();
            };
            let mask = if item.is_flags {
                item.mask().to_string()
            } else {
                "None".to_owned()
            };
            let class = python_string(&item.name);
            format!("_fp.member({name}, _fp_values_{enumeration}, {mask}, {place}, {class})")
        }
        Operation::Utf8In { is_nullable } => {
            format!("_fp.text({name}, {}, {place})", python_bool(*is_nullable))
        }
        Operation::BufferIn(element) | Operation::BufferOut(element) => format!(
            "_fp.view({name}, {}, \"{}\", {}, {}, {place}, {})",
            types::array(element),
            element.kind(),
            element.size_bytes(),
            python_bool(matches!(operation, Operation::BufferOut(_))),
            python_string(&format!("a buffer of {}", element.label())),
        ),
        _ => name.to_owned(),
    }
}

/// What the caller gets of a call's value.
fn result(operation: &Operation, call: &str) -> String {
    match operation {
        Operation::ReturnEnum { enumeration } => format!("_fp_member_{enumeration}({call})"),
        _ => call.to_owned(),
    }
}
