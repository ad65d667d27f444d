"""The C function through CFFI's ABI mode, with the arrays lent by `from_buffer`."""

from cffi import FFI

ffi = FFI()
ffi.cdef("double dot(const double *a, const double *b, long n);")
lib = ffi.dlopen("libkernel.so")


def dot(a, b):
    """Inner product of two arrays; CFFI takes any bytes for doubles."""
    return lib.dot(ffi.from_buffer("double[]", a), ffi.from_buffer("double[]", b), len(a))


def checked(array):
    """Lend an array of doubles, after the checks that CFFI leaves to its caller."""
    view = memoryview(array)
    if view.format != "d":
        raise TypeError("expected an array of doubles")
    if view.ndim != 1 or not view.c_contiguous:
        raise BufferError("expected a contiguous array of one dimension")
    return ffi.from_buffer("double[]", view)


def dot_checked(a, b):
    """Inner product of two arrays that are what the C function reads."""
    x, y = checked(a), checked(b)
    if len(x) != len(y):
        raise ValueError("the arrays differ in length")
    return lib.dot(x, y, len(x))
