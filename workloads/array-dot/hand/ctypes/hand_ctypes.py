"""The C function through ctypes, with the arrays lent by `from_buffer`."""

import ctypes

lib = ctypes.CDLL("libkernel.so")
lib.dot.argtypes = [
    ctypes.POINTER(ctypes.c_double),
    ctypes.POINTER(ctypes.c_double),
    ctypes.c_long,
]
lib.dot.restype = ctypes.c_double


def dot(a, b):
    n = len(a)
    array = ctypes.c_double * n
    return lib.dot(array.from_buffer(a), array.from_buffer(b), n)
