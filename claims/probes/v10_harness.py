"""V-10: the article's harness does not run: its array call declares nothing."""

import ctypes

import numpy as np
from seeing import Seen, library

seen = Seen()
TEXT = """
double dot_product(const double *a, const double *b, int n) {
    double sum = 0.0;
    for (int i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}
double half(double x) { return x / 2.0; }
const char *name(void) { return "name"; }
"""
loaded = library(seen, "harness", TEXT)
a = np.ones(10)
seen.raises(
    ctypes.ArgumentError,
    "an array without argtypes is refused",
    lambda: loaded.dot_product(a, a, len(a)),
)
half = loaded.half
half.argtypes = [ctypes.c_double]
seen.that(
    "a double comes back as an int where restype is left out", type(half(3.0)) is int, half(3.0)
)
address = ctypes.cast(loaded.name, ctypes.c_void_p).value
seen.that("so does a pointer, cut to 32 bits", loaded.name().bit_length() <= 32, f"{address:#x}")

dot = loaded.dot_product
dot.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int]
dot.restype = ctypes.c_double
seen.that("declared, it runs", dot(a.ctypes.data, a.ctypes.data, len(a)) == 10.0)
seen.end()
