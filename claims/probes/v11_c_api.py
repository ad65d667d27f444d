"""V-11: extension modules stand on the C API of CPython; what they load need not."""

import ctypes
import ctypes.util
import importlib.util
import subprocess
import sys

from seeing import Seen, library, need, not_run

if sys.implementation.name != "cpython":
    not_run("this is about CPython")
seen = Seen()
nm = need("nm", "on Debian: apt-get install binutils")


def symbols(path: str) -> int:
    """How many functions and objects of the C API a library wants from the interpreter."""
    command = [nm, "--dynamic", "--undefined-only", path]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    return sum(line.split()[-1].startswith(("Py", "_Py")) for line in said.splitlines())


looked_at = 0
for name in ("_ctypes", "_cffi_backend", "numpy._core._multiarray_umath"):
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.origin or not spec.origin.endswith(".so"):
        seen.also(f"`{name}` is no file of its own here")
        continue
    looked_at += 1
    count = symbols(spec.origin)
    seen.that(f"`{name}` asks the interpreter for its C API", count > 10, f"{count} symbols")
seen.that("there was something to look at", looked_at >= 2, looked_at)

plain = library(seen, "plain", "int add(int a, int b) { return a + b; }")
seen.that("the library behind ctypes asks for none of it", symbols(plain._name) == 0)
seen.that("and is called all the same", ctypes.CDLL(plain._name).add(1, 2) == 3)
seen.end()
