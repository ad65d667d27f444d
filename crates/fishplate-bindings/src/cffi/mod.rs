//! What the two ways of cffi share: its declarations, how it is handed values, its build files.
//!
//! cffi knows no integer behind `char`, checks ranges and refuses floats by itself, but takes
//! whatever has `__int__`, and any bytes for a pointer.

use minijinja::context;

use crate::marshalled::{Dialect, Handed};
use crate::source::Source;
use crate::{
    Argument, IntType, Library, Operation, OutputFile, Plan, PlannedFunction, scaffold, uniform,
};

/// How cffi is spoken to, but for where its functions come from.
pub(crate) const DIALECT: Dialect = Dialect {
    tool: "cffi",
    imports: &[],
    opening: |_, _, _| {},
    native: |_, _, _, _| {},
    integer: |_, name| Handed {
        condition: None,
        argument: format!("_fp_index({name})"),
    },
    double: |_| None,
    // A pointer can be subtracted from another; an array, which is borrowed quicker, cannot.
    borrow: |_, name, is_measured| {
        let how = if is_measured { "_fp_pointer, " } else { "" };
        format!("_fp_borrow({how}{name})")
    },
    borrows_read_only: true,
    distance: |from, to| format!("{from} - {to}"),
    lend: |_| "_fp_lend".to_owned(),
    nullable_text: |value| format!("_fp_null if {value} is None else {value}"),
    plain_result: |result, call| match result {
        // A `long double` comes as an object of cffi's.
        Operation::ReturnFloat(float) if float.bits > 64 => format!("float({call})"),
        _ => call,
    },
};

/// Asks for cffi itself: the modules that it writes would say less about what is missing.
const BACKEND: &str = r#"
try:
    import _cffi_backend as _fp_backend
except ModuleNotFoundError as error:
    raise ImportError(f"{__package__} needs cffi: pip install cffi") from error
"#;

/// What [`DIALECT`] names, once `_fp_ffi` is there.
const OPENING: &str = r#"_fp_null = _fp_ffi.NULL
_fp_borrow = _fp_ffi.from_buffer
_fp_pointer = _fp_ffi.typeof("char *")


def _fp_lend(memory):
    lent = _fp_borrow(memory)
    return lent, int(_fp_ffi.cast("uintptr_t", lent))


"#;

/// Imports `names` from what cffi writes.
pub(crate) fn import(names: &str, out: &mut Source) {
    out.line(BACKEND);
    out.line(format!("from ._library import {names}")).line("");
}

/// Prepares for [`DIALECT`], once `_fp_ffi` is there.
pub(crate) fn opening(out: &mut Source) {
    out.line(OPENING);
}

/// The declaration of a function as `name`, as cffi reads it.
pub(crate) fn declaration(function: &PlannedFunction, name: &str, plan: &Plan) -> String {
    let result = c_type(&function.result, plan);
    format!("{result} {name}({});", parameters(function, plan))
}

/// The C types of a function's parameters.
pub(crate) fn parameters(function: &PlannedFunction, plan: &Plan) -> String {
    let types: Vec<String> = (function.arguments.iter())
        .filter_map(|argument| match argument {
            Argument::Input(place) => function.inputs.get(*place).map(|input| &input.operation),
            Argument::Length(place) => function.lengths.get(*place),
        })
        .map(|operation| c_type(operation, plan))
        .collect();
    if types.is_empty() {
        "void".to_owned()
    } else {
        types.join(", ")
    }
}

/// The C type of an argument or result. Memory is `void *`, which cffi lends any buffer to.
pub(crate) fn c_type(operation: &Operation, plan: &Plan) -> String {
    match operation {
        Operation::IntIn(item)
        | Operation::ReturnInt(item)
        | Operation::LengthIn { int: item, .. } => int(item),
        Operation::FloatIn(item) | Operation::ReturnFloat(item) => item.c_name.clone(),
        Operation::BoolIn { .. } | Operation::ReturnBool => "_Bool".to_owned(),
        Operation::EnumIn { enumeration } | Operation::ReturnEnum { enumeration } => plan
            .enumerations
            .get(*enumeration)
            .map_or_else(|| "int".to_owned(), |item| int(&item.int)),
        Operation::Utf8In { .. } => "const char *".to_owned(),
        Operation::BufferIn(_) => "const void *".to_owned(),
        Operation::BufferOut(_) => "void *".to_owned(),
        Operation::GilRelease | Operation::ReturnVoid => "void".to_owned(),
    }
}

fn int(item: &IntType) -> String {
    match (item.bits, item.is_signed) {
        // A plain `char` is a character to cffi: bytes of length one.
        (8, true) => "signed char".to_owned(),
        (8, false) => "unsigned char".to_owned(),
        _ => item.c_name.clone(),
    }
}

/// What sets a package of one way apart from that of the other.
pub(crate) struct Texts {
    /// The module of the marshalling.
    pub(crate) native: String,
    /// What cffi parses.
    pub(crate) declarations: String,
    /// The template of the script that tells cffi what to write.
    pub(crate) build: &'static str,
    /// The names that what cffi writes has.
    pub(crate) names: &'static [&'static str],
    /// Whether what cffi writes is compiled.
    pub(crate) is_compiled: bool,
}

/// The files of a package that both ways have.
pub(crate) fn files(plan: &Plan, library: &Library, texts: Texts) -> Vec<OutputFile> {
    let folder = format!("python/{}", plan.module);
    let values = context! {
        module => plan.module,
        is_compiled => texts.is_compiled,
        is_bundled => library.is_bundled,
        library_dir => crate::source::python_string(&scaffold::library_dir(library)),
        link_argument => crate::source::python_string(&scaffold::link_argument(library)),
    };
    let filled = |template: &str| scaffold::fill(template, &values);
    let mut stub = Source::new();
    stub.line("from typing import Any").line("");
    for name in texts.names {
        stub.line(format!("{name}: Any"));
    }
    vec![
        OutputFile::new(format!("{folder}/_native.py"), texts.native),
        OutputFile::new(format!("{folder}/_library.pyi"), stub.finish()),
        OutputFile::new(format!("{folder}/_uniform.py"), uniform::PYTHON),
        OutputFile::new("native/declarations.h", texts.declarations),
        OutputFile::new("native/build_library.py", filled(texts.build)),
        OutputFile::new("setup.py", filled(include_str!("setup.py.jinja"))),
        OutputFile::new(
            "pyproject.toml",
            filled(include_str!("pyproject.toml.jinja")),
        ),
        OutputFile::new("MANIFEST.in", "graft native\n"),
    ]
}
