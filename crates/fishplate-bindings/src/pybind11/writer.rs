//! Writes the C++ source of a module.
//!
//! Every function takes `py::handle` and returns `py::object`, so that pybind11's templates are
//! instantiated once per number of parameters and not once per signature.

use crate::source::{Source, c_string};
use crate::uniform::{self, c};
use crate::{DefaultValue, Input, Library, Operation, OutputFile, Plan, PlannedFunction, scaffold};

pub(crate) fn write(plan: &Plan, library: &Library) -> Vec<OutputFile> {
    vec![
        OutputFile::new("native/_native.cpp", source(plan)),
        OutputFile::new("native/uniform.h", uniform::HEADER),
        scaffold::setup_py(plan, library, include_str!("setup.py.jinja")),
        scaffold::pyproject(plan, &["setuptools", "pybind11>=3.1"]),
    ]
}

const PREAMBLE: &str = r"
namespace py = pybind11;

namespace {

/* A buffer that is given back when the call ends, however it ends. */
struct Held {
    fp_view view;
    bool is_held = false;

    ~Held()
    {
        if (is_held) {
            PyBuffer_Release(&view.view);
        }
    }
};

/* The exception that a check has set. */
[[noreturn]] FP_COLD void raise()
{
    throw py::error_already_set();
}

FP_UNUSED py::object owned(PyObject *object)
{
    if (object == nullptr) {
        raise();
    }
    return py::reinterpret_steal<py::object>(object);
}
";

fn source(plan: &Plan) -> String {
    let mut out = Source::new();
    out.line(format!("// The module {}._native.", plan.module));
    out.line("#include <pybind11/pybind11.h>").line("");
    out.line("#include \"uniform.h\"").line("");
    for function in &plan.functions {
        out.line(c::prototype(function, plan));
    }
    out.line(PREAMBLE);
    for (place, item) in plan.enumerations.iter().enumerate() {
        out.line(c::has_value_definition(place, item)).line("");
    }
    for function in &plan.functions {
        wrapper(function, plan, &mut out);
        out.line("");
    }
    out.line("}  // namespace").line("");
    module(plan, &mut out);
    out.finish()
}

fn wrapper(function: &PlannedFunction, plan: &Plan, out: &mut Source) {
    let parameters: Vec<String> = (0..function.inputs.len())
        .map(|place| format!("py::handle given_{place}"))
        .collect();
    out.line(format!(
        "py::object call_{}({})",
        function.name,
        parameters.join(", ")
    ))
    .open("{");
    for (place, input) in function.inputs.iter().enumerate() {
        if function.buffer(place).is_some() {
            out.line(format!("Held held_{place};"));
        } else {
            out.line(c::variable(&input.operation, &variable(function, place)));
        }
        let given = format!("given_{place}.ptr()");
        let check = c::check(function, plan, place, &given, &variable(function, place));
        out.open(format!("if ({check} < 0) {{"))
            .line("raise();")
            .close("}");
        if function.buffer(place).is_some() {
            out.line(format!("held_{place}.is_held = true;"));
        }
    }
    for (condition, set) in c::late_checks(function, &|place| variable(function, place)) {
        out.open(format!("if ({condition}) {{"))
            .line(set)
            .line("raise();")
            .close("}");
    }
    call(function, plan, out);
    out.close("}");
}

fn variable(function: &PlannedFunction, place: usize) -> String {
    if function.buffer(place).is_some() {
        format!("held_{place}.view")
    } else {
        format!("in_{place}")
    }
}

fn call(function: &PlannedFunction, plan: &Plan, out: &mut Source) {
    let input = |place: usize| {
        let name = variable(function, place);
        if function.buffer(place).is_some() {
            format!("{name}.view.buf")
        } else {
            name
        }
    };
    let length = |place: usize| match function.lengths.get(place) {
        Some(Operation::LengthIn { buffers, .. }) => {
            format!(
                "{}.count",
                variable(function, buffers.first().copied().unwrap_or_default())
            )
        }
        _ => "0".to_owned(),
    };
    let call = c::call(function, plan, &input, &length);
    let is_void = function.result == Operation::ReturnVoid;
    if !is_void {
        out.line(format!("{} value;", c::result_type(function, plan)));
    }
    let statement = if is_void {
        format!("{call};")
    } else {
        format!("value = {call};")
    };
    if function.is_detached {
        out.open("{")
            .line("py::gil_scoped_release detached;")
            .line(statement)
            .close("}");
    } else {
        out.line(statement);
    }
    let object = c::result_object(&function.result, plan, "value");
    match function.result {
        Operation::ReturnVoid => out.line("return py::none();"),
        Operation::ReturnEnum { enumeration } => {
            let Some(item) = plan.enumerations.get(enumeration) else {
                return;
            };
            let members = stored(plan, "members", &format!("_{}_by_value", item.name));
            let class = stored(plan, "class_object", &item.name);
            out.line(members).line(class);
            let class = if item.is_flags {
                "class_object.get_stored().ptr()"
            } else {
                "nullptr"
            };
            out.line(format!(
                "return owned(fp_member(members.get_stored().ptr(), {class}, {object}));"
            ))
        }
        _ => out.line(format!("return owned({object});")),
    };
}

/// Statements that look an attribute of the package's enumerations up once per interpreter.
fn stored(plan: &Plan, variable: &str, attribute: &str) -> String {
    let module = c_string(&format!("{}._enums", plan.module));
    let attribute = c_string(attribute);
    format!(
        "PYBIND11_CONSTINIT static py::gil_safe_call_once_and_store<py::object> {variable};\n\
         {variable}.call_once_and_store_result(\n    \
         []() {{ return py::object(py::module_::import({module}).attr({attribute})); }});"
    )
}

fn module(plan: &Plan, out: &mut Source) {
    // Without the word that the library is thread-safe, no two calls may run at once: neither
    // without the GIL nor under the GILs of two interpreters.
    let options = if plan.is_thread_safe {
        "py::mod_gil_not_used(), py::multiple_interpreters::per_interpreter_gil()"
    } else {
        "py::mod_gil_used(), py::multiple_interpreters::shared_gil()"
    };
    out.line(format!("PYBIND11_MODULE(_native, module, {options})"))
        .open("{");
    out.line("py::options options;")
        .line("options.disable_function_signatures();");
    for function in &plan.functions {
        let mut parts = vec![c_string(&function.name), format!("&call_{}", function.name)];
        parts.extend(function.inputs.iter().map(parameter));
        if let Some(doc) = &function.doc {
            parts.push(c_string(doc));
        }
        out.line(format!("module.def({});", parts.join(", ")));
    }
    out.close("}");
}

/// A parameter; its default is an object that the checks see as if it were given.
fn parameter(input: &Input) -> String {
    let name = c_string(&input.name);
    let Some(default) = &input.default else {
        return format!("py::arg({name})");
    };
    let object = match default {
        DefaultValue::Int(_) => "py::int_",
        DefaultValue::Float(_) => "py::float_",
        DefaultValue::Bool(_) => "py::bool_",
        DefaultValue::Text(_) => "py::str",
        DefaultValue::None => return format!("py::arg({name}) = py::none()"),
    };
    let value = match default {
        DefaultValue::Bool(truth) => truth.to_string(),
        other => c::default(other),
    };
    format!("py::arg({name}) = {object}({value})")
}
