"""The C function through CFFI's API mode, with the array lent by `from_buffer`."""

from _hand_cffi_api import ffi, lib


def scale(a, k):
    """Multiply an array in place; CFFI takes any bytes for doubles."""
    lib.scale(ffi.from_buffer("double[]", a, require_writable=True), len(a), k)


def checked(array):
    """Lend an array of doubles to write, after the checks that CFFI leaves to its caller."""
    view = memoryview(array)
    if view.format != "d":
        raise TypeError("expected an array of doubles")
    if view.ndim != 1 or not view.c_contiguous:
        raise BufferError("expected a contiguous array of one dimension")
    return ffi.from_buffer("double[]", view, require_writable=True)


def scale_checked(a, k):
    """Multiply in place an array that is what the C function writes."""
    x = checked(a)
    lib.scale(x, len(x), k)
