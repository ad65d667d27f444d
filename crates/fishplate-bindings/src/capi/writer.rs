//! Writes the C source of a module.

use crate::source::{Source, c_string};
use crate::uniform::{self, c};
use crate::{Library, Operation, OutputFile, Plan, PlannedFunction, scaffold};

pub(crate) fn write(plan: &Plan, library: &Library) -> Vec<OutputFile> {
    vec![
        OutputFile::new("native/_native.c", source(plan)),
        OutputFile::new("native/uniform.h", uniform::HEADER),
        scaffold::setup_py(plan, library, include_str!("setup.py.jinja")),
        scaffold::pyproject(plan, &["setuptools"]),
    ]
}

fn source(plan: &Plan) -> String {
    let mut out = Source::new();
    out.line(format!("/* The module {}._native. */", plan.module));
    out.line("#include \"uniform.h\"").line("");
    for function in &plan.functions {
        out.line(c::prototype(function, plan));
    }
    out.line("");
    for (place, item) in plan.enumerations.iter().enumerate() {
        out.line(c::has_value_definition(place, item)).line("");
    }
    state(plan, &mut out);
    for function in &plan.functions {
        wrapper(function, plan, &mut out);
        out.line("");
    }
    methods(plan, &mut out);
    module(plan, &mut out);
    out.finish()
}

/// Enumerations that a result may be a member of.
fn returned(plan: &Plan) -> Vec<usize> {
    let mut places: Vec<usize> = plan
        .functions
        .iter()
        .filter_map(|function| match function.result {
            Operation::ReturnEnum { enumeration } => Some(enumeration),
            _ => None,
        })
        .collect();
    places.sort_unstable();
    places.dedup();
    places
}

fn state(plan: &Plan, out: &mut Source) {
    let places = returned(plan);
    if places.is_empty() {
        return;
    }
    out.line("/* What a result is looked up in: members by value, and the class. */");
    out.open("typedef struct {");
    for place in places {
        out.line(format!("PyObject *members_{place};"))
            .line(format!("PyObject *class_{place};"));
    }
    out.close("} fp_state;").line("");
}

fn wrapper(function: &PlannedFunction, plan: &Plan, out: &mut Source) {
    let count = function.inputs.len();
    let name = format!("call_{}", function.name);
    out.line("static PyObject *");
    if count == 0 {
        out.line(format!(
            "{name}(PyObject *module, PyObject *FP_UNUSED nothing)"
        ));
    } else {
        out.line(format!(
            "{name}(PyObject *module, PyObject *const *given, Py_ssize_t positional, PyObject *keywords)"
        ));
    }
    out.open("{");
    for (place, input) in function.inputs.iter().enumerate() {
        out.line(c::variable(&input.operation, &variable(place)));
    }
    if function.result != Operation::ReturnVoid {
        out.line(format!("{} value;", c::result_type(function, plan)));
    }
    out.line("PyObject *result = NULL;");
    if count > 0 {
        arguments(function, out);
    }
    out.line("(void)module;");
    let mut held = Vec::new();
    for place in 0..count {
        let check = c::check(
            function,
            plan,
            place,
            &format!("given[{place}]"),
            &variable(place),
        );
        out.open(format!("if ({check} < 0) {{"))
            .line(leave(&held))
            .close("}");
        if function.buffer(place).is_some() {
            held.push(place);
        }
    }
    for (condition, raise) in c::late_checks(function, &variable) {
        out.open(format!("if ({condition}) {{"))
            .line(raise)
            .line(leave(&held))
            .close("}");
    }
    call(function, plan, out);
    for place in held.iter().rev() {
        out.line(format!("release_{place}:"))
            .line(format!("PyBuffer_Release(&{}.view);", variable(*place)));
    }
    out.line("return result;").close("}");
}

fn arguments(function: &PlannedFunction, out: &mut Source) {
    let count = function.inputs.len();
    let names: Vec<String> = function
        .inputs
        .iter()
        .map(|input| c_string(&input.name))
        .collect();
    out.line(format!("PyObject *ordered[{count}];"));
    out.open(format!(
        "if (!FP_LIKELY(positional == {count} && keywords == NULL)) {{"
    ));
    out.line(format!(
        "static const char *const names[] = {{{}}};",
        names.join(", ")
    ));
    let name = c_string(&function.name);
    out.open(format!(
        "if (fp_arguments({name}, names, {count}, given, positional, keywords, ordered) < 0) {{"
    ));
    out.line("return NULL;")
        .close("}")
        .line("given = ordered;")
        .close("}");
}

