"""V-06: a ctypes call costs more than adding in Python, and more still with its types declared."""

import ctypes

from seeing import Costs, Seen, library

seen = Seen()
TEXT = "int add(int a, int b) { return a + b; } int add2(int a, int b) { return a + b; }"
loaded = library(seen, "adding", TEXT)
undeclared, declared = loaded.add, loaded.add2
declared.argtypes, declared.restype = [ctypes.c_int, ctypes.c_int], ctypes.c_int


def add(a, b):
    """Add, in Python."""
    return a + b


costs = Costs(
    empty=lambda: None,
    python=lambda: add(1, 2),
    undeclared=lambda: undeclared(1, 2),
    declared=lambda: declared(1, 2),
)
python = costs.difference("python", "empty")
undeclared_ns = costs.difference("undeclared", "empty")
seen.that("all of them add", add(1, 2) == undeclared(1, 2) == declared(1, 2) == 3, costs.figures())
seen.that(
    "a call through ctypes is dearer than the addition in Python",
    undeclared_ns > 1.5 * python,
    f"{undeclared_ns:.0f} against {python:.0f} ns, the empty call taken off",
)
seen.that(
    "declaring argtypes makes a call dearer",
    costs.ratio("declared", "undeclared") > 1.1,
    f"{costs.ratio('declared', 'undeclared'):.2f} times",
)
seen.that("an addition in Python takes no 12 microseconds", python < 6_000, f"{python:.0f} ns")
seen.end()
