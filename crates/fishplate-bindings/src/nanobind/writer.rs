//! Writes the C++ source of a module.
//!
//! Every function takes `nb::handle` and returns a plain pointer, so that nanobind's templates are
//! instantiated once per number of parameters and not once per signature.

use minijinja::context;

use crate::source::{Source, c_string, python_string};
use crate::stub::{input_type, result_type};
use crate::uniform::{self, c};
use crate::{DefaultValue, Input, Library, Operation, OutputFile, Plan, PlannedFunction, scaffold};

/// The versions of nanobind that packages are built with.
const REQUIREMENT: &str = "nanobind>=3.0,<4";

/// nanobind's own library, which is compiled into every module.
const RUNTIME: &str =
    "// nanobind's own library, as one source file.\n#include <nb_combined.cpp>\n";

pub(crate) fn write(plan: &Plan, library: &Library) -> Vec<OutputFile> {
    vec![
        OutputFile::new("native/_native.cpp", source(plan)),
        OutputFile::new("native/nanobind.cpp", RUNTIME),
        OutputFile::new("native/uniform.h", uniform::HEADER),
        setup_py(plan, library),
        scaffold::pyproject(plan, &["setuptools", REQUIREMENT]),
        OutputFile::new("tests/stubtest_allowlist.txt", allowlist(plan)),
    ]
}

fn setup_py(plan: &Plan, library: &Library) -> OutputFile {
    let text = scaffold::fill(
        include_str!("setup.py.jinja"),
        context! {
            module => plan.module,
            requirement => REQUIREMENT,
            is_thread_safe => plan.is_thread_safe,
            is_bundled => library.is_bundled,
            library_dir => python_string(&scaffold::library_dir(library)),
            link_argument => python_string(&scaffold::link_argument(library)),
        },
    );
    OutputFile::new("setup.py", text)
}

const PREAMBLE: &str = r#"
namespace nb = nanobind;

namespace {

/* What a call gives: a new reference, or null when an exception is set. A pointer comes back in a
 * register, so that nanobind's frame around a call ends in a jump. */
struct Made;

FP_UNUSED Made *made(PyObject *object)
{
    return reinterpret_cast<Made *>(object);
}

}  // namespace

/* The result is an object already; nanobind hands a null on with its exception. */
template <> struct nanobind::detail::type_caster<Made> {
    static constexpr auto Name = const_name("object");

    static handle from_cpp(Made *made, rv_policy, cleanup_list *) noexcept
    {
        return reinterpret_cast<PyObject *>(made);
    }
};

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

/* Literals come as pointers here: their lengths are types, and each would be a new instance of
 * nanobind's templates. */
template <typename Function, typename... Arguments>
FP_COLD void define(nb::module_ &module, const char *name, const char *signature, const char *doc,
                    const Function &function, const Arguments &...arguments)
{
    module.def(name, function, nb::sig(signature), doc, arguments...);
}

/* `None` is for the checks to refuse. */
FP_UNUSED auto needed(const char *name)
{
    return nb::arg(name).none();
}

FP_UNUSED auto optional(const char *name, PyObject *value)
{
    if (value == nullptr) {
        throw nb::python_error();
    }
    return nb::arg(name).none() = nb::steal(value);
}
"#;

/// For functions whose result is a member of an enumeration.
const MEMBERS: &str = r"/* Where a result is looked up. It lies in the function's object, so each module has its own. */
struct Members {
    nb::object by_value;
    nb::object flags;
};

template <typename... Given> struct Giving {
    Made *(*call)(const Members &, Given...);
    Members members;

    Made *operator()(Given... given) const
    {
        return call(members, given...);
    }
};

template <typename... Given>
Giving<Given...> giving(const Members &members, Made *(*call)(const Members &, Given...))
{
    return {call, members};
}
";

