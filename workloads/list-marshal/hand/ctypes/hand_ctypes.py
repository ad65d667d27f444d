"""The C function through ctypes; a list becomes C numbers in three ways."""

import array
import ctypes

import numpy as np

lib = ctypes.CDLL("libkernel.so")
lib.total.argtypes = [ctypes.POINTER(ctypes.c_double), ctypes.c_long]
lib.total.restype = ctypes.c_double


def total_element_wise(values):
    n = len(values)
    return lib.total((ctypes.c_double * n)(*values), n)


def total_array_array(values):
    n = len(values)
    made = array.array("d", values)
    return lib.total((ctypes.c_double * n).from_buffer(made), n)


def total_as_array(values):
    made = np.asarray(values, dtype=np.float64)
    return lib.total(made.ctypes.data_as(ctypes.POINTER(ctypes.c_double)), len(made))
