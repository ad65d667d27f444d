"""The C functions through ctypes with declared types; NumPy's `ndpointer` checks the array."""

import ctypes

import numpy as np

lib = ctypes.CDLL("libkernel.so")
for name in ("take", "kind"):
    getattr(lib, name).argtypes = [ctypes.c_int]
    getattr(lib, name).restype = ctypes.c_int
lib.total.argtypes = [
    np.ctypeslib.ndpointer(np.float64, ndim=1, flags="C_CONTIGUOUS"),
    ctypes.c_long,
]
lib.total.restype = ctypes.c_double

take = lib.take
kind = lib.kind


def total(x):
    """Add an array."""
    return lib.total(x, len(x))
