"""Tells cffi which functions the library has and how to link it; run by setup.py."""

import os
from pathlib import Path

from cffi import FFI

native = Path(__file__).parent
library_dir = os.environ.get("FISHPLATE_LIBRARY_DIR", "lib")

ffi = FFI()
ffi.cdef((native / "declarations.h").read_text(encoding="utf-8"))
ffi.set_source(
    "operations._library",
    (native / "library.h").read_text(encoding="utf-8"),
    library_dirs=[library_dir],
    # Calls into Python and the library go straight through the offset table.
    extra_compile_args=["-fno-plt"],
    extra_link_args=["-l:liboperations.so.1", "-Wl,-rpath,$ORIGIN:$ORIGIN/_lib"],
)
