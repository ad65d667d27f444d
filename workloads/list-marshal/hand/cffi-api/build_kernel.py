import os

from cffi import FFI

ffi = FFI()
ffi.cdef("double total(const double *values, long n);")
ffi.set_source(
    "_hand_cffi_api",
    '#include "kernel.h"',
    include_dirs=[os.environ["FISHPLATE_INCLUDE_DIR"]],
    library_dirs=[os.environ["FISHPLATE_LIBRARY_DIR"]],
    libraries=["kernel"],
)
