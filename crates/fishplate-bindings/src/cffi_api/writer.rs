//! Writes the files of a package that has cffi compile the calls.

use crate::cffi;
use crate::marshalled::{Dialect, module};
use crate::source::Source;
use crate::uniform::c;
use crate::{Library, OutputFile, Plan, PlannedFunction};

static DIALECT: Dialect = Dialect {
    opening,
    native,
    ..cffi::DIALECT
};

pub(super) fn write(plan: &Plan, library: &Library) -> Vec<OutputFile> {
    let mut files = cffi::files(
        plan,
        library,
        cffi::Texts {
            native: module(plan, library, &DIALECT),
            declarations: declarations(plan),
            build: include_str!("build_library.py.jinja"),
            names: &["ffi", "lib"],
            is_compiled: true,
        },
    );
    files.push(OutputFile::new("native/library.h", prototypes(plan)));
    files
}

fn declarations(plan: &Plan) -> String {
    let mut out = Source::new();
    for function in &plan.functions {
        out.line(cffi::declaration(function, &c::native_name(function), plan));
    }
    out.finish()
}

/// What cffi's C source begins with. It declares the elements of memory, which cffi is not told.
fn prototypes(plan: &Plan) -> String {
    let mut out = Source::new();
    out.line(include_str!("prototypes.h"));
    for function in &plan.functions {
        out.line(c::prototype(function, plan));
    }
    out.finish()
}

fn opening(_: &Plan, _: &Library, out: &mut Source) {
    cffi::import("ffi as _fp_ffi, lib as _fp_library", out);
    cffi::opening(out);
}

fn native(place: usize, function: &PlannedFunction, _: &Plan, out: &mut Source) {
    out.line(format!(
        "_fp_{place} = _fp_library.{}",
        c::native_name(function)
    ));
}
