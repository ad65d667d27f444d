//! Writes the C source of a module.

use minijinja::context;

use super::arguments;
use super::style::Style;
use crate::source::{Source, c_string, python_string};
use crate::uniform::{self, c};
use crate::{Input, Library, Operation, OutputFile, Plan, PlannedFunction, scaffold};

pub(crate) fn write(plan: &Plan, library: &Library, style: &Style) -> Vec<OutputFile> {
    let mut files = vec![
        OutputFile::new("native/_native.c", source(plan, style)),
        OutputFile::new("native/uniform.h", uniform::HEADER),
        OutputFile::new("setup.py", setup_py(plan, library, style)),
        scaffold::pyproject(plan, &["setuptools"]),
    ];
    if let Some((name, text)) = style.header {
        files.push(OutputFile::new(format!("native/{name}"), text));
    }
    files
}

fn setup_py(plan: &Plan, library: &Library, style: &Style) -> String {
    let header = style.header.map(|(name, _)| format!("native/{name}"));
    scaffold::fill(
        include_str!("setup.py.jinja"),
        context! {
            module => plan.module,
            is_bundled => library.is_bundled,
            is_limited => style.is_limited,
            headers => ["native/uniform.h".to_owned()].into_iter().chain(header).collect::<Vec<_>>(),
            library_dir => python_string(&scaffold::library_dir(library)),
            link_argument => python_string(&scaffold::link_argument(library)),
        },
    )
}

fn source(plan: &Plan, style: &Style) -> String {
    let mut out = Source::new();
    out.line(format!("/* The module {}._native. */", plan.module));
    if let Some((name, _)) = style.header {
        out.line(format!("#include \"{name}\""));
    }
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
        wrapper(function, plan, style, &mut out);
        out.line("");
    }
    methods(plan, style, &mut out);
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

fn wrapper(function: &PlannedFunction, plan: &Plan, style: &Style, out: &mut Source) {
    let count = function.inputs.len();
    let name = format!("call_{}", function.name);
    let parameters = match count {
        0 => "PyObject *module, PyObject *FP_UNUSED nothing",
        _ => style.calling.parameters(),
    };
    out.line("static PyObject *")
        .line(format!("{name}({parameters})"))
        .open("{");
    for (place, input) in function.inputs.iter().enumerate() {
        out.line(c::variable(&input.operation, &variable(place)));
    }
    if function.result != Operation::ReturnVoid {
        out.line(format!("{} value;", c::result_type(function, plan)));
    }
    out.line("PyObject *result = NULL;");
    if count > 0 {
        arguments::fetch(function, style.calling, out);
    }
    out.line("(void)module;");
    let mut held = Vec::new();
    for place in 0..count {
        check(function, plan, style, place, &held, out);
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

/// The check of one input, unless its variable is settled without one.
fn check(
    function: &PlannedFunction,
    plan: &Plan,
    style: &Style,
    place: usize,
    held: &[usize],
    out: &mut Source,
) {
    let (name, given) = (variable(place), format!("given[{place}]"));
    let mut otherwise = "";
    for (condition, statement) in arguments::settled(function, place, &name, style.calling) {
        out.open(format!("{otherwise}if ({condition}) {{"))
            .line(statement)
            .close("}");
        otherwise = "else ";
    }
    let check = c::check(function, plan, place, &given, &name);
    out.open(format!("{otherwise}if ({check} < 0) {{"))
        .line(leave(held))
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

fn methods(plan: &Plan, style: &Style, out: &mut Source) {
    out.open("static PyMethodDef methods[] = {");
    for function in &plan.functions {
        let signature = std::iter::once("$module".to_owned())
            .chain(function.inputs.iter().map(Input::in_signature))
            .collect::<Vec<_>>()
            .join(", ");
        let doc = function.doc.as_deref().unwrap_or_default();
        let doc = c_string(&format!("{}({signature})\n--\n\n{doc}", function.name));
        let flags = if function.inputs.is_empty() {
            "METH_NOARGS"
        } else {
            style.calling.flags()
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
            " .m_traverse = module_traverse, .m_clear = module_clear, .m_free = module_free,",
        )
    };
    // Without the word that the library is thread-safe, no two calls may run at once: neither
    // without the GIL nor under the GILs of two interpreters.
    let (interpreters, gil) = if plan.is_thread_safe {
        (
            "Py_MOD_PER_INTERPRETER_GIL_SUPPORTED",
            "Py_MOD_GIL_NOT_USED",
        )
    } else {
        ("Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED", "Py_MOD_GIL_USED")
    };
    out.open("static PyModuleDef_Slot slots[] = {");
    if !places.is_empty() {
        out.line("{Py_mod_exec, (void *)module_exec},");
    }
    for (slot, value) in [
        ("Py_mod_multiple_interpreters", interpreters),
        ("Py_mod_gil", gil),
    ] {
        out.line(format!("#ifdef {slot}\n{{{slot}, {value}}},\n#endif"));
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
    out.line("static void")
        .line("module_free(void *module)")
        .open("{")
        .line("module_clear((PyObject *)module);")
        .close("}")
        .line("");
}
