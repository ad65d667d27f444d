"""The C function through ctypes, with arrays lent by `from_buffer`, and with lists copied."""

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


def dot_copied(a, b):
    n = len(a)
    array = ctypes.c_double * n
    return lib.dot(array(*a), array(*b), n)
