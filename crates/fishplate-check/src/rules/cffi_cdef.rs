//! FP190: a CFFI cdef that no compiler verifies differs from the header.

use fishplate_model::Origin;

use crate::rule::{Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: "FP190",
    name: "cffi-cdef",
    summary: "a CFFI `cdef` that is used with `dlopen` differs from the header",
    explanation: "In API mode a C compiler sees the header beside the cdef and refuses what does not fit. \
In ABI mode (`dlopen`) the cdef is all there is, and every mistake that a ctypes declaration can have, \
it can have too: it is checked by the same rules, and reported under this code.

Copy the declaration from the header of the version that is loaded, or go over to API mode.",
    severity: "as the same difference has in ctypes",
    is_heuristic: false,
    bad: Example::python(
        "ffi = FFI()\nffi.cdef('float half(double x);')\nlib = ffi.dlopen('half')",
        "double half(double x);",
    ),
    good: Example::python(
        "ffi = FFI()\nffi.cdef('double half(double x);')\nlib = ffi.dlopen('half')",
        "double half(double x);",
    ),
    check: Check::Sources(Origin::Cffi),
};
