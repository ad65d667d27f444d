import os

from cffi import FFI

ffi = FFI()
ffi.cdef(
    "int take(int a); int kind(int a); int narrow(int a); double total(const double *x, long n);"
)
ffi.set_source(
    "_hand_cffi_api",
    '#include "kernel.h"',
    include_dirs=[os.environ["FISHPLATE_INCLUDE_DIR"]],
    library_dirs=[os.environ["FISHPLATE_LIBRARY_DIR"]],
    libraries=["kernel"],
)
