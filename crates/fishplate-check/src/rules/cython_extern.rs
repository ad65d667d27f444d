//! FP191: a Cython `cdef extern` declaration differs from the header.

use fishplate_model::Origin;

use crate::rule::{Check, Example, Language, Rule};

pub(super) static RULE: Rule = Rule {
    code: "FP191",
    name: "cython-narrow",
    summary: "a Cython `cdef extern` declaration differs from the header",
    explanation:
        "Cython believes a `cdef extern` block and writes C by it. Where the block names a \
header, the C compiler sees both: it refuses another number of arguments, takes the layout of a \
record from the header, and converts numbers without a word: an integer that does not fit is cut, \
and an integer for a floating value loses what is behind the point. Of a pointer to another type \
compilers before GCC 14 only warn. Where the block names none (`from *`), nothing is compared, and \
every ABI mistake is possible.

Give the declaration the header's own types, and name the header.",
    severity: "warning, note for a sign; as in ctypes where no header is named",
    is_heuristic: false,
    bad: Example::python(
        "cdef extern from \"lib.h\":\n    void reserve(int count)",
        "void reserve(size_t count);",
    )
    .written_in(Language::Cython),
    good: Example::python(
        "cdef extern from \"lib.h\":\n    void reserve(size_t count)",
        "void reserve(size_t count);",
    )
    .written_in(Language::Cython),
    check: Check::Sources(Origin::Cython),
};
