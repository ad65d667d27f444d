import os

from cffi import FFI

ffi = FFI()
ffi.cdef(
    """
    int zero(void);
    int one(int a);
    int two(int a, int b);
    int eight(int a, int b, int c, int d, int e, int f, int g, int h);
    """
)
ffi.set_source(
    "_hand_cffi_api",
    '#include "kernel.h"',
    include_dirs=[os.environ["FISHPLATE_INCLUDE_DIR"]],
    library_dirs=[os.environ["FISHPLATE_LIBRARY_DIR"]],
    libraries=["kernel"],
)
