import os

from cffi import FFI

ffi = FFI()
ffi.cdef("""
typedef struct cell { double items[8]; } cell;
cell *cell_new(double value);
void cell_free(cell *one);
double cell_get(const cell *one);
""")
ffi.set_source(
    "_hand_cffi_api",
    '#include "kernel.h"',
    include_dirs=[os.environ["FISHPLATE_INCLUDE_DIR"]],
    library_dirs=[os.environ["FISHPLATE_LIBRARY_DIR"]],
    libraries=["kernel"],
)
