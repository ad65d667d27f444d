"""V-40: what the limited API bars, asked of this Python's headers, and of Cython's C."""

import sys

from seeing import Seen, compiled, cythonized, headers

LEVEL_311 = "0x030b0000"

seen = Seen()
folder = f"-I{headers()}"
release = sys.version_info[:2]


def takes(body: str, level: str | None = LEVEL_311) -> bool:
    """Whether a function with this body compiles at a level; without one, in the full API."""
    text = f"#include <Python.h>\nvoid probe(PyObject *o) {{ {body} }}\n"
    limit = [f"-DPy_LIMITED_API={level}"] if level else []
    return compiled(text, folder, "-Werror=implicit-function-declaration", *limit).returncode == 0


if release <= (3, 13):
    seen.that(
        "a field of PyObject compiles at every level", takes("(void)o->ob_refcnt;", "0x03070000")
    )
seen.that("so does counting references", takes("Py_INCREF(o);", "0x03070000"))
for name, body in (
    ("a field of a type", "(void)Py_TYPE(o)->tp_name;"),
    ("the items of a tuple", "(void)((PyTupleObject *)o)->ob_item;"),
    ("PyTuple_GET_ITEM", "(void)PyTuple_GET_ITEM(o, 0);"),
):
    seen.that(f"{name}: barred, and there in the full API", not takes(body) and takes(body, None))
for name, body, first, before in (
    ("Py_buffer", "Py_buffer view; (void)view; (void)o;", LEVEL_311, "0x030a0000"),
    (
        "PyUnicode_AsUTF8AndSize",
        "(void)PyUnicode_AsUTF8AndSize(o, NULL);",
        "0x030a0000",
        "0x03090000",
    ),
):
    seen.that(f"{name} comes with {first}", takes(body, first) and not takes(body, before))

done = cythonized(seen, "adding", "def add(int a, int b):\n    return a + b\n")
text = (seen.folder / "adding.c").read_text(encoding="utf-8") if done.returncode == 0 else ""
taken = compiled(text, folder, "-w", f"-DPy_LIMITED_API={LEVEL_311}")
seen.that("what Cython writes compiles for the stable ABI", bool(text) and taken.returncode == 0)
seen.end()
