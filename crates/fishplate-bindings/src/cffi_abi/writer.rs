//! Writes the files of a package that opens the library by itself.

use super::symbols::can_be_declared;
use crate::cffi;
use crate::marshalled::{Dialect, module};
use crate::source::{Source, python_string};
use crate::{Library, OutputFile, Plan, PlannedFunction, is_identifier};

/// Finds a function without a declaration of its name.
const FOUND: &str = r#"# cffi cannot be told of some symbols by name, so the loader is asked for them.
_fp_process = _fp_ffi.dlopen(None)
_fp_handle = _fp_process.dlopen(_fp.os.fsencode(_fp_path), _fp_ffi.RTLD_NOW)


def _fp_found(symbol, kind):
    address = _fp_process.dlsym(_fp_handle, symbol.encode())
    if not address:
        raise AttributeError(f"symbol '{symbol}' not found in library '{_fp_path}'")
    return _fp_ffi.cast(kind, address)


"#;

static DIALECT: Dialect = Dialect {
    opening,
    native,
    ..cffi::DIALECT
};

pub(super) fn write(plan: &Plan, library: &Library) -> Vec<OutputFile> {
    cffi::files(
        plan,
        library,
        cffi::Texts {
            native: module(plan, library, &DIALECT),
            declarations: declarations(plan),
            build: include_str!("build_library.py.jinja"),
            names: &["ffi"],
            is_compiled: false,
        },
    )
}

fn needs_loader(plan: &Plan) -> bool {
    (plan.functions.iter()).any(|function| !can_be_declared(&function.symbol))
}

fn declarations(plan: &Plan) -> String {
    let mut out = Source::new();
    if needs_loader(plan) {
        out.line("void *dlopen(const char *, int);")
            .line("void *dlsym(void *, const char *);");
    }
    for function in &plan.functions {
        if can_be_declared(&function.symbol) {
            out.line(cffi::declaration(function, &function.symbol, plan));
        }
    }
    out.finish()
}

fn opening(plan: &Plan, library: &Library, out: &mut Source) {
    cffi::import("ffi as _fp_ffi", out);
    let name = python_string(&library.soname);
    out.line(format!("_fp_path = _fp.beside(__file__, {name})"))
        .line("_fp_library = _fp_ffi.dlopen(_fp_path)");
    cffi::opening(out);
    if needs_loader(plan) {
        out.line(FOUND);
    }
}

fn native(place: usize, function: &PlannedFunction, plan: &Plan, out: &mut Source) {
    let symbol = &function.symbol;
    let value = if !can_be_declared(symbol) {
        let result = cffi::c_type(&function.result, plan);
        let kind = format!("{result}(*)({})", cffi::parameters(function, plan));
        format!(
            "_fp_found({}, {})",
            python_string(symbol),
            python_string(&kind)
        )
    } else if is_identifier(symbol) {
        format!("_fp_library.{symbol}")
    } else {
        format!("getattr(_fp_library, {})", python_string(symbol))
    };
    out.line(format!("_fp_{place} = {value}"));
}
