"""The C function through CFFI's ABI mode."""

from cffi import FFI

ffi = FFI()
ffi.cdef("int add(int a, int b);")
lib = ffi.dlopen("libkernel.so")

add = lib.add


def add_by_name(a, b):
    """Add two integers, which may be passed by name."""
    return lib.add(a, b)
