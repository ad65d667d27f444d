//! Writes the Rust source of a module.

use super::parameters::imported_names;
use super::wrapper::{element_name, enumeration_name, prototype, wrapper};
use super::{names, scaffold};
use crate::source::Source;
use crate::{Element, Library, Operation, OutputFile, Plan, PlannedEnum, PlannedFunction, uniform};

/// With `is_abi3` the package is built for the stable ABI.
pub(crate) fn write(plan: &Plan, library: &Library, is_abi3: bool) -> Vec<OutputFile> {
    let mut files = vec![OutputFile::new("src/lib.rs", source(plan))];
    let shared = uniform::RUST.into_iter();
    files.extend(shared.map(|(name, text)| OutputFile::new(format!("src/{name}"), text)));
    files.extend(scaffold::files(plan, library, is_abi3));
    files
}

fn source(plan: &Plan) -> String {
    let mut out = Source::new();
    out.line(format!("//! The module {}._native.", plan.module))
        .line("");
    out.line(
        "// Parameters keep the names that they have in C, and functions as many as they have.",
    );
    out.line("#![allow(non_snake_case, clippy::too_many_arguments)]")
        .line("");
    out.line("// A package needs the checks of its functions only.");
    out.line("#[allow(dead_code)]")
        .line("mod uniform;")
        .line("");
    imports(plan, &mut out);
    native(plan, &mut out);
    enumerations(plan, &mut out);
    elements(plan, &mut out);
    for function in &plan.functions {
        wrapper(function, plan, &mut out);
        out.line("");
    }
    module(plan, &mut out);
    out.finish()
}

/// The imports: a value must not be among them, since a parameter may have its name.
fn imports(plan: &Plan, out: &mut Source) {
    let mut needed: Vec<&str> = plan.functions.iter().flat_map(imported_names).collect();
    needed.extend(["pyfunction", "pymodule"]);
    let from = [
        ("pyo3::types", ["PyDict", "PyTuple"].as_slice()),
        (
            "pyo3",
            &["Bound", "PyAny", "Python", "pyfunction", "pymodule"],
        ),
        ("uniform", &["Checked", "Given", "Optional", "buffer"]),
    ];
    for (module, names) in from {
        let names: Vec<&str> = names
            .iter()
            .copied()
            .filter(|name| needed.contains(name))
            .collect();
        if !names.is_empty() {
            out.line(format!("use {module}::{};", group(&names)));
        }
    }
    out.line("");
}

/// Names behind a `use`, in braces where there are several.
fn group(names: &[&str]) -> String {
    match names {
        [one] => (*one).to_owned(),
        more => format!("{{{}}}", more.join(", ")),
    }
}

fn native(plan: &Plan, out: &mut Source) {
    out.line("/// The functions of the library.")
        .open("mod native {");
    let mut block = Source::new();
    block.open("unsafe extern \"C\" {");
    for function in &plan.functions {
        prototype(function, plan, &mut block);
    }
    block.close("}");
    let block = block.finish();
    let mut types: Vec<&str> = [
        ("*const c_char", "c_char"),
        ("*const c_void", "c_void"),
        ("*mut c_void", "c_void"),
    ]
    .into_iter()
    .filter(|(pointer, _)| block.contains(pointer))
    .map(|(_, name)| name)
    .collect();
    types.dedup();
    if !types.is_empty() {
        out.line(format!("use std::ffi::{};", group(&types)))
            .line("");
    }
    out.line(block).close("}").line("");
}

/// Enumerations that a function takes or gives.
fn used(plan: &Plan) -> Vec<usize> {
    let mut places: Vec<usize> = plan
        .functions
        .iter()
        .flat_map(PlannedFunction::operations)
        .filter_map(|operation| match operation {
            Operation::EnumIn { enumeration } | Operation::ReturnEnum { enumeration } => {
                Some(*enumeration)
            }
            _ => None,
        })
        .collect();
    places.sort_unstable();
    places.dedup();
    places
}

fn enumerations(plan: &Plan, out: &mut Source) {
    let places = used(plan);
    if places.is_empty() {
        return;
    }
    out.line("/// The enumerations of the library.")
        .open("mod enumerations {");
    out.line("use crate::uniform::enumeration::Enumeration;");
    let module = names::literal(&format!("{}._enums", plan.module));
    for place in places {
        let Some(item) = plan.enumerations.get(place) else {
            continue;
        };
        let (name, class) = (enumeration_name(place), names::literal(&item.name));
        out.line("");
        out.open(format!("pub static {name}: Enumeration ="));
        out.line(format!(
            "Enumeration::new({module}, {class}, {}, |value| {});",
            item.is_flags,
            has(item)
        ));
        out.out();
    }
    out.close("}").line("");
}

/// The expression that says whether `value` belongs to an enumeration.
fn has(item: &PlannedEnum) -> String {
    if item.is_flags {
        return format!("value & !({}) == 0", item.mask());
    }
    let values: Vec<String> = item.values().iter().map(ToString::to_string).collect();
    format!("matches!(value, {})", values.join(" | "))
}

fn elements(plan: &Plan, out: &mut Source) {
    let mut elements: Vec<&Element> = plan
        .functions
        .iter()
        .flat_map(PlannedFunction::operations)
        .filter_map(|operation| match operation {
            Operation::BufferIn(element) | Operation::BufferOut(element) => Some(element),
            _ => None,
        })
        .collect();
    elements.sort_by_key(|element| element_name(element));
    elements.dedup_by_key(|element| element_name(element));
    if elements.is_empty() {
        return;
    }
    out.line("/// The elements of buffers.")
        .open("mod elements {");
    out.line("use crate::uniform::buffer::Element;").line("");
    for element in elements {
        // NumPy and `array` spell 64-bit integers `l` on the Unix systems where `long` has 64 bits.
        let code = match element.format() {
            "q" => "l",
            "Q" => "L",
            other => other,
        };
        let label = names::literal(&format!("a buffer of {}", element.label()));
        let (name, kind, size) = (element_name(element), element.kind(), element.size_bytes());
        let value = format!("Element::new(b'{kind}', b'{code}', {size}, {label})");
        out.line(format!("pub const {name}: Element = {value};"));
    }
    out.close("}").line("");
}

fn module(plan: &Plan, out: &mut Source) {
    out.line(if plan.is_thread_safe {
        "// The library may be called from several threads at once: its notes say so."
    } else {
        "// Nothing says that the library may be called from several threads at once."
    });
    out.line(format!("#[pymodule(gil_used = {})]", !plan.is_thread_safe))
        .open("mod _native {");
    out.line("#[pymodule_export]");
    match plan.functions.as_slice() {
        [one] => {
            out.line(format!("use super::call_{};", one.name));
        }
        more => {
            out.open("use super::{");
            for function in more {
                out.line(format!("call_{},", function.name));
            }
            out.close("};");
        }
    }
    out.line("").line("#[pymodule_init]");
    out.open("fn init(module: &pyo3::Bound<'_, pyo3::types::PyModule>) -> pyo3::PyResult<()> {");
    out.line("use pyo3::types::PyAnyMethods;");
    out.line("crate::uniform::keep_to_one_interpreter(module.py())?;");
    out.line("// PyO3 lists every name; the other paths do not, and one stub serves them all.");
    out.line("module.delattr(\"__all__\")").close("}");
    out.close("}");
}
