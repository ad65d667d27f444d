"""The C functions through CFFI's ABI mode."""

from cffi import FFI

ffi = FFI()
ffi.cdef(
    "int take(int a); int kind(int a); int narrow(int a); double total(const double *x, long n);"
)
lib = ffi.dlopen("libkernel.so")

take = lib.take
kind = lib.kind
narrow = lib.narrow


def total_checked(x):
    """Add an array of doubles, after the check that CFFI leaves to its caller."""
    view = memoryview(x)
    if view.format != "d":
        raise TypeError("expected an array of doubles")
    if view.ndim != 1 or not view.c_contiguous:
        raise BufferError("expected a contiguous array of one dimension")
    lent = ffi.from_buffer("double[]", view)
    return lib.total(lent, len(lent))
