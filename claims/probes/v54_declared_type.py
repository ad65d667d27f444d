"""V-54: a float declared as a double gives a wrong number; declared right, most is refused."""

import ctypes

import numpy as np
from seeing import Seen, library

seen = Seen()
TEXT = """
float total(const float *values, int n) {
    float sum = 0.0f;
    for (int i = 0; i < n; i++) sum += values[i];
    return sum;
}
"""
total = library(seen, "totals", TEXT).total
total.restype = ctypes.c_float
values = [1.0] * 100
doubles = (ctypes.c_double * 100)(*values)

total.argtypes = [ctypes.POINTER(ctypes.c_double), ctypes.c_int]
wrong = total(doubles, 100)
seen.that("declared as doubles it answers, and wrongly", wrong != 100.0, wrong)

total.argtypes = [ctypes.POINTER(ctypes.c_float), ctypes.c_int]
array = np.ones(100)
for name, given in (
    ("a ctypes array of doubles", doubles),
    ("a list", values),
    ("an array of NumPy", array),
):
    seen.raises(
        ctypes.ArgumentError,
        f"declared right, {name} is refused",
        lambda given=given: total(given, 100),
    )
seen.that("floats are right", total((ctypes.c_float * 100)(*values), 100) == 100.0)
cast = total(array.ctypes.data_as(ctypes.POINTER(ctypes.c_float)), 100)
seen.that("a cast of the address is not refused, and wrong", cast != 100.0, cast)
seen.end()