fn call(function: &PlannedFunction, plan: &Plan, out: &mut Source) {
    let buffer = |place: usize| function.buffer(place).is_some();
    let input = |place: usize| {
        if buffer(place) {
            format!("{}.view.buf", variable(place))
        } else {
            variable(place)
        }
    };
    let length = |place: usize| match function.lengths.get(place) {
        Some(Operation::LengthIn { buffers, .. }) => {
            format!(
                "{}.count",
                variable(buffers.first().copied().unwrap_or_default())
            )
        }
        _ => "0".to_owned(),
    };
    let call = c::call(function, plan, &input, &length);
    if function.is_detached {
        out.line("Py_BEGIN_ALLOW_THREADS");
    }
    if function.result == Operation::ReturnVoid {
        out.line(format!("{call};"));
    } else {
        out.line(format!("value = {call};"));
    }
    if function.is_detached {
        out.line("Py_END_ALLOW_THREADS");
    }
    let object = c::result_object(&function.result, plan, "value");
    match function.result {
        Operation::ReturnEnum { enumeration } => {
            let flags = plan
                .enumerations
                .get(enumeration)
                .is_some_and(|item| item.is_flags);
            out.line("fp_state *state = (fp_state *)PyModule_GetState(module);");
            let class = if flags {
                format!("state->class_{enumeration}")
            } else {
                "NULL".to_owned()
            };
            out.line(format!(
                "result = fp_member(state->members_{enumeration}, {class}, {object});"
            ));
        }
        _ => {
            out.line(format!("result = {object};"));
        }
    }
}

fn variable(place: usize) -> String {
    format!("in_{place}")
}

fn leave(held: &[usize]) -> String {
    held.last().map_or_else(
        || "return NULL;".to_owned(),
        |place| format!("goto release_{place};"),
    )
}

fn methods(plan: &Plan, out: &mut Source) {
    out.open("static PyMethodDef methods[] = {");
    for function in &plan.functions {
        let names: Vec<&str> = function
            .inputs
            .iter()
            .map(|input| input.name.as_str())
            .collect();
        let signature = std::iter::once("$module")
            .chain(names)
            .collect::<Vec<_>>()
            .join(", ");
        let doc = function.doc.as_deref().unwrap_or_default();
        let doc = c_string(&format!("{}({signature})\n--\n\n{doc}", function.name));
        let flags = if function.inputs.is_empty() {
            "METH_NOARGS"
        } else {
            "METH_FASTCALL | METH_KEYWORDS"
        };
        let name = c_string(&function.name);
        out.line(format!(
            "{{{name}, (PyCFunction)(void (*)(void))call_{}, {flags}, {doc}}},",
            function.name
        ));
    }
    out.line("{NULL, NULL, 0, NULL},").close("};").line("");
}

fn module(plan: &Plan, out: &mut Source) {
    let places = returned(plan);
    let (size, hooks) = if places.is_empty() {
        ("0".to_owned(), "")
    } else {
        state_hooks(plan, &places, out);
        (
            "sizeof(fp_state)".to_owned(),
            " .m_traverse = module_traverse, .m_clear = module_clear,",
        )
    };
    out.open("static PyModuleDef_Slot slots[] = {");
    if !places.is_empty() {
        out.line("{Py_mod_exec, (void *)module_exec},");
    }
    out.line("{0, NULL},").close("};").line("");
    out.open("static struct PyModuleDef definition = {");
    out.line(format!(
        "PyModuleDef_HEAD_INIT, .m_name = {}, .m_size = {size}, .m_methods = methods, .m_slots = slots,{hooks}",
        c_string(&format!("{}._native", plan.module))
    ));
    out.close("};").line("");
    out.line("PyMODINIT_FUNC").line("PyInit__native(void)");
    out.open("{")
        .line("return PyModuleDef_Init(&definition);")
        .close("}");
}

fn state_hooks(plan: &Plan, places: &[usize], out: &mut Source) {
    out.line("static int")
        .line("module_exec(PyObject *module)")
        .open("{");
    out.line("fp_state *state = (fp_state *)PyModule_GetState(module);");
    out.line(format!(
        "PyObject *enums = PyImport_ImportModule({});",
        c_string(&format!("{}._enums", plan.module))
    ));
    out.open("if (enums == NULL) {")
        .line("return -1;")
        .close("}");
    for place in places {
        let class = plan
            .enumerations
            .get(*place)
            .map_or("", |item| item.name.as_str());
        let members = c_string(&format!("_{class}_by_value"));
        out.line(format!(
            "state->members_{place} = PyObject_GetAttrString(enums, {members});"
        ));
        out.line(format!(
            "state->class_{place} = PyObject_GetAttrString(enums, {});",
            c_string(class)
        ));
    }
    out.line("Py_DECREF(enums);")
        .line("return PyErr_Occurred() ? -1 : 0;")
        .close("}")
        .line("");
    for (name, head, visit) in [
        (
            "module_traverse",
            "PyObject *module, visitproc visit, void *arg",
            "Py_VISIT",
        ),
        ("module_clear", "PyObject *module", "Py_CLEAR"),
    ] {
        out.line("static int")
            .line(format!("{name}({head})"))
            .open("{");
        out.line("fp_state *state = (fp_state *)PyModule_GetState(module);");
        for place in places {
            out.line(format!("{visit}(state->members_{place});"))
                .line(format!("{visit}(state->class_{place});"));
        }
        out.line("return 0;").close("}").line("");
    }
}
