"""The C function through ctypes, with its array lent and copied in each of the usual ways."""

import ctypes

lib = ctypes.CDLL("libkernel.so")
lib.peek.argtypes = [ctypes.POINTER(ctypes.c_float), ctypes.c_long]
lib.peek.restype = ctypes.c_double


def peek_lent(data):
    n = len(data)
    return lib.peek((ctypes.c_float * n).from_buffer(data), n)


def peek_copied(data):
    n = len(data)
    return lib.peek((ctypes.c_float * n).from_buffer_copy(data), n)