fn source(plan: &Plan) -> String {
    let mut out = Source::new();
    out.line(format!("// The module {}._native.", plan.module));
    out.line("#include <nanobind/nanobind.h>").line("");
    out.line("#include \"uniform.h\"").line("");
    for function in &plan.functions {
        out.line(c::prototype(function, plan));
    }
    out.line(PREAMBLE).line("");
    if !returned(plan).is_empty() {
        out.line(MEMBERS).line("");
    }
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

/// Enumerations that a result may be a member of.
fn returned(plan: &Plan) -> Vec<usize> {
    let mut places: Vec<usize> = (plan.functions.iter()).filter_map(enumeration).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// The enumeration that a function's result belongs to.
fn enumeration(function: &PlannedFunction) -> Option<usize> {
    match function.result {
        Operation::ReturnEnum { enumeration } => Some(enumeration),
        _ => None,
    }
}

fn wrapper(function: &PlannedFunction, plan: &Plan, out: &mut Source) {
    let members = enumeration(function).map(|_| "const Members &members".to_owned());
    let given = (0..function.inputs.len()).map(|place| format!("nb::handle given_{place}"));
    let parameters: Vec<String> = members.into_iter().chain(given).collect();
    out.line(format!(
        "Made *call_{}({})",
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
            .line("return nullptr;")
            .close("}");
        if function.buffer(place).is_some() {
            out.line(format!("held_{place}.is_held = true;"));
        }
    }
    for (condition, set) in c::late_checks(function, &|place| variable(function, place)) {
        out.open(format!("if ({condition}) {{"))
            .line(set)
            .line("return nullptr;")
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
    let statement = if is_void {
        format!("{call};")
    } else {
        out.line(format!("{} value;", c::result_type(function, plan)));
        format!("value = {call};")
    };
    if function.is_detached {
        out.open("{")
            .line("nb::gil_scoped_release detached;")
            .line(statement)
            .close("}");
    } else {
        out.line(statement);
    }
    let object = c::result_object(&function.result, plan, "value");
    let object = if enumeration(function).is_some() {
        format!("fp_member(members.by_value.ptr(), members.flags.ptr(), {object})")
    } else {
        object
    };
    out.line(format!("return made({object});"));
}

fn module(plan: &Plan, out: &mut Source) {
    out.line("NB_MODULE(_native, module)").open("{");
    let places = returned(plan);
    if !places.is_empty() {
        let name = c_string(&format!("{}._enums", plan.module));
        out.line(format!("nb::object enums = nb::module_::import_({name});"));
    }
    for place in places {
        let Some(item) = plan.enumerations.get(place) else {
            continue;
        };
        let by_value = c_string(&format!("_{}_by_value", item.name));
        // Only combinations of flags are made by calling the class.
        let flags = if item.is_flags {
            format!("enums.attr({})", c_string(&item.name))
        } else {
            "nb::object()".to_owned()
        };
        out.line(format!(
            "const Members members_{place} = {{enums.attr({by_value}), {flags}}};"
        ));
    }
    for function in &plan.functions {
        out.line(definition(function, plan));
    }
    out.close("}");
}

fn definition(function: &PlannedFunction, plan: &Plan) -> String {
    let address = format!("&call_{}", function.name);
    let callable = match enumeration(function) {
        Some(place) => format!("giving(members_{place}, {address})"),
        None => address,
    };
    let mut parts = vec![
        c_string(&function.name),
        c_string(&signature(function, plan)),
        c_string(function.doc.as_deref().unwrap_or_default()),
        callable,
    ];
    parts.extend(function.inputs.iter().map(argument));
    format!("define(module, {});", parts.join(", "))
}

/// The signature as `help` shows it: nanobind itself would only say `object`.
fn signature(function: &PlannedFunction, plan: &Plan) -> String {
    let parameters: Vec<String> = (function.inputs.iter())
        .map(|input| {
            let ty = input_type(&input.operation, plan);
            match &input.default {
                None => format!("{}: {ty}", input.name),
                Some(default) => format!("{}: {ty} = {}", input.name, default.python()),
            }
        })
        .collect();
    format!(
        "def {}({}) -> {}",
        function.name,
        parameters.join(", "),
        result_type(&function.result, plan)
    )
}

/// A default is an object like a given argument, so it takes the same checks.
fn argument(input: &Input) -> String {
    let name = c_string(&input.name);
    match &input.default {
        None => format!("needed({name})"),
        Some(default) => format!("optional({name}, {})", object(default)),
    }
}

/// An expression that makes a default's object.
fn object(default: &DefaultValue) -> String {
    let maker = match default {
        // Read from text, the number needs no type of C that holds it.
        DefaultValue::Int(number) => {
            return format!("PyLong_FromString(\"{number}\", nullptr, 10)");
        }
        DefaultValue::None => return "Py_NewRef(Py_None)".to_owned(),
        DefaultValue::Float(_) => "PyFloat_FromDouble",
        DefaultValue::Bool(_) => "PyBool_FromLong",
        DefaultValue::Text(_) => "PyUnicode_FromString",
    };
    format!("{maker}({})", c::default(default))
}

/// What a stub checker is told to leave alone: to it, a function of nanobind's own type is none.
fn allowlist(plan: &Plan) -> String {
    let mut out = Source::new();
    out.line(
        "# nanobind's functions are of a type of their own, which stubtest takes for no function:",
    )
    .line(
        "# python -m mypy.stubtest --allowlist tests/stubtest_allowlist.txt ".to_owned()
            + &plan.module,
    );
    for function in &plan.functions {
        out.line(format!("{}._native.{}", plan.module, function.name));
    }
    out.finish()
}
