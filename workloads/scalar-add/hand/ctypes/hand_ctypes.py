"""The C function through ctypes, declared as the ctypes documentation asks."""

import ctypes

lib = ctypes.CDLL("libkernel.so")
add = lib.add
add.argtypes = [ctypes.c_int, ctypes.c_int]
add.restype = ctypes.c_int
