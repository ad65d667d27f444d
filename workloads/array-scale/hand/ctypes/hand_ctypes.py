"""The C function through ctypes, with the array lent by `from_buffer`."""

import ctypes

lib = ctypes.CDLL("libkernel.so")
lib.scale.argtypes = [ctypes.POINTER(ctypes.c_double), ctypes.c_long, ctypes.c_double]
lib.scale.restype = None


def scale(a, k):
    n = len(a)
    lib.scale((ctypes.c_double * n).from_buffer(a), n, k)
