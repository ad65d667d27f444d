"""The C function through ctypes, with its array lent and copied in each of the usual ways."""

import ctypes

lib = ctypes.CDLL("libkernel.so")
lib.peek.argtypes = [ctypes.POINTER(ctypes.c_double), ctypes.c_long]
lib.peek.restype = ctypes.c_double


def peek_lent(data):
    n = len(data)
    return lib.peek((ctypes.c_double * n).from_buffer(data), n)


def peek_copied(data):
    n = len(data)
    return lib.peek((ctypes.c_double * n).from_buffer_copy(data), n)


def peek_data_as(data):
    return lib.peek(data.ctypes.data_as(ctypes.POINTER(ctypes.c_double)), len(data))


def peek_element_wise(data):
    n = len(data)
    return lib.peek((ctypes.c_double * n)(*data), n)
