"""Tells cffi which functions the library has; run by setup.py."""

from pathlib import Path

from cffi import FFI

native = Path(__file__).parent

ffi = FFI()
ffi.cdef((native / "declarations.h").read_text(encoding="utf-8"))
# Without C source, cffi writes a Python module: importing that neither parses nor compiles.
ffi.set_source("operations._library", None)
