import os

from cffi import FFI

ffi = FFI()
ffi.cdef("unsigned int head(const char *text);")
ffi.set_source(
    "_hand_cffi_api",
    '#include "kernel.h"',
    include_dirs=[os.environ["FISHPLATE_INCLUDE_DIR"]],
    library_dirs=[os.environ["FISHPLATE_LIBRARY_DIR"]],
    libraries=["kernel"],
)
